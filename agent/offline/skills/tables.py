"""The user's table: what it holds, and what the user says about its columns."""

import re
from collections.abc import Sequence

from agent.offline.corrections import read_correction
from agent.offline.signs import ASKS
from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.thread import PlannedCall
from tools.data.column_talk import column_statements
from tools.kpi.mentions import find_mentions

_TOOL = "describe_data"
_HOLDS = re.compile(
    r"\b(?:what(?:'s| is| are)? (?:in|inside) (?:my|our|the|this) (?:data|table|file|export|sheet|spreadsheet|"
    r"dataset|csv)|"
    r"describe (?:my|our|the|this) (?:data|table|file|export|sheet|dataset)|"
    r"what data (?:do you|do we have|is|are|have|did)|"
    r"which (?:columns|dimensions|campaigns|channels|measures|metrics|devices|audiences|days|dates) "
    r"(?:are|do|does|is|can) .*(?:data|table|file|have|sheet|export|there)|"
    r"show (?:me )?(?:my|our|the) (?:data|columns|table)|"
    r"(?:which|what) (?:dimensions|measures|columns|fields) (?:can|do|are|is|does|did)|"
    r"list (?:all |the |our |my |of |every )*(?:columns|dimensions|campaigns|channels|devices|audiences|creatives|ads)|"
    r"(?:columns|dimensions|rows|dates?|days|period) .{0,40}(?:data|table|file|sheet|export|dataset|cover\w*)|"
    r"(?:data|table|file|sheet|export|dataset) .{0,40}(?:columns|dimensions|rows|dates?|cover\w*|contain\w*|"
    r"look like))\b",
    re.IGNORECASE,
)
_ABOUT_A_TABLE = re.compile(
    r"\b(?:data|datasets?|tables?|files?|export|sheet|spreadsheet|csv|columns?|dimensions?|measures?|rows?|campaigns?|channels?|"
    r"devices?|audiences?|creatives?|load(?:ed)?|break (?:it|this|that) down)\b",
    re.IGNORECASE,
)
_ABOUT_COLUMNS = re.compile(
    r"\b(?:columns?|fields?|header|day first|month first|decimal (?:comma|point)|dimension|mm/dd|dd/mm)\b",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:is|are|means?|holds?|contains?|stands? for|should be|count as|comes? from|called|ignore|leave out|skip|drop|"
    r"exclude|use|treat|map|read|take)\b|=|->|→",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\W*(?:please )?(?:ignore|leave out|skip|treat|map|use .+ (?:as|for)|read .+ as|count .+ as)\b", re.IGNORECASE
)
_SAYS = re.compile(
    r"^\W*(?:the )?['\"]?(?P<one>[\w%&./()-]+(?:[ _][\w%&./()-]+){0,3}?)['\"]?\s+"
    r"(?:is|are|means?|holds?|contains?|stands? for|should be|comes? from|=)\s+(?:actually |really |in fact )?"
    r"(?:the |our |in )?['\"]?(?P<other>[\w%&./()-]+(?: [\w%&./()-]+){0,3})['\"]?\W*$",
    re.IGNORECASE,
)
_MEANINGS = re.compile(
    r"^(?:dates?|days?|a dimension|channel|campaign|device|audience|creative|country|spend by channel)$", re.IGNORECASE
)
_AROUND = re.compile(
    r"^\W*(?:(?:by the way|fyi|note(?: that)?|please note(?: that)?|btw|just so you know|in (?:my|our|"
    r"the) (?:file|data|table|"
    r"export|sheet)|remember(?: that)?|please|ok(?:ay)?|so|and|but|also)\b[\s,:]*)+",
    re.IGNORECASE,
)
_WORDY = (
    (
        re.compile(r"^(?:the )?(.+?) (?:should|must|can) be (?:ignored|left out|skipped|dropped)", re.IGNORECASE),
        r"ignore \1",
    ),
    (re.compile(r"^all (?:the |our |my )?(?=amounts|money|figures)", re.IGNORECASE), ""),
    (re.compile(r"\b(is|are) (?:actually|really|in fact)\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(?:stands for|contains|counts? as|refers to|represents)\b", re.IGNORECASE), "is"),
    (re.compile(r"\b(?:is|are) called\b", re.IGNORECASE), "is"),
    (re.compile(r"\b(?:in|from) (?:my|our|the|this) (?:file|data|table|export|sheet)\b", re.IGNORECASE), ""),
    (re.compile(r"\bread (.+?) as\b", re.IGNORECASE), r"use \1 as"),
    (re.compile(r"\bmap (.+?) (?:to|onto)\b", re.IGNORECASE), r"use \1 as"),
)
"""What people say and what `describe_data` reads."""
_LONGEST = 24
_IN_GENERAL = re.compile(r"\b(?:should|need(?:ed)? (?:to|for)|do (?:i|we) need)\b", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:,|;|\band\b)\s*")
_MACHINERY = re.compile(r"\b(?:instructions?|rules?|prompts?|guidelines?|everything|previous)\b", re.IGNORECASE)
_NAME = re.compile(r"[_()]|[a-z][A-Z]|^[A-Z]\w*$")
"""How the names of columns look, where they are no words of everyday speech."""


