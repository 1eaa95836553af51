"""Which KPI tool answers a message, and with which arguments: the one reader of the command line and the planner."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from tools.errors import InputError
from tools.kpi.asks import KpiAsk
from tools.kpi.compare import CompareRates, compare_rates
from tools.kpi.compute import ComputeKpi, compute_kpi
from tools.kpi.explain import ExplainKpi, explain_kpi
from tools.kpi.funnel import PlanFunnel, plan_funnel
from tools.kpi.graph import follows
from tools.kpi.mentions import find_mentions
from tools.kpi.plain_words import in_plain_words
from tools.kpi.reading import KpiReading, read_kpi_text
from tools.kpi.reading_blends import read_blend
from tools.kpi.reading_changes import read_what_if
from tools.kpi.reading_comparison import complete_comparison, read_comparison, read_options
from tools.kpi.reading_gaps import read_gap
from tools.kpi.reading_money import common_currency_of, find_exchange_rates
from tools.kpi.reading_profit import asks_for_margins
from tools.kpi.reading_several import part_questions, read_for_each
from tools.kpi.what_if import WhatIf, what_if
from tools.result import ToolInput, ToolResult

_PLAN = re.compile(
    r"\b(?:plan|funnel|forecast|project(?:ion|ed)?|media plan|"
    r"what (?:do|does|would|will|can|could|should) (?:we|i|an?|the|our|it) .{0,60}?"
    r"(?:get|expect|deliver|bring|yield|buy)|"
    r"what (?:do|would|will|can|could) (?:we|i) (?:get|expect)|"
    r"what (?:do|does|would|will|can|could) (?:an? (?:spend|budget) of )?[$€£]?\s?\d[\d.,]*\s?[km€$£]?\b.{0,16}?"
    r"(?:get|bring|deliver|buy|yield|give)|"
    r"budget (?:do|would|will) .{0,40} (?:take|need))\b",
    re.IGNORECASE,
)
_FUNNEL = re.compile(r"\b(?:funnel|media plan)\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\s*(?:and|or|but|so|then|now|ok(?:ay)?|what about|how about)\b[\s,]*"
    r"(?:(?:what|how) (?:if|about)\b|with|at|if|for)?\s*",
    re.IGNORECASE,
)
"""How a message begins that builds on the one before it."""
_OF_ONE_BEFORE = re.compile(r"\beach(?: one)? costs?\b|\bcosts? each\b", re.IGNORECASE)
"""Asks for the price of what the question before asks for."""
_LIST_MARK = re.compile(r"(?<!\S)\(?\d{1,2}\)\s+(?=[A-Za-z])")
_BUDGETS = {"spend", "budget", "daily_budget", "weekly_budget", "monthly_budget"}
_FORMULA = re.compile(
    r"\b(?:formula|how (?:is|are|do (?:i|we|you)|to) .{0,40}\b(?:calculat\w+|comput\w+|work out|defined?))\b",
    re.IGNORECASE,
)

_TOOLS: dict[str, tuple[type[ToolInput], Callable[[Any], ToolResult]]] = {
    "compute_kpi": (ComputeKpi, compute_kpi),
    "compare_rates": (CompareRates, compare_rates),
    "what_if": (WhatIf, what_if),
    "plan_funnel": (PlanFunnel, plan_funnel),
    "explain_kpi": (ExplainKpi, explain_kpi),
}


@dataclass(frozen=True)
class KpiCall:
    """One tool call."""

    tool: str
    arguments: dict[str, Any]

    def with_options(self, options: Mapping[str, Any]) -> "KpiCall":
        """Return the call with those options that its tool takes."""
        takes = _TOOLS[self.tool][0].model_fields
        return replace(self, arguments=self.arguments | {n: v for n, v in options.items() if n in takes})

    def run(self, currency: str | None = None) -> ToolResult:
        """Make the call; `currency` is for money written without one.

        Raises:
            InputError: for figures that can't be read or can't be true.
            MissingInput: when a figure that the question rests on is missing.
        """
        model, function = _TOOLS[self.tool]
        takes_it = currency is not None and "currency" in model.model_fields
        arguments = {"currency": currency, **self.arguments} if takes_it else self.arguments
        try:
            request = model.model_validate(arguments)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in problem["loc"])
            raise InputError(f"{place}: {problem['msg']}", remedy="See 'adroit tools' for what it takes.") from None
        return function(request)


@dataclass(frozen=True)
class KpiQuestion:
    """A message as KPI questions.

    Attributes:
        reading: its figures and metrics.
        calls: the tool calls that answer it; empty when it asks for none.
        note: how figures were put together before a tool saw them; empty where they were not.
    """

    reading: KpiReading
    calls: tuple[KpiCall, ...] = ()
    note: str = ""


def read_question(
    text: str, *, carried: KpiAsk | None = None, carried_comparison: Mapping[str, Any] | None = None
) -> KpiQuestion:
    """Read a message: a comparison, a what-if, a funnel to plan, a formula asked for, or figures to compute.

    Args:
        text: the message.
        carried: the last question of the thread, whose figures a follow-up builds on.
        carried_comparison: the thread's last comparison, which counts "on each side" complete.
    """
    text = in_plain_words(text)
    rates, spans = find_exchange_rates(text)
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    completed = complete_comparison(text, carried_comparison) if carried_comparison else None
    found = _compared(completed) if completed else _read(text, carried)
    written = [text, *(str(w) for w in (carried.given.values() if carried else ()))]
    money: dict[str, Any] = {"exchange_rates": rates} if rates else {}
    currency = common_currency_of(written)
    if currency:
        money["currency"] = currency
    return replace(found, calls=tuple(_with_money(call, money) for call in found.calls))


def _with_money(call: KpiCall, money: Mapping[str, Any]) -> KpiCall:
    """Add the message's currency, for its money without one, and its exchange rates."""
    takes_them = "exchange_rates" in _TOOLS[call.tool][0].model_fields
    return replace(call, arguments=call.arguments | dict(money)) if takes_them and money else call


