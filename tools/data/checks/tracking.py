"""Tracking that broke: results that stop while the money goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.data.checks.comparison import MONEY, OUTCOMES, Comparison, words
from tools.data.checks.segment_days import SegmentDays
from tools.data.notes import DataNote

_SURELY_MISSED = 15.0
_STILL_RUNNING = 0.3
_DAYS_OF_HABIT = 4
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Silence:
    """Days in a row on which an outcome is zero.

    Attributes:
        expected: how much of it was to be expected on them.
        lasting: it goes on to the segment's last day.
    """

    start: date
    end: date
    expected: float
    lasting: bool


def check_tracking(
    comparison: Comparison, whole: Sequence[SegmentDays], by_dimension: Mapping[str, Sequence[SegmentDays]]
) -> list[DataNote]:
    """Return a note for each outcome that is zero on some days of the current period while the effort goes on.

    The whole table is looked at first; a break there is told once and not again for its segments. A break counts when
    at least 15 results were to be expected in the silent days at the rate of the others: by chance alone, zero comes
    once in 3 million.
    """
    notes: list[DataNote] = []
    unsplit = comparison.prepared.mapping.unsplit
    for outcome in (m for m in OUTCOMES if m in comparison.measures):
        effort = _effort(comparison, outcome)
        if effort is None:
            continue
        broken = [x for s in whole if (x := _silence(s, comparison, effort, outcome))]
        if broken:
            notes.append(_note(comparison, outcome, effort, "the whole table", broken[0]))
            continue
        found = [
            (f"{dimension} = {segment.name}", silence)
            for dimension, segments in by_dimension.items()
            if not {outcome, effort} & {m for m, barred in unsplit.items() if dimension in barred}
            for segment in segments
            if (silence := _silence(segment, comparison, effort, outcome))
        ]
        found.sort(key=lambda x: -x[1].expected)
        notes += [_note(comparison, outcome, effort, name, silence) for name, silence in found[:_SHOWN]]
    return notes


def _effort(comparison: Comparison, outcome: str) -> str | None:
    there = comparison.prepared.mapping.measures
    if outcome == "revenue" and "conversions" in there:
        return "conversions"
    return next((m for m in ("clicks", "impressions", "spend", "visits") if m in there and m != outcome), None)


def _silence(segment: SegmentDays, comparison: Comparison, effort: str, outcome: str) -> Silence | None:
    """Return the longest run of days without the outcome that touches the current period, when chance can't make it.

    An amount of money has no count to test; it must have come in on every other day, while 15 conversions (or whatever
    the effort is) happened without it.
    """
    ordered = sorted(d for d in segment.days if d <= comparison.current.end)
    runs: list[list[date]] = [[]]
    for day in ordered:
        if segment.days[day][outcome] == 0:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    silent = max((r for r in runs if r and r[-1] >= comparison.current.start), key=len, default=[])
    others = [d for d in ordered if d not in set(silent)]
    worked = sum(segment.days[d][effort] for d in others)
    gained = sum(segment.days[d][outcome] for d in others)
    since = sum(segment.days[d][effort] for d in silent)
    if not silent or worked <= 0 or since / len(silent) < _STILL_RUNNING * worked / len(others):
        return None
    expected = gained / worked * since
    always = all(segment.days[d][outcome] > 0 for d in others) and len(others) >= _DAYS_OF_HABIT
    sure = expected >= _SURELY_MISSED if outcome not in MONEY else always and since >= _SURELY_MISSED
    return Silence(silent[0], silent[-1], expected, silent[-1] == ordered[-1]) if sure else None


def _note(comparison: Comparison, outcome: str, effort: str, segment: str, silence: Silence) -> DataNote:
    when = f"since {silence.start}" if silence.lasting else f"from {silence.start} to {silence.end}"
    return DataNote(
        code="tracking_break",
        severity="problem",
        sentence=f"{words(outcome).capitalize()} of {segment} are zero {when} while {words(effort)} go on "
        f"(about {comparison.shown(outcome, round(silence.expected))} were to be expected).",
        meaning="That is how a broken tag or pixel looks, not a lack of demand: check the tracking first.",
    )
