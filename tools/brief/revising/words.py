"""Reads a revision in words: "move 20% from search to CTV", "make it two weeks later", "drop TikTok"."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tools.brief.brief import CampaignBrief
from tools.brief.paths import has_path
from tools.brief.reading.amounts import find_amounts
from tools.brief.reading.channel_mentions import ChannelMention, find_channels
from tools.brief.reading.flight import DURATION, added
from tools.brief.reading.metric_words import find_metric_words
from tools.brief.reading.paragraph import read_paragraph
from tools.brief.reading.text import Text
from tools.brief.reference import channel
from tools.brief.rereading import PLAIN_FIELDS
from tools.brief.revising import asks
from tools.brief.revising import patch as ops
from tools.errors import InputError
from tools.quantities import Quantity, Unit


def read_patch(words: str, brief: CampaignBrief, *, today: date) -> ops.Patch:
    """Return the operations that a revision asks for.

    Each reader takes the words it understands out of the text; what is left is read as a paragraph is, and each field
    found becomes a `set`.

    Raises:
        InputError: when nothing to change can be read.
    """
    left, found = words.strip(), []
    for reader in _READERS:
        for start, end, operation in reader(left, brief):
            if left[start:end].strip():
                found.append(operation)
                left = left[:start] + " " * (end - start) + left[end:]
    found += _fields(left, brief, today)
    if not found:
        raise InputError(
            f"I can't tell what to change in '{words.strip()[:80]}'",
            remedy='Write it like "move 20% from search to CTV", "make it two weeks later" or "target CPA 35".',
        )
    return ops.Patch(operations=tuple(found), words=" ".join(words.split())[:500])


_Reader = Callable[[str, CampaignBrief], Iterator[tuple[int, int, Any]]]


def _channel_in(written: str) -> str | None:
    mentions = find_channels(Text.of(written))
    if mentions:
        return mentions[0].channel
    known = channel(written.strip(" .'\""))
    return known.name if known is not None else None


def _quantity(written: str) -> Quantity | None:
    found = [q for _, _, q in find_amounts(written)]
    if found:
        return found[0]
    if re.search(r"\bhalf\b", written, re.IGNORECASE):
        return Quantity(0.5, Unit.RATE, text="half")
    if re.search(r"\b(?:everything|all)\b", written, re.IGNORECASE):
        return Quantity(1.0, Unit.RATE, text="all")
    return None


def _moves(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    del brief
    for match in asks.MOVE.finditer(text):
        source, to = _channel_in(match["source"]), _channel_in(match["to"])
        much = _quantity(match["much"])
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


def _renames(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    del brief
    match = asks.RENAME.search(text)
    if match is not None:
        name = match["name"].strip().translate(str.maketrans("[]", "()"))
        yield match.start(), match.end(), ops.SetField(path="name", value=name, words=match[0].strip())


def _shifts(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    for match in asks.SHIFT.finditer(text):
        verb, way, middle = match["verb"].lower(), (match["way"] or "").lower(), match["middle"].lower()
        is_cut = verb in {"shorten", "cut"} or way == "shorter"
        lengthens = verb in {"extend", "prolong"} or way == "longer" or is_cut
        if not (
            way
            or lengthens
            or verb in {"delay", "postpone"}
            or (verb in {"push", "move", "shift", "bring", "pull"} and " by" in middle)
        ):
            continue
        count = asks.NUMBERS.get(match["count"].lower()) or int(match["count"])
        is_back = (
            way in {"earlier", "sooner", "ahead"} or (way == "forward" and verb in {"bring", "pull", "move"}) or is_cut
        )
        is_back = is_back or (verb in {"bring", "pull"} and "forward" in middle) or (verb == "run" and way == "shorter")
        if verb in {"start", "begin", "launch"} or re.search(r"\bstart|\blaunch", middle):
            end = "start" if verb in {"start", "begin"} or " only" in middle else "both"
        elif lengthens or verb in {"end", "finish"} or re.search(r"\bend\b", middle):
            end = "end"
        else:
            end = "both"
        day = brief.flight.end if end == "end" else brief.flight.start
        signed = -count if is_back else count
        days = (added(day, signed, match["unit"].lower()) - day).days if day else signed * _DAYS[match["unit"].lower()]
        yield match.start(), match.end(), ops.ShiftFlight(days=days, end=end, words=match[0].strip())


_DAYS = {"day": 1, "week": 7, "month": 30}


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


def _drops(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.DROP.finditer(text):
        mentions = [m for m in _listed(text, match.end()) if m.channel in there]
        if not mentions or asks.CHANGED_BY.match(text, mentions[-1].end):
            continue
        to = asks.DROP_TO.match(text, mentions[-1].end)
        end = to.end() if to else mentions[-1].end
        words, receiver = text[match.start() : end].strip(), _channel_in(to["to"]) if to else None
        names = list(dict.fromkeys(m.channel for m in mentions))
        for name in names:
            stop = end if name == names[-1] else match.start() + 1
            yield match.start(), stop, ops.DropChannel(channel=name, to=receiver, words=words)


def _adds(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
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
        much = _quantity(after["much"]) if after else _quantity(before["much"]) if before else None
        end = after.end() if after else mentions[-1].end
        is_share = much is not None and much.unit is Unit.RATE
        amount = much.value if much is not None and not is_share else None
        share = much.value if much is not None and is_share else None
        words = text[match.start() : end].strip()
        for place, mention in enumerate(mentions):
            stop = end if place == len(mentions) - 1 else match.start() + 1
            yield match.start(), stop, ops.AddChannel(channel=mention.channel, amount=amount, share=share, words=words)


def _relatives(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.RELATIVE.finditer(text):
        way, what, words = match["way"].lower(), match["what"], match[0].strip()
        if way in asks.ABSOLUTE and (match["link"] or "").lower() not in {"to", "at"}:
            continue
        name = _channel_in(what)
        sign = -1 if way in asks.DOWN else 1
        change: dict[str, Any] = {}
        if way in {"halve", "double"}:
            change = {"factor": 0.5 if way == "halve" else 2.0}
        else:
            much = _quantity(match["much"] or "")
            if much is None:
                continue
            is_share = much.unit is Unit.RATE
            if match["link"].lower() == "by":
                change = {"factor": max(0.0, 1 + sign * much.value)} if is_share else {"by": sign * much.value}
            else:
                change = {"share": min(1.0, much.value)} if is_share else {"to": much.value}
        if name in there:
            yield match.start(), match.end(), ops.ChangeChannelBudget(channel=str(name), words=words, **change)
        elif re.search(r"\b(?:budget|spend|money|everything)\b", what, re.IGNORECASE) and "share" not in change:
            yield match.start(), match.end(), ops.ChangeBudget(words=words, **change)
        else:
            yield from _relative_target(match, brief, what, change)


def _relative_target(
    match: re.Match[str], brief: CampaignBrief, what: str, change: dict[str, Any]
) -> Iterator[tuple[int, int, Any]]:
    """Read "lower the target CPA by 10%" and "raise the CPA to 40"."""
    named = {w.name for w in find_metric_words(what)}
    for target in brief.targets.primary:
        is_meant = target.kpi in named or (not named and asks.TARGETS.search(what))
        if not is_meant:
            continue
        value = change.get("to", change.get("share"))
        if value is None and target.value is not None:
            value = target.value * change.get("factor", 1.0) + change.get("by", 0.0)
        if value is not None:
            path = f"targets.primary[{target.kpi}].value"
            yield (
                match.start(),
                match.end(),
                ops.SetField(path=path, value=round(max(0.0, value), 6), words=match[0].strip()),
            )


def _primaries(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    del brief
    for match in asks.PRIMARY.finditer(text):
        named = find_metric_words(match["kpi"] or match["kpi2"] or "")
        if named:
            yield match.start(), match.end(), ops.SetPrimaryKpi(kpi=named[0].name, words=match[0].strip())


def _items(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    there = {i.name.casefold(): i.name for i in (*brief.website.checks, *brief.website.tracking)}
    there |= {a.who.casefold(): a.who for a in brief.approvals}
    for match in asks.DONE.finditer(text):
        item = next((there[k] for k in there if match["item"].casefold().endswith(k)), None)
        state: Any = asks.STATES[match["state"].lower()]
        if item is not None:
            yield match.start(), match.end(), ops.SetItem(item=item, state=state, words=match[0].strip())
    for match in asks.OWNER.finditer(text):
        written = (match["item"] or match["item2"] or "").casefold().strip()
        item = next((there[k] for k in there if written.startswith(k)), None)
        if item is not None:
            who = match["who"] or match["who2"]
            yield match.start(), match.end(), ops.SetItem(item=item, owner=who.strip(), words=match[0].strip())


def _declarations(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    match = asks.DECLARE.search(text)
    if match is not None:
        names = [n.strip().lower() for n in re.split(r",|\band\b", match["names"]) if n.strip()]
        value = list(dict.fromkeys((*brief.declared_categories, *names)))
        yield match.start(), match.end(), ops.SetField(path="declared_categories", value=value, words=match[0].strip())


_READERS: tuple[_Reader, ...] = (
    _moves, _renames, _primaries, _relatives, _shifts, _drops, _adds, _items, _declarations,
)  # fmt: skip


def _fields(text: str, brief: CampaignBrief, today: date) -> Iterator[Any]:
    """Read what is left as a paragraph: each field found is set."""
    if not text.strip(" .,;:and\n"):
        return
    reading, figures = read_paragraph(text, today=today)
    for kpi, (value, words) in figures.targets.items():
        yield from _target(kpi.removesuffix(" again"), "value", value, words, brief)
    for kpi, (value, words) in figures.baselines.items():
        yield from _target(kpi, "baseline", value, words, brief)
    for name, found in reading.fields.items():
        path = PLAIN_FIELDS.get(name)
        if name == "split":
            yield from _split(found.value, brief, found.words)
        elif name == "budget":
            yield ops.ChangeBudget(to=found.value, words=found.words)
        elif name == "action":
            yield ops.SetField(path="message.actions", value=[found.value], words=found.words)
        elif name == "currency" and brief.currency is not None:
            continue  # money written in passing does not change the currency of the whole brief
        elif path is not None and has_path(brief, path) and name not in {"excluded", "channels"}:
            yield ops.SetField(path=path, value=found.value, words=found.words)
    yield from _leftover_length(reading, brief, text)


def _leftover_length(reading: Any, brief: CampaignBrief, text: str) -> Iterator[Any]:
    """Read "run for eight weeks": the start stays, and the end follows from the length."""
    duration = reading.get("duration")
    if duration and "end" not in reading.fields and brief.flight.start is not None and "start" not in reading.fields:
        end = date.fromordinal(added(brief.flight.start, duration[0], duration[1]).toordinal() - 1)
        match = DURATION.search(text)
        yield ops.SetField(path="flight.end", value=end, words=match[0] if match else "")


def _target(kpi: str, part: str, value: float, words: str, brief: CampaignBrief) -> Iterator[Any]:
    path = f"targets.primary[{kpi}].{part}"
    if has_path(brief, path):
        yield ops.SetField(path=path, value=value, words=words)
    elif part == "value":
        yield ops.SetPrimaryKpi(kpi=kpi, value=value, words=words)


def _split(split: dict[str, Quantity], brief: CampaignBrief, words: str) -> Iterator[Any]:
    there = {p.channel for p in brief.channel_mix.channels}
    shares = [q for q in split.values() if q.unit is Unit.RATE]
    is_whole = len(shares) == len(split) and abs(sum(q.value for q in shares) - 1) < 0.01  # noqa: PLR2004 - a whole split
    for name, quantity in split.items():
        is_share = quantity.unit is Unit.RATE
        if name not in there:
            amount, share = (None, quantity.value) if is_share else (quantity.value, None)
            yield ops.AddChannel(channel=name, amount=amount, share=share, words=words)
        elif is_share and is_whole and brief.budget.amount is not None:
            value = round(brief.budget.amount * quantity.value, 2)
            yield ops.ChangeChannelBudget(channel=name, to=value, words=words)
        elif is_share:
            yield ops.ChangeChannelBudget(channel=name, share=quantity.value, words=words)
        else:
            yield ops.ChangeChannelBudget(channel=name, to=quantity.value, words=words)
