"""What an answer rests on: the sections it cites, and whether every figure in it was given to it.

The support of figures is judged here by a reader of its own. It shares no code with the check that the assistant runs
on itself (`agent.evidence`): a judge that is the same as the judged sees none of its faults. It is coarser and asks
whether a number of that size was in a tool's result, a cited passage or the user's words, at the precision shown, and
not what the number was said of.
"""

import re
from collections.abc import Iterable

from agent.answer import Answer
from evals.case import Case
from evals.outcome import Outcome

_NUMBER = re.compile(
    r"(?<![\w.,])[-−+]?(?:[$€£¥]\s?)?[-−]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(%|percent|pp|k\b|m\b|bn\b|million\b|thousand\b|x\b)?",
    re.IGNORECASE,
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "%": 0.01, "percent": 0.01, "pp": 0.01}
_DATES = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b")
_CITATION = re.compile(r"\[[^\]\n]*›[^\]\n]*\]")
_LIST = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
_SMALL = 10
"""Whole numbers up to it count things in the text itself ("three steps"), so they need no source."""


def citation_precision(case: Case, outcome: Outcome) -> float | None:
    """Share of the cited sections that the case says an answer may rest on."""
    wanted, cited = case.expected.sections, _cited(outcome.answer)
    if not wanted or not cited:
        return None
    return sum(_is_among(section, wanted) for section in cited) / len(cited)


def citation_recall(case: Case, outcome: Outcome) -> float | None:
    """1 when at least one of the sections is cited that the answer may rest on: they say the same."""
    wanted = case.expected.sections
    return float(any(_is_among(section, wanted) for section in _cited(outcome.answer))) if wanted else None


def figure_support(case: Case, outcome: Outcome) -> float | None:
    """Share of the figures in the answer that were given to it; None when it holds none."""
    del case
    text = _LIST.sub("", _CITATION.sub("", _DATES.sub("", outcome.answer.text)))
    shown = [m for m in _NUMBER.finditer(text) if not _counts_things(m)]
    if not shown:
        return None
    known = sorted(_known(outcome))
    return sum(_is_known(m, known) for m in shown) / len(shown)


def unsupported_figures(outcome: Outcome) -> list[str]:
    """Return the figures of an answer that nothing gave it, for a person to look at."""
    text = _LIST.sub("", _CITATION.sub("", _DATES.sub("", outcome.answer.text)))
    known = sorted(_known(outcome))
    return [m[0].strip() for m in _NUMBER.finditer(text) if not _counts_things(m) and not _is_known(m, known)]


def _cited(answer: Answer) -> list[str]:
    return [citation.chunk_id for citation in answer.citations]


def _is_among(chunk: str, wanted: Iterable[str]) -> bool:
    return any(chunk == section or chunk.startswith(f"{section}-") for section in wanted)


def _counts_things(match: re.Match[str]) -> bool:
    has_mark = match[2] or match[3] or any(sign in match[0] for sign in "$€£¥")
    return not has_mark and int(match[1].replace(",", "")) <= _SMALL


def _known(outcome: Outcome) -> set[float]:
    answer = outcome.answer
    texts = [*outcome.said, *(c.passage for c in answer.citations), *(e.text for e in answer.evidence)]
    values = {abs(fact.value) for e in answer.evidence for fact in e.facts if fact.value is not None}
    for text in texts:
        for match in _NUMBER.finditer(text):
            value, _ = _read(match)
            values |= {value, value / _SCALES.get((match[3] or "").lower(), 1.0)}
    return values | {1 - v for v in values if 0 < v < 1}


def _read(match: re.Match[str]) -> tuple[float, float]:
    """Return the value and half of its last digit's step."""
    scale = _SCALES.get((match[3] or "").lower(), 1.0)
    decimals = len(match[2] or ".") - 1
    value = float(match[1].replace(",", "") + (match[2] or ""))
    return value * scale, 0.5 * 10.0**-decimals * scale


def _is_known(match: re.Match[str], known: list[float]) -> bool:
    value, half = _read(match)
    trailing = len(match[1]) - len(match[1].rstrip("0")) if not match[2] else 0
    loose = half * 10.0 ** max(0, min(trailing, len(match[1].replace(",", "")) - 2))  # "about 1,300" shows two digits
    slack = loose * 1e-9 + abs(value) * 1e-12  # a tie in decimals is no tie in binary
    return any(abs(value - k) <= loose + slack for k in known)
