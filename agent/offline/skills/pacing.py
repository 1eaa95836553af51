"""Whether a flight is on plan, and where it will end, over the user's table."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.corrections import bare, builds_on_the_thread, read_correction
from agent.offline.segments import named_values, segment_words
from agent.offline.signs import Signs
from agent.offline.skill import Ask, Clause, Failure, Part, Results, Skill, rendered
from agent.offline.thread import PlannedCall
from tools.data.describe import DataDescription
from tools.diagnosis.factors import FUNNEL, ratio_of
from tools.kpi.definitions import METRICS, kpis
from tools.kpi.mentions import Mention
from tools.kpi.metric import Metric
from tools.quantities import Unit

_TOOL = "check_pacing"
_PACE = re.compile(
    r"\b(?:pac(?:e|ing)|on (?:track|plan|course|budget|schedule)|(?:over|under)[- ]?(?:spen[dt]\w*|deliver\w*)|"
    r"(?:ahead of|behind) (?:schedule|plan)|run(?:ning)? out of (?:budget|money)|burn(?:ing)?(?: rate| through)?|"
    r"(?:spend|budget) (?:be |is )?(?:used up|left over|unspent)|leave (?:any )?(?:money|budget) unspent)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:end up|land(?:ing)?|finish|close|come out|forecast|project(?:ed|ion)?|predict\w*|expect\w*|"
    r"(?:will|going to|gonna|do) (?:we|it|they|i|spend|our)\b.{0,30}?\b(?:hit|reach|make|meet|get|spend|miss|end|"
    r"have))\b",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"\b(?:(?:the )?(?:end|rest|remainder|close) of (?:the |this )?(?:month|flight|quarter|week|campaign|year)|"
    r"month[- ]?end|quarter[- ]?end|year[- ]?end|this (?:month|quarter)|"
    r"(?:to|by|until|till|at|before) the end|eom|eoq)\b",
    re.IGNORECASE,
)
_A_DAY = re.compile(
    r"\b(?:how much|what) (?:can|should|may|do|must|could|is|daily)?.{0,30}?\b(?:a day|per day|daily|each day|"
    r"every day)\b"
    r"|\bdaily (?:budget|spend)\b.{0,40}\b(?:need|left|rest|remain|reach|hit|finish|end)",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:our|my|we|us|i|this|the campaign|the flight|is it|are they)\b", re.IGNORECASE)
_IN_GENERAL = re.compile(
    r"\b(?:what (?:is|does|are)\b.{0,12}\b(?:pacing|pace|overspend\w*|underspend\w*|burn rate)\b|"
    r"how (?:do|should|can|to|does) (?:i|we|you|one)?\s*(?:pace|plan|handle|avoid|prevent|fix|set|calculate|compute)|"
    r"why (?:do|does)|formula|mean(?:s|ing)?\b|best way|tips?|good idea)\b",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"\b(?:after|day|with)\s+\d+\s*(?:of|/|out of)\s*\d+|\d+\s+(?:of|out of|/)\s*\d+\s+days\b", re.IGNORECASE
)
_NEAR, _BESIDE = 24, 3
_RESULTS = frozenset({*FUNNEL, *(m.name for m in kpis() if ratio_of(m))}) - {"spend"}
"""What a flight can be followed by: the measures of the funnel, and the KPIs made of two measures."""
_FRAME = """
pace pacing track plan budget schedule course overspend overspending underspend underspending overspent underspent
spend spent end ends ending land landing finish close closing hit reach make meet target goal flight forecast
forecasted projected projection predict expected expect ahead behind left rest remaining remainder daily money run
running burn burning rate use used enough still per out be by at be able if set will ok okay fine check where
total want deliver delivery delivering until till quite right eom campaign campaigns much
"""
_WORDS_OF_PACE = frozenset(_FRAME.split())
_NO_TABLE = (
    "I need your results by day for that: `adroit chat --data FILE`. From figures alone, give me what is spent, the "
    'budget and the days: "spent 6,300 of 10,000 after 18 of 30 days, are we on pace?"'
)


def _claim(clause: Clause) -> float | None:
    """The pace of the user's own flight, as a table tells it, and not as figures in the message do."""
    text = clause.text
    paced, ends = _PACE.search(text), _END.search(text) and _CLOSE.search(text)
    if not (paced or ends or _A_DAY.search(text)) or _IN_GENERAL.search(text) or _PASSED.search(text):
        return None
    if len([n for n in clause.signs.numbers if n.quantity.unit is Unit.MONEY or n.quantity.unit is None]) > 2:  # noqa: PLR2004
        return None
    if _A_DAY.search(text) and not (paced or ends or _CLOSE.search(text) or clause.signs.periods):
        return 0.0
    if paced and (clause.signs.periods or clause.signs.numbers or _OWN.search(text)):
        return 2.0
    by_the_day = _A_DAY.search(text) and _OWN.search(text)
    return 1.8 if clause.signs.is_question and (ends or by_the_day) else 0.3


