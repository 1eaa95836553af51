"""Finds the channels that a text names, and which of them it rules out."""

import re
from dataclasses import dataclass
from functools import cache

from tools.brief.reading.text import NEAR, Text
from tools.brief.reference import channels

_WEAK = frozenset({
    "search", "google", "social", "display", "native", "email", "e-mail", "emails", "x", "shopping", "amazon",
    "microsoft", "podcast", "podcasts", "pins", "banners", "creators", "retargeting", "meta", "ig", "insta", "asa",
    "billboard", "programmatic", "affiliate",
})  # fmt: skip
"""Words that have other meanings too: a channel only where nothing says otherwise."""
_PARTS = frozenset({"brand search", "non-brand search", "generic search"})
"""Parts of a channel: to rule one out is not to rule out the channel."""
_NOT_A_CHANNEL_AFTER = re.compile(
    r"\s*(?:for\b(?!\s+(?:the\s+)?(?:rest|remaining))|engines?\b|results?\b|terms?\b|quer(?:y|ies)\b|address|us at\b|"
    r"of\b|store\b|lists?\b|speak|description|media (?:manager|team)|@|\.[a-z]{2,}|'s\b)",
    re.IGNORECASE,
)
_NOT_A_CHANNEL_BEFORE = re.compile(
    r"(?:@|\b(?:who|they|(?:want|like|need|try|how|able|used) to|people|users|online|"
    r"window|job|house|by|our|your|an?|via your|against|versus|vs\.?|competitors?:?|"
    r"competes? with|competitors are|competing with)\s+)$",
    re.IGNORECASE,
)
_RIVAL = re.compile(
    r"\b(?:against|versus|vs\.?|competitors?(?:\s+(?:is|are))?:?|compet\w+ with)\s+(?:[\w.]+,?\s+(?:and\s+)?){0,3}$",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not(?!\s+only)|without|avoid(?:ing)?|skip(?:ping)?|exclud(?:e|es|ed|ing)|"
    r"never|nothing\s+(?:on|in|for|via)|"
    r"(?:don't|do not|won't|will not|shouldn't|can't|cannot|mustn't)\s+(?:want|use|run|"
    r"do|advertise|go|touch|spend|need|be)"
    r"(?:\s+(?:to|be|anything))?|"
    r"stay(?:ing)?\s+(?:off|away from|out of)|leav(?:e|ing)\s+out|rather than|instead of|drop(?:ping)?|except(?: for)?|"
    r"neither|nor|rul(?:e|ed|ing)\s+out|keep\s+(?:off|away from|out of)|aren't\s+(?:using|on)|zero|anything but)\s+"
    r"(?:(?:any|more|of|on|in|via|using|use|run|running|ads?|the|money|spend|budget|to|for|paid|campaigns?)\s+)*$",
    re.IGNORECASE,
)
_NEGATED_AFTER = re.compile(
    r"\s*(?:ads?\s+|campaigns?\s+)?(?:(?:isn't|aren't|is not|are not)\s+(?:an option|"
    r"allowed|wanted|on the table|for us|what|to be)|(?:is|are|was)\s+(?:out\b|excluded|"
    r"off(?:\s+the\s+table)?|not\b(?!\s+only)|ruled out|banned|"
    r"no option|forbidden))",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:,?\s*(?:and|nor)\s+so\s+(?:is|are)|,|/|&|\+|\band\b|\bor\b|\bnor\b|,\s*(?:and|or|nor))\s*", re.IGNORECASE
)
_EXCLUDED_KEYS = re.compile(r"exclu|avoid|^not\b|^no\b|no-go|don't|negative|ruled out")


@dataclass(frozen=True, slots=True)
class ChannelMention:
    """A channel named in a text.

    Attributes:
        start: where it stands.
        end: where it ends.
        text: as written.
        channel: its name in the catalog.
        is_excluded: True when the text rules it out.
    """

    start: int
    end: int
    text: str
    channel: str
    is_excluded: bool = False


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for channel in channels().values():
        names |= dict.fromkeys((channel.name.lower(), *channel.aliases), channel.name)
    listed = "|".join(re.escape(a).replace(r"\ ", r"[\s-]+") for a in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w@./-])(?:{listed})(?![\w@]|-\w)", re.IGNORECASE), names


def find_channels(text: Text) -> list[ChannelMention]:
    """Return the channels that the text names, in order."""
    pattern, names = _pattern()
    found: list[ChannelMention] = []
    for match in pattern.finditer(text.written):
        alias = re.sub(r"[\s-]+", " ", match[0].lower())
        name = names.get(alias) or names.get(match[0].lower()) or names.get(alias.replace(" ", "-"), "")
        if not name or (alias == "x" and match[0] != "X") or not _is_channel(text, match, alias, found):
            continue
        excluded = _is_excluded(text, match, found)
        if excluded and alias in _PARTS:
            continue
        found.append(ChannelMention(match.start(), match.end(), match[0], name, excluded))
    return found


def _is_channel(text: Text, match: re.Match[str], alias: str, before: list[ChannelMention]) -> bool:
    written = text.written
    if text.is_taken(match.start(), match.end()) or _RIVAL.search(
        written[max(0, match.start() - NEAR) : match.start()]
    ):
        return False
    if alias not in _WEAK:
        return True
    if before and _JOINED.fullmatch(written[before[-1].end : match.start()]):
        return True
    if _NEGATION.search(written[max(0, match.start() - NEAR) : match.start()]):
        return True
    return not (
        _NOT_A_CHANNEL_AFTER.match(written, match.end())
        or _NOT_A_CHANNEL_BEFORE.search(written[max(0, match.start() - NEAR) : match.start()])
    )


def _is_excluded(text: Text, match: re.Match[str], before: list[ChannelMention]) -> bool:
    written = text.written
    line = next((ln for ln in text.lines if ln.start <= match.start() < ln.end), None)
    if line is not None and _EXCLUDED_KEYS.search(line.key):
        return True
    start, _ = text.sentence(match.start())
    if _NEGATION.search(written[start : match.start()]) or _NEGATED_AFTER.match(written, match.end()):
        return True
    if re.search(r"\b(?:so|nor)\s+(?:is|are)\s+$", written[start : match.start()]):
        return True
    return bool(before and before[-1].is_excluded and _JOINED.fullmatch(written[before[-1].end : match.start()]))
