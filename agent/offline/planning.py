"""Turns a request into tool calls, or into words when no tool is needed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.offline.comparisons import compared, side_question
from agent.offline.requests import Intent, Request
from agent.offline.segments import names_a_part, narrowing, segment_words
from agent.offline.wording import Failure
from tools.data.column_talk import may_speak_of_columns, says_columns
from tools.data.describe import DataDescription
from tools.kpi.mentions import Mention
from tools.kpi.metric import Metric
from tools.result import ToolResult

CAPABILITIES = (
    "I can do four things here, and each answer shows what it rests on:\n\n"
    "- **Answer strategy questions** from the performance-marketing guide, with citations: "
    '"how do I set a target CPA?"\n'
    '- **Compute KPIs** from figures you give: "we spent $5,000 and got 125 sales; what is our CPA?"\n'
    '- **Try things out and compare**: "what happens to CPA if CTR rises 20%?", "30 sales from 1,000 clicks against '
    '52 from 1,100: is that a real difference?", "plan a funnel for $20k at a $15 CPM, 1.2% CTR and 3% conversion"\n'
    '- **Explain a change** in your own data: "why did CPA rise last week?"\n\n'
    "Connect data with `--data FILE`. What the guide and the tools don't hold, I say I don't know."
)
_PLAIN = {
    Intent.GREETING: "Hello. Ask me about performance marketing, give me figures to compute with, or ask why a "
    "KPI moved.",
    Intent.THANKS: "You're welcome.",
    Intent.CAPABILITIES: CAPABILITIES,
}


@dataclass(frozen=True)
class PlannedCall:
    """One tool call."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """Tool calls to make, or the words to say without any."""

    calls: tuple[PlannedCall, ...] = ()
    words: str = ""
    note: str = field(default="")


def next_step(request: Request, results: Sequence[ToolResult | Failure]) -> Plan | None:
    """Return what to do after the results so far; None when they answer the request."""
    if request.columns or may_speak_of_columns(request.text):
        return _about_columns(request, results)
    return _usual_step(request, results)


def _usual_step(request: Request, results: Sequence[ToolResult | Failure]) -> Plan | None:
    if not results:
        return plan(request)
    if request.intent is Intent.EXPLAIN and isinstance(results[-1], DataDescription):
        return Plan((_explanation(request, results[-1]),))
    return None


def _about_columns(request: Request, results: Sequence[ToolResult | Failure]) -> Plan | None:
    """Take down what a message says of columns, then go on with the question beside it.

    Whether "Umsatz is revenue" speaks of a column shows in the table's own names, or, where nothing in the table is
    known yet, by trying; when it doesn't, the message is answered as usual.
    """
    if not results:
        return Plan((PlannedCall("describe_data", {"columns": request.columns} if request.columns else {}),))
    first = results[0]
    if request.columns:
        if isinstance(first, Failure) or request.intent is Intent.DATA:
            return None
        return _usual_step(request, results if request.intent is Intent.EXPLAIN else results[1:])
    is_tried = not isinstance(first, DataDescription) or says_columns(request.text, first.mapping.columns)
    if is_tried and len(results) == 1:
        return Plan((PlannedCall("describe_data", {"columns": request.text}),))
    if is_tried and isinstance(results[1], DataDescription):
        return None
    return _usual_step(request, results[2 if is_tried else 1 :])


def plan(request: Request) -> Plan:
    """Plan the first tool calls for a request."""
    match request.intent:
        case Intent.GREETING | Intent.THANKS | Intent.CAPABILITIES:
            return Plan(words=_PLAIN[request.intent])
        case Intent.EXPLAIN if names_a_part(request):
            return Plan((PlannedCall("describe_data", {}),))
        case Intent.EXPLAIN:
            return Plan((_explanation(request, None),))
        case Intent.DATA:
            return Plan((PlannedCall("describe_data", {}),))
        case Intent.COMPUTE:
            return Plan(tuple(PlannedCall(call.tool, call.arguments) for call in request.calls))
        case _:
            questions = [request.text, *(side_question(side) for side in compared(request.text) or ())]
            return Plan(tuple(PlannedCall("search_guide", {"question": question}) for question in questions))


def _explanation(request: Request, data: DataDescription | None) -> PlannedCall:
    arguments: dict[str, Any] = dict(request.carried_why or {})
    if request.mentions:
        arguments["kpi"] = explained_metric(request.mentions).name
    if request.periods:
        arguments["current"] = request.periods[0].text
    if request.baseline is not None:
        arguments["baseline"] = request.baseline
        arguments.pop("expected", None)
    if request.expected is not None:
        arguments["expected"] = request.expected
        arguments.pop("baseline", None)
    if data is not None:
        narrowed = narrowing(request.text, segment_words(request), data)
        kept = {d: v for d, v in arguments.get("where", {}).items() if d not in narrowed.widened}
        where = ({} if narrowed.is_whole else kept) | narrowed.where
        arguments |= {"where": where} if where else {}
        if not where:
            arguments.pop("where", None)
        if narrowed.by:
            arguments["by"] = list(narrowed.by)
    return PlannedCall("explain_change", arguments)


def explained_metric(mentions: tuple[Mention, ...]) -> Metric:
    """Return the metric a why-question is about: the first one named, a KPI before a measure."""
    named = [m.candidates[0] for m in mentions]
    return next((m for m in named if m.is_kpi), named[0])
