"""What the answers of one turn may rest on, gathered from the thread's messages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.answer import Citation, Evidence
from agent.evidence.check import Checker
from agent.guide_tool import GuidePassages
from agent.toolbox import notes_of, result_of
from tools.result import ToolResult

OFFLINE = "offline planner"
_SEGMENT_VALUE = re.compile(r"= (.+?)(?: and [\w ]+ = |$)")


@dataclass(frozen=True)
class Material:
    """Evidence, passages and words.

    Attributes:
        results: this turn's tool results, in the order that they were asked for.
        evidence: the same as evidence, e1, e2...
        earlier: evidence of the turns before, `earlier 1`, `earlier 2`...
        passages: what was retrieved in the thread.
        words: what the user wrote, and what failed tools asked for.
        notes: what this turn's answer must say beside the results.
        own_words: what the offline planner said of itself or asked for, which is nobody's claim.
    """

    results: list[ToolResult]
    evidence: list[Evidence]
    earlier: list[Evidence]
    passages: list[Citation]
    words: list[str]
    notes: list[str]
    own_words: list[str] = field(default_factory=list)

    def checker(self, today: date | None = None) -> Checker:
        """Return the checker of this turn's answer."""
        from agent.offline.intents import replies

        own = [reply.words for reply in replies().values()]  # examples of what to ask hold figures
        return Checker([*self.evidence, *self.earlier], self.passages, self.words, today, [*own, *self.own_words])


def material_of(turn: Sequence[BaseMessage], history: Sequence[BaseMessage], standing: Sequence[str] = ()) -> Material:
    """Gather what a turn's answer may rest on.

    Args:
        turn: the messages that this turn added.
        history: all messages of the thread, this turn's among them.
        standing: what the user has said once for all questions; it counts as their own words.
    """
    new = {id(m) for m in turn} | {m.id for m in turn if m.id}
    earlier = [m for m in history if id(m) not in new and m.id not in new]
    asked = {str(c["id"]): c["args"] for m in (*history, *turn) if isinstance(m, AIMessage) for c in m.tool_calls}
    # Tools run side by side and end in any order; evidence is numbered in the order it was asked for.
    order = {call: place for place, call in enumerate(asked)}
    results = sorted(_results(turn), key=lambda found: order.get(found[0].tool_call_id, len(order)))
    known = _results(earlier)
    said = [*standing, *(str(m.text) for m in history if isinstance(m, HumanMessage))]
    # Messages of failed tools ask for figures ("write 3%") that belong to nobody's evidence but their own.
    said += [str(m.text) for m in turn if isinstance(m, ToolMessage) and m.status == "error"]
    return Material(
        results=[r for _, r in results],
        evidence=[_evidence(f"e{n}", m, r, asked) for n, (m, r) in enumerate(results, start=1)],
        earlier=[_evidence(f"earlier {n}", m, r, asked) for n, (m, r) in enumerate(known, start=1)],
        passages=[c for _, r in (*results, *known) if isinstance(r, GuidePassages) for c in _citations(r)],
        words=said,
        notes=list(dict.fromkeys(note for m, _ in results for note in notes_of(m.artifact))),
        own_words=[str(m.text) for m in turn if isinstance(m, AIMessage) and is_own_question(m)],
    )


def is_own_question(message: AIMessage) -> bool:
    """Return whether the offline planner asks for something, or speaks of itself; a model's message is neither."""
    told = message.response_metadata
    return told.get("model_name") == OFFLINE and told.get("reply") in {"asks", "talk", "capabilities", "refusal"}


def _results(messages: Sequence[BaseMessage]) -> list[tuple[ToolMessage, ToolResult]]:
    return [(m, result_of(m.artifact)) for m in messages if isinstance(m, ToolMessage) and m.artifact]


def _evidence(name: str, message: ToolMessage, result: ToolResult, asked: dict[str, dict[str, Any]]) -> Evidence:
    text = "" if isinstance(result, GuidePassages) else "\n\n".join([result.render(), *notes_of(message.artifact)])
    facts = result.facts()
    segments = [value for fact in facts if fact.segment for value in _SEGMENT_VALUE.findall(fact.segment)]
    return Evidence(
        id=name,
        tool=message.name or "",
        arguments=asked.get(message.tool_call_id, {}),
        facts=facts,
        text=text,
        names=[*result.names(), *segments],
    )


def _citations(found: GuidePassages) -> list[Citation]:
    return [Citation(label=p.citation, chunk_id=p.chunk_id, passage=p.text) for p in found.passages]
