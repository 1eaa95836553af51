"""Questions of strategy and meaning: what the guide says, quoted with its citation."""

import re
from collections.abc import Sequence

from agent.guide_tool import GuidePassages
from agent.offline.comparisons import compared, compose_comparison, side_question
from agent.offline.corrections import bare, is_correction, is_follow_up, read_correction
from agent.offline.extraction import Claim, compose, stems
from agent.offline.skill import Ask, Clause, Failure, Part, Results, Skill
from agent.offline.thread import PlannedCall
from knowledge.other_languages import is_other_language

_TOOL = "search_guide"
_NEAR = 0.2
_COMPARISON = 3
"""Searches made for a comparison: for the question, and for each side."""
_ADVICE = re.compile(
    r"\b(?:should|how (?:do|can|to|should|would|often|long|soon)|when (?:should|do|is|to)|why (?:is|are|does|do|not)|"
    r"what (?:is|are|does|makes|should)|difference|explain|tips?|best|recommend\w*|advice|pros and cons|worth|"
    r"good idea|mistakes?|examples? of|does|which)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|this|that|them|these|those|one)\b", re.IGNORECASE)
_MORE = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|please)\b[\s,]*)*(?:tell me more|more(?: about (?:that|it|this))?|go on|"
    r"why(?: is that)?|how so|how come|"
    r"(?:can you )?(?:explain|elaborate|expand)(?: (?:that|this|it|more|further|on that))*|(?:give|show) me (?:an|"
    r"another) "
    r"example|(?:an|another|any) examples?|for example|such as|like what|in (?:more )?detail|what else|"
    r"anything else)\W*$",
    re.IGNORECASE,
)
_FEW_WORDS, _SHORT = 2, 7
_VAGUE_WORDS = """
is are was were it this that these those them they one ones thing things a an the any good bad better best worse worst
ok okay fine right wrong high low enough too which what how about should we i you do does did can could would stop
start keep change compare calculate calc compute check improve fix run use try for us our me my and or so then now
please to of in on at all significant real worth doing go up down much many very really more less still yet big small
normal
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())
"""Words that say nothing of what a question is about."""
_WHAT = (
    "What do you mean by that? Name the KPI or measure, and the figures, the period or the campaign that it is "
    "about. For "
    'example: "is 1.2% CTR better than 1%?", "why did CPA rise last week?"'
)
NOT_ENGLISH = "(Offline I answer in English; with a model connected I answer in your language.)"


def _claim(clause: Clause) -> float:
    """The guide takes every question; one for advice or meaning, without figures, is plainly for it."""
    if _lacks_a_subject(clause.signs.text) and not clause.signs.numbers and not clause.signs.mentions:
        return 1.5
    plain = _ADVICE.search(clause.text) and len(clause.signs.numbers) < 2  # noqa: PLR2004 - figures to compute with
    return 0.35 if plain or is_other_language(clause.text) else 0.1


def _follows(clause: Clause) -> bool:
    last = clause.thread.last_call
    if last is None or clause.signs.numbers:
        return False
    if _MORE.match(clause.text):
        return True
    builds = is_follow_up(clause.text) or is_correction(clause.text)
    return last.tool == _TOOL and builds


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    question = _question(part)
    if not part.follows and _lacks_a_subject(question):
        return Ask(_WHAT)
    questions = [question, *(side_question(side) for side in compared(question) or ())]
    return [PlannedCall(_TOOL, {"question": q}) for q in questions]


def _lacks_a_subject(text: str) -> bool:
    """Return whether a short question is about "it" and nothing in it says what that is: "is that any good?"."""
    if len(text.split()) > _SHORT or not _PRONOUN.search(text):
        return False
    return all(word in _VAGUE for word in re.findall(r"[a-z]+", text.lower()))


def _question(part: Part) -> str:
    """Return the question to look up, with what it leaves to the thread or to the clause before written out."""
    before = _topic(part.clause)
    if part.follows and _MORE.match(part.text):
        return before or part.text
    if part.follows:
        told = read_correction(part.text).meant if is_correction(part.text) else part.text
        return f"{bare(told)} {before}".strip()
    if part.subject and len(stems(part.said)) < _FEW_WORDS and _PRONOUN.search(part.said):
        return _PRONOUN.sub(part.subject, part.said, count=1)
    return part.said or part.text


def _topic(clause: Clause) -> str:
    """Return the last question that the thread asked the guide, or its last words."""
    calls = [c for turn in clause.thread.turns for c in turn.calls if c.tool == _TOOL]
    if calls:
        return str(calls[-1].arguments.get("question", ""))
    return clause.thread.turns[-1].said if clause.thread.turns else ""


def _word(part: Part, results: Results) -> str:
    found = [r for r in results if isinstance(r, GuidePassages)]
    failed = [r.sentence for r in results if isinstance(r, Failure)]
    question = _question(part)
    if len(found) == _COMPARISON:
        text = _compared(question, found[0], (found[1], found[2]))
    else:
        text = "\n\n".join(_guide_answer(question, passages) for passages in found)
    text = "\n\n".join([*failed, text] if text else failed)
    return f"{NOT_ENGLISH}\n\n{text}" if is_other_language(part.text) else text


def _compared(question: str, found: GuidePassages, sides: tuple[GuidePassages, GuidePassages]) -> str:
    claims = compose_comparison(question, found, sides)
    return _quoted(claims) if found.covered or all(side.covered for side in sides) else _guide_answer(question, found)


def _guide_answer(question: str, found: GuidePassages) -> str:
    if not found.covered:
        near = [p for p in found.passages if p.relevance >= _NEAR][:2]
        text = "The guide does not cover this, and I don't answer without a source."
        if near:
            text += " The nearest it has: " + "; ".join(f"[{p.citation}]" for p in near) + "."
        return text
    return _quoted(compose(question, found.passages))


def _quoted(claims: list[Claim]) -> str:
    return "\n\n".join(_cited(claim.text, claim.passage.citation) for claim in claims)


def _cited(text: str, citation: str) -> str:
    """Put the citation after a sentence, or on a line of its own after a list or a table."""
    last = text.rstrip().splitlines()[-1]
    is_block = last.lstrip().startswith(("-", "*", "|")) or last.lstrip()[:1].isdigit()
    return f"{text}\n\n[{citation}]" if is_block else f"{text} [{citation}]"


STRATEGY = Skill("guide", _claim, _plan, _word, tools=(_TOOL,), follows=_follows)
