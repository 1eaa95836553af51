"""Nothing without evidence: every figure and citation of an answer is traced to its source, or it does not leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.answer import Citation, Evidence, FigureTrace
from agent.figures import Figure, find_figures
from tools.quantities import Unit

_CITED = re.compile(r"\[([^\[\]\n]{3,160})\](?!\()")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“*(\[])")
_LIST_MARK = re.compile(r"\s*(?:\d+[.)]|[-*+])\s+")
REMOVED = "A sentence was taken out, because its figures have no source: {figures}."


@dataclass(frozen=True, slots=True)
class Source:
    """A number that an answer may quote, and where it comes from."""

    name: str
    value: float
    unit: Unit | None
    currency: str | None = None


@dataclass(frozen=True)
class Grounding:
    """The outcome of a check.

    Attributes:
        text: the answer with what has no source taken out.
        figures: each supported figure with its source.
        removed: the figures and citations without one, as written.
        citations: the passages that the text cites.
    """

    text: str
    figures: list[FigureTrace]
    removed: list[str]
    citations: list[Citation]


def ground(
    text: str, *, evidence: Sequence[Evidence], passages: Sequence[Citation], user_words: Sequence[str]
) -> Grounding:
    """Trace each figure and citation of `text`; take out the sentences whose figures have no source.

    A figure is supported when a source's value rounds to it at the precision shown, in the same unit and currency.
    Sources are the facts and renderings of tool results, the retrieved passages, and the user's own words.
    A citation is supported when a passage of that label was retrieved.
    """
    sources = _sources(evidence, passages, user_words)
    labels = {_normal(p.label): p for p in passages}
    traces: list[FigureTrace] = []
    removed: list[str] = []
    cited: dict[str, Citation] = {}
    kept_lines = []
    for line in text.splitlines():
        mark = _LIST_MARK.match(line)
        start = mark.end() if mark else 0
        kept = []
        for sentence in _SENTENCE.split(line[start:]):
            found, lacking = _trace(sentence, sources)
            unknown = [m[0] for m in _CITED.finditer(sentence) if _looks_cited(m[1]) and _normal(m[1]) not in labels]
            if lacking or unknown:
                removed += [*(f.text for f in lacking), *unknown]
                continue
            traces += found
            cited |= {labels[_normal(m[1])].chunk_id: labels[_normal(m[1])] for m in _citations(sentence, labels)}
            kept.append(sentence)
        if kept or not line.strip():
            kept_lines.append(line[:start] + " ".join(kept))
    return Grounding("\n".join(kept_lines).strip(), _unique(traces), removed, list(cited.values()))


def _citations(sentence: str, labels: dict[str, Citation]) -> list[re.Match[str]]:
    return [m for m in _CITED.finditer(sentence) if _normal(m[1]) in labels]


def _looks_cited(label: str) -> bool:
    return "›" in label


def _normal(label: str) -> str:
    return " ".join(label.lower().split())


def _sources(evidence: Sequence[Evidence], passages: Sequence[Citation], user_words: Sequence[str]) -> list[Source]:
    found = [Source(e.id, f.value, f.unit, f.currency) for e in evidence for f in e.facts]
    found += [Source(e.id, f.value, f.unit, f.currency) for e in evidence for f in find_figures(e.text)]
    found += [Source(f"[{p.label}]", f.value, f.unit, f.currency) for p in passages for f in find_figures(p.passage)]
    found += [Source("your words", f.value, f.unit, f.currency) for t in user_words for f in find_figures(t)]
    return found


def _trace(sentence: str, sources: list[Source]) -> tuple[list[FigureTrace], list[Figure]]:
    traces, lacking = [], []
    for figure in find_figures(sentence):
        source = next((s for s in sources if supports(s, figure)), None)
        if source is None:
            lacking.append(figure)
        else:
            traces.append(FigureTrace(figure=figure.text, source=source.name))
    return traces, lacking


def supports(source: Source, figure: Figure) -> bool:
    """Return whether the source's value rounds to the figure at the precision shown, in a unit that fits."""
    if figure.unit is Unit.RATE or source.unit is Unit.RATE:
        same_unit = figure.unit is source.unit or (figure.unit is Unit.RATE and source.unit is Unit.RATIO)
    elif figure.unit is Unit.MONEY:
        same_unit = source.unit in {Unit.MONEY, None}
        if figure.currency and source.currency and figure.currency != source.currency:
            return False
    else:
        same_unit = True
    # A change may be worded by its direction ("fell by 3%"), so the size must fit, or the signed value.
    exact = abs(source.value - figure.value) <= figure.half_step * (1 + 1e-9) + 1e-12
    size = figure.value > 0 and abs(abs(source.value) - figure.value) <= figure.half_step * (1 + 1e-9) + 1e-12
    return same_unit and (exact or size)


def _unique(traces: list[FigureTrace]) -> list[FigureTrace]:
    return list({(t.figure, t.source): t for t in traces}.values())
