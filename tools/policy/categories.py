"""The restricted subjects, kept as data in `categories.toml`, and how a text is found to be about one of them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["special", "trait", "minors", "adults", "unaccepted"]
"""special: housing, credit, employment; trait: specially protected; adults: has an age limit; unaccepted: no ads."""

_REACH = 60
"""Characters around a word that can still take it out of the subject."""
_DENIED = re.compile(
    r"(?:\b(?:non|without|free (?:of|from)|zero)[\s-]+(?:\w+\s+)?"
    r"|\b(?:exclud(?:e|es|ed|ing)|negative (?:key)?words?(?: such as| like|:)?|leav(?:e|ing) out)\s+"
    r"(?:[\w'-]+[\s,]+){0,4}"
    r"|\b(?:not|never|n't)\s+(?:[\w'-]+\s+){0,3}(?:to|for|at|about|by|with)\s+(?:\w+\s+)?|\bno\s+(?:added\s+)?|\bnot\s+)$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(r"[- ]free\b|\s+(?:are|is)\s+(?:excluded|not\s+(?:allowed|targeted|sold))", re.IGNORECASE)
_SOLD_TO_TRADE = re.compile(
    r"\b(?:for|to|with|by|among|help(?:s|ing)?|reach(?:ing)?|serv(?:e|es|ing)|(?:target|audience|customer|buyer|client)(?:s|ing)?:?|who:)\s+"
    r"(?:(?!sale|rent)[\w'&-]+,?\s+){0,6}$",
    re.IGNORECASE,
)
_TRADE_THING = re.compile(
    r"(?:'s?)?\s+(?:[\w-]+\s+){0,2}(?:software|saas|crm|erp|equipment|furniture|suppl(?:y|ies)|uniforms?|scrubs|platforms?|"
    r"tools?|systems?|owners?|managers?|directors?|operators?|teams?|staff|boards?|suites?|automation|manufactur\w+|executives?|administrators?|buyers?|groups?|"
    r"chains?|c[a-z]os?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A restricted subject that a text is about, and the words that say so."""

    category: "Category"
    words: str


@dataclass(frozen=True, slots=True)
class Category:
    """A subject for which platforms or laws restrict targeting.

    Attributes:
        name: as people call it.
        kind: which rules it falls under.
        pattern: words that name it.
        trade: words that name it, unless they say to whom a business sells ("software for clinics").
        unless: phrases that hold such words and mean something else ("wine rack").
        reason: what is restricted and what to do, in one sentence.
        restricted: targeting that is not to be used.
        instead: what to do in its place.
        settings: what the campaign must be set to.
        anchor: the guide's section.
    """

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    trade: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    reason: str
    restricted: str
    instead: str
    settings: str
    anchor: str

    def find(self, text: str) -> str | None:
        """Return the words that make a text one about this subject; None when nothing does.

        A word counts where it is meant: not inside a phrase of another meaning, not where it is denied ("alcohol-free",
        "excluding landlords"), and not where it only names the trade that a product is sold to ("a CRM for clinics").
        """
        plain = text.replace("\u2019", "'")
        shown = self.unless.sub(lambda m: "#" * len(m[0]), plain) if self.unless else plain
        for match in self.pattern.finditer(shown):
            if not _is_denied(shown, match):
                return plain[match.start() : match.end()]
        for match in self.trade.finditer(shown) if self.trade else ():
            if not _is_denied(shown, match) and not _is_clientele(shown, match):
                return plain[match.start() : match.end()]
        return None


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _REACH) : match.start()]
    return bool(_DENIED.search(before) or _DENIED_AFTER.match(text, match.end()))


def _is_clientele(text: str, match: re.Match[str]) -> bool:
    before = re.split(r"[.;!?\n]", text[max(0, match.start() - _REACH) : match.start()])[-1]
    return bool(_SOLD_TO_TRADE.search(before) or _TRADE_THING.match(text, match.end()))


@cache
def categories() -> tuple[Category, ...]:
    """Return every restricted subject."""
    entries = tomllib.loads(files("tools.policy").joinpath("categories.toml").read_text("utf-8"))
    return tuple(
        Category(
            name=name,
            kind=entry["kind"],
            pattern=_words(entry["words"]),
            trade=_words(entry["trade"]) if "trade" in entry else None,
            unless=_words(entry["unless"]) if "unless" in entry else None,
            reason=entry["reason"],
            restricted=entry["restricted"],
            instead=entry["instead"],
            settings=entry["settings"],
            anchor=entry["anchor"],
        )
        for name, entry in entries.items()
    )


def _words(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def recognise(text: str) -> tuple[Mention, ...]:
    """Return the restricted subjects that a text is about, each with the words that say so."""
    found = ((category, category.find(text)) for category in categories())
    return tuple(Mention(category, words) for category, words in found if words)
