"""Reads what a revision does to channels: money moved, channels added, swapped, dropped."""

import re
from collections.abc import Iterator
from typing import Any

from tools.brief.brief import CampaignBrief
from tools.brief.reading.amounts import find_amounts
from tools.brief.reading.channel_mentions import ChannelMention, find_channels
from tools.brief.reading.text import Text
from tools.brief.reference import channel
from tools.brief.revising import asks
from tools.brief.revising import patch as ops
from tools.quantities import Quantity, Unit


def channel_in(written: str) -> str | None:
    """Return the channel that a few words name; None where they name none."""
    mentions = find_channels(Text.of(written))
    if mentions:
        return mentions[0].channel
    known = channel(written.strip(" .'\""))
    return known.name if known is not None else None


def quantity(written: str) -> Quantity | None:
    """Return the number of a few words: 20%, €5k, "half", "everything"."""
    found = [q for _, _, q in find_amounts(written)]
    if found:
        return found[0]
    if re.search(r"\bhalf\b", written, re.IGNORECASE):
        return Quantity(0.5, Unit.RATE, text="half")
    if re.search(r"\b(?:everything|all)\b", written, re.IGNORECASE):
        return Quantity(1.0, Unit.RATE, text="all")
    return None


def moves(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    """Read "move 20% from search to CTV"."""
    del brief
    for match in asks.MOVE.finditer(text):
        source, to = channel_in(match["source"]), channel_in(match["to"])
        much = quantity(match["much"])
        if source is None or to is None or much is None:
            continue
        is_share = much.unit is Unit.RATE
        yield (
            match.start(),
            match.end(),
            ops.MoveBudget(
                source=source, to=to, amount=None if is_share else much.value,
                share=min(1.0, much.value) if is_share else None,
                of_total=bool(asks.OF_TOTAL.search(match["much"])), words=match[0].strip(),
            ),
        )  # fmt: skip


def swaps(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    """Read "replace TikTok with Snapchat": all its money moves, then it is dropped."""
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.SWAP.finditer(text):
        source, to = channel_in(match["source"]), channel_in(match["to"])
        if source in there and to is not None and to != source:
            words = match[0].strip()
            yield match.start(), match.start() + 1, ops.MoveBudget(source=str(source), to=to, share=1.0, words=words)
            yield match.start() + 1, match.end(), ops.DropChannel(channel=str(source), words=words)


def more_or_less(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    """Read "put 10% more into Meta" and "spend €3k less on TikTok"."""
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.MORE_OR_LESS.finditer(text):
        much, name = quantity(match["much"]), channel_in(match["where"])
        if much is None or name not in there:
            continue
        signed = much.value if match["way"].lower() == "more" else -much.value
        change: dict[str, Any] = {"factor": max(0.0, 1 + signed)} if much.unit is Unit.RATE else {"by": signed}
        yield match.start(), match.end(), ops.ChangeChannelBudget(channel=str(name), words=match[0].strip(), **change)


def switched_off(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    """Read "switch TikTok off"."""
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.OFF.finditer(text):
        name = channel_in(match["what"])
        if name in there:
            yield match.start(), match.end(), ops.DropChannel(channel=str(name), words=match[0].strip())


def _listed(text: str, start: int) -> list[ChannelMention]:
    """Return the channels that are listed from a place on: "TikTok and Snapchat"."""
    found: list[ChannelMention] = []
    for mention in find_channels(Text.of(text)):
        if mention.start < start:
            continue
        if not found:
            if not asks.LEAD_IN.fullmatch(text[start : mention.start]):
                return []
            found.append(mention)
        elif asks.JOINED.fullmatch(text[found[-1].end : mention.start]):
            found.append(mention)
        else:
            break
    return found


def drops(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    """Read "drop TikTok and give its budget to Meta"."""
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.DROP.finditer(text):
        mentions = [m for m in _listed(text, match.end()) if m.channel in there]
        if not mentions or asks.CHANGED_BY.match(text, mentions[-1].end):
            continue
        to = asks.DROP_TO.match(text, mentions[-1].end)
        end = to.end() if to else mentions[-1].end
        words, receiver = text[match.start() : end].strip(), channel_in(to["to"]) if to else None
        names = list(dict.fromkeys(m.channel for m in mentions))
        for name in names:
            stop = end if name == names[-1] else match.start() + 1
            yield match.start(), stop, ops.DropChannel(channel=name, to=receiver, words=words)


def adds(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    """Read "add LinkedIn with 10%"."""
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.ADD.finditer(text):
        found = _listed(text, match.end())
        before = asks.MUCH_BEFORE.match(text, match.end())
        if not found and before is not None:
            found = _listed(text, before.end())
        mentions = [m for m in found if m.channel not in there]
        if not mentions:
            continue
        after = asks.MUCH_AFTER.match(text, mentions[-1].end)
        much = quantity(after["much"]) if after else quantity(before["much"]) if before else None
        end = after.end() if after else mentions[-1].end
        is_share = much is not None and much.unit is Unit.RATE
        amount = much.value if much is not None and not is_share else None
        share = much.value if much is not None and is_share else None
        words = text[match.start() : end].strip()
        for place, mention in enumerate(mentions):
            stop = end if place == len(mentions) - 1 else match.start() + 1
            yield match.start(), stop, ops.AddChannel(channel=mention.channel, amount=amount, share=share, words=words)
