"""A request in the words that the KPI reader knows: digits for number words, English for other languages, no slips."""

import re
from functools import lru_cache

from tools.kpi.misspellings import spelt_right
from tools.kpi.other_languages import in_english_words
from tools.kpi.turns_of_phrase import without_turns_of_phrase
from tools.kpi.unit_prices import with_prices_named
from tools.spoken_numbers import with_digits

_DASH = re.compile(r"(?<=[\w?!:.,]) [-–—] (?=[$€£]?\d)")
"""A dash between words, which is no sign before the number after it."""


_SHORTHAND = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"^\s*y\b(?=['’]?s?\s)", "why"),
        (r"(?<=[a-z] )wks\b", "weeks"),
        (r"(?<=[a-z] )wk\b", "week"),
        (r"\b(?:yday|yest)\b", "yesterday"),
    )
)


@lru_cache(maxsize=256)
def in_plain_words(text: str) -> str:
    """Return a request as the reader of figures takes it; the user's figures stand in it as they were written."""
    for pattern, words in _SHORTHAND:
        text = pattern.sub(words, text)
    english = spelt_right(in_english_words(with_digits(_DASH.sub(", ", text))))
    return with_prices_named(without_turns_of_phrase(english))
