"""The campaign brief: one typed document, each field labelled with what it rests on."""

from datetime import datetime
from typing import Final, Literal

from pydantic import Field, model_validator

from tools.brief.labels import Label
from tools.brief.part import Count, Day, Money, Name, Part, Share, Text
from tools.brief.steps import ChannelMix, Launch, Measurement, Message, Positioning, State, Targets, Website
from tools.periods import Period
from tools.quantities import CURRENCIES

SCHEMA_VERSION: Final = 2

Objective = Literal["sales", "new customers", "leads", "app installs", "traffic", "awareness", "engagement"]


class Market(Part):
    """Where the campaign runs."""

    countries: tuple[Text, ...] = ()
    regions: tuple[Text, ...] = Field(default=(), description="cities, states or areas inside them")
    language: Text | None = None


class Budget(Part):
    """The money for the whole flight."""

    amount: Money | None = None
    currency: str | None = Field(default=None, description="ISO 4217 code of all money in the brief")
    reserve: Share | None = Field(default=None, description="share held back for tests, outside the channels")

    @model_validator(mode="after")
    def _known_currency(self) -> "Budget":
        if self.currency is not None and self.currency not in CURRENCIES:
            msg = f"'{self.currency[:10]}' is not a currency code that Adroit knows"
            raise ValueError(msg)
        return self


class Flight(Part):
    """The first and the last day on which ads run; the order of the two is checked, not refused."""

    start: Day | None = None
    end: Day | None = None

    @property
    def period(self) -> Period | None:
        """The days of the flight; None when one end is missing or they are in the wrong order."""
        if self.start is None or self.end is None or self.end < self.start:
            return None
        return Period(self.start, self.end)


class Economics(Part):
    """What a result is worth: from it follow the break-even CPA and ROAS."""

    average_order_value: Money | None = None
    margin: Share | None = Field(default=None, description="contribution margin before advertising")
    lifetime_value: Money | None = Field(default=None, description="margin of a customer over the whole relation")
    lead_to_sale_rate: Share | None = None


class Risk(Part):
    """What may go wrong, and what is done about it."""

    name: Name
    response: Text


class Approval(Part):
    """Somebody's yes that the launch needs."""

    who: Name
    what: Text
    due: Day | None = None
    state: State = "open"


class Revision(Part):
    """Which version of the brief this is; 0 is a draft not yet saved."""

    number: int = Field(default=0, ge=0)
    at: datetime | None = None
    by: Text | None = None
    change: str = Field(default="", description="what changed, in one line", max_length=1000)
    restores: int | None = Field(
        default=None, description="the version whose content this one took back, after an undo"
    )


class CampaignBrief(Part):
    """A campaign brief along the guide's seven strategy steps.

    Money is in `budget.currency`, rates are fractions, dates are inclusive. `labels` says for a field path
    (`budget.amount`, `channel_mix.channels[Meta].budget`), or for all below it, what it rests on.
    """

    format: Literal["adroit.brief"] = "adroit.brief"
    schema_version: Literal[2] = SCHEMA_VERSION
    name: Name = Field(description="the campaign's name", examples=["Back to school 2026"])
    revision: Revision = Revision()

    brand: Text | None = None
    product: Text | None = None
    offer: Text | None = Field(default=None, description="what the customer gets and what it costs")
    objective: Objective | None = None
    market: Market = Market()
    budget: Budget = Budget()
    flight: Flight = Flight()
    economics: Economics = Economics()

    message: Message = Message()
    positioning: Positioning = Positioning()
    targets: Targets = Targets()
    channel_mix: ChannelMix = ChannelMix()
    website: Website = Website()
    launch: Launch = Launch()
    measurement: Measurement = Measurement()

    declared_categories: tuple[Text, ...] = Field(
        default=(), description="special ad categories declared to the platforms: housing, credit, employment..."
    )
    past_results: Count | None = Field(default=None, description="results behind the past CPAs by channel")
    risks: tuple[Risk, ...] = ()
    approvals: tuple[Approval, ...] = ()
    sources: tuple[Text, ...] = Field(default=(), description="documents, data and addresses the brief rests on")
    labels: dict[str, Label] = Field(default_factory=dict, description="field path -> what it rests on")

    @model_validator(mode="after")
    def _labels_name_fields(self) -> "CampaignBrief":
        from tools.brief.paths import has_path

        wrong = [path for path in self.labels if not has_path(self, path)]
        if wrong:
            msg = f"labels name fields that are not in the brief: {', '.join(wrong[:3])}"
            raise ValueError(msg)
        return self

    @property
    def currency(self) -> str | None:
        """Of all money in the brief."""
        return self.budget.currency

    def label(self, path: str) -> Label | None:
        """Return what a field rests on: its own label, else that of the nearest part it belongs to."""
        from tools.brief.paths import ancestors

        return next((self.labels[p] for p in ancestors(path) if p in self.labels), None)
