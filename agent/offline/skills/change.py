"""Changes over the user's table: why a KPI moved, how it did in a period, against which other."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from agent.offline.corrections import bare, builds_on_the_thread, is_correction, read_correction
from agent.offline.segments import WHICH, names_a_part, narrowing, segment_words, unnamed_words
from agent.offline.signs import CHANGE, SUPPOSES, WHY, Signs
from agent.offline.skill import Ask, Clause, Part, Results, Skill, rendered
from agent.offline.thread import PlannedCall
from tools.data.describe import DataDescription
from tools.diagnosis.baselines import find_baseline, find_expectation
from tools.errors import InputError
from tools.kpi.mentions import Mention
from tools.kpi.metric import Metric
from tools.periods import PeriodMention, parse_period

_TOOL = "explain_change"
_OWN = re.compile(r"\b(?:our|my|we|us|did|has|have|was|were|is)\b", re.IGNORECASE)
_COMPARISON = re.compile(
    r"\b(?:compared? (?:it |that |this )?(?:to|with|against)|vs\.?|versus|against|relative to|from the|than(?: in| "
    r"the)?|over)\s*"
    r"(?:the )?$",
    re.IGNORECASE,
)
_NARROWED = re.compile(
    r"\s*(?:(?:and|but|ok|so|now|then)[\s,]+)*(?:(?:what|how) about|only|just|for|on|in|by|compared?|versus|vs\.?|"
    r"same|against|split|break|overall|altogether|in total|all|every|across)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:what(?:'s| is| was| were| are)|how (?:much|many|did|do|does|is|are|was|were|high|low)|show|give|report|"
    r"compare|trend\w*|develop\w*|perform\w*|look\w*)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:performance|results?|numbers?|things?|campaigns?|account|ads|it|we|everything|business|figures|situation|"
    r"something|anything|what)\b",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(r"^\W*why (?:do|does|are|is) (?!\w+ (?:up|down|so)\b)", re.IGNORECASE)
"""Asks why something happens at all: "why do CPMs rise in Q4?"."""
_MINE = re.compile(r"\b(?:our|my|we|us|i|this|last|yesterday|today)\b", re.IGNORECASE)
_DIAGNOSES = re.compile(
    r"\b(?:what went wrong|drivers?|guilty|culprit|to blame|split (?:it|that|this)? ?by|break (?:it|that|"
    r"this) down|check why|"
    r"(?:and|find out|know|tell me|,) why|any idea (?:what|why)|what (?:caused|drove|happened))\b",
    re.IGNORECASE,
)
_ORDER = re.compile(r"^\W*(?:please )?(?:diagnose|investigate|analy[sz]e) (?!.*\bhow\b)", re.IGNORECASE)
_WORST = re.compile(
    r"^\W*which (?:one )?(?:of )?(?:my |our |the )?(?:campaigns?|channels?|ads?|creatives?|audiences?|devices?)\b.*"
    r"\b(?:worst|best|weakest|strongest|underperform\w*)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\bwill (?:we|our|it|the|they|i)\b|\bnext (?:week|month|quarter|year)", re.IGNORECASE)
_OWN_RESULTS = re.compile(
    r"\b(?:our|my|the) (?:performance|results?|numbers|campaigns?|account|ads)\b(?!.{0,40}\b(?:how|should|can)\b)",
    re.IGNORECASE,
)
_MOVED_BEFORE = re.compile(
    r"^\W*(?:and|but|what about|how about|no|sorry|ok|so|,|\s)*\s*(?:the )?(?:day|week|month|quarter|year|"
    r"period)s? before"
    r"(?: that| it)?\W*$",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:who(?:'s| is)? to blame|culprit|responsible|real or|just noise|root cause|did .{2,40} hurt)\b", re.IGNORECASE
)
_ADVICE = re.compile(
    r"\bhow (?:can|could|should|would|to)\b|\bhow do (?:i|we) (?!look|compare|stand|do\b)|\bshould\b|\b(?:improve|"
    r"reduce|"
    r"lower|fix|increase|raise) (?:it|our|the|my)\b|\b(?:best|tips?|advice|usually|typically|in general|generally)\b",
    re.IGNORECASE,
)
_SHORT = 14
_COMPARED = re.compile(
    r"\b(?:compared?(?: it| that| this)? (?:with|to|against)|vs\.?|versus|against)\s+(?:the )?(?P<days>[\w "
    r".-]{3,40}?)[?.!]*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|and|&|,\s*and|as well as)\s*(?:the |our |my )?", re.IGNORECASE)
_WAS_IT = re.compile(
    r"^\W*(?:and )?(?:was|is|were) (?:it|that|this) (?:because of |due to |caused by )?(?:the )?", re.IGNORECASE
)
_AGAIN = re.compile(
    r"^\W*(?:and |so |but )?(?:why(?: is that| did (?:it|that|this) .*)?|what (?:caused|drove) (?:it|that|this))\W*$",
    re.IGNORECASE,
)
_WHICH_KPI = (
    "Which KPI or measure is it about: CPA, ROAS, CTR, conversion rate, revenue, spend, conversions...? And which "
    "days: last "
    'week, May, 2026-05-11..2026-05-17? For example: "why did CPA rise last week?" '
    "I look it up in your table, which you name once: `adroit chat --data FILE`."
)


def _claim(clause: Clause) -> float | None:
    """A why-question is about a metric of the user's that moved, or about a metric in a period."""
    signs, text = clause.signs, clause.text
    metrics = [m for m in signs.mentions if not m.is_time]
    supposes = SUPPOSES.search(text) is not None and not signs.periods
    if supposes or _AHEAD.search(text) or (_ADVICE.search(text) and not signs.periods):
        return None
    if not metrics:
        return _claim_without_metric(signs)
    if _IN_GENERAL.match(text) and not (len(signs.periods) > 1 or _MINE.search(text) or find_expectation(text)):
        return None
    if CHANGE.search(text) and _DIAGNOSES.search(text) and not signs.numbers:
        return 1.3
    if _ORDER.match(text):
        return 1.2
    moved = CHANGE.search(text) is not None or find_expectation(text) is not None
    if WHY.search(text) and (signs.periods or (moved and _OWN.search(text))):
        return 1.4
    return _claim_of_a_level(signs)


