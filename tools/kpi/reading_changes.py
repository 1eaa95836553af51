"""Reads what-ifs in free text: "if CTR rises by 20% and CPM falls 10%, what happens to CPA?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from tools.kpi.definitions import METRICS
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention, find_mentions, fitting_metric
from tools.kpi.metric import Metric
from tools.kpi.reading import read_kpi_text
from tools.kpi.reading_scenarios import read_sensitivity, read_value_list
from tools.quantities import find_quantities

_UP = (
    r"ris(?:e|es|en|ing)|rose|increas(?:e|es|ed|ing)|go(?:es)? up|went up|going up|grow(?:s|n|ing|th)?|grew|"
    r"climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|improv(?:e|es|ed|ing|ement)|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|"
    r"boost(?:s|ed|ing)?|gain(?:s|ed|ing)?|"
    r"higher|more|up|better|add(?:s|ed|ing)?|bigger|larger|pricier|dearer|surg(?:e|es|ed|ing)"
)
_DOWN = (
    r"fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|decreas(?:e|es|ed|ing)|go(?:es)? down|went down|going down|"
    r"declin(?:e|es|ed|ing)|cut(?:s|ting)?|reduc(?:e|es|ed|ing|tion)|lower(?:s|ed|ing)?|shrink(?:s|ing)?|sink(?:s|"
    r"ing)?|"
    r"slip(?:s|ped|ping)?|shrunk|shrank|worsen(?:s|ed|ing)?|less|down|cheaper|fewer|smaller|worse|lose|loses|losing"
)
_NUMBER = r"(?P<size>\d+(?:[.,]\d+)?)\s*(?P<unit>%|percent|per cent|pp|percentage points?|points?)(?![\w])"
_TIMES = {"double": "x2", "triple": "x3", "quadruple": "x4", "halve": "x0.5", "half": "x0.5"}
_MULTIPLE = r"(?P<times>doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|halv(?:e|es|ed|ing))"
_FRACTIONS = {"half": "50", "third": "33.333333", "quarter": "25", "fifth": "20", "tenth": "10"}
_FRACTION = re.compile(rf"\bby (?:a |one )?({'|'.join(_FRACTIONS)})\b", re.IGNORECASE)
_LINK = (
    r"(?:\s|\b(?:a|an|the|our|my|by|to|of|in|were|was|is|are|would|could|can|will|we|get|has|have|that|only|"
    r"just|also|too|then|become|becomes|gets)\b)*"
)

_AFTER = tuple(
    re.compile(rf"{_LINK}{pattern}", re.IGNORECASE)
    for pattern in (
        rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b{_LINK}(?:another |about |around |roughly )?{_NUMBER}",
        rf"(?P<sign>[+\-−–])\s*{_NUMBER}",
        rf"{_MULTIPLE}",
        rf"{_NUMBER}\s*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b",
    )
)
"""What may follow the metric: "CTR rises by 20%", "CTR +20%", "CTR doubles", "CTR were 20% higher"."""
_BEFORE = tuple(
    re.compile(rf"{pattern}{_LINK}$", re.IGNORECASE)
    for pattern in (
        rf"{_NUMBER}\s*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b(?:\s+in|\s+on)?",
        rf"(?P<sign>[+\-−–])\s*{_NUMBER}",
        rf"\b{_MULTIPLE}",
    )
)
"""What may stand before it: "20% higher CTR", "+20% CTR", "double the budget", "a 20% increase in CPM"."""
_VERB_BEFORE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b{_LINK}$", re.IGNORECASE)
_BY = re.compile(rf"\s*by\s+(?:another |about |around )?{_NUMBER}", re.IGNORECASE)
_ACTS = re.compile(
    r"\b(?:rais|lift|cut|increas|reduc|lower|boost|improv|drop|decreas|grow|add)(?:e|es|s|ed|ing|ting)?\b(?:\s|"
    r"\bthe\b|\bour\b)*$",
    re.IGNORECASE,
)
_SIZE = re.compile(rf"\s*{_NUMBER}", re.IGNORECASE)
"""The two sides of "cut CPC by 10%"."""
_TO = re.compile(
    rf"{_LINK}(?:{_UP}|{_DOWN}|chang(?:e|es|ed)|mov(?:e|es|ed)|go(?:es)?|went|get|gets|were|was)\b\s*"
    r"(?P<from>from\s+)?(?P<to>(?:(?:down |up )?to|at)\s+)?(?:about |around |roughly )?(?=[\d$€£])",
    re.IGNORECASE,
)
_IT_CHANGES = re.compile(
    rf"\bit(?:['’]ll|['’]s| will| would| is going to)?\s+(?=(?:{_UP}|{_DOWN})\b\s+(?:by )?\d)", re.IGNORECASE
)
_LABELLED = re.compile(r"\b(?:option|scenario|plan|variant|case|idea|lever)\s+(?:[ab12]|one|two|i|ii)\b", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\b(?:or|vs\.?|versus|alternatively)\b", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:if|suppose|assume|assuming|say|imagine)\s+(?:an? )?(?:the |our |my )?$", re.IGNORECASE)
_BECOMES = re.compile(r"\s*(?:of|is|was|were|are|would be|becomes?|=)\s+(?:only |about )?(?=[\d$€£])", re.IGNORECASE)
"""The two sides of "if CTR were 2%"."""
_THEN_TO = re.compile(r"\s*(?:down |up )?to\s+(?=[\d$€£])", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:what if|if|suppose|assum\w+|say|what happens|what would happen|imagine|then what|effect|impact|"
    r"how would|how does|how (?:many|much) (?:more|fewer|less|extra)|what then|becomes?|constant|net effect|option \w|"
    r"which (?:one |of \w+ )?(?:is|would|helps?|does|has|do|works|wins)|"
    r"what (?:does|do|would|will|did) .{0,60} do to|would (?:be|do)|scenario|"
    r"(?:would|will|does|do) .{1,60} (?:lift|raise|change|move|help|reduce|lower|improve|hurt|affect))\b",
    re.IGNORECASE,
)
_AFFECTED = re.compile(
    r"\b(?:happens? to|becomes? of|how (?:would|does|will|do)|effect on|impact on|do to|does to|mean for|affect|"
    r"change|effect for|move)\s+(?:the |our |"
    r"my |an? )?(?:subscriber |overall )?$",
    re.IGNORECASE,
)
"""What stands before the metric that is asked about, even where its value is given: "what happens to our ROAS of 3"."""
_FEW = 6
_AND = re.compile(r"(?:\s|,|&|/|\band\b|\bthe\b|\bour\b|\bmy\b)*", re.IGNORECASE)
_GOAL_CUE = re.compile(
    r"\b(?:what (?:would|will|does) it take|what (?:would|do|must|should) (?:we|i) (?:need|have to (?:do|change))|"
    r"what (?:has|needs|would have|would need|must) to (?:change|happen|be true)|"
    r"how (?:can|do|could|would) (?:we|i) (?:get|bring|reach|hit|achieve)|"
    r"how (?:much|far|high|low) (?:would|must|does|do|should) .{2,40}?(?:have to|need to|must) (?:be|go|rise|fall|grow|"
    r"drop|increase|decrease|improve|change))\b",
    re.IGNORECASE,
)


_WHAT_CHANGES = re.compile(r"what\b", re.IGNORECASE)
_FROM = re.compile(r"\s*(?:from|on top of|off)\s+(?:the |our |its )?(?:current |present )?(?=[\d$€£])", re.IGNORECASE)
_FROM_TO = re.compile(r"\bfrom\s+(\S+)\s+(to\s+)(?=[\d$€£])", re.IGNORECASE)
"""The two ways to say where a change starts: "+20% from 1%", "from 3 to 4"."""
_OR = re.compile(r"\s*,?\s*(?:or|vs\.?|versus)\s*(?:if |what if |that )?(?:the |our )?|\s*,\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    metric: Metric
    written: str
    origin: str = ""


def read_what_if(text: str) -> dict[str, Any] | None:
    """Return the arguments of `what_if` for a text that changes figures or asks what a goal takes; None for any other.

    A change in percent to a rate is relative ("CTR +20%" is 1% becoming 1.2%) unless points are named.
    """
    text = _named_again(text)
    text = _FRACTION.sub(lambda match: f"by {_FRACTIONS[match[1].lower()]}%", text)
    sensitive = read_sensitivity(text) or read_value_list(text)
    if sensitive:
        return sensitive
    mentions = find_mentions(text)
    changes = _changes(text, mentions)
    if changes and (_CUE.search(text) or len(changes) > 1):
        rest = _without(text, changes)
        asks = read_kpi_text(rest).asks
        given = {n: w for ask in asks for n, w in ask.given.items()}
        changed = {c.metric.name for c in changes}
        affected = _affected(text, mentions)
        named = [m.candidates[0].name for m in find_mentions(rest) if m.candidates[0].is_kpi and not m.is_time]
        asked = [t for ask in asks for t in ask.targets]
        targets = affected or asked or [n for n in named if n not in given]
        return {
            "given": given,
            **_sets(text, changes),
            "targets": list(dict.fromkeys(t for t in targets if t not in changed)),
        }
    cue = _GOAL_CUE.search(text)
    return _read_goal(text, cue) if cue else None


def _named_again(text: str) -> str:
    """Say what "it" is, where a sentence lets it change: "CPL is 40. It will rise 10%"."""
    for match in reversed(list(_IT_CHANGES.finditer(text))):
        before = [m for m in find_mentions(text[: match.start()]) if not m.is_time]
        if before:
            text = f"{text[: match.start()]}{before[-1].text} {text[match.end() :]}"
    return text


def _affected(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the metrics after "what happens to", with those joined to them."""
    found: list[Mention] = []
    for mention in mentions:
        joined = found and _AND.fullmatch(text[found[-1].end : mention.start])
        if joined or _AFFECTED.search(text[: mention.start]):
            found.append(mention)
    return [m.candidates[0].name for m in found]


