"""From requests to tool calls and back to words, one round at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.offline.clauses import read_parts
from agent.offline.signs import Signs
from agent.offline.skill import Ask, Failure, Part
from agent.offline.skills import SKILLS
from agent.offline.thread import PlannedCall, Thread
from knowledge.other_languages import is_other_language
from tools.kpi.compute import KpiAnswer
from tools.kpi.plain_words import in_plain_words
from tools.result import ToolResult

ANSWER, ASKS = "answer", "asks"


@dataclass(frozen=True)
class Plan:
    """Calls to make, or the words that end the turn.

    Attributes:
        reply: what sort of answer the words are: answer, asks, talk, capabilities or refusal.
    """

    calls: tuple[PlannedCall, ...] = ()
    words: str = ""
    reply: str = ANSWER


_IN_OWN_WORDS = frozenset({"columns", "brief"})
_IN_PLAIN_WORDS = frozenset({"arithmetic", "change", "formula"})
Known = Mapping[str, ToolResult | Failure]
"""Results of this turn by the key of their call."""


def call_key(call: PlannedCall) -> str:
    """Return what tells a call from any other: its tool and arguments."""
    return f"{call.tool} {json.dumps(dict(call.arguments), sort_keys=True, default=str)}"


def read_message(message: str, thread: Thread, *, today: date) -> list[Part]:
    """Return the requests of a message, read in plain words where that is how they are understood.

    Statements about columns and briefs are taken in the user's own words, and so is a question for the guide in another
    language, which the index searches in that language.
    """
    plain = in_plain_words(message)
    if plain == message:
        return _read(message, thread, today=today)
    parts = _read(plain, thread, today=today)
    own = _read(message, thread, today=today)
    if any(part.intent in _IN_OWN_WORDS for part in own):
        return own
    computed = any(part.intent in _IN_PLAIN_WORDS for part in parts)
    if is_other_language(message) and not computed:
        return own
    return [replace(parts[0], said=message)] if len(parts) == 1 else parts


def _read(message: str, thread: Thread, *, today: date) -> list[Part]:
    """Return the requests of a message; an answer to a question asked back is read with that question."""
    signs = Signs(message, today)
    asked = thread.open_question
    if asked:
        before = Thread(thread.turns[:-1])
        joined = f"{asked.rstrip(' ?.!')}, {message}"
        parts = read_parts(joined, before, Signs(joined, today))
        alone = read_parts(message, before, signs)
        if not signs.is_question and not _asks_back(parts):
            return parts
        return alone if signs.is_question else parts
    return read_parts(message, thread, signs)


def next_step(parts: Sequence[Part], known: Known) -> Plan:
    """Return the calls of the first round that is not done yet; the words when all are.

    Each part goes through its rounds with its own results, so a part that needs to look at the data first does not
    hold up the others.
    """
    own: list[list[ToolResult | Failure]] = [[] for _ in parts]
    asks: dict[int, Ask] = {}
    while True:
        planned: list[tuple[int, PlannedCall]] = []
        for index, part in enumerate(parts):
            step = SKILLS[part.intent].plan(part, own[index]) if index not in asks else ()
            if isinstance(step, Ask):
                asks[index] = step
            else:
                planned += [(index, call) for call in step]
        if not planned:
            return _worded(parts, own, asks)
        lacking = {call_key(call): call for _, call in planned if call_key(call) not in known}
        if lacking:
            return Plan(_first(list(lacking.values())))
        for index, call in planned:
            own[index].append(known[call_key(call)])


def _first(calls: Sequence[PlannedCall]) -> tuple[PlannedCall, ...]:
    """Return the calls to make now: what is said of columns is taken down before anything is asked of the table."""
    said = tuple(call for call in calls if call.arguments.get("columns"))
    return said or tuple(calls)


def _asks_back(parts: Sequence[Part]) -> bool:
    return any(isinstance(SKILLS[part.intent].plan(part, ()), Ask) for part in parts)


def _worded(parts: Sequence[Part], own: Sequence[Sequence[ToolResult | Failure]], asks: Mapping[int, Ask]) -> Plan:
    texts = [
        asks[index].words if index in asks else SKILLS[part.intent].word(part, own[index])
        for index, part in enumerate(parts)
    ]
    heard = [
        parts[i].intent == "columns" and not any(isinstance(r, Failure) for r in own[i]) for i in range(len(parts))
    ]
    if not all(heard):
        texts = [text for text, is_heard in zip(texts, heard, strict=True) if not is_heard]
    kinds = [asks[index].reply if index in asks else _kind(own[index]) for index in range(len(parts))]
    reply = next((kind for kind in (ASKS, ANSWER) if kind in kinds), kinds[0] if kinds else ANSWER)
    if ANSWER in kinds and ASKS in kinds:
        reply = ANSWER
    return Plan(words="\n\n".join(dict.fromkeys(text for text in texts if text)), reply=reply)


def _kind(results: Sequence[ToolResult | Failure]) -> str:
    """Return whether results answer, or only say what is missing."""
    lacks = [isinstance(r, Failure) or (isinstance(r, KpiAnswer) and not r.is_complete) for r in results]
    return ASKS if lacks and all(lacks) else ANSWER
