"""Figures that can't be, and figures that can but should make one look twice."""

from collections.abc import Mapping

from tools.errors import InputError
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

_NEVER_ABOVE = (
    ("clicks", "impressions", "a click needs an impression"),
    ("reach", "impressions", "each person reached saw at least one impression"),
    ("completed_views", "video_starts", "a view must start before it completes"),
    ("customers_lost", "customers_at_start", "only customers who were there can leave"),
    ("days_elapsed", "days_total", "the flight can't be longer than itself"),
    ("new_customers", "conversions", "each new customer makes at least one order"),
)


def refuse_impossible(given: Mapping[str, float]) -> None:
    """Refuse figures that contradict what they count.

    Raises:
        InputError: for a negative figure, a share above 100%, or a part larger than its whole.
    """
    for name, value in given.items():
        metric = METRICS[name]
        if value < 0 and not metric.may_be_negative:
            msg = f"{metric.label} can't be negative, and {value:,g} is"
            raise InputError(msg, remedy="Check the sign, or take refunds off first.")
        if metric.unit is Unit.RATE and value > 1 and not metric.may_exceed_one:
            msg = f"{metric.label} is a share, and {value * 100:,.6g}% is more than all"
            raise InputError(msg, remedy=f"Check the figure: {metric.formula}.")
    for part, whole, because in _NEVER_ABOVE:
        if part in given and whole in given and given[part] > given[whole]:
            msg = f"{METRICS[part].label} ({given[part]:,g}) exceed {METRICS[whole].label} ({given[whole]:,g})"
            remedy = f"That can't be, as {because}: check that both come from the same report."
            raise InputError(msg, remedy=remedy)


def doubts(values: Mapping[str, float]) -> list[str]:
    """Return what to look twice at, in given and computed figures alike."""
    notes = []
    if values.get("conversions", 0) > values.get("clicks", float("inf")) or values.get("conversion_rate", 0) > 1:
        notes.append(
            "More conversions than clicks: possible when view-through conversions are counted, which have no click; "
            "otherwise the conversion tag fires more than once."
        )
    for name, value in values.items():
        metric = METRICS[name]
        if metric.unit is Unit.RATE and value > 1 and not metric.may_exceed_one:
            notes.append(
                f"A {metric.label} above 100% can't be reached: with these figures there is no way to the target."
            )
    return notes
