"""Answers from passages without a model: the right sentences and lists, joined in the shape the question asks for."""

import re
from dataclasses import dataclass
from enum import StrEnum

from agent.guide_tool import GuidePassage
from knowledge.blocks import Block, read_blocks
from knowledge.lexicon import stem
from tools.kpi.mentions import find_mentions

_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)\s+(?=[A-Z\"“*(\d])")
_WORD = re.compile(r"[a-z][a-z0-9'-]+", re.IGNORECASE)
_STOP_WORDS = """
a an the is are was were be been do does did what which who whom how why when where should would could can may
i we you our my your it its they them this that these those of to in on for with and or not no from by at as
if so than then there have has had will about into out up down me us tell explain give list define mean means
meaning please s t really actually just more most much many good best way use using between
"""
_STOP = frozenset(_STOP_WORDS.split())
_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|\\d+"
_COMPARE = re.compile(
    r"\b(?:vs\.?|versus|differ\w*|compar\w+|distinguish|same (?:as|thing)|instead of)\b|\bor\b.*\?", re.IGNORECASE
)
_LIST = re.compile(
    rf"\b(?:what are|which (?:are|\w+s\b)|list|name (?:the|some|a few)|how many .* are there|(?:{_NUMBER_WORDS}) \w+|"
    r"steps|phases|stages|types|kinds|examples|benefits|advantages|ways|checks|checklist|rules|pitfalls|mistakes|options)\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\bhow (?:do|to|should|can|would|does|did|often|long|soon)\b|\bwhat should\b|\bsteps to\b", re.IGNORECASE
)
_DEFINE = re.compile(
    r"\b(?:what(?:'s|s| is| are| does| do)|define|definition|meaning|stands? for|explain)\b", re.IGNORECASE
)
_POINTS_ELSEWHERE = re.compile(
    r":$|\bthe table\b|\b(?:the following|as follows|(?:list|example) below)\b", re.IGNORECASE
)
"""A sentence that speaks of something beside it, which a quotation leaves behind."""
_MOST_SENTENCES = 4
_MOST_WORDS = 110
"""What is quoted of a section beside its opening."""
_FAVOUR = 0.3
_SECOND_SOURCE = 0.6
_LONG_ITEM_LIST = 12
_SLIGHTLY_LESS = 0.15
_MUCH_LESS = 0.3
_GLOSSARY = "glossary#"


class Shape(StrEnum):
    """The form an answer should take."""

    LIST = "list"
    COMPARISON = "comparison"
    DEFINITION = "definition"
    HOW = "how"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Claim:
    """Words quoted from one passage."""

    text: str
    passage: GuidePassage


def shape_of(question: str) -> Shape:
    """Return the form that a question asks for."""
    for shape, pattern in (
        (Shape.COMPARISON, _COMPARE),
        (Shape.HOW, _HOW),
        (Shape.LIST, _LIST),
        (Shape.DEFINITION, _DEFINE),
    ):
        if pattern.search(question):
            return shape
    return Shape.OTHER


def compose(question: str, passages: list[GuidePassage]) -> list[Claim]:
    """Return the claims that answer a question, in reading order; empty without passages."""
    if not passages:
        return []
    shape = shape_of(question)
    titles = [f"{m.candidates[0].title} {m.candidates[0].label}" for m in find_mentions(question)]
    words = stems(" ".join([question, *titles]))
    lead = _lead(shape, words, passages)
    claims = _from_lead(shape, words, lead)
    claims += _from_others(shape, words, lead, passages)
    return claims


def _lead(shape: Shape, words: frozenset[str], passages: list[GuidePassage]) -> GuidePassage:
    """Return the passage to answer from.

    The first; or a chapter's where the first is a glossary line and the question wants more than a meaning; or a near
    one that has the list a list question wants.
    """
    first = passages[0]
    if shape is not Shape.DEFINITION and first.chunk_id.startswith(_GLOSSARY):
        chapters = [p for p in passages[:4] if not p.chunk_id.startswith(_GLOSSARY)]
        first = next((p for p in chapters if p.relevance >= first.relevance - _SLIGHTLY_LESS), first)
    if shape is Shape.DEFINITION:
        close = [p for p in passages[:5] if p.relevance >= first.relevance - _MUCH_LESS]
        return max(close, key=lambda p: _names_the_same(p.heading, words))
    if shape is not Shape.LIST:
        return first
    for passage in passages[:3]:
        near = passage.relevance >= first.relevance - _SLIGHTLY_LESS
        about = len(words & stems(passage.heading)) >= len(words & stems(first.heading))
        if near and about and any(b.kind in {"list", "table"} for b in _blocks(passage.text)):
            return passage
    return first


def _names_the_same(heading: str, words: frozenset[str]) -> float:
    """Return how much of a heading and of the term asked for is common: "ROAS versus ROI" is more than ROAS."""
    own = stems(heading)
    return len(own & words) / len(own | words) if own else 0.0


def _from_lead(shape: Shape, words: frozenset[str], passage: GuidePassage) -> list[Claim]:
    blocks = _blocks(passage.text)
    first = _sentences(blocks[0].text) if blocks and blocks[0].kind == "paragraph" else []
    opening = [sentence for sentence in first if _stands_alone(sentence)]
    listed = _list_with_introduction(blocks)
    match shape:
        case Shape.LIST if listed:
            intro = [] if listed.startswith(opening[0] if opening else "\0") else opening[:1]
            return _claims([*intro, listed], passage)
        case Shape.COMPARISON if any(b.kind == "table" for b in blocks):
            return _claims([" ".join(opening), next(b.text for b in blocks if b.kind == "table")], passage)
        case Shape.DEFINITION:
            example = next((b.text for b in blocks if b.kind == "example"), "")
            return _claims([" ".join(opening[:3]), example], passage)
        case _:
            return _claims([" ".join(opening), *_nearest_parts(blocks[1:], words, is_how=shape is Shape.HOW)], passage)


def _from_others(shape: Shape, words: frozenset[str], lead: GuidePassage, passages: list[GuidePassage]) -> list[Claim]:
    """Return what the next passage adds, when it is surely about the question too."""
    if shape in {Shape.LIST, Shape.DEFINITION}:
        return []
    for passage in passages[:3]:
        if passage is lead or passage.relevance < max(_SECOND_SOURCE, lead.relevance - 0.25):
            continue
        blocks = _blocks(passage.text)
        if blocks and blocks[0].kind == "paragraph":
            first = _sentences(blocks[0].text)[0]
            if _stands_alone(first) and words & stems(first):
                return _claims([first], passage)
    return []


def _claims(texts: list[str], passage: GuidePassage) -> list[Claim]:
    return [Claim(text, passage) for text in texts if text.strip()]


def _list_with_introduction(blocks: list[Block]) -> str:
    """Return the first list or table with the sentence that introduces it."""
    for position, block in enumerate(blocks):
        if block.kind in {"list", "table"}:
            before = blocks[position - 1] if position else None
            intro = _sentences(before.text)[-1] if before is not None and before.kind == "paragraph" else ""
            lines = block.text.splitlines()
            if block.kind == "table" and len(lines) > _LONG_ITEM_LIST + 2:
                lines = lines[: _LONG_ITEM_LIST + 2]
            return f"{intro}\n\n" + "\n".join(lines) if intro else "\n".join(lines)
    return ""


def _nearest_parts(blocks: list[Block], words: frozenset[str], *, is_how: bool) -> list[str]:
    """Return the parts of a section that share most with the question, in their order and whole.

    So no sentence loses the one before it, and no point of a list the others. A way to do something is first of all a
    list of steps.
    """
    parts = _parts(blocks)
    ranked = sorted(
        range(len(parts)),
        key=lambda i: -(_score(parts[i], words) + (_FAVOUR if is_how and "\n" in parts[i] else 0.0)),
    )
    chosen: list[int] = []
    length = 0
    for place in ranked:
        size = len(parts[place].split())
        if chosen and (length + size > _MOST_WORDS or _score(parts[place], words) <= 0):
            break
        chosen.append(place)
        length += size
    return [parts[place] for place in sorted(chosen)]


def _parts(blocks: list[Block]) -> list[str]:
    """Return the paragraphs, and the lists and tables each with the sentence that introduces it."""
    found: list[str] = []
    for position, block in enumerate(blocks):
        if block.kind in {"list", "table"}:
            before = blocks[position - 1] if position else None
            last = _sentences(before.text)[-1] if before is not None and before.kind == "paragraph" else ""
            intro = "" if _stands_alone(last) else last
            lines = "\n".join(block.text.splitlines()[: _LONG_ITEM_LIST + 2])
            found.append(f"{intro}\n\n{lines}" if intro else lines)
        elif block.kind == "paragraph":
            sentences = [s for s in _sentences(block.text) if _stands_alone(s)]
            found += [" ".join(sentences[:_MOST_SENTENCES])] if sentences else []
    return found


def _stands_alone(sentence: str) -> bool:
    return _POINTS_ELSEWHERE.search(sentence) is None


def _score(sentence: str, words: frozenset[str]) -> float:
    own = stems(sentence)
    return len(words & own) / (4 + len(own)) ** 0.5 if own else 0.0


def _blocks(text: str) -> list[Block]:
    blocks = [b for b in read_blocks(text, "passage", with_examples=False) if b.kind != "heading"]
    return [Block("example", b.text) if b.text.startswith("Example:") else b for b in blocks]


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in _SENTENCE.split(" ".join(text.split())) if s.strip()]


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words."""
    return frozenset(stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)