def _compared(arguments: dict[str, Any]) -> KpiQuestion:
    return KpiQuestion(KpiReading(figures=4), (KpiCall("compare_rates", arguments),))


def _read(text: str, carried: KpiAsk | None) -> KpiQuestion:
    return _read_one_by_one(text, carried) or _read_one(text, carried)


def _read_one(text: str, carried: KpiAsk | None) -> KpiQuestion:
    text = _LIST_MARK.sub("", text)
    return _read_whole(text) or _read_figures(text, carried)


def _read_one_by_one(text: str, carried: KpiAsk | None) -> KpiQuestion | None:
    """Read each question of a text with the figures before it; None unless there are two and each can be answered."""
    pieces = part_questions(text)
    if len(pieces) < 2 or _OF_ONE_BEFORE.search(text):  # noqa: PLR2004 - one question
        return None
    earlier = dict(carried.given) if carried else {}
    found: list[KpiQuestion] = []
    told = ""
    for piece in pieces:
        said = f"{told} {piece}".strip()
        asked = _read_one(said, KpiAsk(earlier) if earlier else None)
        own = _read_one(said, None)
        if not _is_asked(asked) or not (_is_asked(_read_one(piece, KpiAsk({**earlier, **_given(own)})))):
            told = said
            continue
        if not all(_can_be_answered(call) for call in asked.calls):
            return None
        found.append(_about_the_same(asked, found[-1] if found else None))
        earlier |= _given(own)
        told = ""
    if len(found) < 2 or told:  # noqa: PLR2004
        return None
    reading = KpiReading(tuple(a for q in found for a in q.reading.asks), figures=sum(q.reading.figures for q in found))
    return KpiQuestion(reading, tuple(call for q in found for call in q.calls))


def _about_the_same(question: KpiQuestion, before: KpiQuestion | None) -> KpiQuestion:
    """Let a what-if that names no KPI ask for the one of the question before it."""
    asked = [t for call in before.calls for t in call.arguments.get("targets", ())] if before else []
    calls = [
        replace(call, arguments=call.arguments | {"targets": asked})
        if call.tool == "what_if" and asked and not call.arguments.get("targets") and not call.arguments.get("goal")
        else call
        for call in question.calls
    ]
    return replace(question, calls=tuple(calls))


def _given(question: KpiQuestion) -> dict[str, str]:
    """Return the figures that a question gives."""
    told = {n: str(w) for call in question.calls for n, w in call.arguments.get("given", {}).items()}
    return told | {n: w for ask in question.reading.asks for n, w in ask.given.items()}


def _is_asked(question: KpiQuestion) -> bool:
    """Return whether a text asks for something, and does not only tell figures."""
    return any(c.tool not in {"compute_kpi", "explain_kpi"} or c.arguments.get("targets") for c in question.calls)


