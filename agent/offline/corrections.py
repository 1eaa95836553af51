"""Follow-ups and corrections: what a message takes back, and what it says instead."""

import re
from dataclasses import dataclass

from agent.offline.signs import ASKS, COMMANDS, Signs

_LEAD = re.compile(
    r"^\W*(?:(?:no|nope|nah|sorry|oops|wait|actually|hm+|ah|oh|well|pardon|my (?:bad|mistake)|i mean|wrong|rather|"
    r"correction|not quite)\b[\s,.:;!…—-]*)+",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:i|we)(?:'d| had)? (?:meant?|was asking about|wanted|said|was talking about|am talking about)\b"
    r"(?: to (?:say|ask|see|know|write))?(?: for)?\s*",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:and not|but not|not for|not on|not|rather than|instead of)\s+(?P<old>[^,;.?!]+?)"
    r"(?=\s*(?:[,;?!]|\.(?!\d)|$|\bbut\b|—|\s-\s))",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"[\s,]*\binstead\b|\brather\b", re.IGNORECASE)
_MAKE = re.compile(
    r"^\W*(?:please\s+)?(?:make (?:it|that)|(?:use|take|try)(?= )|let'?s (?:use|take|try|say|do|make it)|"
    r"(?:change|set|correct) (?:it|that) to|(?:it|that)(?:'s| is| was| were| should be| should have been)?|should be|"
    r"correction:?|replace (?:it|that) with|assume|but)\s+",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^\W*(?:and|then|so|but|ok(?:ay)?|what about|how about|what if|also|now|instead|same|the same|make it|with|at|if|"
    r"how (?:does|do|is|would) (?:that|it|this|they) (?:compare|stack up|look)|"
    r"only|just|for|on|in|by|compared?|versus|vs\.?|against|split|overall|altogether|in total|all|every|across|per|use|"
    r"try|again|likewise|ditto|repeat|do (?:the same|that|it)|without|excluding|over|show (?:me )?(?:that|"
    r"the same|it))\b",
    re.IGNORECASE,
)
_LEADING_WORDS = re.compile(
    r"^\W*(?:(?:and|then|so|but|ok(?:ay)?|also|now|please|again)\b[\s,]*)*"
    r"(?:(?:what|how) about\s+|(?:do )?(?:the )?same (?:thing )?(?:for|with|question for|but (?:for|with)?)\s*|"
    r"(?:repeat|do|show me|show) (?:that|the same|it|this) (?:for|with|by)\s+)?",
    re.IGNORECASE,
)
_SHORT, _FRAGMENT = 14, 6
_SURE = re.compile(
    r"^\W*(?:no|nope|sorry|oops|wait|actually|i mean|wrong|correction|my (?:bad|mistake))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a message says in place of something said before.

    Attributes:
        meant: what counts now, without the words of correcting.
        dropped: what no longer counts; empty when the message does not name it.
        is_correction: whether it takes something back, where a follow-up only adds.
    """

    meant: str
    dropped: str
    is_correction: bool


def read_correction(text: str) -> Correction:
    """Read "no, I meant leads", "not Google, Meta", "use 4% instead", "it was 130 sales, not 125"."""
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    dropped = _NOT.search(rest)
    rest = rest[: dropped.start()] + " , " + rest[dropped.end() :] if dropped else rest
    meant = _MEANT.search(rest)
    rest = rest[: meant.start()] + " " + rest[meant.end() :] if meant else rest
    instead = _INSTEAD.search(rest)
    rest = _INSTEAD.sub(" ", rest)
    rest = re.sub(r"^[\s,;.–—-]*(?:but\s+)?|[\s,;–—-]*$", "", rest)
    rest = _MAKE.sub("", rest)
    is_correction = bool(rest.strip(" ?.!,")) and bool(lead or meant or instead or dropped)
    return Correction(rest.strip(), dropped["old"].strip() if dropped else "", is_correction)


def bare(text: str) -> str:
    """Return a follow-up without the words that only say that it is one: "what about ROAS?" is "ROAS?"."""
    return _LEADING_WORDS.sub("", text, count=1).strip() or text


def is_follow_up(text: str) -> bool:
    """Return whether a message builds on the one before by its words: "and with 3% conversion?", "what about ROAS?"."""
    return len(text.split()) <= _SHORT and _FOLLOWS.match(text) is not None


def is_correction(text: str) -> bool:
    """Return whether a message takes something back."""
    if len(text.split()) > _SHORT or not read_correction(text).is_correction:
        return False
    return _SURE.match(text) is not None or not ASKS.match(text)


def is_fragment(signs: Signs) -> bool:
    """Return whether a message is no sentence of its own: "4%?", "last month", "by device"."""
    return signs.words <= _FRAGMENT and not ASKS.match(signs.text) and not COMMANDS.match(signs.text)


def builds_on_the_thread(signs: Signs) -> bool:
    """Return whether a message may be a follow-up, a correction or a fragment."""
    return is_follow_up(signs.text) or is_correction(signs.text) or is_fragment(signs)
