"""Words a report: arithmetic as arithmetic ("contributed"), evidence as evidence, hypotheses as things to check."""

from tools.diagnosis.report import (
    SHOWN_A_SPLIT,
    ChangeReport,
    DimensionSplit,
    FactorEffect,
    SegmentEffect,
    Total,
    shown,
)
from tools.diagnosis.worded_context import evidence
from tools.quantities import Unit, format_number, format_relative

_UNUSUAL = 0.05


def render(report: ChangeReport) -> str:
    """Return the report in Markdown."""
    parts = [_headline(report), _faults(report), _verdict(report), _totals(report), _factors(report)]
    parts += [_drivers(report), _candidates(report), evidence(report), _splits(report), _checks(report), _notes(report)]
    return "\n\n".join(part for part in parts if part)


def _headline(report: ChangeReport) -> str:
    kpi = report.kpi
    scope = f" for {', '.join(f'{d} = {v}' for d, v in report.where.items())}" if report.where else ""
    columns = " and ".join(f"'{column}'" for column in report.expected)
    against = f"the expected values in {columns}" if report.expected else report.baseline
    periods = f"{report.current} against {against}"
    if kpi.baseline is None or kpi.current is None or kpi.change is None:
        return f"**{kpi.label}{scope} can't be compared** ({periods})."
    old, new = shown(kpi.baseline, kpi), shown(kpi.current, kpi)
    if kpi.change == 0:
        return f"**{kpi.label}{scope} did not change: {new}** ({periods})."
    if old == new:
        return f"**{kpi.label}{scope} hardly changed: {new}** ({shown(kpi.change, kpi, signed=True)}; {periods})."
    direction = "rose" if kpi.change > 0 else "fell"
    relative = f", {_relative(kpi)}" if kpi.relative is not None else ""
    change = shown(kpi.change, kpi, signed=True)
    if report.expected:
        where = "above" if kpi.change > 0 else "below"
        return f"**{kpi.label}{scope} was {new}, {where} the expected {old}** ({change}{relative}; {periods})."
    return f"**{kpi.label}{scope} {direction} from {old} to {new}** ({change}{relative}; {periods})."


def _relative(total: Total) -> str:
    return format_relative(total.relative or 0.0)


def _faults(report: ChangeReport) -> str:
    """Name faults of the data before anything that they may have made up."""
    problems = [n.render() for n in report.notes if n.severity == "problem"]
    problems += [
        f"{d.name} has no results left although its ads went on: that is how a broken tag looks, not a lack of demand."
        for d in report.drivers
        if d.is_silent and not any(n.code == "tracking_break" for n in report.notes)
    ]
    return "\n".join(["**First, the data:**", "", *(f"- {line}" for line in problems)]) if problems else ""


def _verdict(report: ChangeReport) -> str:
    if report.kpi.change is None:
        return ""
    match report.verdict:
        case "normal variation":
            return (
                "**Within normal variation.** A change of this size is usual in this table's own history, and no "
                "segment stands out, so there is nothing to explain."
            )
        case "mix":
            return (
                "**Mostly a mix shift.** Volume moved between segments whose level differs; the segments themselves "
                f"changed less.{_quiet_total(report)}"
            )
        case "segments" if all(d.p_value is None and not d.is_new for d in report.drivers):
            named = _count(len(report.drivers))
            return f"**{named} out by size.** The history is too short to say whether that is beyond normal variation."
        case "segments":
            return f"**{_count(len(report.drivers))} out**, beyond normal day-to-day variation.{_quiet_total(report)}"
        case _ if _untested(report):
            return (
                "**Which segment it is can't be tested.** There are too few to tell how far one of them usually is off."
            )
        case _ if not report.splits:
            return f"**There is nothing to split it by** in these rows.{_untested_total(report)}"
        case _:
            return (
                "**No segment stands out.** The change is spread out, or its cause is not in these dimensions."
                f"{_untested_total(report)}"
            )


def _quiet_total(report: ChangeReport) -> str:
    if report.p_value is None or report.p_value < _UNUSUAL:
        return ""
    return " The total itself moved within its normal variation."


