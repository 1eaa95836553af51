"""KPIs that say what may be spent, what is planned, and what will be spent."""

from functools import partial

from tools.kpi.define import MARKETING_METRICS, PRACTICE, define_kpi
from tools.quantities import Unit

_limit = partial(define_kpi, Unit.MONEY, better=None, source=PRACTICE)

BUDGET_KPIS = (
    _limit("break_even_cpa", "break-even CPA", "Break-even cost per acquisition", "aov * margin",
        "break even cpa", "breakeven cpa", "maximum cpa", "max cpa", "highest cpa", "affordable cpa",
        answers="What may a sale cost before the first order loses money?",
        misleads="It ignores repeat orders; a business that lives on them can pay more.",
        related="aov margin break_even_roas", source=MARKETING_METRICS),
    _limit("target_cpa", "target CPA", "Target cost per acquisition", "aov * target_acos",
        "cpa target", "cpa goal", "allowable cpa",
        answers="What may a sale cost if the wanted share of revenue is to be left as profit?",
        misleads="It is an average: the last sales bought cost more.",
        related="break_even_cpa target_roas profit_share"),
    _limit("daily_budget", "daily budget", "Budget a day", "budget / days_total",
        "budget a day", "budget per day", "daily spend", "spend per day", "per day", "a day", "each day", "every day",
        answers="How much is planned for one day?",
        misleads="Platforms may overspend a day and even it out over the month.",
        related="budget pacing"),
    _limit("weekly_budget", "weekly budget", "Budget a week", "7 * budget / days_total",
        "budget a week", "budget per week", "weekly spend", "spend per week", "per week", "a week", "each week",
        "every week",
        answers="How much is planned for one week?",
        misleads="Weeks with a holiday or a launch differ.",
        related="budget daily_budget"),
    _limit("monthly_budget", "monthly budget", "Budget a month", "30.4375 * budget / days_total",
        "budget a month", "budget per month", "monthly spend", "spend per month", "per month", "a month",
        "each month", "every month",
        answers="How much is planned for one month of 365.25 / 12 days?",
        misleads="Months have 28 to 31 days.",
        related="budget daily_budget"),
    _limit("remaining_budget", "remaining budget", "Remaining budget", "budget - spend",
        "budget left", "left to spend", "money left", "remaining spend", "unspent budget",
        answers="How much of the budget is left?",
        misleads="Spend of the last hours may not be reported yet.",
        related="budget spend pacing", negative=True),
    _limit("projected_spend", "projected spend", "Projected spend of the flight", "spend * days_total / days_elapsed",
        "forecast spend", "expected spend", "run rate", "on course to spend",
        answers="How much will be spent by the end at the speed so far?",
        misleads="It takes every day as alike.",
        related="pacing budget"),
)  # fmt: skip
