"""One turn's messages, made into the checked answer that the user gets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent.answer import Answer, Evidence, Usage
from agent.claims import uncited_claims
from agent.evidence.material import Material
from agent.grounding import REMOVED, Grounding, ground_with
from agent.guide_tool import GuidePassages
from agent.models import ModelChoice
from tools.kpi.compute import KpiAnswer
from tools.result import ToolResult

UNCITED = "No passage is cited for this, so take it as the model's own words: “{claim}”"
REPLACED = "What the tools themselves say stands in its place."
NOTHING = "I have no answer that I can show evidence for."


def answer_of(
    turn: Sequence[BaseMessage],
    material: Material,
    choice: ModelChoice,
    seconds: float,
    today: date | None = None,
) -> Answer:
    """Assemble and check the answer of one turn.

    Args:
        turn: the messages that this turn added.
        material: what the answer may rest on.
        choice: the model that was asked for.
        seconds: how long the turn took.
        today: what relative dates in the answer count from.
    """
    final = next((m for m in reversed(turn) if isinstance(m, AIMessage) and not m.tool_calls), None)
    checked = ground_with(material.checker(today), str(final.text) if final else "")
    text, replaced = _completed(checked, material.evidence)
    warnings = [_removed(checked, replaced)] if checked.removed else []
    is_quoted = any(_is_offline(m) for m in turn)  # the planner says nothing of its own about marketing
    if not is_quoted and any(isinstance(r, GuidePassages) and r.covered for r in material.results):
        vouched = [e.text for e in (*material.evidence, *material.earlier) if e.text]
        warnings += [UNCITED.format(claim=claim) for claim in uncited_claims(checked.text, material.passages, vouched)]
    text = "\n\n".join([text, *(note for note in material.notes if note not in text)])
    return Answer(
        text=text,
        status=_status(turn, material.results),
        citations=checked.citations,
        evidence=material.evidence,
        figures=checked.figures,
        charts=[c for r in material.results for c in r.charts()],
        files=[f for r in material.results for f in r.files()],
        warnings=warnings,
        usage=_usage(choice.name, turn, seconds),
    )


def _completed(checked: Grounding, evidence: Sequence[Evidence]) -> tuple[str, list[Evidence]]:
    """Put the tools' own renderings where sentences about them were taken out, unless their figures are shown."""
    if not checked.removed and checked.text:
        return checked.text, []
    has_words = any(c.isalpha() for c in checked.text)
    replaced = [e for e in evidence if e.text and (not has_words or _is_missed(e, checked))]
    parts = [checked.text] if has_words else []
    text = "\n\n".join([*parts, *(e.text for e in replaced)])
    return text or NOTHING, replaced


def _is_missed(evidence: Evidence, checked: Grounding) -> bool:
    """Return whether a sentence was taken out that this evidence answers and the rest of the answer doesn't."""
    shown = {(t.source, t.metric) for t in checked.figures}
    if not any(source.startswith(evidence.id) for source, _ in shown):
        return True
    held = {fact.metric for fact in evidence.facts}
    return any(m in held and (evidence.id, m) not in shown for gap in checked.gaps for m in gap.metrics)


def _removed(checked: Grounding, replaced: Sequence[Evidence]) -> str:
    note = REMOVED.format(figures=", ".join(dict.fromkeys(checked.removed)))
    return f"{note} {REPLACED}" if replaced else note


def _status(turn: Sequence[BaseMessage], results: list[ToolResult]) -> Any:
    failed = [m for m in turn if isinstance(m, ToolMessage) and m.status == "error"]
    if failed and not results:
        return "needs_input"
    if results and all(isinstance(r, GuidePassages) and not r.covered for r in results):
        return "not_covered"
    if results and all(isinstance(r, KpiAnswer) and not r.is_complete for r in results):
        return "needs_input"
    replied = next((m.response_metadata.get("reply") for m in reversed(turn) if isinstance(m, AIMessage)), None)
    return _WITHOUT_RESULTS.get(str(replied), "answered") if not results else "answered"


_WITHOUT_RESULTS = {"asks": "needs_input", "refusal": "not_covered"}
"""What the planner's reply of its own comes to."""


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
