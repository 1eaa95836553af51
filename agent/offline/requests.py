"""Reads what a message asks for: an explanation of a change, KPI arithmetic, the guide, or small talk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge.other_languages import is_other_language
from tools.data.column_talk import column_statements
from tools.diagnosis.baselines import find_baseline, find_expectation
from tools.kpi.asks import KpiAsk
from tools.kpi.mentions import Mention, find_mentions
from tools.kpi.questions import KpiCall, read_question
from tools.kpi.reading import KpiReading
from tools.periods import PeriodMention, find_periods


class Intent(StrEnum):
    """What a message wants."""

    EXPLAIN = "explain a change"
    COMPUTE = "compute"
    DATA = "describe the data"
    GUIDE = "look up"
    GREETING = "greeting"
    CAPABILITIES = "capabilities"
    THANKS = "thanks"
    OTHER_LANGUAGE = "another language"


@dataclass(frozen=True)
class Request:
    """One message, read.

    Attributes:
        text: as written.
        intent: what it wants.
        kpi: the reading of its figures and metrics.
        mentions: metrics named.
        periods: the periods asked about, in order.
        said: every period named, those to compare with too.
        baseline: what to compare with, in words, when the message says it: a period, or "same days last year".
        carried_why: the arguments of the thread's last explanation, when this message builds on it.
        calls: the KPI tool calls that answer it, when it wants something computed.
        columns: what it says about the columns of the table, before or beside anything else.
    """

    text: str
    intent: Intent
    kpi: KpiReading = field(default_factory=KpiReading)
    mentions: tuple[Mention, ...] = ()
    periods: tuple[PeriodMention, ...] = ()
    said: tuple[PeriodMention, ...] = ()
    baseline: str | None = None
    carried_why: Mapping[str, Any] | None = None
    calls: tuple[KpiCall, ...] = ()
    columns: str = ""

    @property
    def expected(self) -> str | None:
        """The word for the expected values to compare with instead of a baseline: forecast, plan, budget, target."""
        found = find_expectation(self.text)
        return found.word if found else None


_SUPPOSES = re.compile(
    r"\b(?:if|suppos\w+|assum\w+|what would|what will|what does .{1,60} do to|would .{1,60} do)\b", re.IGNORECASE
)
"""A supposition, which tells "what happens to CPA if CTR drops 10%?" from a question about what happened."""
_MOVED = (
    r"(?:ris(?:e|es|en|ing)|rose|increas\w*|grow\w*|grew|climb\w*|jump\w*|spik\w*|soar\w*|go(?:es)? up|went up|gone up|"
    r"going up|shot up|up|worsen\w*|improv\w*|fall\w*|fell|drop\w*|declin\w*|decreas\w*|sank|sink\w*|slump\w*|"
    r"plummet\w*|tank\w*|dip\w*|crash\w*|went down|go(?:es)? down|gone down|going down|down|chang\w*|mov(?:e|ed|ing)|"
    r"shift\w*|swing|swung|higher|lower|worse|better|so (?:high|low|bad|much)|halv\w*|doubl\w*|tripl\w*|bad|off|"
    r"collaps\w*|deteriorat\w*|surg\w*)"
)
_WHY = re.compile(
    r"\b(?:why|what(?:'s| is| has| was)? (?:driv\w+|drove|caus\w+|behind|happen\w*|went wrong|going on|chang\w+|"
    r"mov\w+|explain\w*|responsible|led|push\w*|pull\w*|the (?:reason|cause)s?)|how come|reasons? (?:for|behind)|"
    r"explain|diagnos\w+|root cause|break ?down|decompos\w+|investigat\w+|analy[sz]e|what'?s up with|"
    r"drivers? (?:of|behind))\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:our|my|we|us|did|has|have|was|were|is)\b", re.IGNORECASE)
_CHANGE = re.compile(rf"\b{_MOVED}\b", re.IGNORECASE)
_COMPARISON = re.compile(
    r"\b(?:compared? (?:to|with|against)|vs\.?|versus|against|relative to|from the|than(?: in| the)?|over)\s*"
    r"(?:the )?$",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"\b(?:what (?:is|are|does|do)|what's|define|definition|meaning|mean|means|stand for|explain|difference|differ)\b",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\s*(?:and|then|so|but|ok(?:ay)?|what about|how about|what if|also|now|instead|same|make it|with|at|if)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hiya|yo)\b[\s,!.a-z]{0,20}$", re.IGNORECASE
)
_SHORT = 14
_THANKS = re.compile(
    r"\s*(?:thanks?|thank you|thx|cheers|great|perfect|ok(?:ay)?|cool|nice|got it)\b[\s,!.a-z]{0,20}$", re.IGNORECASE
)
_CAPABILITIES = re.compile(
    r"\b(?:what can you (?:do|help)|who are you|what are you|how can you help|what do you do|help me get started|"
    r"your (?:capabilities|features)|can you help)\b|^\s*help\s*[?!.]*\s*$",
    re.IGNORECASE,
)
_NARROWED = re.compile(
    r"\s*(?:(?:and|but|ok|so|now|then)[\s,]+)*(?:(?:what|how) about|only|just|for|on|in|by|compared?|versus|vs\.?|"
    r"same|against|split|break|overall|altogether|in total|all|every|across)\b",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\b(?:what(?:'s| is| are)? (?:in|inside) (?:my|our|the|this) (?:data|table|file|export|sheet)|"
    r"describe (?:my|our|the|this) (?:data|table|file|export)|what data|"
    r"which (?:columns|dimensions|campaigns|channels) "
    r"(?:are|do) .*(?:data|table|file|have)|show (?:me )?(?:my|our|the) (?:data|columns))\b",
    re.IGNORECASE,
)


def read_request(
    text: str,
    *,
    today: date,
    carried: KpiAsk | None = None,
    carried_why: Mapping[str, Any] | None = None,
    carried_comparison: Mapping[str, Any] | None = None,
) -> Request:
    """Read one message.

    Args:
        text: the user's words.
        today: what relative dates count from.
        carried: the KPI question just before in the thread, for follow-ups.
        carried_why: the arguments of the explanation just before in the thread, for follow-ups.
        carried_comparison: the arguments of the comparison just before in the thread, for follow-ups.
    """
    columns, beside = column_statements(text)
    if columns and not beside:
        return Request(text, Intent.DATA, columns=columns)
    rest = _read(beside if columns else text, today, carried, carried_why, carried_comparison)
    return replace(rest, columns=columns, mentions=rest.mentions or tuple(find_mentions(text))) if columns else rest


def _read(
    text: str,
    today: date,
    carried: KpiAsk | None,
    carried_why: Mapping[str, Any] | None,
    carried_comparison: Mapping[str, Any] | None,
) -> Request:
    mentions = tuple(find_mentions(text))
    periods = tuple(find_periods(text, today=today))
    for intent, pattern in (
        (Intent.GREETING, _GREETING),
        (Intent.THANKS, _THANKS),
        (Intent.CAPABILITIES, _CAPABILITIES),
    ):
        if pattern.search(text) and not mentions:
            return Request(text, intent)
    question = read_question(text, carried=carried, carried_comparison=carried_comparison)
    if question.calls and question.calls[0].tool == "what_if" and not periods and _SUPPOSES.search(text):
        return Request(text, Intent.COMPUTE, question.reading, mentions, calls=question.calls)
    if _asks_why(text, mentions, periods):
        asked, baseline = _compared(text, periods)
        return Request(text, Intent.EXPLAIN, KpiReading(), mentions, asked, periods, baseline)
    if carried_why is not None and _follows_an_explanation(text, mentions, periods):
        asked, baseline = _compared(text, periods, is_follow_up=True)
        return Request(text, Intent.EXPLAIN, KpiReading(), mentions, asked, periods, baseline, carried_why)
    if _DATA.search(text) and not mentions:
        return Request(text, Intent.DATA)
    reading = question.reading
    if _has_own_tool(question.calls) or _is_arithmetic(text, reading):
        return Request(text, Intent.COMPUTE, reading, mentions, periods, calls=question.calls)
    if is_other_language(text):
        return Request(text, Intent.OTHER_LANGUAGE, reading, mentions, periods)
    return Request(text, Intent.GUIDE, reading, mentions, periods)


def is_follow_up(text: str) -> bool:
    """Return whether a message builds on the one before: "and with 3% conversion?", "what about ROAS?"."""
    return _FOLLOW_UP.match(text) is not None


def _has_own_tool(calls: tuple[KpiCall, ...]) -> bool:
    """Tell a comparison, a what-if or a plan, arithmetic by their form; formulas are the guide's to explain."""
    return bool(calls) and calls[0].tool in {"compare_rates", "what_if", "plan_funnel"}


