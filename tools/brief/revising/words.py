"""Reads a revision in words: "move 20% from search to CTV", "make it two weeks later", "drop TikTok"."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from tools.brief.brief import CampaignBrief
from tools.brief.paths import find, has_path
from tools.brief.reading.days import find_days
from tools.brief.reading.flight import DURATION, added
from tools.brief.reading.found import Found, Reading
from tools.brief.reading.metric_words import find_metric_words
from tools.brief.reading.paragraph import read_paragraph
from tools.brief.reading.text import NEAR
from tools.brief.rereading import NAMES, PLAIN_FIELDS
from tools.brief.revising import asks
from tools.brief.revising import patch as ops
from tools.brief.revising.channel_words import (
    adds,
    channel_in,
    drops,
    more_or_less,
    moves,
    quantity,
    swaps,
    switched_off,
)
from tools.errors import InputError
from tools.quantities import Quantity, Unit

MOST = 2_000
"""Characters of one change."""


def read_patch(words: str, brief: CampaignBrief, *, today: date) -> ops.Patch:
    """Return the operations that a revision asks for.

    Each reader takes the words it understands out of the text; what is left is read as a paragraph is, and each field
    found becomes a `set`.

    Raises:
        InputError: when nothing to change can be read, or the words are too many.
    """
    if len(words) > MOST:
        raise InputError(f"The change has {len(words):,} characters, more than {MOST:,}", remedy="Say it more briefly.")
    left, found = asks.INSTEAD.sub(lambda m: " " * len(m[0]), words.strip()), []
    readers: tuple[_Reader, ...] = (*_READERS, partial(_ends, today=today))
    for reader in readers:
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


def _ends(text: str, brief: CampaignBrief, today: date) -> Iterator[tuple[int, int, Any]]:
    """Read "push the start to 1 June" and "change the end date to 15 August"."""
    del brief
    for day in find_days(text, today=today):
        match = asks.END_OF_FLIGHT.search(text[max(0, day.start - NEAR) : day.start])
        if match is not None:
            which = "end" if match["which"].lower().startswith(("end", "finish")) else "start"
            value = day.period.end if which == "end" else day.period.start
            words = match[0] + day.text
            start = max(0, day.start - NEAR) + match.start()
            yield start, day.end, ops.SetField(path=f"flight.{which}", value=value, words=words.strip())


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


def _relatives(text: str, brief: CampaignBrief) -> Iterator[tuple[int, int, Any]]:
    there = {p.channel for p in brief.channel_mix.channels}
    for match in asks.RELATIVE.finditer(text):
        way, what, words = match["way"].lower(), match["what"], match[0].strip()
        if way in asks.ABSOLUTE and (match["link"] or "").lower() not in {"to", "at"}:
            continue
        name = channel_in(what)
        sign = -1 if way in asks.DOWN else 1
        change: dict[str, Any] = {}
        if way in {"halve", "double"}:
            change = {"factor": 0.5 if way == "halve" else 2.0}
        else:
            much = quantity(match["much"] or "")
            if much is None:
                continue
            is_share = much.unit is Unit.RATE
            if match["link"].lower() in {"by", "in"}:
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
    moves,
    swaps,
    more_or_less,
    switched_off, _renames, _primaries, _relatives, _shifts, drops, adds, _items, _declarations,
)  # fmt: skip


def _fields(text: str, brief: CampaignBrief, today: date) -> Iterator[Any]:
    """Read what is left as a paragraph: each field found is set."""
    if not text.strip(" .,;:and\n"):
        return
    reading, figures = read_paragraph(text, today=today)
    for kpi, (value, words) in figures.targets.items():
        yield from _target(kpi.removesuffix(" again"), "value", value, words, brief)
    secondary = [kpi for kpi, is_secondary in figures.kpis.items() if is_secondary]
    rows = [t.model_dump() for t in brief.targets.secondary]
    new = [{"kpi": kpi} for kpi in secondary if kpi not in {t["kpi"] for t in rows}]
    if new:
        words = ", ".join(row["kpi"] for row in new)
        yield ops.SetField(path="targets.secondary", value=[*rows, *new], words=words)
    for kpi, (value, words) in figures.baselines.items():
        yield from _target(kpi, "baseline", value, words, brief)
    for name, found in reading.fields.items():
        yield from _field(name, found, brief)
    yield from _leftover_length(reading, brief, text)


def _field(name: str, found: Found, brief: CampaignBrief) -> Iterator[Any]:
    path = PLAIN_FIELDS.get(name)
    if name == "split":
        yield from _split(found.value, brief, found.words)
    elif name == "budget":
        yield ops.ChangeBudget(to=found.value, words=found.words)
    elif name == "action":
        yield ops.SetField(path="message.actions", value=[found.value], words=found.words)
    elif name == "currency" and brief.currency is not None:
        return  # money written in passing does not change the currency of the whole brief
    elif path is not None and has_path(brief, path) and name not in {"excluded", "channels"}:
        is_guess = name in NAMES and not found.is_labelled and find(brief, path)
        if not is_guess:
            yield ops.SetField(path=path, value=found.value, words=found.words)


def _leftover_length(reading: Reading, brief: CampaignBrief, text: str) -> Iterator[Any]:
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
    for name, part in split.items():
        is_share = part.unit is Unit.RATE
        if name not in there:
            amount, share = (None, part.value) if is_share else (part.value, None)
            yield ops.AddChannel(channel=name, amount=amount, share=share, words=words)
        elif is_share and is_whole and brief.budget.amount is not None:
            value = round(brief.budget.amount * part.value, 2)
            yield ops.ChangeChannelBudget(channel=name, to=value, words=words)
        elif is_share:
            yield ops.ChangeChannelBudget(channel=name, share=part.value, words=words)
        else:
            yield ops.ChangeChannelBudget(channel=name, to=part.value, words=words)
