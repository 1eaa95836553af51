"""The flight as a timeline: stretches of days and single days, each placed on one axis."""

from dataclasses import dataclass
from datetime import date, timedelta

from tools.brief.brief import CampaignBrief
from tools.brief.reference import defaults

_MOST_TICKS = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row.

    Attributes:
        name: what happens.
        start: the first day.
        end: the last day.
        kind: flight, learning or window, which says how it is drawn.
        says: the dates in words.
    """

    name: str
    start: date
    end: date
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """One day on which something is due."""

    name: str
    day: date
    is_done: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn.

    Attributes:
        first: the day at the left end of the axis.
        last: the day at the right end.
        ticks: days to name under the axis.
    """

    first: date
    last: date
    stretches: tuple[Stretch, ...]
    milestones: tuple[Milestone, ...]
    ticks: tuple[date, ...]

    def place(self, day: date, *, is_end: bool = False) -> float:
        """Return where a day begins, or ends, on the axis: 0 at its left end, 1 at its right."""
        whole = (self.last - self.first).days + 1
        return ((day - self.first).days + (1 if is_end else 0)) / whole


def launch_due(brief: CampaignBrief) -> date | None:
    """Return the day by which site, tracking and texts must be ready: the last one before the flight."""
    return None if brief.flight.start is None else brief.flight.start - timedelta(days=1)


def timeline(brief: CampaignBrief) -> Timeline | None:
    """Return the timeline of a brief; None when its flight has no two dates in order."""
    period = brief.flight.period
    if period is None:
        return None
    stretches = [Stretch("Flight", period.start, period.end, "flight", f"{_span(period.start, period.end)}")]
    learning = period.start + timedelta(days=defaults()["learning"]["shortest_days"] - 1)
    if learning < period.end:
        says = f"leave the campaigns alone until {day_words(learning)}"
        stretches.append(Stretch("Learning phase", period.start, learning, "learning", says))
    judged = brief.targets.judged_on
    window = brief.targets.click_window_days
    if window:
        end = period.end + timedelta(days=window)
        says = f"late conversions, {window} days"
        stretches.append(Stretch("Attribution window", period.end + timedelta(days=1), end, "window", says))
    milestones = [Milestone(f"{a.who}: {a.what}", a.due, a.state == "done") for a in brief.approvals if a.due]
    ready = [*brief.website.checks, *brief.website.tracking]
    due = launch_due(brief)
    if ready and due is not None:
        milestones.append(Milestone("Site and tracking ready", due, all(i.is_closed for i in ready)))
    if judged is not None:
        milestones.append(Milestone("Result judged", judged, is_done=False))
    days = [s.start for s in stretches] + [s.end for s in stretches] + [m.day for m in milestones]
    margin = timedelta(days=max(1, (max(days) - min(days)).days // 40))
    first, last = min(days) - margin, max(days) + margin
    return Timeline(first, last, tuple(stretches), tuple(sorted(milestones, key=_by_day)), _ticks(first, last))


def _by_day(milestone: Milestone) -> date:
    return milestone.day


def _ticks(first: date, last: date) -> tuple[date, ...]:
    """Return Mondays where they fit, else the first days of months, thinned out to a readable number."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    mondays = [d for d in days if d.weekday() == 0]
    if len(mondays) <= _MOST_TICKS:
        return tuple(mondays)
    months = [d for d in days if d.day == 1]
    if len(months) * 2 <= _MOST_TICKS:
        return tuple(mondays[:: -(-len(mondays) // _MOST_TICKS)])
    return tuple(months[:: -(-len(months) // _MOST_TICKS)])


def day_words(day: date) -> str:
    """Return a day as a document writes it: `14 Sep 2026`."""
    return f"{day.day} {day:%b %Y}"


def _span(start: date, end: date) -> str:
    days = (end - start).days + 1
    first = f"{start.day} {start:%b}" if start.year == end.year else day_words(start)
    return f"{first} to {day_words(end)}, {days} day{'s' if days != 1 else ''}"