def read_plan(signs: Signs) -> dict[str, Any]:
    """Return the flight, the budget, the KPI and its target, where a text names them."""
    found: dict[str, Any] = {}
    if signs.periods:
        found["flight"] = signs.periods[-1].text
    metrics = [(m, watched) for m in signs.mentions if not m.is_time and (watched := _watched(m))]
    for number in signs.numbers:
        before = [w for m, w in metrics if 0 <= number.start - m.end < _NEAR]
        after = [w for m, w in metrics if 0 <= m.start - number.end < _BESIDE]
        metric = next(iter([*after, *reversed(before)]), None)
        if metric is not None and _fits(number.quantity.unit, metric):
            found |= {"kpi": metric.name, "target": number.quantity.text}
        elif number.quantity.unit in {Unit.MONEY, None} and number.quantity.value > 0:
            found.setdefault("budget", number.quantity.text)
    if "kpi" not in found and metrics:
        found["kpi"] = metrics[0][1].name
    return found


def _watched(mention: Mention) -> Metric | None:
    """Return the result that a mention names, if a flight can be held against it: of "target CPA", CPA."""
    name = mention.candidates[0].name.removeprefix("target_")
    return METRICS[name] if name in _RESULTS else None


def _fits(unit: Unit | None, metric: Metric) -> bool:
    return unit is None or unit is metric.unit or (metric.unit is Unit.RATIO and unit is Unit.RATE)


def _words(signs: Signs) -> str:
    """Return the words that may name a segment."""
    return " ".join(w for w in segment_words(signs).split() if w.lower() not in _WORDS_OF_PACE)


def _follows(clause: Clause) -> bool:
    signs = clause.signs
    said = bool(signs.numbers or signs.periods or [m for m in signs.mentions if not m.is_time] or _words(signs))
    return builds_on_the_thread(signs) and said


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    data = next((r for r in results if isinstance(r, DataDescription)), None)
    if [r for r in results if r is not data]:
        return []
    signs = part.signs
    if part.follows:
        signs = Signs(bare(read_correction(part.text).meant), signs.today)
    words = _words(signs)
    if words and data is None:
        return [PlannedCall("describe_data", {})]
    before = part.clause.thread.last_arguments(_TOOL) if part.follows else None
    arguments = (before or {}) | read_plan(signs)
    where = (arguments.get("where") or {}) | (named_values(words, data) if data else {})
    if where:
        arguments["where"] = where
    return [PlannedCall(_TOOL, arguments)]


def _word(part: Part, results: Results) -> str:
    if any(isinstance(r, Failure) and "No data" in r.sentence for r in results):
        return _NO_TABLE
    told = [r for r in results if not (len(results) > 1 and isinstance(r, DataDescription))]
    return rendered(part, told)


PACING = Skill("pacing", _claim, _plan, _word, tools=(_TOOL,), follows=_follows)
