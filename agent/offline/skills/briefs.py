"""Campaign briefs: drafted from a paragraph or by questions, checked, changed and exported as the talk goes on."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.thread import BRIEF_TOOLS, PlannedCall, Thread

_DRAFT, _REVISE, _CHECK, _EXPORT = "draft_brief", "revise_brief", "check_brief", "export_brief"
_WANTED = re.compile(
    r"\b(?:write|draft|create|make|prepare|set up|start|build|do|need|want|give me|put together|plan|compose|knock "
    r"up|whip up|"
    r"work on|help (?:me|us) with)\b[^.?!\n]{0,40}\b(?:campaign |launch |media |creative )?brief\b"
    r"(?!\s+(?:overview|summary|explanation|answer|history|definition|me\b|us\b))|"
    r"\bnew (?:campaign |media |creative |launch )?brief\b|\bbrief (?:an?|the|our|my|their) (?:\w+ )?(?:agency|team|"
    r"designer|freelancer)\b|"
    r"^\W*(?:campaign |media |creative )?brief\s*(?:for|:)|"
    r"\b(?:plan|draft|set up|launch|create|prepare|brief) (?:me |us )?(?:a|an|our|the|my) (?:new )?(?:[\w-]+ "
    r"){0,3}campaign\b",
    re.IGNORECASE,
)
_OTHER_PLAN = re.compile(r"\b(?:funnel|media plan|cpms?|cpcs?|ctr|cvr|conversion rate|click rate)\b", re.IGNORECASE)
"""A plan by figures, which is a funnel and no brief, unless a brief is named."""
_ABOUT_BRIEFS = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|hi|hey|please|but)\b[\s,]*)*(?:what|how|why|which|who|when|where|is it|are there|do "
    r"i|do we|does|"
    r"should|tips?|explain|tell me (?:about|how|what|why))\b|\bwhat (?:belongs|goes) in|\bhow to\b",
    re.IGNORECASE,
)
"""A question about briefs and campaigns in general."""
_BRIEF = re.compile(r"\bbriefs?\b", re.IGNORECASE)
_CHECKED = re.compile(
    r"\b(?:check|review|validate|verify|audit|proof-?read|look over|go over|sanity[- ]check|"
    r"inspect)\b[^.?!\n]{0,30}\b(?:brief|plan)\b|"
    r"\b(?:is|are) (?:the|our|my|this|that)\b[^.?!\n]{0,30}\b(?:brief|plan)\b[^.?!\n]{0,30}\b(?:ready|ok(?:ay)?|fine|"
    r"sound|complete|done|"
    r"finished|good|consistent|missing|correct)\b|"
    r"\b(?:anything|something|what(?:['’]?s| is)|mistakes?|errors?|problems?|gaps?|holes?|"
    r"issues?)\b[^.?!\n]{0,20}\b(?:wrong|missing|"
    r"off|left|incomplete|unclear|open|in|with)\b[^.?!\n]{0,20}\bbrief\b|"
    r"\b(?:show|open|display|see|read|view)\b[^.?!\n]{0,16}\b(?:the|our|my|this|current|latest|last)\s+(?:\w+ "
    r")?brief\b|"
    r"\bwhat(?:['’]?s| is| does) (?:in )?(?:the|our|my) (?:\w+ )?brief(?: say)?\W*$|"
    r"\bdoes (?:the|our|my|this) (?:brief|plan) (?:add up|hold|work|make sense)\b|"
    r"\b(?:find|spot) (?:the )?(?:mistakes|errors|problems|gaps|holes)\b[^.?!\n]{0,20}\bbrief\b",
    re.IGNORECASE,
)
_READY = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|now)\b[\s,]*)*(?:(?:is|are) (?:it|this|that|we|everything)\b[^.?!]{0,24}\b(?:ready|"
    r"ok(?:ay)?|fine|sound|"
    r"complete|done|finished|good to go|set|consistent)\b|(?:is )?(?:anything|something) (?:still )?(?:wrong|missing|"
    r"off|unclear)|"
    r"what(?:['’]?s| is) (?:still )?(?:wrong|missing|open|unclear)|does (?:it|that|this) (?:add up|hold|work)|"
    r"(?:check|review|validate|verify) (?:it|that|this|everything)?\W*$)",
    re.IGNORECASE,
)
_UNDO = re.compile(
    r"^\W*(?:(?:please|ok(?:ay)?|no|sorry|oops|can you|could you)\b[\s,]*)*(?:undo|take (?:that|it|the last change) "
    r"back|revert|"
    r"go back|roll (?:it |that )?back|restore)\b",
    re.IGNORECASE,
)
_OF_BRIEF = re.compile(
    r"\b(?:change|revise|update|edit|amend|adjust|modify|in|of|on|to|for)\s+(?:the|our|my|this)\s+(?:\w+\s+)?brief\b|"
    r"^\W*(?:revise|update|edit|amend|adjust) (?:the |our |my |this )?(?:\w+ )?brief\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:move|shift|reallocate|drop|remove|add|rename|extend|shorten|postpone|delay|change|replace|swap|switch|"
    r"double|halve|"
    r"reduce|increase|raise|lower|cut|set|make it|make the|put|give|use|take out|include|exclude|"
    r"end on|start on|end it|start it|mark|declare)\b|\btarget (?:cpa|cpl|roas|cac|cpc)\b|^\s*[A-Z][\w /]{2,30}:\s|"
    r"\b(?:budget|audience|flight|margin|landing page|action|product|brand|market|offer|goal|"
    r"objective)\b[^?]{0,30}\b(?:is|"
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
    if _wants_one(text) or _is_checked(text):
        return _CLEAR
    if not _BRIEF.search(text) or _ABOUT_BRIEFS.search(text):
        return None
    is_of_one = _OF_BRIEF.search(text) or _UNDO.search(text) or _asks_for_file(text)
    return _CLEAR if is_of_one else None


def _wants_one(text: str) -> bool:
    """Return whether a brief is to be written, or a campaign planned that needs one."""
    if not _WANTED.search(text) or _ABOUT_BRIEFS.search(text):
        return False
    return _BRIEF.search(text) is not None or _OTHER_PLAN.search(text) is None


def _is_checked(text: str) -> bool:
    return _CHECKED.search(text) is not None and _BRIEF.search(text) is not None


def _follows(clause: Clause) -> bool:
    text = clause.text
    if _asks_for_file(text):
        return True
    if _NEW.search(text):
        return False
    if _READY.search(text) or _CHECKED.search(text):
        return True
    if clause.signs.is_question or _SHOP_TALK.search(text):
        return False
    return bool(clause.thread.asks_for or _UNDO.search(text) or _CHANGE.search(text))


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    text, thread = part.text, part.clause.thread
    named = _NAMED.search(text)
    brief = {"name": name} if (name := named["name"] if named else thread.brief) else {}
    if _UNDO.search(text):
        return [_call(_REVISE, **brief, undo=True)]
    if _asks_for_file(text):
        formats = [form for form, pattern in _FORMATS.items() if pattern.search(text)]
        return [_call(_EXPORT, **brief, formats=formats) if formats else _call(_EXPORT, **brief)]
    if _wants_one(text) and not part.follows and not _is_checked(text):
        return [_call(_DRAFT, text=text)]
    if (_is_checked(text) or _READY.search(text)) and not (part.follows and _CHANGE.search(text)):
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
_NEW = re.compile(
    r"\b(?:a|an|another|one more|new)\s+(?:[\w-]+\s+){0,3}brief\b|^\W*(?:campaign )?brief\s*(?:for|:)", re.IGNORECASE
)
_LONGEST_COMMAND = 160
"""A longer message is about a campaign; what it says of downloads belongs to that."""


def _asks_for_file(text: str) -> bool:
    """Return whether the words want a brief that there is as a document, and not one to be written."""
    if len(text) > _LONGEST_COMMAND or not _EXPORTED.search(text):
        return False
    return bool(_OF_ONE.search(text)) or not _wants_one(text)


def speaks_of_a_brief(text: str, thread: Thread) -> bool:
    """Return whether a figure in the text is the brief's and not one to keep for all conversations.

    After a brief "target CPA 35" changes that brief, unless the words ask to remember it.
    """
    if _KEPT.search(text):
        return False
    last = thread.last_call
    named = _BRIEF.search(text) is not None or _wants_one(text)
    return named or (last is not None and last.tool in BRIEF_TOOLS)


def _call(tool: str, **arguments: Any) -> PlannedCall:
    return PlannedCall(tool, arguments)


BRIEFS = Skill("brief", _claim, _plan, tools=tuple(sorted(BRIEF_TOOLS)), follows=_follows)
