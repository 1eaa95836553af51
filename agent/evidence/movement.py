"""Directions told without a figure, "CPA fell", "the rise in spend", which every change of the evidence denies."""

import re
from collections.abc import Iterator, Sequence

from agent.evidence.blocks import Statement
from agent.evidence.ledger import Entry
from agent.evidence.marks import MetricMark
from agent.evidence.vocabulary import Vocabulary
from tools.kpi.definitions import METRICS

_MOVED_METRIC = re.compile(
    r"^['’]?s?(?:\s+(?:on|for|in|from|at|of|with)\s+_+(?:\s+(?:on|for|in)\s+_+)?)?\s+(?:(?:has|have|had|also|even|only|just|sharply|slightly|clearly|actually|itself|then|barely|therefore|in\s+turn)\s+)*"
    r"(?:(?P<up>rose|risen|increased|grew|grown|climbed|jumped|surged|soared|went\s+up|gone\s+up|(?:is|was|are|were)\s+(?:up|higher))"
    r"|(?P<down>fell|fallen|dropped|declined|decreased|shrank|slid|slipped|sank|plunged|went\s+down|gone\s+down|(?:is|was|are|were)\s+(?:down|lower))"
    r"|(?P<better>improved)|(?P<worse>worsened|deteriorated))\b"
)
_NOUN_OF = re.compile(
    r"\b(?:(?P<up>rise|increase|jump|surge|climb)|(?P<down>drop|decline|decrease|fall))\s+(?:in|of)\s+(?:the\s+|its\s+|your\s+|overall\s+)*$",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:if|when|whether|unless|would|could|should|might|may|can|will|not|n't|never|no|nor|neither|rather|instead|avoid|expect\w*|watch|check|"
    r"look\s+for|any|a|to|such|possible|potential)\b|\?",
    re.IGNORECASE,
)


def denied_directions(
    statement: Statement, entries: Sequence[Entry], vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    """Directions of a metric that the evidence denies for the whole and for every segment that is named."""
    text = statement.text
    marks = vocabulary.metric_marks(text)
    plain = vocabulary.without_names(text)
    yield from _parts(text, entries)
    for mark in marks:
        found = _MOVED_METRIC.match(plain[mark.end :]) or _NOUN_OF.search(text[: mark.start])
        if found is None:
            continue
        start = mark.start if found.re is _MOVED_METRIC else found.start()
        opening = re.split(r"[,;:]|\.\s", text[:start])[-1]
        if _UNREAL.search(opening) or text.rstrip().endswith("?"):
            continue
        changes = _changes_of(mark, statement, entries, vocabulary)
        signs = {(v > 0) - (v < 0) for v in changes}
        sign = _sign(found, mark)
        if sign and signs and sign not in signs:
            yield (
                text[
                    min(mark.start, start) : max(mark.end, mark.end + found.end() if found.re is _MOVED_METRIC else 0)
                ],
                ("the evidence holds a change in the other direction"),
            )


_OF_THE = re.compile(
    r"\bof\s+(?:the|this|that)\s+(?:(?:total|overall|whole|entire)\s+)?(?:(?P<up>rise|increase|jump|surge|growth)|(?P<down>drop|decline|decrease|fall|loss))\b"
    r"(?!\s+(?:in|of|on)\b)",
    re.IGNORECASE,
)


def _parts(text: str, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """The "decrease" that something is a part of, where what the evidence explains is an increase."""
    for m in _OF_THE.finditer(text):
        explained = {e.metric for e in entries if e.role == "contribution"}
        signs = {
            e.value > 0 for e in entries if e.role == "change" and e.metric in explained and not e.segment - e.where
        }
        if signs and (m["up"] is not None) not in signs:
            yield m[0], "the change that the evidence explains went the other way"


def _sign(found: re.Match[str], mark: MetricMark) -> int:
    told = found.groupdict()
    if told.get("better") or told.get("worse"):
        good = {METRICS[n].higher_is_better for n in mark.names}
        if len(good) != 1 or None in good:
            return 0
        return 1 if good.pop() is bool(told.get("better")) else -1
    return 1 if told.get("up") else -1


_PRONOUN = re.compile(r"\W*(?:its?|they|their)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:(]|\.\s|\b(?:while|whereas|but|because|although)\b", re.IGNORECASE)


def _changes_of(
    mark: MetricMark, statement: Statement, entries: Sequence[Entry], vocabulary: Vocabulary
) -> list[float]:
    """Return the changes that may be meant: of the clause's segments, or of the whole and what is named around."""
    text = statement.text
    start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, mark.start)), default=0)
    end = next((m.start() for m in _CLAUSE_END.finditer(text, mark.end)), len(text))
    subject = statement.before if _PRONOUN.match(text) else ""
    own = {p for t in (text[start:end], subject) for s in vocabulary.segment_marks(t) for p in s.pairs}
    around = (text, *statement.over, statement.before)
    named = {p for t in around for s in vocabulary.segment_marks(t) for p in s.pairs}
    found = [e for e in entries if e.origin == "fact" and e.role == "change" and e.metric in mark.names]
    if own:
        return [e.value for e in found if e.segment - e.where and e.segment - e.where <= own | e.where]
    return [e.value for e in found if e.segment - e.where <= named]
