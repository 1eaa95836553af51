"""The user's own customers: in segments, as a seed, ranked by what they will do, and as a list to upload."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.skill import Ask, Clause, Failure, Part, Results, Skill, rendered
from agent.offline.skills.guide import STRATEGY
from agent.offline.thread import PlannedCall

_SEGMENTS, _SEED, _PREDICT, _EXPORT = "segment_customers", "recommend_seed", "predict_customers", "export_audience"
_PEOPLE = r"(?:customers?|buyers?|shoppers?|clients?|purchasers?)"
_PLATFORMS = {
    "google": r"google(?: ads)?|customer match|youtube",
    "meta": r"meta|facebook|instagram|custom audiences?",
    "linkedin": r"linked ?in|matched audiences?",
    "tiktok": r"tik ?tok",
}
_ANY_PLATFORM = "|".join(_PLATFORMS.values())
_LIST = (
    rf"(?:customer|upload|audience|suppression|exclusion|match|contact|hashed?|{_PEOPLE})?[- ]*"
    r"(?:lists?|files?|customer match)"
)
_TO_EXPORT = re.compile(
    rf"\b(?:export|upload|hash|write|make|create|build|prepare|generate|save|give me|need|want|put)\b[^.?!\n]{{0,60}}"
    rf"(?:\b{_LIST}\b[^.?!\n]{{0,40}}\b(?:{_ANY_PLATFORM})\b|\b(?:{_ANY_PLATFORM})\b[^.?!\n]{{0,30}}\b{_LIST}\b)|"
    rf"\b(?:export|upload|hash)\b[^.?!\n]{{0,50}}\b(?:{_PEOPLE}|segments?)\b[^.?!\n]{{0,30}}\b(?:{_ANY_PLATFORM})\b|"
    rf"\b(?:suppression|exclusion) (?:list|file)\b",
    re.IGNORECASE,
)
_TO_SEED = re.compile(
    r"\bseed\b|\b(?:lookalikes?|look-alikes?)\b[^.?!\n]{0,40}\b(?:base|based|build|built|from)\b", re.IGNORECASE
)
_TO_PREDICT = re.compile(
    rf"\b(?:who|which|what {_PEOPLE})\b[^.?!\n]{{0,40}}\b(?:likely|going|about|will|probably)\b|"
    rf"\b(?:churn|propensity)\b[^.?!\n]{{0,40}}\b(?:risk|model|score|predict\w*|{_PEOPLE})|"
    rf"\bpredict\w*\b[^.?!\n]{{0,30}}\b(?:churn|who|which {_PEOPLE}|next buyers?|next purchases?)\b",
    re.IGNORECASE,
)
_TO_SEGMENT = re.compile(
    rf"\brfm\b|\b(?:segments?|group|split|part|divide|cluster)\b[^.?!\n]{{0,25}}\b{_PEOPLE}\b|"
    rf"\b{_PEOPLE} (?:segments?|segmentation|groups)\b|"
    rf"\b(?:how many|which|who|what share)\b[^.?!\n]{{0,30}}\b(?:lapsed|repeat {_PEOPLE}|one[- ]time {_PEOPLE}|"
    rf"high[- ]value|discount\w*)\b|"
    rf"\b(?:best|most valuable|top|lapsed|high[- ]value|discount[- ]led|dormant) {_PEOPLE}\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:our|my|we|us|i|these|this|those|the)\b|\.(?:csv|parquet|xlsx|duckdb)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"\b(?:(?:can|may|must|do) (?:i|we)\b|allowed|legal\w*|gdpr|ccpa|what (?:is|are|does)|"
    r"how (?:do|does|can|should|to)|why|should|difference|explain|mean|means|definition|best "
    r"practices?)\b",
    re.IGNORECASE,
)
_OF_THEIR_OWN = re.compile(
    rf"\bwhat (?:is|are) (?:our|my)\b|\bwhat share of (?:our|my)\b|\b(?:which|what) (?:of our )?{_PEOPLE}\b",
    re.IGNORECASE,
)
_WHO = {
    "likely_buyers": r"likely (?:to buy|buyers?)|will buy|going to buy",
    "churn_risk": r"churn|at risk of|about to leave|likely to (?:leave|churn)",
    "lapsed": r"lapsed|dormant|inactive|lost|win[- ]?back",
    "recent": r"recent(?:ly)?|just bought|last 30 days",
    "one_time": r"one[- ]time|once only|single[- ]order",
    "repeat": r"repeat|returning",
    "discount_led": r"discount|coupon|bargain",
    "champions": r"champions?",
    "loyal": r"loyal",
    "at_risk": r"at[- ]risk",
    "high_value": r"high[- ]value|best|most valuable|top|vip",
    "active": r"active",
}
_LEAVE_OUT = re.compile(r"\b(?:exclu\w+|suppress\w*|leave out|leaving out|keep out|negative)\b", re.IGNORECASE)
_LEAVES = re.compile(
    r"\bchurn\w*|\bleav(?:e|ing)\b|\blaps\w+|\bstay away|\bcome back\b.*\bnot?\b|\blose\b", re.IGNORECASE
)
_SPENDS = re.compile(r"\bspend\w*|\bvaluable\b|\bworth\b|\brevenue\b", re.IGNORECASE)
_DAYS = re.compile(r"\bnext (\d{1,3}) days\b|\bin (\d{1,3}) days\b", re.IGNORECASE)
_COUNTRY = re.compile(r"\b(?:country|numbers? (?:are|is)(?: from)?)\W+([A-Z]{2})\b")
_TABLE = (
    "I need your own table for that: orders (customer, date, amount), or customers with their addresses for a list: "
    "`adroit chat --data orders.csv`."
)


def _tool(text: str) -> str | None:
    for tool, sign in ((_EXPORT, _TO_EXPORT), (_SEED, _TO_SEED), (_PREDICT, _TO_PREDICT), (_SEGMENTS, _TO_SEGMENT)):
        if sign.search(text):
            return tool
    return None


def _claim(clause: Clause) -> float | None:
    """The user's own customers are to be worked with; advice on lists and lookalikes is the guide's."""
    text = clause.text
    tool = _tool(text)
    if tool is None or (clause.signs.numbers and tool == _SEGMENTS and "%" in text):
        return None
    if tool != _PREDICT and _asks_for_advice(text):
        return 1.0 if tool == _EXPORT else None
    return 3.0 if tool == _EXPORT or _OWN.search(text) else 0.5


def _asks_for_advice(text: str) -> bool:
    return bool(_ADVICE.search(text)) and not _OF_THEIR_OWN.search(text)


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    text = part.text
    tool = _tool(text) or _SEGMENTS
    if tool == _EXPORT and _asks_for_advice(text):
        return STRATEGY.plan(part, results)
    if results:
        return []
    if tool != _EXPORT:
        return [PlannedCall(tool, _settings(tool, text))]
    platform = _platform(text)
    if platform is None:
        return Ask("For which platform: Google, Meta, LinkedIn or TikTok?")
    who = next((name for name, sign in _WHO.items() if re.search(rf"\b(?:{sign})\b", text, re.IGNORECASE)), "all")
    arguments: dict[str, Any] = {"platform": platform, "segment": who}
    if _LEAVE_OUT.search(text):
        arguments["purpose"] = "exclude"
    if country := _COUNTRY.search(text):
        arguments["country"] = country[1]
    return [PlannedCall(_EXPORT, arguments)]


def _settings(tool: str, text: str) -> dict[str, Any]:
    if tool == _SEED:
        platform = _platform(text)
        return {"platform": platform} if platform else {}
    if tool == _SEGMENTS:
        return {}
    found: dict[str, Any] = {
        "target": "churns" if _LEAVES.search(text) else "value" if _SPENDS.search(text) else "buys"
    }
    if days := _DAYS.search(text):
        found["days"] = int(days[1] or days[2])
    return found


def _platform(text: str) -> str | None:
    return next((name for name, sign in _PLATFORMS.items() if re.search(rf"\b(?:{sign})\b", text, re.IGNORECASE)), None)


def _word(part: Part, results: Results) -> str:
    if results and isinstance(results[0], Failure) and "No data" in results[0].sentence:
        return _TABLE
    if _tool(part.text) == _EXPORT and _asks_for_advice(part.text):
        return STRATEGY.word(part, results)
    return rendered(part, results)


FIRST_PARTY = Skill("first_party", _claim, _plan, _word, tools=(_SEGMENTS, _SEED, _PREDICT, _EXPORT))
