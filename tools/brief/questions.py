"""What only the user knows: the questions that a brief still has, the most important first."""

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.labels import Basis
from tools.brief.part import Part
from tools.kpi.definitions import METRICS
from tools.quantities import Unit, format_number

AT_A_TIME = 3


class Question(Part):
    """One thing to ask the user."""

    field: str = Field(description="path of the field that the answer fills")
    ask: str
    label: str = Field(description="what to write before the answer, so that it is read as this field")


def questions(brief: CampaignBrief) -> list[Question]:
    """Return every open question, the most important first; the brief itself is the state of the interview."""
    return [q for field, q in _needed(brief) if _is_open(brief, field)]


def _is_open(brief: CampaignBrief, field: str) -> bool:
    from tools.brief.paths import find

    value = find(brief, field)
    if value in (None, "", (), []):
        return True
    label = brief.label(field)
    return field in {"channel_mix.channels", "message.actions"} and label is not None and label.basis is Basis.ASSUMED


def _needed(brief: CampaignBrief) -> list[tuple[str, Question]]:
    money = brief.currency
    results = {"leads": "leads", "app installs": "installs", "traffic": "visits"}.get(brief.objective or "", "orders")
    asks = [
        ("product", "What is advertised?", "Product"),
        ("budget.amount", "What is the budget for the whole flight, and in which currency?", "Budget"),
        ("flight.start", "When does it start, and when does it end?", "Flight"),
        ("flight.end", "When does it end, or how long does it run?", "End"),
        (
            "objective",
            "What should it bring: sales, new customers, leads, app installs, visits or awareness?",
            "Objective",
        ),
    ]
    found = [(field, Question(field=field, ask=ask, label=label)) for field, ask, label in asks]
    found += _target_questions(brief, money)
    rest = [
        ("positioning.audience", "Who should it reach, and who not?", "Audience"),
        ("message.actions", "Which one action should people take?", "Action"),
        ("brand", "Which brand is it for?", "Brand"),
        (
            "economics.margin",
            f"What margin do {results} leave before advertising, and what is an average one worth?",
            "Margin",
        ),
        ("market.countries", "In which countries or cities does it run?", "Market"),
        ("channel_mix.channels", "Which channels, and how is the budget split over them?", "Channels"),
        ("website.url", "Which page do the ads lead to?", "Landing page"),
        ("positioning.value", "What do customers get here that they don't get elsewhere?", "Value"),
        ("offer", "Is there an offer: a price, a discount, a trial?", "Offer"),
    ]
    found += [(field, Question(field=field, ask=ask, label=label)) for field, ask, label in rest]
    if brief.objective in {"leads", "awareness", "traffic", "engagement", "app installs"}:
        found = [(field, q) for field, q in found if field != "economics.margin"]
    if "flight.start" in {f for f, _ in found} and brief.flight.start is None and brief.flight.end is None:
        found = [(field, q) for field, q in found if field != "flight.end"]
    return found


def _target_questions(brief: CampaignBrief, currency: str | None) -> list[tuple[str, Question]]:
    if not brief.targets.primary:
        field = "targets.primary"
        ask = "Which KPI decides whether it worked, and which value should it reach?"
        return [(field, Question(field=field, ask=ask, label="Primary KPI"))]
    target = brief.targets.primary[0]
    metric = METRICS[target.kpi]
    ask = f"Which {metric.label} should it reach?"
    aov, margin = brief.economics.average_order_value, brief.economics.margin
    if aov and margin and target.kpi in {"cpa", "cac"}:
        ask += f" It breaks even at {format_number(aov * margin, Unit.MONEY, currency)}."
    elif margin and target.kpi == "roas":
        ask += f" It breaks even at {format_number(1 / margin, Unit.RATIO)}."
    field = f"targets.primary[{target.kpi}].value"
    return [(field, Question(field=field, ask=ask, label=f"Target {metric.label}"))]
