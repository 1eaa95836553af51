"""Campaign briefs: drafted from a paragraph or by questions, checked, changed and exported as the talk goes on."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.thread import BRIEF_TOOLS, PlannedCall, Thread

_DRAFT, _REVISE, _CHECK, _EXPORT = "draft_brief", "revise_brief", "check_brief", "export_brief"
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
_FORMATS = {
    "pdf": re.compile(r"\bpdfs?\b", re.IGNORECASE),
    "docx": re.compile(r"\b(?:word|docx?)\b(?! (?:for|by|of)\b)", re.IGNORECASE),
    "md": re.compile(r"\b(?:markdown|md)\b", re.IGNORECASE),
    "json": re.compile(r"\bjson\b", re.IGNORECASE),
    "csv": re.compile(r"\b(?:csv|check-?list|spreadsheet|excel|google sheets?)\b", re.IGNORECASE),
}
_EXPORTED = re.compile(
    r"\b(?:export|download|print out)\b|"
    r"\b(?:send|give|make|get|save|render|share|turn|create|produce|generate|write|show|need|want|have)\b[^.?!\n]{0,40}"
    r"\b(?:pdf|word (?:file|doc(?:ument)?|version)|docx?|markdown(?: file)?|json(?: file)?|csv|check-?list)\b|"
    r"^\W*(?:and |now |also |the |as |a |in )*(?:pdf|word|docx|markdown|json|csv)(?: (?:file|version|too|please))*\W*$",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\W*(?:please |now |and |then |ok(?:ay)?,? |can you |could you |let's |also )*"
    r"(?:move|shift|reallocate|drop|remove|add|rename|extend|shorten|postpone|delay|increase|raise|lower|cut|make it|"
    r"end it|start it|mark|declare|change|set|update|replace|put|take|push|bring)\b|\b(?:later|earlier)\W*$",
    re.IGNORECASE,
)
_ENOUGH = re.compile(
    r"^\W*(?:(?:that's|that is|it's) (?:all|enough|it)|(?:i )?(?:don't|do not) know(?: yet)?|no idea|not sure(?: yet)?|"
    r"skip(?: (?:it|that|this|these|those|them|the rest))?|no more questions?|enough(?: questions)?|later|"
    r"leave it(?: at that)?|i(?:'ll| will) (?:tell you|add (?:it|that)) later)\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bbrief [\"'`“]?(?P<name>[a-z0-9]+(?:-[a-z0-9]+)+)\b")
_KEPT = re.compile(r"\b(?:remember|forget|from now on|always|for all conversations|keep in mind)\b", re.IGNORECASE)
_CLEAR = 3.0
"""More than any likeness to a phrasing adds: the words name a brief."""
_SHOP_TALK = re.compile(r"\b(?:last|yesterday|previous)\b|\bwhat (?:if|happens)\b", re.IGNORECASE)


def _claim(clause: Clause) -> float | None:
    text = clause.text
    if _ABOUT_BRIEFS.search(text) and not _WANTED.search(text):
        return None
    of_brief = "brief" in text.lower() and (_CHECKED.search(text) or _EXPORTED.search(text))
    return _CLEAR if _WANTED.search(text) or _OF_BRIEF.search(text) or of_brief else None


def _follows(clause: Clause) -> bool:
    text = clause.text
    if _EXPORTED.search(text):
        return True
    if clause.signs.is_question and not _CHECKED.search(text):
        return False
    if _SHOP_TALK.search(text):
        return False
    return bool(clause.thread.asks_for or _UNDO.search(text) or _CHECKED.search(text) or _CHANGE.search(text))


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    text, thread = part.text, part.clause.thread
    named = _NAMED.search(text)
    brief = {"name": name} if (name := named["name"] if named else thread.brief) else {}
    if _UNDO.search(text):
        return [_call(_REVISE, **brief, undo=True)]
    if _EXPORTED.search(text) and not (_WANTED.search(text) and not _is_of_one(text)):
        formats = [form for form, pattern in _FORMATS.items() if pattern.search(text)]
        return [_call(_EXPORT, **brief, formats=formats) if formats else _call(_EXPORT, **brief)]
    if _WANTED.search(text) and not part.follows:
        return [_call(_DRAFT, text=text)]
    if _CHECKED.search(text) and not _CHANGE.search(text):
        return [_call(_CHECK, **brief)]
    if thread.asks_for and not _is_change(text, thread):
        return Ask(_AT_ANY_TIME, reply="talk") if _ENOUGH.match(text) else [_call(_DRAFT, **brief, text=text)]
    return [_call(_REVISE, **brief, change=text)]


def _is_change(text: str, thread: Thread) -> bool:
    """Return whether words change what stands in the brief, and don't answer what was asked."""
    is_of_target = _TARGET.search(text) and not any(field.startswith("targets") for field in thread.asks_for)
    return bool(_COMMAND.search(text) or is_of_target)


_TARGET = re.compile(r"\btarget (?:cpa|cpl|roas|cac|cpc)\b", re.IGNORECASE)
_AT_ANY_TIME = (
    "Then the brief stays as it is, with what I assumed marked so. Tell me more at any time, check it "
    '("is the brief ready?"), or export it ("export the brief as PDF").'
)
_OF_ONE = re.compile(r"\b(?:export|download|print)\b|\b(?:the|this|that|our|my) (?:[\w-]+ ){0,2}brief\b", re.IGNORECASE)


def _is_of_one(text: str) -> bool:
    """Return whether the words speak of a brief that there is, and not of one to write."""
    return bool(_OF_ONE.search(text))


def speaks_of_a_brief(text: str, thread: Thread) -> bool:
    """Return whether a figure in the text is the brief's and not one to keep for all conversations.

    After a brief "target CPA 35" changes that brief, unless the words ask to remember it.
    """
    if _KEPT.search(text):
        return False
    last = thread.last_call
    return bool(_WANTED.search(text) or (last is not None and last.tool in BRIEF_TOOLS))


def _call(tool: str, **arguments: Any) -> PlannedCall:
    return PlannedCall(tool, arguments)


BRIEFS = Skill("brief", _claim, _plan, tools=tuple(sorted(BRIEF_TOOLS)), follows=_follows)
