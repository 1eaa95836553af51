"""What the designed documents show, and in which order: the brief as facts, entries and tables, in words."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from tools.brief.brief import CampaignBrief
from tools.brief.export.checklist import ChecklistItem, checklist
from tools.brief.export.reasons import field_in_words, reason_in_words, rests_on
from tools.brief.export.split import Split, split_of
from tools.brief.export.timeline import Timeline, day_words, timeline
from tools.brief.finding import Finding, Severity
from tools.brief.outlook import outlook
from tools.brief.plain import plain_throughout
from tools.brief.wording import Row, sections
from tools.quantities import Unit, format_number

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DAYS = frozenset({"flight.start", "targets.judged_on"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One field.

    Attributes:
        basis: given, assumed or computed; empty where the brief does not say.
        reason: why, for what was assumed or computed.
    """

    label: str
    value: str
    basis: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the brief with its filled fields."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One figure of the first page, with a line under it."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AdTexts:
    """The texts for one channel, each with how many characters it has."""

    channel: str
    format: str
    is_draft: bool
    headlines: tuple[tuple[str, int], ...]
    descriptions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding, in words."""

    severity: str
    field: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A brief ready to be laid out; every text is on one line and free of control characters.

    Attributes:
        name: the campaign's.
        eyebrow: the line above the name.
        subtitle: what, where and when, in a line.
        version: which version, when and by whom.
        author: who saved it last.
        saved_at: when; None for a draft that nobody saved.
        is_draft: True when checking found an error: the document says so on every page.
        remarks: the findings, errors first.
        split: how the budget is split; None without channels.
        timeline: None without a flight.
        is_american: True when it runs in the United States or Canada alone, where paper is Letter.
    """

    name: str
    eyebrow: str
    subtitle: str
    version: str
    author: str
    saved_at: datetime | None
    is_draft: bool
    facts: tuple[KeyFact, ...]
    sections: tuple[Section, ...]
    split: Split | None
    timeline: Timeline | None
    texts: tuple[AdTexts, ...]
    items: tuple[ChecklistItem, ...]
    remarks: tuple[Remark, ...]
    is_american: bool

    def section(self, title: str) -> Section:
        """Return the section whose title ends so; empty where the brief has nothing for it."""
        return next((s for s in self.sections if s.title.endswith(title)), Section(title, ()))

    def remarks_of(self, severity: Severity) -> tuple[Remark, ...]:
        """Return the findings of one severity."""
        return tuple(r for r in self.remarks if r.severity == severity)


def sheet_of(brief: CampaignBrief, findings: tuple[Finding, ...]) -> Sheet:
    """Lay out a brief with what checking found in it."""
    laid_out: Sheet = plain_throughout(_sheet(brief, findings))
    return laid_out


def _sheet(brief: CampaignBrief, findings: tuple[Finding, ...]) -> Sheet:
    revision = brief.revision
    where = ", ".join((*brief.market.countries, *brief.market.regions))
    parts = [brief.objective or "", where, _flight(brief)]
    saved = f", {day_words(revision.at.date())}" if revision.at else ""
    by = f", {revision.by}" if revision.by and revision.by != "unknown" else ""
    return Sheet(
        name=brief.name,
        eyebrow=" · ".join(p for p in ("Campaign brief", brief.brand, brief.product) if p),
        subtitle=" · ".join(p[:1].upper() + p[1:] for p in parts if p),
        version=f"Version {revision.number}{saved}{by}" if revision.number else "Not saved yet",
        author=revision.by or "",
        saved_at=revision.at,
        is_draft=any(f.severity is Severity.ERROR for f in findings),
        facts=tuple(_facts(brief)),
        sections=tuple(_section(brief, title, rows) for title, rows in sections(brief) if any(r[1] for r in rows)),
        split=split_of(brief),
        timeline=timeline(brief),
        texts=tuple(_texts(brief)),
        items=checklist(brief),
        remarks=tuple(_remark(f) for f in findings),
        is_american=bool(brief.market.countries) and set(brief.market.countries) <= {"United States", "Canada"},
    )


def _section(brief: CampaignBrief, title: str, rows: list[Row]) -> Section:
    entries = []
    for label, value, path in rows:
        if value:
            basis, reason = rests_on(brief, path)
            shown = _in_day_words(value) if path in _DAYS else value
            entries.append(Entry(label, shown, basis, reason))
    return Section(title, tuple(entries))


def _in_day_words(value: str) -> str:
    return _ISO_DAY.sub(lambda m: day_words(date.fromisoformat(m[0])), value)


def _remark(finding: Finding) -> Remark:
    return Remark(
        str(finding.severity), field_in_words(finding.field), finding.message,
        reason_in_words(finding.suggestion),
    )  # fmt: skip


def _flight(brief: CampaignBrief) -> str:
    start, end = brief.flight.start, brief.flight.end
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"from {day_words(start)}" if start else f"until {day_words(end)}" if end else ""
    return f"{day_words(start)} to {day_words(end)}"


def _facts(brief: CampaignBrief) -> list[KeyFact]:
    """Return the figures that a reader wants first; those that the brief lacks are left out."""
    ahead, money = outlook(brief), brief.currency
    found = []
    if brief.budget.amount is not None:
        channels = len(brief.channel_mix.channels)
        detail = f"{channels} channel{'s' if channels != 1 else ''}" if channels else ""
        found.append(KeyFact("Budget", format_number(brief.budget.amount, Unit.MONEY, money), detail))
    period = brief.flight.period
    if period is not None:
        detail = f"{period.start.day} {period.start:%b} to {day_words(period.end)}"
        found.append(KeyFact("Flight", f"{period.days} days", detail))
    for target in brief.targets.primary[:1]:
        unit = target.metric.unit
        value = format_number(target.value, unit, money) if target.value is not None else "no target yet"
        today = f"today {format_number(target.baseline, unit, money)}" if target.baseline is not None else ""
        found.append(KeyFact(f"Target {target.metric.label}", value, today))
    if ahead.results and ahead.cpa is not None and ahead.low is not None:
        count = format_number(float(round(ahead.results)), Unit.COUNT)
        low = format_number(float(round(ahead.low)), Unit.COUNT)
        high = format_number(float(round(ahead.high)), Unit.COUNT) if ahead.high is not None else "more"
        each = format_number(ahead.cpa, Unit.MONEY, money)
        found.append(KeyFact("Expected results", count, f"{low} to {high}, at {each} each"))
    if ahead.break_even_cpa is not None:
        value = format_number(ahead.break_even_cpa, Unit.MONEY, money)
        found.append(KeyFact("Break-even", value, "most a result may cost"))
    return found


def _texts(brief: CampaignBrief) -> list[AdTexts]:
    return [
        AdTexts(
            c.channel, c.format, c.is_draft,
            tuple((t, len(t)) for t in c.headlines), tuple((t, len(t)) for t in c.descriptions),
        )
        for c in brief.launch.creatives
        if c.headlines or c.descriptions
    ]  # fmt: skip