def _claim_table(clause: Clause) -> float | None:
    """What the table holds is asked without metrics, figures or periods."""
    if any(not m.is_time for m in clause.signs.mentions) or clause.signs.numbers or clause.signs.periods:
        return -0.2 if _HOLDS.search(clause.text) else None
    if not _ABOUT_A_TABLE.search(clause.text) or _IN_GENERAL.search(clause.text):
        return None
    return 1.0 if _HOLDS.search(clause.text) else 0.0


def _plan_table(_part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    return [] if results else [PlannedCall(_TOOL, {})]


def _claim_columns(clause: Clause) -> float | None:
    """A statement says what a column means: in so many words, or as a name beside a measure, date or dimension."""
    text = _AROUND.sub("", clause.text)
    if ASKS.match(text) or "?" in text or clause.signs.words > _LONGEST:
        return None
    said, beside = column_statements(said_of_columns(text))
    if (said and not beside) or (_ABOUT_COLUMNS.search(text) and _STATES.search(text)):
        return 1.2
    if _ORDER.match(said_of_columns(text)):
        return None if _MACHINERY.search(text) else 0.8
    parts = [part for part in _PARTS.split(text) if part.strip()]
    return 1.0 if parts and all(_gives_a_meaning(part) for part in parts) else None


def _gives_a_meaning(text: str) -> bool:
    found = _SAYS.match(text)
    if found is None or any(c.isdigit() for c in found["other"]):
        return False
    one, other = found["one"], found["other"]
    return _is_meaning(other) or (_is_meaning(one) and _NAME.search(other) is not None)


def _is_meaning(words: str) -> bool:
    """Return whether words are a measure of ours, a date or a dimension, and nothing besides."""
    mentions = find_mentions(words)
    whole = bool(mentions) and mentions[0].start == 0 and mentions[0].end >= len(words.rstrip(" .!"))
    return (whole and not mentions[0].candidates[0].is_kpi) or bool(_MEANINGS.match(words.strip(" .!")))


def _plan_columns(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    return [] if results else [PlannedCall(_TOOL, {"columns": said_of_columns(part.text)})]


def said_of_columns(text: str) -> str:
    """Return a statement about columns in the words that `describe_data` reads."""
    plain = _AROUND.sub("", read_correction(text).meant if text.lower().startswith("no") else text)
    for pattern, words in _WORDY:
        plain = pattern.sub(words, plain)
    return " ".join(plain.split()).rstrip(".! ")


def _follows_columns(clause: Clause) -> bool:
    return _claim_columns(clause) is not None


TABLE = Skill("data", _claim_table, _plan_table)
COLUMNS = Skill("columns", _claim_columns, _plan_columns, tools=(_TOOL,), follows=_follows_columns)
