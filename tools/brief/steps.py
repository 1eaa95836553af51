"""The parts of a brief along the guide's seven strategy steps (guide, "What are the seven strategy steps?")."""

from typing import Literal

from pydantic import Field, field_validator

from tools.brief.part import Count, Day, Days, Money, Name, Part, Share, Text
from tools.errors import InputError
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.metric import Metric
from tools.quantities import format_number

State = Literal["open", "in progress", "done", "not needed"]
Role = Literal["capture demand", "create demand", "support consideration", "retarget", "retain"]
AudienceKind = Literal["prospecting", "retargeting", "customers", "lookalike"]


class Message(Part):
    """Step 1: what the campaign says, and the one action it asks for."""

    core: Text | None = Field(default=None, description="the one thing the audience should understand")
    occasion: Text | None = Field(default=None, description="season or event that carries the message")
    actions: tuple[Text, ...] = Field(default=(), description="the action asked for: one; more is a finding")
    call_to_action: Text | None = Field(default=None, description="the words of the button")
    tone: Text | None = Field(default=None, description="imagery, tone and feelings")


class Positioning(Part):
    """Step 2: the distinctive value, for whom, against what."""

    value: Text | None = Field(default=None, description="what customers get here and not elsewhere")
    reasons_to_believe: tuple[Text, ...] = Field(default=(), description="facts that make the claim credible")
    audience: Text | None = Field(default=None, description="for whom")
    alternatives: tuple[Text, ...] = Field(default=(), description="against what: competitors, habits, doing nothing")


class Target(Part):
    """A KPI with the value wanted and the value today."""

    kpi: str = Field(description="name of a KPI or measure, e.g. cpa, roas, conversions")
    value: float | None = Field(
        default=None, allow_inf_nan=False, ge=0, description="money in the brief's currency, a rate as a fraction"
    )
    baseline: float | None = Field(default=None, allow_inf_nan=False, ge=0, description="where it stands today")

    @field_validator("kpi")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            return find_metric(value).name
        except InputError as error:
            raise ValueError(str(error)) from None

    @property
    def metric(self) -> Metric:
        """The KPI's definition."""
        return METRICS[self.kpi]

    def shown(self, currency: str | None) -> str:
        """`CPA $35.00`, or `CPA` without a value."""
        label = self.metric.label
        return label if self.value is None else f"{label} {format_number(self.value, self.metric.unit, currency)}"


class Targets(Part):
    """Step 3: how success is judged."""

    primary: tuple[Target, ...] = Field(default=(), description="the KPI that decides: one; more is a finding")
    secondary: tuple[Target, ...] = Field(default=(), description="KPIs that explain the primary one")
    volume: Count | None = Field(default=None, description="results wanted over the flight: orders, leads, installs")
    measured_by: Text | None = Field(default=None, description="the system that counts")
    click_window_days: Days | None = Field(default=None, description="attribution window after a click")
    view_window_days: Days | None = Field(default=None, description="attribution window after a view")
    judged_on: Day | None = Field(default=None, description="when the result is judged, after late conversions")


class Expected(Part):
    """What one channel is expected to do; the funnel is computed from it."""

    cpm: Money | None = Field(default=None, description="cost of a thousand impressions")
    ctr: Share | None = Field(default=None, description="clicks per impression")
    cpc: Money | None = Field(default=None, description="cost of a click")
    conversion_rate: Share | None = Field(default=None, description="results per click")
    cpa: Money | None = Field(default=None, description="cost of a result, from past results")


class ChannelPlan(Part):
    """One channel of the mix."""

    channel: Name = Field(description="e.g. paid search, Meta, CTV")
    role: Role | None = None
    budget: Money | None = None
    bid_strategy: Text | None = None
    target: float | None = Field(default=None, ge=0, allow_inf_nan=False, description="of the primary KPI, here")
    audiences: tuple[Text, ...] = Field(default=(), description="names of audiences, or descriptions of them")
    formats: tuple[Text, ...] = ()
    expected: Expected = Expected()


class ChannelMix(Part):
    """Step 4: which channels, and the money for each."""

    channels: tuple[ChannelPlan, ...] = ()
    excluded: tuple[Name, ...] = Field(default=(), description="channels that the user rules out")


class ReadinessItem(Part):
    """One thing to have ready before launch."""

    name: Name
    question: Text
    owner: Text | None = None
    state: State = "open"

    @property
    def is_closed(self) -> bool:
        """True when nothing is left to do."""
        return self.state in {"done", "not needed"}


class Website(Part):
    """Step 5: the site's five checks, and the tracking's."""

    url: Text | None = Field(default=None, description="the landing page")
    checks: tuple[ReadinessItem, ...] = ()
    tracking: tuple[ReadinessItem, ...] = ()


class Audience(Part):
    """People to reach."""

    name: Name
    kind: AudienceKind = "prospecting"
    description: Text | None = None


class Creative(Part):
    """One creative, with its texts for one channel."""

    name: Name
    channel: Name
    format: Text
    headlines: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()
    is_draft: bool = Field(default=True, description="False once a person has approved the words")


class TaggedLink(Part):
    """How links of one channel are tagged."""

    channel: Name
    source: Text
    medium: Text


class UtmScheme(Part):
    """How links are tagged, so that reports of different systems can be joined."""

    campaign: Text | None = Field(default=None, description="utm_campaign")
    content_pattern: Text | None = Field(default=None, description="utm_content")
    links: tuple[TaggedLink, ...] = ()


class Launch(Part):
    """Step 6: audiences, creatives and links."""

    audiences: tuple[Audience, ...] = ()
    exclusions: tuple[Text, ...] = Field(default=(), description="people left out, e.g. existing customers")
    age_from: int | None = Field(default=None, ge=0, le=120)
    age_to: int | None = Field(default=None, ge=0, le=120)
    creatives: tuple[Creative, ...] = ()
    utm: UtmScheme = UtmScheme()


class Review(Part):
    """One level of the rhythm."""

    every: Name
    look_at: Text
    act: Text


class TestPlan(Part):
    """One planned test."""

    __test__ = False  # pytest is not to collect it

    name: Name
    hypothesis: Text
    metric: str = Field(description="a rate: ctr, conversion_rate...")
    channel: Name | None = Field(default=None, description="where it runs; the whole campaign when empty")
    baseline: Share | None = Field(default=None, description="the rate today")
    uplift: float | None = Field(default=None, gt=0, le=10, description="smallest relative change worth finding")
    sample_per_group: Count | None = Field(default=None, description="impressions or clicks each version needs")


class Measurement(Part):
    """Step 7: the rhythm, the tests, and the rules to stop and to scale."""

    rhythm: tuple[Review, ...] = ()
    tests: tuple[TestPlan, ...] = ()
    stop_rules: tuple[Text, ...] = ()
    scale_rules: tuple[Text, ...] = ()
