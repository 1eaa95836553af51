"""Turns of phrase for metrics, beside figures: "14k gone", "what remains", "deal size 3k", "where will we land?".

They are put in the words of the definitions, and only where the request holds figures: elsewhere they are plain speech.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files


def without_turns_of_phrase(text: str) -> str:
    """Return a request that holds figures with its turns of phrase in the words of the definitions."""
    if re.search(r"\d", text) is None:
        return text
    for pattern, words in _turns():
        text = pattern.sub(words, text)
    return text


@cache
def _turns() -> tuple[tuple[re.Pattern[str], str], ...]:
    content = tomllib.loads(files("tools.kpi").joinpath("turns_of_phrase.toml").read_text(encoding="utf-8"))
    return tuple((re.compile(form, re.IGNORECASE), turn["words"]) for turn in content["turn"] for form in turn["forms"])
