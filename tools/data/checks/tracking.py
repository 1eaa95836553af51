"""Tracking that broke: results that stop while the money goes on."""

from collections.abc import Sequence
from datetime import date

from tools.data import queries
from tools.data.checks.comparison import MONEY, OUTCOMES, Comparison, words
from tools.data.engine import literal
from tools.data.notes import DataNote

MOST_VALUES = 40
_SURELY_MISSED = 15.0
_STILL_RUNNING = 0.3
_DAYS_OF_HABIT = 4

Days = dict[date, tuple[float, float]]
"""Day -> effort and outcome."""


def check_tracking(comparison: Comparison, dimensions: Sequence[str]) -> list[DataNote]:
    """Return a note for each outcome that is zero on the last days of the current period while the effort goes on.

    The whole table is looked at first; a break there is told once and not again for its segments. A break counts when
    at least 15 results were to be expected in the silent days at the rate before: by chance alone, zero comes once in
    3 million.
    """
    notes: list[DataNote] = []
    outcomes = [m for m in OUTCOMES if m in comparison.measures]
    for outcome in outcomes:
        effort = _effort(comparison, outcome)
        if effort is None:
            continue
        whole = _silence(_daily(comparison, effort, outcome, None).get("", {}), comparison, outcome)
        if whole:
            notes.append(_note(comparison, outcome, effort, "the whole table", whole))
            continue
        found = [
            (f"{dimension} = {value}", silence)
            for dimension in dimensions
            if dimension not in comparison.prepared.mapping.unsplit.get(outcome, ())
            for value, days in _daily(comparison, effort, outcome, dimension).items()
            if (silence := _silence(days, comparison, outcome))
        ]
        found.sort(key=lambda x: -x[1][1])
        notes += [_note(comparison, outcome, effort, segment, silence) for segment, silence in found[:3]]
    return notes


def _effort(comparison: Comparison, outcome: str) -> str | None:
    there = comparison.prepared.mapping.measures
    if outcome == "revenue" and "conversions" in there:
        return "conversions"
    return next((m for m in ("clicks", "impressions", "spend", "visits") if m in there and m != outcome), None)


def _daily(comparison: Comparison, effort: str, outcome: str, dimension: str | None) -> dict[str, Days]:
    """Return effort and outcome by day of both periods, for the values with the most effort."""
    prepared = comparison.prepared
    value = queries.value_sql(prepared, dimension) if dimension else "''"
    some = ""
    if dimension:
        heavy = comparison.engine.rows(
            f'SELECT {value} AS v, sum("{effort}") AS s FROM {prepared.relation}'
            f"{queries.where_sql(prepared, [comparison.either], {}, [dimension])} "
            f'GROUP BY 1 HAVING sum("{outcome}") > 0 ORDER BY s DESC LIMIT {MOST_VALUES}'
        )
        if not heavy:
            return {}
        some = f"{value} IN ({', '.join(literal(str(v)) for v, _ in heavy)})"
    where = queries.where_sql(prepared, [comparison.either, some], {}, [dimension] if dimension else [])
    rows = comparison.engine.rows(
        f'SELECT {value} AS v, day, sum("{effort}"), sum("{outcome}") FROM {prepared.relation}{where} GROUP BY 1, 2'
    )
    found: dict[str, Days] = {}
    for name, day, worked, gained in rows:
        found.setdefault(str(name), {})[day] = (float(worked or 0.0), float(gained or 0.0))
    return found


def _silence(days: Days, comparison: Comparison, outcome: str) -> tuple[date, float] | None:
    """Return since when the outcome is zero to the end of the current period, and how much was to be expected since.

    An amount of money has no count to test; it must have come in on every day before, while 15 conversions (or
    whatever the effort is) happened without it.
    """
    ordered = sorted(d for d in days if d <= comparison.current.end)
    silent: list[date] = []
    while ordered and days[ordered[-1]][1] == 0:
        silent.append(ordered.pop())
    if not silent or not ordered or silent[0] < comparison.current.start:
        return None
    worked = sum(days[d][0] for d in ordered)
    gained = sum(days[d][1] for d in ordered)
    since = sum(days[d][0] for d in silent)
    if worked <= 0 or since / len(silent) < _STILL_RUNNING * worked / len(ordered):
        return None
    expected = gained / worked * since
    always = all(days[d][1] > 0 for d in ordered) and len(ordered) >= _DAYS_OF_HABIT
    sure = expected >= _SURELY_MISSED if outcome not in MONEY else always and (since >= _SURELY_MISSED)
    return (min(silent), expected) if sure else None


def _note(comparison: Comparison, outcome: str, effort: str, segment: str, silence: tuple[date, float]) -> DataNote:
    return DataNote(
        code="tracking_break",
        severity="problem",
        sentence=f"{words(outcome).capitalize()} of {segment} are zero since {silence[0]} while {words(effort)} go on "
        f"(about {comparison.shown(outcome, round(silence[1]))} were to be expected).",
        meaning="That is how a broken tag or pixel looks, not a lack of demand: check the tracking first.",
    )