def _claim_of_a_level(signs: Signs) -> float | None:
    """A metric is asked about in a period, or against another, without a why."""
    text = signs.text
    if signs.periods or find_baseline(text):
        if len(signs.numbers) > 1:
            return 0.0
        return 1.2 if _LEVEL.search(text) or CHANGE.search(text) else 0.8
    if CHANGE.search(text) and re.search(r"\b(?:our|my|we|us)\b", text, re.IGNORECASE) and _BLAME.search(text):
        return 1.0
    return 0.0 if CHANGE.search(text) or _BLAME.search(text) else None


def _claim_without_metric(signs: Signs) -> float | None:
    """Something of the user's moved, and the message does not say what."""
    if _WORST.match(signs.text) and re.search(r"\b(?:my|our)\b", signs.text, re.IGNORECASE):
        return 1.0
    if _OWN_RESULTS.search(signs.text) and CHANGE.search(signs.text) and not signs.numbers:
        return 1.0
    vague = _VAGUE.search(signs.text) and (WHY.search(signs.text) or _LEVEL.search(signs.text))
    if not vague or signs.numbers:
        return None
    return 0.6 if signs.periods or (WHY.search(signs.text) and CHANGE.search(signs.text)) else -0.2


def _follows(clause: Clause) -> bool:
    """A follow-up narrows or moves the explanation: "only for mobile?", "what about ROAS?", "and the week before?"."""
    signs = clause.signs
    if clause.thread.last_call is None or clause.thread.last_call.tool != _TOOL or len(signs.numbers) > 1:
        return False
    short = signs.words <= _SHORT
    if short and (_WAS_IT.match(clause.text) or WHICH.search(clause.text) or _AGAIN.search(clause.text)):
        return True
    narrows = _NARROWED.match(clause.text) is not None or is_correction(clause.text)
    named = bool(signs.mentions or signs.periods or find_baseline(clause.text)) or names_a_part(signs)
    return short and named and (narrows or bool(signs.periods and not signs.mentions) or builds_on_the_thread(signs))


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    data = next((r for r in results if isinstance(r, DataDescription)), None)
    signs = _meant(part)
    if [r for r in results if r is not data]:
        return []
    carried = part.clause.thread.last_arguments(_TOOL) if part.follows else None
    if carried is None and not [m for m in signs.mentions if not m.is_time]:
        return Ask(_WHICH_KPI)
    if data is None and names_a_part(signs):
        return [PlannedCall("describe_data", {})]
    first = _explanation(part, signs, carried, data)
    return [first, *(PlannedCall(_TOOL, {**first.arguments, "kpi": name}) for name in _joined_kpis(signs))]


def _joined_kpis(signs: Signs) -> list[str]:
    """Return the KPIs that "and" or a comma joins to the first one: "why did CPA and ROAS change last week?"."""
    named = [m for m in signs.mentions if m.candidates[0].is_kpi and not m.is_time]
    joined = named[:1]
    for mention in named[1:]:
        if not _AND.fullmatch(signs.text[joined[-1].end : mention.start]):
            break
        joined.append(mention)
    names = list(dict.fromkeys(m.candidates[0].name for m in joined))
    return names[1:]


