"""Names of metrics with one letter wrong: "impresions", "convertion rate", "revenu"."""

import re
from functools import cache

from tools.kpi.definitions import metrics_by_alias

_SHORTEST = 5
_WORD = re.compile(r"[^\W\d_]{5,}")
_PARTS_OF_NAMES = frozenset(
    {"conversion", "conversions", "engagement", "completion", "acquisition", "frequency", "lifetime"}
)
_WORDS = """
auction auctions faction covert concert revenge martin marvin merging costumer costumers sending session sessions
profits margins prison persona prophet stars started starter returned weakly instill instills expression expressions
conversation cancel cancels cancelled adds visited visitor clicked spender planned planted shorts orderly ordered
boarders borders breach preach preached bleach teach peach beach react reacts lead leads leader leaders loads sale
sales scales budge widget casket brackets buckets bucket bracket closer loses losses contributions distribution share
shares starting staring string value values valued unites unique cliques cracks reaches older invented invent invents
clone clones cloning stats stat completer saves save fight fights spelt leaks leak leeds clock clocks closest scent
chose dealt leans earner earners dials dial placing probit costa casts cast marcin brought bought sought sent order
ordering quoted purchaser purchased impressive engaged acquired costs coasts coats hosts posts spends spend spent
speed speeds
"""
_OTHER_WORDS = frozenset(_WORDS.split())
"""Words of their own that stand one letter from a metric's name."""
_OFTEN = {
    "conversation rate": "conversion rate", "conversations rate": "conversion rate", "add spend": "ad spend",
    "click trough": "click through", "clickthru": "clickthrough", "click thru": "click through",
}  # fmt: skip
_MEANT = re.compile("|".join(rf"\b{re.escape(words)}\b" for words in _OFTEN), re.IGNORECASE)


def spelt_right(text: str) -> str:
    """Return the text with the names of metrics spelt right, where one letter was wrong, missing, added or swapped."""
    text = _MEANT.sub(lambda m: _OFTEN[m[0].lower()], text)
    return _WORD.sub(lambda m: _right(m[0].lower()) or m[0], text)


@cache
def _names() -> frozenset[str]:
    return frozenset({a for a in metrics_by_alias() if a.isalpha() and len(a) >= _SHORTEST} | _PARTS_OF_NAMES)


@cache
def _known() -> frozenset[str]:
    words = {word for alias in metrics_by_alias() for word in re.findall(r"[a-z]+", alias)}
    return frozenset(words | {f"{w}s" for w in words} | {w.removesuffix("s") for w in words} | _OTHER_WORDS)


@cache
def _right(word: str) -> str | None:
    """Return the one name that a word is a letter from; None for a word of its own."""
    if word in _known() or word.removesuffix("s") in _known() or word.endswith(("'s", "ly")):
        return None
    near = [n for n in _names() if n[0] == word[0] and abs(len(n) - len(word)) <= 1 and _is_near(word, n)]
    same_ending = [n for n in near if n.endswith("s") == word.endswith("s")]
    found = same_ending or near
    return found[0] if len(found) == 1 else None


def _is_near(one: str, other: str) -> bool:
    """Tell whether one letter is wrong, missing or added, or two neighbours are swapped."""
    if len(one) > len(other):
        one, other = other, one
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    rest = one[start + 1 :] == other[start + 1 :]
    if len(one) <= _SHORTEST and len(one) == len(other):
        rest = False  # one letter changed makes another word of too many short ones
    swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return rest or swapped
