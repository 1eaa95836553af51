"""One turn's messages, made into the checked answer that the user gets."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.answer import Answer, Citation, Evidence, Usage
from agent.claims import uncited_claims
from agent.grounding import REMOVED, ground
from agent.guide_tool import GuidePassages
from agent.models import ModelChoice
from agent.toolbox import notes_of, result_of
from tools.kpi.compute import KpiAnswer
from tools.result import ToolResult

UNCITED = "No passage is cited for this, so take it as the model's own words: “{claim}”"


def answer_of(
    turn: Sequence[BaseMessage],
    history: Sequence[BaseMessage],
    choice: ModelChoice,
    seconds: float,
    standing: Sequence[str] = (),
) -> Answer:
    """Assemble and check the answer of one turn.

    Args:
        turn: the messages that this turn added.
        history: all messages of the thread, this turn's among them.
        choice: the model that was asked for.
        seconds: how long the turn took.
        standing: what the user has said once for all questions; it counts as their own words.
    """
    earlier = [m for m in history if m not in turn]
    asked = {str(c["id"]): c["args"] for m in history if isinstance(m, AIMessage) for c in m.tool_calls}
    # Tools run side by side and end in any order; evidence is numbered in the order it was asked for.
    order = list(asked)
    results = sorted(_results(turn), key=lambda found: order.index(found[0].tool_call_id))
    evidence = [_evidence(f"e{n}", m, r, asked) for n, (m, r) in enumerate(results, start=1)]
    known = _results(earlier)
    passages = [c for _, r in (*results, *known) if isinstance(r, GuidePassages) for c in _citations(r)]
    final = next((m for m in reversed(turn) if isinstance(m, AIMessage) and not m.tool_calls), None)
    said = [*standing, *(str(m.text) for m in history if isinstance(m, HumanMessage))]
    # Messages of failed tools ask for figures ("write 3%") that belong to nobody's evidence but their own.
    said += [str(m.text) for m in turn if isinstance(m, ToolMessage) and m.status == "error"]
    all_evidence = evidence + [_evidence(f"earlier {n}", m, r, asked) for n, (m, r) in enumerate(known, start=1)]
    checked = ground(str(final.text) if final else "", evidence=all_evidence, passages=passages, user_words=said)
    warnings = [REMOVED.format(figures=", ".join(checked.removed))] if checked.removed else []
    is_quoted = any(_is_offline(m) for m in turn)  # the planner says nothing of its own about marketing
    if not is_quoted and any(isinstance(r, GuidePassages) and r.covered for _, r in results):
        vouched = [e.text for e in all_evidence if e.text]
        warnings += [UNCITED.format(claim=claim) for claim in uncited_claims(checked.text, passages, vouched)]
    text = checked.text
    if not text or (checked.removed and not any(c.isalpha() for c in text)):
        text = "\n\n".join(e.text for e in evidence) or "I have no answer that I can show evidence for."
    notes = dict.fromkeys(note for m, _ in results for note in notes_of(m.artifact))
    text = "\n\n".join([text, *(note for note in notes if note not in text)])
    return Answer(
        text=text,
        status=_status(turn, [r for _, r in results]),
        citations=checked.citations,
        evidence=evidence,
        figures=checked.figures,
        charts=[c for _, r in results for c in r.charts()],
        warnings=warnings,
        usage=_usage(choice.name, turn, seconds),
    )


def _results(messages: Sequence[BaseMessage]) -> list[tuple[ToolMessage, ToolResult]]:
    return [(m, result_of(m.artifact)) for m in messages if isinstance(m, ToolMessage) and m.artifact]


def _evidence(name: str, message: ToolMessage, result: ToolResult, asked: dict[str, dict[str, Any]]) -> Evidence:
    text = "" if isinstance(result, GuidePassages) else "\n\n".join([result.render(), *notes_of(message.artifact)])
    return Evidence(
        id=name, tool=message.name or "", arguments=asked.get(message.tool_call_id, {}), facts=result.facts(), text=text
    )


def _citations(found: GuidePassages) -> list[Citation]:
    return [Citation(label=p.citation, chunk_id=p.chunk_id, passage=p.text) for p in found.passages]


def _status(turn: Sequence[BaseMessage], results: list[ToolResult]) -> Any:
    failed = [m for m in turn if isinstance(m, ToolMessage) and m.status == "error"]
    if failed and not results:
        return "needs_input"
    if results and all(isinstance(r, GuidePassages) and not r.covered for r in results):
        return "not_covered"
    if results and all(isinstance(r, KpiAnswer) and not r.is_complete for r in results):
        return "needs_input"
    return "answered"


def _is_offline(message: BaseMessage) -> bool:
    return isinstance(message, AIMessage) and message.response_metadata.get("model_name") == "offline planner"


def _usage(model: str, turn: Sequence[BaseMessage], seconds: float) -> Usage:
    used = [m.usage_metadata for m in turn if isinstance(m, AIMessage) and m.usage_metadata]
    return Usage(
        model=model,
        input_tokens=sum(u["input_tokens"] for u in used),
        output_tokens=sum(u["output_tokens"] for u in used),
        seconds=round(seconds, 3),
    )
