"""What one KPI is: its meaning and its formula, by the definition, with a worked example.

One rule tells it from the guide: a question that names one KPI and wants to know what it is or how it is computed, with
no figures and no days, is for `explain_kpi`. How to use a KPI, when, why, and against which other is for the guide.
"""

import re
from collections.abc import Sequence

from agent.offline.corrections import bare, is_follow_up, is_fragment
from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.skills.arithmetic import asks_for_advice
from agent.offline.thread import PlannedCall
from tools.kpi.mentions import Mention

_TOOL = "explain_kpi"
_LEAD = (
    r"\W*(?:(?:hi|hey|hello|ok(?:ay)?|so|and|also|but|then|well|now|first(?:ly)?|please|pls|quick(?:ly)?(?: one| "
    r"question)?|sorry|"
    r"just|again|remind me|tell me|i (?:do ?n['’]?o?t|never) (?:know|understand|understood|get|got)|no idea|not sure|"
    r"i forgot|"
    r"i (?:want|need|would like|['’]d like) to know|do you know|(?:can|could|would|will) you(?: please)?|"
    r"(?:tell|explain|remind|say)(?: to)?(?: me| us)?|help me understand|in short|briefly|once more)\b[\W_]*)*"
)
_THE = (
    r"(?:(?:the|a|an|this|that|these|term|kpi|metric|measure|word|abbreviation|acronym|concept|idea|figure|called|"
    r"so-called|of|thing|exactly|actually|really|even)\W+)*"
)
_TAIL = (
    r"(?:\W*(?:exactly|actually|again|then|please|pls|plz|anyway|though|to me|for me|for us|me|us|in (?:simple|plain|"
    r"short|a few)?\s?"
    r"(?:words|terms|english|marketing|advertising|general|detail)|briefly|shortly|simply|for (?:a )?(?:beginners?|"
    r"dumm(?:y|ies))|"
    r"like i'?m (?:five|5)|mean(?:s|ing)?|is|are|(?:can|could) you (?:tell|explain|say)(?: me| it)?(?: to me)?|"
    r"thanks?|thank you|"
    r"and (?:how|what) (?:is it|does it)[\w ]*|as a (?:kpi|metric)|even|too|as well|and its formula|with (?:an "
    r")?example))*\W*"
)
_WHAT = (
    r"wh?[au]t(?:['’]?s|s|\s+(?:exactly\s+|actually\s+)?(?:is|are|was|were|do|does|did)(?:n['’]t)?|\s+(?:do|"
    r"does) (?:you|we|they|people) (?:mean|understand) by)?"
)
_DOES = (
    r"(?:mean|means|meant|stands? for|measures?|tells?(?: me| us)?|refers? to|describes?|says?|shows?|express(?:es)?|"
    r"indicates?|"
    r"counts?|good for|about|used for|do|made of|in)"
)
_FRAMES = tuple(
    re.compile(_LEAD + frame + _TAIL + "$", re.IGNORECASE)
    for frame in (
        rf"{_WHAT}\W+(?:meant by\W+|the (?:meaning|definition|formula)(?: of)?\W+|by\W+)?{_THE}X",
        rf"{_WHAT}\W+{_THE}X\W+(?:exactly |actually )?{_DOES}",
        (rf"(?:define|explain|describe|definition(?: of)?|meaning(?: of)?|explanation(?: of)?)\W+(?:(?:to )?(?:me|"
        rf"us)\W+)?(?:what\W+)?{_THE}X"),
        rf"(?:the )?(?:definition|meaning|explanation) (?:of|for)\W+{_THE}X",
        rf"{_THE}X\W+(?:definition|meaning|explained|explanation|def|defined)",
        rf"{_THE}X\W+(?:{_WHAT}|what)\W+(?:that|this|it|is that|is this|is it)?(?:\W+{_DOES})?",
        rf"{_WHAT}\W+(?:it|that|this)\W+mean\W+{_THE}X",
        rf"(?:what|how)\W+{_THE}X\W+(?:is|are|means?|stands for|measures?)",
        rf"(?:in )?(?:what|which) unit (?:is|of|for|has|does)\W+{_THE}X.*",
        rf"how (?:do|would) (?:you|we|i) (?:define|explain)\W+{_THE}X",
        rf"how (?:is|are)\W+{_THE}X\W+defined",
        (r"(?:is|are) (?:a )?(?:high(?:er)?|low(?:er)?|big(?:ger)?|small(?:er)?) X\W+(?:good|bad|better|worse)(?: or "
        r"(?:good|bad|better|worse))?"),
    )
)  # fmt: skip
"""Forms of asking what something is, with X for the one KPI named."""
_COUNTED = re.compile(r"\b(?:an?|one|each|every)\W+$", re.IGNORECASE)
_SURE = 2.0
"""More than likeness to a phrasing of the guide adds: the whole clause is of such a form."""


def _claim(clause: Clause) -> float | None:
    """A KPI's meaning or formula is asked for, without figures to put into it."""
    named = _named(clause)
    if not named or clause.signs.numbers:
        return None
    if asks_what_it_is(clause):
        return _SURE
    if not all(_is_a_name(clause.text, m) for m in clause.signs.mentions if not m.is_time):
        return None
    calls = clause.figures.calls
    if calls and calls[0].tool == _TOOL:
        return 1.0
    return None if asks_for_advice(clause.text) or clause.signs.periods else 0.0


def asks_what_it_is(clause: Clause) -> bool:
    """Return whether the clause is a question of what one metric is, and nothing besides."""
    mentions = [m for m in clause.signs.mentions if not m.is_time]
    if not mentions or clause.signs.numbers or clause.signs.periods:
        return False
    if len({m.candidates[0].name for m in mentions}) != 1 or not _is_a_name(clause.text, mentions[0]):
        return False
    text = clause.text
    for mention in reversed(mentions):
        text = f"{text[: mention.start]}X{text[mention.end :]}"
    return any(frame.match(text) for frame in _FRAMES)


def _is_a_name(text: str, mention: Mention) -> bool:
    """Tell a KPI or a measure by its name from what one counts: "what is a conversion?" is for the guide."""
    metric = mention.candidates[0]
    counted = _COUNTED.search(text[: mention.start]) is not None
    return not counted or (metric.is_kpi and mention.text.lower() not in {"conversion", "completion", "acquisition"})


def _follows(clause: Clause) -> bool:
    """Another KPI after an explanation: "and POAS?"."""
    last = clause.thread.last_call
    if last is None or last.tool != _TOOL or clause.signs.numbers or clause.signs.periods:
        return False
    builds = is_follow_up(clause.text) or is_fragment(clause.signs)
    rest = bare(clause.text)
    return builds and bool(_named(clause)) and not asks_for_advice(clause.text) and len(rest.split()) <= _LONGEST_NAME


_LONGEST_NAME = 6


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    return [PlannedCall(_TOOL, {"kpi": name}) for name in _named(part.clause)][len(results) :]


def _named(clause: Clause) -> list[str]:
    metrics = [m.candidates[0] for m in clause.signs.mentions if not m.is_time]
    kpis = list(dict.fromkeys(m.name for m in metrics if m.is_kpi))
    return kpis or list(dict.fromkeys(m.name for m in metrics))[:1]


FORMULA = Skill("formula", _claim, _plan, tools=(_TOOL,), follows=_follows)
