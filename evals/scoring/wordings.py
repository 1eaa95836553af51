"""Whether an answer tells something, compared by words: case, marks and spacing don't count."""

import re
from functools import lru_cache

_MARKS = re.compile(r"[*_`#|>\[\]()\"“”‘’']+")
_DASHES = re.compile(r"[-–—/]+")


def plain(text: str) -> str:
    """Return a text in lower case without Markdown's marks, words one space apart."""
    return " ".join(_DASHES.sub(" ", _MARKS.sub(" ", text.lower().replace("’", "'"))).split())


def tells(text: str, wording: str) -> bool:
    """Whether a plain text holds a wording; `*` in it stands for up to eight words."""
    return _pattern(wording).search(text) is not None


@lru_cache(maxsize=4096)
def _pattern(wording: str) -> re.Pattern[str]:
    parts = [re.escape(plain(part)).replace(r"\ ", r"\s+") for part in wording.split("*")]
    return re.compile(r"(?<!\w)" + r"\s*(?:\S+\s+){0,8}?".join(part for part in parts if part))