def _can_be_answered(call: KpiCall) -> bool:
    given = list(call.arguments.get("given", {}))
    if call.tool == "compute_kpi":
        return all(t not in given and follows(t, given) for t in call.arguments["targets"])
    return call.tool in {"compare_rates", "plan_funnel"} or bool(given)


def _read_whole(text: str) -> KpiQuestion | None:
    """Read what takes the figures of a text as a whole: parts to add up, a target, two sides to compare."""
    each = read_for_each(text)
    if each:
        calls = (KpiCall("compute_kpi", {"given": dict(a.given), "targets": list(a.targets)}) for a in each)
        return KpiQuestion(KpiReading(each, figures=sum(len(a.given) for a in each)), tuple(calls))
    blended = read_blend(text)
    if blended:
        return KpiQuestion(KpiReading(figures=4), (KpiCall("compute_kpi", blended[0]),), blended[1])
    beside_target = read_gap(text)
    if beside_target:
        arguments, reading = beside_target
        return KpiQuestion(replace(reading, figures=2, unread=()), (KpiCall("compute_kpi", arguments),))
    compared = read_comparison(text)
    return _compared(compared) if compared else None


def _read_figures(text: str, carried: KpiAsk | None) -> KpiQuestion:
    changed = None if asks_for_margins(text) else read_what_if(text)
    if changed is None and carried and (lead := _FOLLOWS.match(text)):
        supposed = read_what_if(f"what if {text[lead.end() :]}")
        changed = supposed if supposed and not _sets_values_only(supposed) else None
    if changed:
        if carried and not changed["given"]:
            changed["given"] = dict(carried.given)
            changed["targets"] = changed.get("targets") or list(carried.targets)
        if _sets_values_only(changed) or (carried and _is_set_anew(text, changed)):
            given = changed["given"] | changed["changes"]
            return KpiQuestion(
                KpiReading(figures=1), (KpiCall("compute_kpi", {"given": given, "targets": changed["targets"]}),)
            )
        return KpiQuestion(KpiReading(figures=1), (KpiCall("what_if", changed),))
    alone = read_kpi_text(text)
    is_new = _FOLLOWS.match(text) is None and any(len(ask.given) > 1 and ask.targets for ask in alone.asks)
    reading = alone if is_new or not carried else read_kpi_text(text, carried=carried)
    asks = reading.asks
    if not reading.figures and _FORMULA.search(text):
        named = dict.fromkeys(m.candidates[0].name for m in find_mentions(text) if m.candidates[0].is_kpi)
        return KpiQuestion(reading, tuple(KpiCall("explain_kpi", {"kpi": name}) for name in named))
    planned = len(asks) == 1 and _PLAN.search(text) and len(asks[0].targets) != 1
    if planned and (len(asks[0].given) > 1 or _FUNNEL.search(text)) and asks[0].given:
        given = dict(asks[0].given)
        if len(reading.unread) == 1 and not _BUDGETS & given.keys():
            given["spend"] = reading.unread[0]
            reading = replace(reading, unread=())
        return KpiQuestion(reading, (KpiCall("plan_funnel", {"given": given}),))
    options = read_options(text)
    calls = (KpiCall("compute_kpi", {"given": dict(a.given), "targets": list(a.targets)} | options) for a in asks)
    return KpiQuestion(reading, tuple(calls))


def _is_set_anew(text: str, changed: dict[str, Any]) -> bool:
    """Tell "how many orders if the CPA was 32?", which takes another value, from "what if the CPA was 32?"."""
    relative = any(written[:1] in "+-x" for written in changed.get("changes", {}).values())
    asks = re.match(
        r"\W*(?:and |so |ok |then )*(?:how (?:many|much)|what(?:'s| is| would)|which)\b(?! if\b| "
        r"happens\b)",
        text,
        re.IGNORECASE,
    )
    return bool(changed.get("changes")) and not relative and asks is not None and "what if" not in text.lower()


def _sets_values_only(changed: dict[str, Any]) -> bool:
    """Tell "if CTR were 2%, what is CPC at a $10 CPM?" from a change: nothing says where the figures stand now."""
    changes = changed.get("changes", {})
    relative = any(written[:1] in "+-x" for written in changes.values())
    return bool(changes) and not relative and not changes.keys() & changed["given"].keys()
