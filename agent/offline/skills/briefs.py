"""Campaign briefs: drafted from a paragraph, checked, and changed as the conversation goes on."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.thread import PlannedCall, Thread

_DRAFT, _REVISE, _CHECK = "draft_brief", "revise_brief", "check_brief"
_WANTED = re.compile(
    r"\b(?:write|draft|create|make|prepare|set up|start|build|do|need|want|give me|put together|plan)\b[^.?!\n]{0,40}"
    r"\b(?:campaign |launch |media |creative )?brief\b(?!\s+(?:overview|summary|explanation|"
    r"answer|history|definition))|"
    r"^\W*(?:campaign )?brief\s*(?:for|:)|\b(?:plan|draft|set up|launch|create|prepare) "
    r"(?:me |us )?(?:a|an|our|the|my) "
    r"(?:new )?(?:[\w-]+ ){0,3}campaign\b",
    re.IGNORECASE,
)
_ABOUT_BRIEFS = re.compile(
    r"\b(?:what|how|why|which|who)\b[^.?!]{0,40}\bbrief\b|\bwhat (?:belongs|goes) in", re.IGNORECASE
)
_CHECKED = re.compile(
    (
        r"\b(?:check|review|validate|is|are)\b[^.?!\n]{0,30}\b(?:brief|plan)\b(?:[^.?!\n]{0,20}\b(?:ready|"
        r"ok|fine|sound|complete)\b)?"
    ),
    re.IGNORECASE,
)
_UNDO = re.compile(r"^\W*(?:please\s+)?(?:undo|take (?:that|it) back|revert)\b", re.IGNORECASE)
_OF_BRIEF = re.compile(
    r"\b(?:change|revise|update|edit|in|of)\s+(?:the|our|my|this)\s+(?:campaign\s+)?brief\b", re.IGNORECASE
)
_CHANGE = re.compile(
    r"\b(?:move|shift|reallocate|drop|remove|add|rename|extend|shorten|postpone|delay|"
    r"increase|raise|lower|cut|set|make it|"
    r"end on|start on|end it|start it|mark|declare)\b|\btarget (?:cpa|cpl|roas|cac|cpc)\b|^\s*[A-Z][\w /]{2,30}:\s|"
    r"\b(?:budget|audience|flight|margin|landing page|action|product|brand|market|offer)\b[^?]{0,30}\b(?:is|"
    r"are|should be)\b|"
    r"\b(?:later|earlier)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r"\b(?:remember|forget|from now on|always|for all conversations|keep in mind)\b", re.IGNORECASE)
_CLEAR = 3.0
"""More than any likeness to a phrasing adds: the words name a brief."""
_SHOP_TALK = re.compile(r"\b(?:last|yesterday|previous)\b|\bwhat (?:if|happens)\b", re.IGNORECASE)


def _claim(clause: Clause) -> float | None:
    text = clause.text
    if _ABOUT_BRIEFS.search(text) and not _WANTED.search(text):
        return None
    named = _WANTED.search(text) or _OF_BRIEF.search(text) or (_CHECKED.search(text) and "brief" in text.lower())
    return _CLEAR if named else None


def _follows(clause: Clause) -> bool:
    text = clause.text
    if clause.signs.is_question and not _CHECKED.search(text):
        return False
    if _SHOP_TALK.search(text):
        return False
    return bool(_UNDO.search(text) or _CHECKED.search(text) or _CHANGE.search(text))


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    text = part.text
    if _UNDO.search(text):
        return [_call(_REVISE, undo=True)]
    if _WANTED.search(text) and not part.follows:
        return [_call(_DRAFT, text=text)]
    if _CHECKED.search(text) and not _CHANGE.search(text):
        return [_call(_CHECK)]
    return [_call(_REVISE, change=text)]


def speaks_of_a_brief(text: str, thread: Thread) -> bool:
    """Return whether a figure in the text is the brief's and not one to keep for all conversations.

    After a brief "target CPA 35" changes that brief, unless the words ask to remember it.
    """
    if _KEPT.search(text):
        return False
    last = thread.last_call
    return bool(_WANTED.search(text) or (last is not None and last.tool in {_DRAFT, _REVISE, _CHECK}))


def _call(tool: str, **arguments: Any) -> PlannedCall:
    return PlannedCall(tool, arguments)


BRIEFS = Skill("brief", _claim, _plan, tools=(_DRAFT, _REVISE, _CHECK), follows=_follows)