def _untested_total(report: ChangeReport) -> str:
    if report.p_value is not None:
        return ""
    return " There is too little history to say whether the change itself is unusual."


def _count(number: int) -> str:
    return "One segment stands" if number == 1 else f"{number} segments stand"


def _totals(report: ChangeReport) -> str:
    rows = [_row(t) for t in (report.kpi, *report.totals) if t is report.kpi or t.metric != report.kpi.metric]
    rows += [_row(f.factor) for f in report.factors if f.factor.metric not in {t.metric for t in report.totals}]
    before, after = _sides(report)
    return "\n".join([f"| | {before} | {after} | change |", "|---|---:|---:|---:|", *rows])


def _sides(report: ChangeReport) -> tuple[str, str]:
    return ("expected", "actual") if report.expected else ("baseline", "current")


def _row(total: Total) -> str:
    old = "undefined" if total.baseline is None else shown(total.baseline, total)
    new = "undefined" if total.current is None else shown(total.current, total)
    change = _relative(total) if total.relative is not None else ""
    return f"| {total.label} | {old} | {new} | {change} |"


def _factors(report: ChangeReport) -> str:
    if not report.factors or report.kpi.change is None:
        return ""
    lines = [f"- {_factor(f, report.kpi)}" for f in sorted(report.factors, key=lambda f: -abs(f.effect))]
    total = shown(report.kpi.change, report.kpi, signed=True)
    return "\n".join([f"**By factor of the formula** (adds up to {total}):", "", *lines])


def _factor(effect: FactorEffect, kpi: Total) -> str:
    factor = effect.factor
    moved = _relative(factor) if factor.relative is not None else "changed"
    return f"{factor.label} {moved}: contributed {shown(effect.effect, kpi, signed=True)}"


def _drivers(report: ChangeReport) -> str:
    if not report.drivers or report.kpi.change is None:
        return ""
    total = shown(report.kpi.change, report.kpi, signed=True)
    lines = [_driver(d, report, total) for d in report.drivers]
    rest = report.kpi.change - sum(d.contribution for d in report.drivers)
    lines.append(f"- Everything else contributed {shown(rest, report.kpi, signed=True)}.")
    return "\n".join([f"**Segments that drove it** (with the rest they add up to {total}):", "", *lines])


def _candidates(report: ChangeReport) -> str:
    """Name what comes nearest to standing out, and say that it does not."""
    if not report.candidates or report.kpi.change is None:
        return ""
    total = shown(report.kpi.change, report.kpi, signed=True)
    head = "**The likeliest candidates**, each within normal variation for one of so many segments, so none is certain:"
    if _untested(report):
        head = "**The largest part**, by size alone:"
    return "\n".join([head, "", *(_driver(d, report, total) for d in report.candidates)])


def _untested(report: ChangeReport) -> bool:
    return bool(report.candidates) and all(c.p_value is None for c in report.candidates)


def _driver(driver: SegmentEffect, report: ChangeReport, total: str) -> str:
    kpi = report.kpi
    went, to = ("was expected at", "and came to") if report.expected else ("went from", "to")
    text = f"- **{driver.name}** contributed {shown(driver.contribution, kpi, signed=True)} of {total}"
    own = driver.kpi
    if driver.is_new:
        text += "; it is new in the current period"
    elif driver.is_gone:
        text += "; it is gone in the current period"
    elif own.baseline is not None and own.current is not None:
        text += f": its own {own.label} {went} {shown(own.baseline, own)} {to} {shown(own.current, own)}"
        if driver.rate != driver.contribution:
            text += f" (rate {shown(driver.rate, kpi, signed=True)}, mix {shown(driver.mix, kpi, signed=True)})"
        strongest = max(driver.factors, key=lambda f: abs(f.effect), default=None)
        if driver.is_mix:
            before, after = (format_number(x, Unit.RATE) for x in (driver.share_before, driver.share_after))
            text += f"; its share of {driver.volume} went from {before} to {after}"
        elif strongest:
            text += f"; mainly {strongest.factor.label}, {_from_to(strongest.factor)}"
    since = f" Its level moved on {driver.started.day}." if driver.started else ""
    surety = "" if _untested(report) else f" {_surety(driver)}"
    return f"{text}.{surety}{since}"


