"""KPIs that say what something costs. Lower is better, as long as what is bought stays the same."""

from tools.kpi.metric import Metric
from tools.quantities import Unit

_STANDARD = "standard industry formula"


def _cost(
    name: str, label: str, title: str, formula: str, *aliases: str, answers: str, misleads: str, related: str
) -> Metric:
    return Metric(
        name=name,
        label=label,
        title=title,
        unit=Unit.MONEY,
        formula=formula,
        aliases=(label.lower(), title.lower(), *aliases),
        higher_is_better=False,
        answers=answers,
        misleads=misleads,
        related=tuple(related.split()),
        source=_STANDARD,
    )


COST_KPIS = (
    _cost("cpa", "CPA", "Cost per acquisition", "spend / conversions",
        "cost per action", "cost per conversion", "cost per sale", "cost per order", "cost per purchase", "cpo",
        "acquisition cost", "cost an order", "cost a sale", "cost of a sale", "cost of an order", "cost/conv",
        "cost / conv", "cost per result", "cost of a conversion", "cost to get a sale", "cost per install",
        answers="What does one new sale (or other wanted action) cost?",
        misleads="Platforms often mean cost per action, and a cheap action may be one that would have come anyway.",
        related="conversion_rate cpc roas cac"),
    _cost("cpl", "CPL", "Cost per lead", "spend / leads",
        "cost a lead", "cost of a lead", "cost per enquiry", "cost per signup", "cost per demo", "lead cost",
        answers="What does one lead cost?",
        misleads="A cheap lead that never buys is dear: read it with the lead-to-sale rate.",
        related="lead_to_sale_rate cpa"),
    _cost("cpc", "CPC", "Cost per click", "spend / clicks",
        "cost a click", "cost of a click", "click cost", "price per click", "avg cpc", "average cpc",
        answers="What does one click cost?",
        misleads="Cheap clicks from the wrong people raise the cost per acquisition.",
        related="cpm ctr conversion_rate"),
    _cost("cpm", "CPM", "Cost per thousand impressions", "1000 * spend / impressions",
        "cost per mille", "cost per thousand", "cost per 1000 impressions", "cost per 1,000 impressions", "tkp",
        "cost of a thousand impressions",
        answers="How dear is it to be seen a thousand times?",
        misleads="A thousand impressions are not a thousand people: read it with frequency.",
        related="ctr frequency cpc"),
    _cost("cost_per_visit", "cost per visit", "Cost per visit", "spend / visits",
        "cpv visit", "cost per session", "cost a visit", "cost of a visit", "cost per site visit",
        answers="What does one site visit cost?",
        misleads="A visit that leaves at once counts like any other.",
        related="cpc sales_conversion_rate"),
    _cost("cpcv", "CPCV", "Cost per completed view", "spend / completed_views",
        "cost per completion", "cost per completed video view", "cost of a completed view",
        answers="What does one video watched to its end cost?",
        misleads="On unskippable inventory nearly every view completes, watched or not.",
        related="vcr cpm"),
    _cost("cac", "CAC", "Customer acquisition cost", "spend / new_customers",
        "cost per new customer", "cost per customer", "cost to acquire a customer", "new customer cost", "ncac",
        "cost of a new customer", "cost of a customer",
        answers="What does one first-time customer cost?",
        misleads="Counting returning buyers among the new ones makes it look too good.",
        related="blended_cac ltv_cac payback_months"),
    _cost("blended_cac", "blended CAC", "Blended customer acquisition cost", "total_spend / new_customers",
        "blended acquisition cost", "overall cac", "fully blended cac",
        answers="What does one new customer cost over all marketing?",
        misleads="It hides which channel is dear; it is only loaded when fees and salaries are in the spend.",
        related="cac mer"),
    _cost("incremental_cpa", "incremental CPA", "Incremental cost per acquisition",
        "spend / incremental_conversions", "icpa", "cost per incremental conversion",
        "cost per incremental order",
        answers="What does one sale cost that would not have happened otherwise?",
        misleads="It is as good as the experiment behind the incremental count.",
        related="cpa incremental_roas"),
    Metric(name="break_even_cpa", label="break-even CPA", title="Break-even cost per acquisition", unit=Unit.MONEY,
        formula="aov * margin",
        aliases=("break-even cpa", "break even cpa", "breakeven cpa", "maximum cpa", "max cpa", "highest cpa",
            "affordable cpa", "break-even cost per acquisition"),
        higher_is_better=True, answers="What may a sale cost before the first order loses money?",
        misleads="It ignores repeat orders; a business that lives on them can pay more.",
        related=("aov", "margin", "break_even_roas"), source=_STANDARD),
)  # fmt: skip
