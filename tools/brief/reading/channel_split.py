"""Reads how a budget is split over channels: shares, sums, "60/40", "half", "the rest"."""

import re
from dataclasses import dataclass

from tools.brief.reading.amounts import find_amounts
from tools.brief.reading.channel_mentions import ChannelMention, find_channels
from tools.brief.reading.found import Reading
from tools.brief.reading.text import NEAR, Text
from tools.quantities import Quantity, Unit

_AFTER_CHANNEL = re.compile(
    r"\s*(?:ads?|campaigns?|prospecting|retargeting)?\s*(?:[:=(–-]|->|→|gets?|takes?|"
    r"receives?|has|have|with|at|should get|"
    r"will get|is given)?\s*(?:about|around|roughly|approx\.?|some|the remaining|a|~)?\s*",
    re.IGNORECASE,
)
_BEFORE_CHANNEL = re.compile(
    r"\s*(?:of\s+(?:it|that|them|which|the\s+(?:budget|money|spend))\s+)?(?:(?:is|goes|"
    r"should go|will go|to be spent|spent|put|"
    r"allocated|each)\s+)?(?:to|on|for|in|into|of|via|through|with|towards?|by)?\s*(?:the\s+)?",
    re.IGNORECASE,
)
_FRACTIONS = {
    "three quarters": 0.75, "three-quarters": 0.75, "two thirds": 2 / 3, "two-thirds": 2 / 3, "half": 0.5,
    "a third": 1 / 3, "one third": 1 / 3, "a quarter": 0.25, "one quarter": 0.25, "a fifth": 0.2, "a tenth": 0.1,
}  # fmt: skip
_FRACTION = re.compile(
    rf"\b(?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))})\b(?!\s+(?:price|of\s+(?:the\s+)?[$€£]))",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:the\s+)?(?:rest|remainder|remaining(?!\s*[\d$€£])|balance|everything else|what(?:ever)? (?:is|'s) left)\b"
    r"(?:\s+of\s+(?:it|the\s+(?:budget|money)))?\s*(?:goes|is|should go|will go|budget)?\s*(?:to|"
    r"into|on|for|in)?\s*(?:the\s+)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?<![\d/.])(\d{1,3})\s*[/:]\s*(\d{1,3})(?:\s*[/:]\s*(\d{1,3}))?(?:\s*[/:]\s*(\d{1,3}))?(?![\d/])"
)
_LISTED = re.compile(
    r"(?<![\d.,])(\d{1,3})\s*%?,\s*(\d{1,3})\s*%?(?:,\s*(\d{1,3})\s*%?)?,?\s+and\s+(\d{1,3})\s*(?:%|percent|per cent)"
)
_EVENLY = re.compile(
    (
        r"\b(?:split\s+|divided\s+|spread\s+)?(?:evenly|equally|even split|equal (?:shares|"
        r"parts|split)|half and half|half each|fifty[- ]fifty)\b"
    ),
    re.IGNORECASE,
)
_RESERVE = re.compile(
    r"\s*(?:is\s+|are\s+|should be\s+|to be\s+)?(?:held back|kept back|set aside|reserved?|"
    r"in reserve|as (?:a )?(?:test )?reserve|"
    r"(?:test|experiment\w*)\s+(?:reserve|budget)|for (?:tests?|testing|experiments?))",
    re.IGNORECASE,
)
_RESERVE_BEFORE = re.compile(
    r"\b(?:reserve|test budget|hold back|keep back|set aside|keep)\s*(?:of|is|:)?\s*$", re.IGNORECASE
)
_KPI_BEFORE = re.compile(
    (
        r"\b(?:cpm|ctr|cpc|cvr|cpa|cpl|roas|rate|cost per \w+|conversion)\s+(?:on|in|for|"
        r"of|from|with)\s+(?:the\s+)?$"
    ),
    re.IGNORECASE,
)
_WHOLE = 100
_CLOSE = 0.5


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    quantity: Quantity


def read_channels(text: Text, reading: Reading) -> None:
    """Put channels, excluded channels, their shares and sums, and the test reserve into the reading."""
    mentions = find_channels(text)
    wanted = [m for m in mentions if not m.is_excluded]
    out = list(dict.fromkeys(m.channel for m in mentions if m.is_excluded))
    named = [m for m in wanted if m.channel not in out]
    reading.put(
        "channels", tuple(dict.fromkeys(m.channel for m in named)), ", ".join(dict.fromkeys(m.text for m in named))
    )
    reading.put("excluded", tuple(out), ", ".join(m.text for m in mentions if m.is_excluded))
    _read_reserve(text, reading)
    _fraction_reserve(text, reading)
    split: dict[str, Quantity] = {}
    words: list[str] = []
    for start, end, _ in text.sentences():
        here = [m for m in named if start <= m.start < end]
        if here:
            _sentence_split(text, (start, end), here, split, words)
    reading.put("split", split, "; ".join(words))
    for match in _REST.finditer(text.written):
        follows = next((m for m in named if 0 <= m.start - match.end() <= 1), None)
        if follows is not None and follows.channel not in split:
            reading.put("rest", follows.channel, text.written[match.start() : follows.end])
    if _EVENLY.search(text.written):
        reading.put("evenly", value=True, words=_EVENLY.search(text.written)[0])  # type: ignore[index]
    for mention in mentions:
        text.take(mention.start, mention.end)


def _read_reserve(text: Text, reading: Reading) -> None:
    for start, end, quantity in find_amounts(text.written):
        if quantity.unit is not Unit.RATE or text.is_taken(start, end):
            continue
        after = _RESERVE.match(text.written, end)
        if after or _RESERVE_BEFORE.search(text.written[max(0, start - NEAR) : start]):
            words = text.written[start : after.end() if after else end]
            reading.put("reserve", quantity.value, words)
            text.take(start, end)


def _fraction_reserve(text: Text, reading: Reading) -> None:
    """Read "a fifth of the money should go to tests"."""
    for match in _FRACTION.finditer(text.written):
        after = re.match(
            r"\s*(?:of\s+(?:it|the\s+\w+)\s+)?(?:(?:should|will|must)\s+)?(?:go(?:es)?|be kept|"
            r"is|be)?\s*(?:to|for|held back for|reserved for|kept for)\s+"
            r"(?:tests?|testing|experiments?)\b",
            text.written[match.end() :],
            re.IGNORECASE,
        )
        if after:
            share = _FRACTIONS[re.sub(r"\s+", " ", match[0].lower())]
            reading.put("reserve", share, match[0] + after[0])
            text.take(match.start(), match.end() + after.end())


def _sentence_split(
    text: Text, place: tuple[int, int], mentions: list[ChannelMention], split: dict[str, Quantity], words: list[str]
) -> None:
    parts = _parts(text, place, mentions)
    slashed = _slashed(text, place, mentions)
    if slashed:
        split.update(slashed[0])
        words.append(slashed[1])
        return
    after = {p: m for p in parts if (m := _behind(text, p, mentions))}
    before = {p: m for p in parts if (m := _ahead(text, p, mentions, parts))}
    numbers_last = len(after) > len(before) or (
        len(after) == len(before) and bool(parts) and parts[0].start > mentions[0].start
    )
    chosen, other = (after, before) if numbers_last else (before, after)
    pairs = dict(chosen)
    for part, mention in other.items():
        if part not in pairs and mention not in pairs.values():
            pairs[part] = mention
    bare = {p: m for p, m in pairs.items() if p.quantity.unit is None}
    if bare and (len(bare) != len(pairs) or abs(sum(p.quantity.value for p in bare) - _WHOLE) > _CLOSE):
        pairs = {p: m for p, m in pairs.items() if p not in bare}
        bare = {}
    for part, mention in sorted(pairs.items(), key=lambda item: item[0].start):
        quantity = part.quantity
        if part in bare:
            quantity = Quantity(quantity.value / _WHOLE, Unit.RATE, text=quantity.text)
        known = split.get(mention.channel)
        if known is not None and known.unit is quantity.unit:
            quantity = Quantity(
                known.value + quantity.value, known.unit, known.currency, f"{known.text} + {quantity.text}"
            )
        split[mention.channel] = quantity
        text.take(part.start, part.end)
        low, high = min(part.start, mention.start), max(part.end, mention.end)
        words.append(text.written[low:high])


def _parts(text: Text, place: tuple[int, int], mentions: list[ChannelMention]) -> list[_Part]:
    start, end = place
    found = []
    for begin, stop, quantity in find_amounts(text.written):
        if not start <= begin < end or text.is_taken(begin, stop):
            continue
        if quantity.unit in {Unit.RATE, Unit.MONEY} or (quantity.unit is None and 0 < quantity.value <= _WHOLE):
            found.append(_Part(begin, stop, quantity))
    for match in _FRACTION.finditer(text.written, start, end):
        share = _FRACTIONS[re.sub(r"\s+", " ", match[0].lower())]
        found.append(_Part(match.start(), match.end(), Quantity(share, Unit.RATE, text=match[0])))
    del mentions
    return sorted(found, key=lambda p: p.start)


def _behind(text: Text, part: _Part, mentions: list[ChannelMention]) -> ChannelMention | None:
    """Return the channel that the number follows: "Meta 40%", "CTV gets $80k"."""
    near = [m for m in mentions if m.end <= part.start]
    if not near or not _AFTER_CHANNEL.fullmatch(text.written[near[-1].end : part.start]):
        return None
    return None if _KPI_BEFORE.search(text.written[max(0, near[-1].start - NEAR) : near[-1].start]) else near[-1]


def _ahead(text: Text, part: _Part, mentions: list[ChannelMention], parts: list[_Part]) -> ChannelMention | None:
    """Return the channel that follows the number: "40% Meta", "$15,000 in search"."""
    near = [m for m in mentions if m.start >= part.end]
    if not near or not _BEFORE_CHANNEL.fullmatch(text.written[part.end : near[0].start]):
        return None
    if part.quantity.unit is None and text.written[part.end : near[0].start].strip():
        return None
    del parts
    return near[0]


def _slashed(
    text: Text, place: tuple[int, int], mentions: list[ChannelMention]
) -> tuple[dict[str, Quantity], str] | None:
    """Read "Meta and search, 60/40" and "a 60/40 split of Meta and search"."""
    for match in (*_SLASHED.finditer(text.written, *place), *_LISTED.finditer(text.written, *place)):
        shares = [int(g) for g in match.groups() if g]
        if sum(shares) != _WHOLE or text.is_taken(match.start(), match.end()):
            continue
        before = list(dict.fromkeys(m.channel for m in mentions if m.end <= match.start()))
        after = list(dict.fromkeys(m.channel for m in mentions if m.start >= match.end()))
        chosen = before[-len(shares) :] if len(before) >= len(shares) else after[: len(shares)]
        if len(chosen) == len(shares):
            text.take(match.start(), match.end())
            split = {c: Quantity(s / _WHOLE, Unit.RATE, text=f"{s}%") for c, s in zip(chosen, shares, strict=True)}
            return split, f"{', '.join(chosen)}: {match[0]}"
    return None