def _from_to(total: Total) -> str:
    return f"{shown(total.baseline or 0.0, total)} to {shown(total.current or 0.0, total)}"


def _surety(driver: SegmentEffect) -> str:
    p = driver.p_value
    if p is None and driver.is_new:
        return "It had no volume in the history, so there is nothing to test it by."
    if p is None:
        return "The history is too short to say whether this is unusual."
    what = f"move its {driver.tested} so far" if driver.tested else "do this"
    if p >= _UNUSUAL:
        return f"Among so many segments, normal variation may well {what} (p = {p:.2f})."
    if p < 0.001:  # noqa: PLR2004 - below that a figure would claim a precision that the test has not
        return f"Normal variation would hardly ever {what} (p < 0.001)."
    return f"Normal variation would rarely {what} (p = {p:.3f})."


def _splits(report: ChangeReport) -> str:
    if not report.splits or report.kpi.change is None:
        return ""
    best = report.splits[0]
    header = "**Mix and rate** by dimension (each row adds up to the change):"
    rows = [
        f"| {s.dimension} | {_signed(s.mix, report)} | {_signed(s.rate, report)} |"
        for s in report.splits[:SHOWN_A_SPLIT]
    ]
    table = "\n".join([header, "", "| dimension | mix | rate |", "|---|---:|---:|", *rows])
    if not any(s.mix for s in report.splits):
        table = ""
    reversals = [_reversal(s, report) for s in report.splits if s.reversal]
    return "\n\n".join(part for part in (table, *reversals, _dimension(best, report)) if part)


def _reversal(split: DimensionSplit, report: ChangeReport) -> str:
    label, rose = report.kpi.label, (report.kpi.change or 0.0) > 0
    there, here = ("rose", "fell") if rose else ("fell", "rose")
    return (
        f"**A Simpson reversal by {split.dimension}:** {label} {there} as a whole although it {here} in every "
        f"{split.dimension} of weight. The whole moved because volume moved to where {label} is "
        f"{'higher' if rose else 'lower'}."
    )


def _dimension(split: DimensionSplit, report: ChangeReport) -> str:
    rows = [
        f"| {' '.join(s.segment.values())} | {_level(s.kpi.baseline, s.kpi)} | {_level(s.kpi.current, s.kpi)} "
        f"| {_signed(s.contribution, report)} |"
        for s in split.segments[:SHOWN_A_SPLIT]
    ]
    rest = len(split.segments) - SHOWN_A_SPLIT + split.unlisted
    others = split.unlisted_contribution + sum(s.contribution for s in split.segments[SHOWN_A_SPLIT:])
    if rest > 0:
        rows.append(f"| {rest} more | | | {_signed(others, report)} |")
    before, after = ("expected", "actual") if report.expected else ("before", "after")
    titles = f"| {split.dimension} | {report.kpi.label} {before} | {after} | contributed |"
    head = ["", titles, "|---|---:|---:|---:|"]
    return "\n".join([f"**By {split.dimension}:**", *head, *rows])


def _level(value: float | None, total: Total) -> str:
    return "undefined" if value is None else shown(value, total)


def _signed(value: float, report: ChangeReport) -> str:
    return shown(value, report.kpi, signed=True)


def _checks(report: ChangeReport) -> str:
    if not report.checks:
        return ""
    return "\n".join(
        [
            "**To check next** (possible causes, none of them shown by this table):",
            "",
            *(f"- {c.advice} (guide, {c.guide})" for c in report.checks),
        ]
    )


def _notes(report: ChangeReport) -> str:
    lines = [*report.remarks, *(n.render() for n in report.notes if n.severity != "problem")]
    return "\n".join(["**About the data:**", "", *(f"- {line}" for line in lines)]) if lines else ""