def _sets(text: str, changes: Sequence[_Found]) -> dict[str, Any]:
    """Return one set of changes, or one scenario for each where they are alternatives: "CTR +20% or CPM -10%"."""
    ordered = sorted(changes, key=lambda c: c.start)
    gaps = [text[a.end : b.start] for a, b in pairwise(ordered)]
    labelled = len(_LABELLED.findall(text)) > 1
    apart = labelled or (bool(gaps) and all(_ALTERNATIVE.search(gap) and len(gap.split()) <= _FEW for gap in gaps))
    if (
        (gaps and apart and len({c.metric.name for c in ordered}) == len(ordered))
        or (gaps and all(_OR.fullmatch(gap) for gap in gaps))
        or (gaps and _OR.fullmatch(gaps[-1]) and len(gaps) > 1)
    ):
        return {"scenarios": {f"{c.metric.label} {c.written}": {c.metric.name: c.written} for c in ordered}}
    return {"changes": {c.metric.name: c.written for c in changes}}


def _read_goal(text: str, cue: re.Match[str]) -> dict[str, Any] | None:
    """Return a goal with the figures it rests on; None where they are not there: then it is a question of strategy.

    The goal is the first KPI named after the words that ask for it, wherever the other figures stand.
    """
    text = _FROM_TO.sub(lambda match: match[2], text)
    given = {n: w for ask in read_kpi_text(text).asks for n, w in ask.given.items()}
    named = [m.candidates[0].name for m in find_mentions(text) if m.start >= cue.end()]
    name = next((n for n in named if n in given and METRICS[n].is_kpi), None)
    others = {n: w for n, w in given.items() if n != name}
    if name and not others and _WHAT_CHANGES.match(cue[0]):
        return {"given": {}, "goal": {name: given[name]}}
    return {"given": others, "goal": {name: given[name]}} if name and follows(name, list(others)) else None


