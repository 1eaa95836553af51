"""Reads several computations in one message: one for each channel named, and questions that stand one after another."""

import re
from collections.abc import Sequence

from tools.kpi.asks import KpiAsk
from tools.kpi.graph import follows
from tools.kpi.mentions import Number, find_mentions, find_numbers
from tools.kpi.reading import read_kpi_text
from tools.kpi.reading_comparison import is_name

_EACH = re.compile(
    r"\b(?:(?:of|for|in|by) (?:each|both|every|either)|each|both|respectively|apiece|separately|individually|"
    r"(?:per|by|for every) (?:channel|campaign|platform|network|ad|ad set|country|market|product|month|week))\b|"
    r"\band (?:also )?(?:of|for) \w+\s*\(?",
    re.IGNORECASE,
)
_BLENDED = re.compile(
    r"\b(?:blended|combined|overall|total|together|weighted|altogether|on average|average)\b", re.IGNORECASE
)
_CUT = re.compile(r"[;.\n)](?:\s|$)|,\s+|\s+(?:and|while|whereas|but)\s+", re.IGNORECASE)
_END = re.compile(
    r"[?;](?:\s|$)|\.(?=\s+\S)|\n+|(?<!\S)\(?\d{1,2}[.)](?=\s+[A-Za-z])|,?\s+(?:and also|also|separately|"
    r"second(?:ly)?|then),?\s",
    re.IGNORECASE,
)
_FEWEST = 4


def read_for_each(text: str) -> tuple[KpiAsk, ...]:
    """Return one question for each of several parts: "google 3k for 60 orders, meta 2k for 25: the CPA of each?".

    Each part gives the figures of one KPI, in the same order; nothing where they don't.
    """
    numbers = [n for n in find_numbers(text, [], with_shares=False) if not is_name(text, n)]
    if not _EACH.search(text) or _BLENDED.search(text) or len(numbers) < _FEWEST or len(numbers) % 2:
        return ()
    named = [m for m in find_mentions(text) if m.candidates[0].is_kpi and not m.is_time]
    for metric in dict.fromkeys(m.candidates[0] for m in named):
        spans = [(m.start, m.end) for m in named if m.candidates[0] is metric]
        asks = [
            _only_ask(f"what is the {metric.label} with {part}", metric.name)
            for part in _parts(_blanked(text, spans), numbers)
        ]
        asked = tuple(a for a in asks if a is not None)
        if len(asked) == len(asks) and len({frozenset(a.given) for a in asked}) == 1:
            return asked
    return ()


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _parts(text: str, numbers: Sequence[Number]) -> list[str]:
    """Cut the text behind each pair of numbers and the words that belong to its last one."""
    starts = [0]
    for last, following in zip(numbers[1:-1:2], numbers[2::2], strict=True):
        cut = _CUT.search(text, last.end, following.start)
        starts.append(cut.end() if cut else last.end)
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip(" ,;.()") for a, b in zip(starts, ends, strict=True)]


def _only_ask(text: str, kpi: str) -> KpiAsk | None:
    asks = read_kpi_text(text).asks
    given = dict(asks[0].given) if len(asks) == 1 else {}
    return KpiAsk(given, (kpi,)) if given and kpi not in given and follows(kpi, list(given)) else None


def part_questions(text: str) -> list[str]:
    """Return the text parted at the ends of its sentences and the points of its list, as far as they hold words."""
    parts, reached = [], 0
    for match in _END.finditer(text):
        end = match.end() if match[0][:1] in "?;." else match.start()
        parts.append(text[reached:end])
        reached = match.end()
    return [p.strip() for p in (*parts, text[reached:]) if re.search(r"[^\W\d_]{2}|\d", p)]
