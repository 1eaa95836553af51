"""KPI arithmetic over figures of the user's: what to compute, to suppose, to compare or to plan."""

import re
from collections.abc import Sequence

from agent.offline.corrections import builds_on_the_thread, is_correction, is_follow_up
from agent.offline.revisions import revise
from agent.offline.signs import CHANGE, SUPPOSES
from agent.offline.skill import Ask, Clause, Part, Results, Skill, rendered
from agent.offline.thread import FIGURE_TOOLS, PlannedCall, Thread
from tools.kpi.definitions import METRICS
from tools.kpi.graph import follows
from tools.kpi.mentions import find_mentions
from tools.kpi.questions import KpiQuestion, read_question
from tools.kpi.reading import KpiReading

_OWN_TOOLS = frozenset({"compare_rates", "what_if", "plan_funnel"})
_OWN_QUESTION = re.compile(
    r"\s*(?:so |and |ok |please )*"
    r"(?:what(?:'s|s| is| was| are)|calculate|compute|work out|tell me|give me|"
    r"how(?: high| low| much|'s)?(?: is| are| was)?)"
    r"\s+(?:our|my)\s+(?:[\w:-]+\s*){1,5}[?!.]*\s*",
    re.IGNORECASE,
)
"""A figure asked for ("what is our CPA?"), where "how do we lower our CPA?" asks for advice."""
_ORDERS = re.compile(
    r"^\W*(?:(?:please|can you|could you|help me|i (?:want|need|would like) to|let'?s)\b[\s,]*)*"
    r"(?:calculat|calc\b|comput|work out|figure out|determine|crunch|run (?:the|some) numbers|do (?:the|some) math)",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\bhow (?:do|can|could|should|would) (?:i|we|you) (?!get\b.*\d)|\bshould (?:i|we|our)\b|\b(?:best|"
    r"ways?) (?:way )?to\b|"
    r"\bwhat (?:can|could|should|do) (?:i|we) (?:do|change|try|improve)\b|"
    r"\b(?:advice|advise|tips?|recommend\w*|strateg\w+|good idea|pros and cons)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(r"^\W*(?:what (?:is|are|does)|how (?:do|can|should)|why|when|explain)\b", re.IGNORECASE)
_BARE = 4
_EITHER = re.compile(
    r"^\W*(?:is|was) (?:variant |version |ad )?[\w]+ (?:better|worse) than (?:variant |version |ad )?[\w]+\W*$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\W*(?:(?:i|we) need (?:an? |our |the )?|(?:can|could) you (?:do|get|give me) (?:our |my |the )?)?$", re.IGNORECASE
)
_FOR_US = re.compile(r"\W*(?:(?:for (?:my|our|us|me)\b[\w ]*)|(?:please|pls|plz))?\W*", re.IGNORECASE)
_PLANS = re.compile(r"\b(?:plan|funnel|media plan|forecast)\b", re.IGNORECASE)
_DIFFERS = re.compile(
    r"\b(?:is|was|are|were|do|does|did|can)\b.{0,60}\b(?:significan\w+|real difference|by chance|(?:just|"
    r"only) (?:noise|luck|chance)|"
    r"differ(?:ent)? enough)\b|^\W*(?:significant|significance)\b",
    re.IGNORECASE,
)
_ASK_FIGURES = (
    "Which KPI shall I compute, and from which figures? For example: "
    '"we spent $5,000 and got 125 sales; what is our CPA?"'
)
_ASK_CHANGE = (
    'By how much does it change, and where does it stand now? For example: "what happens to CPA if CTR rises 20%? '
    "CPM $12, "
    'CTR 1%, conversion rate 3%"'
)
_ASK_COUNTS = (
    "To tell whether the difference is real I need the counts of both: for a conversion rate the clicks and "
    "conversions of "
    'each, for a CPA the spend and conversions of each. For example: "30 sales from 1,000 clicks against 52 from '
    '1,100".'
)
_ASK_FUNNEL = (
    "For a funnel I need a budget, a price (CPM or CPC) and the rates (CTR, conversion rate). For example: "
    '"plan a funnel for $20k at a $15 CPM, 1.2% CTR and 3% conversion".'
)


def _claim(clause: Clause) -> float | None:
    """Arithmetic has figures to work on, or asks for a figure of the user's own."""
    signs, question = clause.signs, clause.figures
    if not signs.numbers and not any(not m.is_time for m in signs.mentions) and not _ORDERS.match(clause.text):
        return _claim_without_figures(clause.text)
    if signs.periods and not signs.numbers:
        return None
    tool = question.calls[0].tool if question.calls else ""
    if tool == "what_if" and SUPPOSES.search(clause.text) and not signs.periods:
        return 1.6
    if _is_bare_number(clause) or _supposes_without_size(clause):
        return 1.2
    if tool in _OWN_TOOLS:
        return 1.2 if tool != "what_if" else 0.8
    if is_arithmetic(clause.text, question.reading):
        return 0.6 if _ADVICE.search(clause.text) else 1.1
    return _claim_of_a_wish(clause, tool)


def _claim_without_figures(text: str) -> float | None:
    """Two results are set against each other, or something is planned, and no metric and no number is named."""
    if _EITHER.match(text) or (_DIFFERS.search(text) and not _MEANS.search(text)):
        return 1.0
    return 0.0 if _PLANS.search(text) or _SUPPOSED_WITHOUT_SIZE.search(text) else None


def _claim_of_a_wish(clause: Clause, tool: str) -> float | None:
    """A KPI of the user's is asked for, and the figures for it are missing."""
    if _names_a_kpi_alone(clause):
        return 1.2
    if _ORDERS.match(clause.text) or (_OWN_QUESTION.fullmatch(clause.text) and _kpis_named(clause)):
        return 0.9
    if tool == "compute_kpi" and clause.signs.is_question and not _ORDERS.match(clause.text):
        return -0.4
    return 0.0 if clause.signs.numbers or _SUPPOSED_WITHOUT_SIZE.search(clause.text) or tool else None


def _names_a_kpi_alone(clause: Clause) -> bool:
    """Return whether the clause only wishes for a KPI: "break-even ROAS for my shop?", "I need a ROAS"."""
    named = [m for m in clause.signs.mentions if m.candidates[0].is_kpi]
    if len(named) != 1 or clause.signs.numbers:
        return False
    before, after = clause.text[: named[0].start], clause.text[named[0].end :]
    wanted = _ALONE.fullmatch(before) is not None and _FOR_US.fullmatch(after) is not None
    return wanted and bool(before.strip() or re.search(r"\b(?:my|our|us|me|please|pls|plz)\b", after, re.IGNORECASE))


def _is_bare_number(clause: Clause) -> bool:
    """Return whether the clause is a number and nothing that says of what."""
    return bool(clause.signs.numbers) and clause.signs.words <= _BARE and not clause.signs.mentions


def _supposes_without_size(clause: Clause) -> bool:
    """Return whether something changes by an amount that the clause leaves out."""
    supposed = _SUPPOSED_WITHOUT_SIZE.search(clause.text) and CHANGE.search(clause.text)
    return bool(supposed) and not clause.signs.numbers and not re.search(r"\b(?:doubl|halv|tripl)", clause.text)


_SUPPOSED_WITHOUT_SIZE = re.compile(r"\bwhat if\b|\bwhat happens (?:to .{2,40} )?(?:if|when)\b", re.IGNORECASE)


def asks_for_advice(text: str) -> bool:
    """Return whether a question wants to know what to do, and not a figure."""
    return _ADVICE.search(text) is not None


def is_arithmetic(text: str, reading: KpiReading) -> bool:
    """Return whether a reading has figures to work on, or asks for a figure of the user's own."""
    if not reading.asks:
        return False
    known = max(len(ask.given) for ask in reading.asks)
    asked = any(target not in ask.given for ask in reading.asks for target in ask.targets)
    if reading.figures and (known >= 2 or asked):  # noqa: PLR2004 - two figures can be set against each other
        return True
    return asked and (_OWN_QUESTION.fullmatch(text) is not None or (known > 0 and is_follow_up(text)))


def _follows(clause: Clause) -> bool:
    last = clause.thread.last_call
    if last is None or last.tool not in {*FIGURE_TOOLS, "compare_rates"} or not builds_on_the_thread(clause.signs):
        return False
    return revise(clause) is not None or bool(_carried(clause).calls)


def _carried(clause: Clause) -> KpiQuestion:
    """Read the clause with the figures of the thread."""
    carried = clause.thread.last_ask(is_follow_up=is_follow_up(clause.text) or is_correction(clause.text))
    return read_question(clause.text, carried=carried, carried_comparison=clause.thread.last_arguments("compare_rates"))


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    revised = revise(part.clause) if part.follows else None
    if isinstance(revised, str):
        return Ask(revised)
    if revised is not None:
        return [revised]
    if _supposes_without_size(part.clause):
        return Ask(_ASK_CHANGE)
    planned = [PlannedCall(call.tool, call.arguments) for call in _question(part).calls]
    about = _spoken_of(part.clause.thread)
    if about and len(planned) == 1 and not planned[0].arguments.get("targets", [about]):
        question = read_question(f"what is {METRICS[about].label} with {part.text}")
        if question.calls and follows(about, list(question.calls[0].arguments.get("given", {}))):
            planned = [PlannedCall(call.tool, call.arguments) for call in question.calls]
    named = _kpis_named(part.clause)
    if not planned and named and not _supposes_without_size(part.clause):
        return [PlannedCall("compute_kpi", {"given": {}, "targets": named})]
    return planned or Ask(_missing(part.text))


def _kpis_named(clause: Clause) -> list[str]:
    return list(dict.fromkeys(m.candidates[0].name for m in clause.signs.mentions if m.candidates[0].is_kpi))


def _spoken_of(thread: Thread) -> str | None:
    """Return the KPI that the turn before asked the guide or the definitions about."""
    last = thread.last_call
    if last is None or last.tool not in {"search_guide", "explain_kpi"}:
        return None
    named = [m.candidates[0] for m in find_mentions(thread.turns[-1].said)] if thread.turns else []
    return next((m.name for m in named if m.is_kpi), None)


def _question(part: Part) -> KpiQuestion:
    return _carried(part.clause) if part.follows or part.clause.thread.last_call else part.clause.figures


def _missing(text: str) -> str:
    if _DIFFERS.search(text) or _EITHER.match(text):
        return _ASK_COUNTS
    if _SUPPOSED_WITHOUT_SIZE.search(text):
        return _ASK_CHANGE
    return _ASK_FUNNEL if _PLANS.search(text) else _ASK_FIGURES


def _word(part: Part, results: Results) -> str:
    text = rendered(part, results)
    note = _question(part).note
    text += f"\n\n{note}" if note else ""
    unread = [t for t in _question(part).reading.unread if any(c.isdigit() for c in t)]
    if unread and not part.follows:
        text += f"\n\nI could not tell what {', '.join(unread)} belongs to, and left it out."
    return text


ARITHMETIC = Skill("arithmetic", _claim, _plan, _word, tools=(*sorted(FIGURE_TOOLS), "compare_rates"), follows=_follows)