def _started_at(text: str, change: _Found) -> _Found:
    """Add where a change starts from, when it is said after it: "double the budget from 5k"."""
    match = _FROM.match(text, change.end)
    values = [v for v in find_quantities(text) if match and v[0] == match.end()]
    if not values or change.origin:
        return change
    _, end, quantity = values[0]
    return replace(change, end=end, origin=quantity.text)


def _changes(text: str, mentions: Sequence[Mention]) -> list[_Found]:
    found: list[_Found] = []
    for mention in mentions:
        change = _new_value(text, mention) or _relative(text, mention)
        if change and not any(change.start < f.end and f.start < change.end for f in found):
            found.append(_started_at(text, change))
    return found


def _relative(text: str, mention: Mention) -> _Found | None:
    metric = mention.candidates[0]
    for pattern in _AFTER:
        if match := pattern.match(text, mention.end):
            return _Found(mention.start, match.end(), metric, _written(match))
    before = text[: mention.start]
    for pattern in _BEFORE:
        if match := pattern.search(before):
            return _Found(match.start(), mention.end, metric, _written(match))
    verb, size = _VERB_BEFORE.search(before), _BY.match(text, mention.end)
    if verb and size is None and _ACTS.search(before):
        size = _SIZE.match(text, mention.end)
    if verb and size:
        return _Found(verb.start(), size.end(), metric, _signed(size, is_up=bool(verb["up"])))
    return None


def _written(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("times"):
        return next(factor for word, factor in _TIMES.items() if parts["times"].lower().startswith(word[:-1]))
    if parts.get("sign"):
        return _signed(match, is_up=parts["sign"] == "+")
    return _signed(match, is_up=parts.get("down") is None)


def _signed(match: re.Match[str], *, is_up: bool) -> str:
    unit = "pp" if "p" in match["unit"].lower().replace("percent", "").replace("per cent", "") else "%"
    return f"{'+' if is_up else '-'}{match['size']}{unit}"


def _new_value(text: str, mention: Mention) -> _Found | None:
    """Read "CTR rises to 2%", "from 1% to 2%" and "if CTR were 2%"."""
    supposed = _BECOMES.match(text, mention.end) if _SUPPOSED.search(text[: mention.start]) else None
    link = _TO.match(text, mention.end)
    if link and not (link["from"] or link["to"]):
        link = None
    begin = link or supposed
    values = [v for v in find_quantities(text) if begin and v[0] >= begin.end() - 1]
    if begin is None or not values or values[0][0] > begin.end():
        return None
    start, end, quantity = values[0]
    if link and link["from"]:
        then = _THEN_TO.match(text, end)
        if then is None or len(values) < 2 or values[1][0] > then.end():  # noqa: PLR2004 - "from" and "to"
            return None
        start, end, quantity = values[1]
    metric = fitting_metric(quantity, mention)
    return _Found(mention.start, end, metric, text[start:end]) if metric else None


def _without(text: str, changes: Sequence[_Found]) -> str:
    """Blank out the changes, but keep where a change started from: "CTR from 1% to 2%" gives CTR 1%."""
    for change in changes:
        part = text[change.start : change.end]
        between = re.search(r"\bfrom\s+(\S+)\s+(?:down |up )?to\b", part, re.IGNORECASE)
        origin = between[1] if between else change.origin
        kept = f"{change.metric.label} {origin}," if origin else ""
        text = text[: change.start] + kept.ljust(len(part))[: max(len(part), len(kept))] + text[change.end :]
    return text
