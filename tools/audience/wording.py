"""Words for suggested audiences: the table, each audience by itself, and the figures that it vouches for."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.audience.suggesting.retargeting import CAP_A_WEEK
from tools.audience.suggesting.situation import SIZE
from tools.audience.suggesting.suggestion import AudienceSuggestion, PolicyNote
from tools.facts import Fact
from tools.quantities import Unit, format_exactly, format_share

if TYPE_CHECKING:
    from tools.audience.tools import SuggestedAudiences

_CAP = "cap a week"


def rendered(found: "SuggestedAudiences") -> str:
    """Return the suggestions in Markdown: policy first, then the order, then each audience."""
    blocks = [_headline(found), *(_policy(note) for note in found.policy)]
    blocks += [f"Note: {note}" for note in found.notes]
    blocks.append(_table(found))
    blocks += [_one(s) for s in found.suggestions]
    return "\n\n".join(blocks)


def _headline(found: "SuggestedAudiences") -> str:
    budget = [format_exactly(found.budget, Unit.MONEY, found.currency)] if found.budget is not None else []
    parts = [", ".join(found.markets), found.objective, *budget, f"on {', '.join(found.platforms)}"]
    return f"**Audiences for {found.subject}**: " + "; ".join(p for p in parts if p) + "."


def _policy(note: PolicyNote) -> str:
    return (
        f"**Restricted: {note.category}** (you wrote '{note.words}'). Not used: {note.restricted}. "
        f"Instead: {note.instead}. First: {note.settings} (guide: {note.anchor})."
    )


def _table(found: "SuggestedAudiences") -> str:
    has_money = found.budget is not None
    has_shares = any(s.share is not None for s in found.suggestions)
    heads = ["", "audience", "role", *(["share"] if has_shares else []), *(["budget"] if has_money else [])]
    has_results = any(s.results is not None for s in found.suggestions)
    heads += [f"{(found.target_name or '').upper()} {_target(found)} buys"] if has_results else []
    rows = [f"| {' | '.join(heads)} |", "|---:|---|---" + "|---:" * (len(heads) - 3) + "|"]
    for s in found.suggestions:
        cells = [str(s.rank), s.name, s.role]
        cells += [format_share(s.share) if s.share is not None else ""] if has_shares else []
        cells += [
            format_exactly(s.amount, Unit.MONEY, found.currency) if s.amount is not None else ""
        ] if has_money else []  # fmt: skip
        cells += [f"{s.results:,.0f}" if s.results is not None else ""] if has_results else []
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _target(found: "SuggestedAudiences") -> str:
    return format_exactly(found.target or 0, Unit.MONEY, found.currency)


def _one(s: AudienceSuggestion) -> str:
    outside = " (on none of the channels that you named)" if s.is_outside else ""
    lines = [f"**{s.rank}. {s.name}**{outside}", ""]
    if s.windows:
        lines += ["| did last | days | what they see | left out |", "|---|---:|---|---|"]
        lines += [f"| {w.intent} | {w.days} | {w.message} | {w.leaves_out} |" for w in s.windows] + [""]
    elif s.steps:
        lines += ["| step | screen | message | enters when | gap, days | cap a week |", "|---:|---|---|---|---:|---:|"]
        lines += [
            f"| {t.number} | {t.platform} | {t.message} | {t.entry} | {t.gap_days} | {t.cap_a_week} |" for t in s.steps
        ] + [""]
        lines.append(f"- Leaves: whoever {s.steps[0].leaves}")
    else:
        lines.append(f"- Who: {'; '.join(s.who)}")
    lines.append(f"- Why: {s.why.rstrip('.')} (guide: {s.anchor}).")
    lines.append("- Where: " + "; ".join(f"**{p.platform}**: {p.object}" for p in s.platforms))
    lines.append(f"- Size: {s.sizing}")
    if s.minimum:
        least = "; ".join(f"{m.platform} {m.people:,} {m.of} ({m.source})" for m in s.minimum)
        lines.append(f"- At least: {least}")
    lines.append(f"- Overlap: {s.overlap}")
    lines.append(f"- Measure: {s.measure}")
    lines.append(f"- Proof: {s.proof.rstrip('.')} (guide: {s.proof_anchor}).")
    lines += [f"- Note: {note}" for note in s.notes]
    return "\n".join(lines)


def figures(found: "SuggestedAudiences") -> Iterator[Fact]:
    """Yield every figure that the rendering holds."""
    if found.budget is not None:
        yield Fact(value=found.budget, unit=Unit.MONEY, currency=found.currency, metric="budget", role="given")
    if found.target is not None and found.target_name is not None:
        yield Fact(
            value=found.target, unit=Unit.MONEY, currency=found.currency, metric=found.target_name, role="target"
        )
    for value, unit, metric, role in (
        (found.list_size, Unit.COUNT, "people on the list", "given"),
        (found.results_a_week, Unit.COUNT, "results a week", "given"),
        (found.enough_results, Unit.COUNT, "results a week that end the learning phase", "documented"),
        (found.days_to_buy, Unit.DAYS, "days to buy", "given" if found.is_days_given else "assumed"),
        (found.lowest_age, Unit.COUNT, "lowest age", "rule"),
        (CAP_A_WEEK, Unit.COUNT, _CAP, "assumed"),
    ):
        if value is not None:
            yield Fact(value=value, unit=unit, metric=metric, role=role)
    for s in found.suggestions:
        yield from _figures_of(s, found)


def _figures_of(s: AudienceSuggestion, found: "SuggestedAudiences") -> Iterator[Fact]:
    segment = f"audience = {s.name}"
    yield Fact(value=s.rank, unit=Unit.COUNT, metric="rank", segment=segment)
    if s.share is not None:
        yield Fact(value=s.share, unit=Unit.RATE, metric="budget", segment=segment, role="share")
    if s.amount is not None:
        yield Fact(value=s.amount, unit=Unit.MONEY, currency=found.currency, metric="budget", segment=segment)
    if s.results is not None:
        yield Fact(value=s.results, unit=Unit.COUNT, metric="results", segment=segment, role="computed")
    for least in s.minimum:
        yield Fact(
            value=least.people, unit=Unit.COUNT, metric="smallest list", segment=f"platform = {least.platform}",
            role="documented",
        )  # fmt: skip
    for window in s.windows:
        yield Fact(value=window.days, unit=Unit.DAYS, metric="window", segment=window.intent)
    for step in s.steps:
        yield Fact(value=step.number, unit=Unit.COUNT, metric="step", segment=step.platform)
        yield Fact(value=step.gap_days, unit=Unit.DAYS, metric="gap", segment=step.platform)
        yield Fact(value=step.cap_a_week, unit=Unit.COUNT, metric=_CAP, segment=step.platform)
    if s.family == "exclusions":
        yield Fact(value=2 * found.days_to_buy, unit=Unit.DAYS, metric="exclusion of recent buyers")
    for number in _company_sizes(s):
        yield Fact(value=number, unit=Unit.COUNT, metric="company size")


def _company_sizes(s: AudienceSuggestion) -> Iterator[float]:
    """Yield the ends of the bands of company size: 51 and 200 of "51-200 employees"."""
    lines = [line for line in s.who if line.startswith(SIZE)]
    for line in lines:
        for written in re.findall(r"\d[\d,]*", line):
            yield float(written.replace(",", ""))
