"""The rule of the house: every figure and citation of an answer is traced to its source, or it does not leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from agent.answer import Citation, Evidence, FigureTrace
from agent.evidence.check import Checked, Checker, Gap

REMOVED = "A sentence was taken out, because its figures have no source: {figures}."


@dataclass(frozen=True)
class Grounding:
    """The outcome of a check.

    Attributes:
        text: the answer with what has no source taken out.
        figures: each supported figure with its source.
        removed: the figures and citations without one, as written.
        citations: the passages that the text cites.
        gaps: what was removed, with its sentence and the reason.
    """

    text: str
    figures: list[FigureTrace]
    removed: list[str]
    citations: list[Citation]
    gaps: list[Gap] = field(default_factory=list)


def ground(
    text: str,
    *,
    evidence: Sequence[Evidence],
    passages: Sequence[Citation],
    user_words: Sequence[str],
    today: date | None = None,
) -> Grounding:
    """Trace each figure and citation of `text`; take out the sentences whose figures have no source.

    A figure is supported when a source's value rounds to it at the precision shown, in the same unit and currency, and
    the source is of what the sentence says: metric, segment, period, level or change, direction. Sources are the facts
    and renderings of tool results, the passages that the paragraph cites, and the user's own words; differences,
    ratios, shares and sums of two or three evidence values count, and are recorded as such. A citation is supported
    when a passage of that label was retrieved.
    """
    return ground_with(Checker(evidence, passages, user_words, today), text)


def ground_with(checker: Checker, text: str) -> Grounding:
    """Trace an answer's figures with a checker that is already open, as when an answer is checked while it grows."""
    checked = checker.check(text)
    gaps = [gap for c in checked for gap in c.gaps]
    kept = [c for c in checked if not c.gaps]
    return Grounding(
        text=_without_gaps(text, checked) if gaps else text.strip(),
        figures=list(dict.fromkeys(t for c in kept for t in c.traces)),
        removed=[gap.text for gap in gaps],
        citations=list({p.chunk_id: p for c in kept for p in c.cited}.values()),
        gaps=gaps,
    )


def _without_gaps(text: str, checked: Sequence[Checked]) -> str:
    """Take out the sentences that have gaps; of a table the row, or the whole table when its header has one."""
    bad_rows = {c.statement.line for c in checked if c.gaps and c.statement.is_cell}
    headers: dict[int, int] = {}
    for c in checked:
        if c.statement.is_cell:
            headers.setdefault(c.statement.block, c.statement.line)
    bad_tables = {block for block, line in headers.items() if line in bad_rows}
    lines: list[str] = []
    for number, line in enumerate(text.splitlines()):
        here = [c for c in checked if c.statement.line == number]
        is_rule = not here and line.lstrip().startswith("|")
        if number in bad_rows or any(c.statement.is_cell and c.statement.block in bad_tables for c in here):
            continue
        if is_rule and any(headers[b] == number - 1 for b in bad_tables):
            continue
        if not any(c.gaps for c in here):
            lines.append(line)
            continue
        kept = [line[slice(*c.statement.span)] for c in here if not c.gaps]
        if kept:
            lines.append(line[: here[0].statement.span[0]] + " ".join(kept))
    return _without_empty_openings("\n".join(lines)).strip()


def _without_empty_openings(text: str) -> str:
    """Take out headings and opening lines that nothing follows any more."""
    blocks = [b for b in text.split("\n\n") if b.strip()]
    kept: list[str] = []
    for place, block in enumerate(blocks):
        last = block.rstrip().rstrip("*_ ")
        is_opening = "\n" not in block.strip() and (last.endswith(":") or block.lstrip().startswith("#"))
        following = blocks[place + 1] if place + 1 < len(blocks) else ""
        if is_opening and (not following or following.lstrip().startswith("#")):
            continue
        kept.append(block)
    return "\n\n".join(kept)