def _asks_why(text: str, mentions: tuple[Mention, ...], periods: tuple[PeriodMention, ...]) -> bool:
    """A why-question is about a metric of the user's that moved, or about a metric in a period."""
    if not _WHY.search(text) or not mentions:
        return False
    moved = _CHANGE.search(text) is not None or find_expectation(text) is not None
    return (moved and bool(_OWN.search(text) or periods)) or bool(periods)


def _follows_an_explanation(text: str, mentions: tuple[Mention, ...], periods: tuple[PeriodMention, ...]) -> bool:
    """A follow-up narrows or moves the explanation: "only for mobile?", "what about ROAS?", "and the week before?"."""
    short = len(text.split()) <= _SHORT
    return short and (_NARROWED.match(text) is not None or bool(periods and not mentions))


def _compared(
    text: str, periods: tuple[PeriodMention, ...], *, is_follow_up: bool = False
) -> tuple[tuple[PeriodMention, ...], str | None]:
    """Tell the periods asked about from what they are to be compared with."""
    related = find_baseline(text)
    if related is not None:
        return tuple(p for p in periods if p.end <= related.start or p.start >= related.end), related.kind
    compared = next((p for p in periods if _COMPARISON.search(text[: p.start])), None)
    if compared is None or not (is_follow_up or len(periods) > 1):
        compared = periods[1] if len(periods) > 1 else None
    return tuple(p for p in periods if p is not compared), compared.text if compared else None


def _is_arithmetic(text: str, reading: KpiReading) -> bool:
    """Arithmetic has figures to work on, or asks for a figure of the user's own."""
    if not reading.asks:
        return False
    known = max(len(ask.given) for ask in reading.asks)
    asked = any(ask.targets for ask in reading.asks)
    if reading.figures and (known >= 2 or asked):  # noqa: PLR2004 - two figures can be set against each other
        return True
    return asked and (_is_short_own_question(text) or (known > 0 and _FOLLOW_UP.match(text) is not None))


def _is_short_own_question(text: str) -> bool:
    """Tell a figure asked for ("what is our CPA?") from advice asked for ("how do we lower our CPA?")."""
    return (
        re.fullmatch(
            r"\s*(?:so |and |ok |please )*"
            r"(?:what(?:'s|s| is| was| are)|calculate|compute|work out|tell me|give me|how (?:high|low|much) is)"
            r"\s+(?:our|my)\s+(?:[\w:-]+\s*){1,5}[?!.]*\s*",
            text,
            re.IGNORECASE,
        )
        is not None
    )
