"""KPIs that say what share of something happened: fractions inside, percentages outside."""

from tools.kpi.metric import Metric
from tools.quantities import Unit

_STANDARD = "standard industry formula"


def _rate(
    name: str,
    label: str,
    title: str,
    formula: str,
    *aliases: str,
    answers: str,
    misleads: str,
    related: str,
    better: bool | None = True,
) -> Metric:
    return Metric(
        name=name,
        label=label,
        title=title,
        unit=Unit.RATE,
        formula=formula,
        aliases=(label.lower(), title.lower(), *aliases),
        higher_is_better=better,
        answers=answers,
        misleads=misleads,
        related=tuple(related.split()),
        source=_STANDARD,
    )


RATE_KPIS = (
    _rate("ctr", "CTR", "Click-through rate", "clicks / impressions",
        "click through rate", "clickthrough rate", "click rate", "clickthrough",
        answers="Does the ad earn a click?",
        misleads="Curiosity clicks raise it without raising sales.",
        related="cpc conversion_rate cpm"),
    _rate("conversion_rate", "conversion rate", "Conversion rate", "conversions / clicks",
        "cvr", "conv rate", "conversion", "cr", "conv. rate", "click to sale rate", "converting", "conversions rate",
        "convert",
        answers="Do clicks turn into action?",
        misleads="View-through conversions have no click, so they can push it above what clicks earned.",
        related="cpa sales_conversion_rate ctr"),
    _rate("sales_conversion_rate", "sales conversion rate", "Sales conversion rate", "conversions / visits",
        "purchase rate", "visit to sale rate", "ecommerce conversion rate", "site conversion rate",
        "visitor to buyer rate", "store conversion rate",
        answers="Do visits become sales?",
        misleads="Visits from other sources are in it unless they are taken out.",
        related="conversion_rate cost_per_visit"),
    _rate("engagement_rate", "engagement rate", "Engagement rate", "engagements / impressions",
        "er", "interaction rate",
        answers="Is the audience involved?",
        misleads="The base differs (impressions, reach, followers): always name it. Here it is impressions.",
        related="ctr frequency"),
    _rate("vcr", "VCR", "Video completion rate", "completed_views / video_starts",
        "completion rate", "view completion rate", "view through completion", "completion",
        answers="Is the video watched to its end?",
        misleads="Unskippable inventory completes nearly always, even in an empty room.",
        related="cpcv cpm"),
    _rate("lead_to_sale_rate", "lead-to-sale rate", "Lead-to-sale rate", "conversions / leads",
        "lead to sale rate", "close rate", "closing rate", "win rate", "lead conversion rate",
        "lead to customer rate",
        answers="Do leads become sales?",
        misleads="Leads of this month close in later ones: compare whole cohorts.",
        related="cpl cpa"),
    _rate("margin", "margin", "Contribution margin", "gross_profit / revenue",
        "contribution margin", "gross margin", "margins", "profit margin", "margin rate",
        answers="What share of revenue is left after variable costs?",
        misleads="Leaving out shipping, payment fees or returns flatters it.",
        related="break_even_roas poas"),
    _rate("churn_rate", "churn rate", "Monthly churn rate", "customers_lost / customers_at_start",
        "churn", "monthly churn", "cancellation rate", "attrition",
        answers="What share of customers leaves in a month?",
        misleads="A blend of old and new customers hides that new ones leave first.",
        related="clv_subscription", better=False),
    _rate("pacing", "pacing", "Budget pacing", "spend * days_total / budget / days_elapsed",
        "budget pacing", "pace", "spend pacing",
        answers="Is the budget being spent as fast as planned? 100% is on plan.",
        misleads="An even plan ignores weekdays and seasons.",
        related="spend", better=None),
)  # fmt: skip
