"""Whether words of a text are a name of the user's data: everyday words and letters need something that says so."""

import re
from itertools import pairwise

from agent.evidence.marks import Pair

_DIMENSION_AFTER = re.compile(
    r"^(?:['’]s)?[\s-]+(?:campaigns?|channels?|devices?|audiences?|creatives?|placements?|ads?|traffic|users?|segments?|group|"
    r"variant|cohort|visitors|customers|region|country|network|platform)\b",
    re.IGNORECASE,
)

_DIMENSION_BEFORE = re.compile(
    r"(?:=\s*|\b(?:on|in|for|from|of|at|to|than|and|vs\.?|versus|by|campaign|channel|device|audience|creative|variant|version|group|side)\s+)[\"'“*]*$",
    re.IGNORECASE,
)

_NAME_AFTER = re.compile(
    r"^\*{0,2}(?:['’]s\b|\s*[:(,]|\s+(?:was|had|is|has|converted|converts|at|with|got|gets|won|wins|and|vs|versus|beats?)\b|\s+[$€£\d]|\s*$)"
)

_NAME_BEFORE = re.compile(
    r"\b(?:variant|version|ad|group|side|test|campaign|option|for|of|to|than|and|vs\.?|versus|on|in|from|beats?)\s+[\"'“*]*$",
    re.IGNORECASE,
)

_EVERYDAY = frozenset(
    [
        "brand",
        "search",
        "other",
        "video",
        "display",
        "social",
        "new",
        "all",
        "total",
        "test",
        "control",
        "general",
        "sale",
        "direct",
        "email",
        "organic",
        "paid",
        "shopping",
        "none",
        "unknown",
        "yes",
        "no",
        "true",
        "false",
        "high",
        "low",
        "men",
        "women",
        "male",
        "female",
        "home",
        "mobile",
    ]
) - {"mobile", "email", "video", "display", "social", "organic"}


_NAME_GAP = re.compile(r"[\s_/–—-]?|\s*[/|–—]\s*|\s-\s")


def is_whole(text: str, words: list[tuple[int, int, str]], value: str) -> bool:
    """Return whether the words stand together as the name does: "Display (-3.91)" is no "Display 3"."""
    last = words[-1][1]
    if value[-1:].isdigit() and re.match(r"[.,]\d|\s?%", text[last:]):
        return False
    gaps = [text[a[1] : b[0]] for a, b in pairwise(words)]
    return all(gap in value or _NAME_GAP.fullmatch(gap) for gap in gaps)


def is_name(text: str, start: int, end: int, value: str) -> bool:
    """Return whether the words name the value; a letter or an everyday word needs something beside it that says so."""
    written = text[start:end]
    before, after = text[max(0, start - 20) : start], text[end : end + 24]
    possessive = written.removesuffix("'s").removesuffix("’s")
    if len(value) == 1:
        is_beside = (
            _NAME_BEFORE.search(before) is not None or _NAME_AFTER.match(after) is not None or written != possessive
        )
        return possessive == value and (is_beside or before.rstrip().endswith(("(", "|")))
    if possessive.lower() in _EVERYDAY and (possessive != value or value.islower()):
        return _DIMENSION_AFTER.match(after) is not None or _DIMENSION_BEFORE.search(before) is not None
    return True


def of_named_dimension(text: str, start: int, pairs: frozenset[Pair]) -> frozenset[Pair]:
    """Keep the dimension that stands before the name ("campaign = Brand"), where one does."""
    before = text[max(0, start - 40) : start].lower()
    named = frozenset(
        p for p in pairs if p[0] and re.search(rf"\b{re.escape(p[0].lower())}\s*[=:]?\s*[\"'“*`]*$", before)
    )
    return named or pairs