def _meant(part: Part) -> Signs:
    """Return the grammar of what counts, without what a correction takes back."""
    if not (part.follows and is_correction(part.text)):
        return part.signs
    return Signs(read_correction(part.text).meant, part.signs.today)


def _explanation(part: Part, signs: Signs, carried: dict[str, Any] | None, data: DataDescription | None) -> PlannedCall:
    arguments = carried or {}
    metrics = tuple(m for m in signs.mentions if not m.is_time)
    if metrics:
        arguments["kpi"] = explained_metric(metrics, signs.text).name
    earlier = _the_period_before(part, bare(signs.text)) if part.follows else None
    if earlier:
        return PlannedCall(_TOOL, arguments | {"current": earlier})
    asked, baseline = compared_periods(signs.text, signs.periods, is_follow_up=part.follows)
    if asked:
        arguments["current"] = asked[0].text
    if part.follows and not asked and baseline is None:
        baseline = _named_baseline(signs)
    expected = find_expectation(signs.text)
    if baseline is not None:
        arguments["baseline"] = baseline
        arguments.pop("expected", None)
    if expected is not None:
        arguments["expected"] = expected.word
        arguments.pop("baseline", None)
    if data is not None:
        _narrow(arguments, signs, data)
    return PlannedCall(_TOOL, arguments)


def _named_baseline(signs: Signs) -> str | None:
    """Return the days of "compare with April", where a month's bare name is a period by its place."""
    found = _COMPARED.search(signs.text)
    if found is None:
        return None
    try:
        parse_period(found["days"], today=signs.today)
    except InputError:
        return None
    return found["days"]


def _narrow(arguments: dict[str, Any], signs: Signs, data: DataDescription) -> None:
    narrowed = narrowing(signs.text, segment_words(signs), data)
    kept = {d: v for d, v in arguments.get("where", {}).items() if d not in narrowed.widened}
    where = ({} if narrowed.is_whole else kept) | narrowed.where
    arguments.pop("where", None)
    if where:
        arguments["where"] = where
    if narrowed.by:
        arguments["by"] = list(narrowed.by)


def _the_period_before(part: Part, text: str) -> str | None:
    """Return the days before those of the last explanation, for "and the week before?"."""
    explained = next((t.explained for t in reversed(part.clause.thread.turns) if t.explained), "")
    if not explained or not _MOVED_BEFORE.match(text):
        return None
    try:
        return str(parse_period(explained, today=date.max).previous())
    except InputError:
        return None


def explained_metric(mentions: tuple[Mention, ...], text: str = "") -> Metric:
    """Return the metric a why-question is about: the first KPI, else the measure before the word that says it moved."""
    kpi = next((m.candidates[0] for m in mentions if m.candidates[0].is_kpi), None)
    moved = CHANGE.search(text)
    before = [m for m in mentions if moved and m.end <= moved.start()]
    return kpi or (before[-1] if before else mentions[0]).candidates[0]


def compared_periods(
    text: str, periods: tuple[PeriodMention, ...], *, is_follow_up: bool = False
) -> tuple[tuple[PeriodMention, ...], str | None]:
    """Tell the periods asked about from what they are to be compared with."""
    related = find_baseline(text)
    if related is not None:
        return tuple(p for p in periods if p.end <= related.start or p.start >= related.end), related.kind
    compared = next((p for p in periods if _COMPARISON.search(text[: p.start])), None)
    if compared is None or not (is_follow_up or len(periods) > 1):
        # "From the 1st week to the 2nd", "between the 1st and the 2nd": the earlier one is what was before.
        compared = min(periods[:2], key=lambda p: p.period.start) if len(periods) > 1 else None
    return tuple(p for p in periods if p is not compared), compared.text if compared else None


def _word(part: Part, results: Results) -> str:
    """Word the explanation, and first which words of the question name nothing in the data."""
    data = next((r for r in results if isinstance(r, DataDescription)), None)
    unknown = unnamed_words(segment_words(_meant(part)), data) if data else []
    told = [r for r in results if not (len(results) > 1 and isinstance(r, DataDescription))]
    said = ""
    if unknown:
        names = " or ".join(repr(w) for w in unknown)
        said = f"Nothing in the data is called {names}, so that is not looked at apart.\n\n"
    return said + rendered(part, told)


CHANGES = Skill("change", _claim, _plan, _word, tools=(_TOOL,), follows=_follows)
