"""Parts a message into its requests: sentences and clauses that want different things, with what belongs to each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.offline.intents import GUIDE, score_intents
from agent.offline.signs import Signs
from agent.offline.skill import Clause, Part
from agent.offline.skills import SKILLS
from agent.offline.skills.arithmetic import asks_for_advice
from agent.offline.skills.formula import asks_what_it_is
from agent.offline.skills.talk import is_plain_talk
from agent.offline.thread import Thread
from tools.kpi.definitions import METRICS

_SENTENCE_END = re.compile(
    r"(?:[?!]+(?=\s|$)|(?<![A-Z])(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)\.(?=\s+\S|\s*$)|;(?=\s)|\n+)\s*"
)
_REQUEST = (
    r"(?:why|how|what(?:'s)?|which|should|can (?:you|i|we)|could (?:you|i|we)|is|are|do|does|did|explain|tell me|"
    r"compute|calculate|work out|show me|plan|also|give me|please|compare)\b"
)
_JOINT = re.compile(
    rf"\s*(?:,|;|—|\s-\s)\s*(?:and\s+|but\s+|then\s+)?(?:also\s+|finally\s+)?(?={_REQUEST})|"
    rf"\s+and\s+(?:also\s+)?(?={_REQUEST})",
    re.IGNORECASE,
)
_HELLO = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day))\b(?: (?:there|adroit|team|all|"
    r"again))?[\s,!.:–—-]+(?=\S)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:^|(?<=\s))(?:\(?\d{1,2}[.)]|[-*•])\s+(?=\S)")
"""The mark of a point in a list of requests."""
_PRONOUN = re.compile(
    r"\b(?:ours|mine|it|that|this|they|them|those|these)\b(?!\s+(?:week|month|year|quarter|day|is|was|means))",
    re.IGNORECASE,
)
_OF_SEVERAL_CLAUSES = frozenset({"compare_rates", "what_if", "plan_funnel"})
_OURS = re.compile(r"\b(?:ours|mine)\b", re.IGNORECASE)
_TALK = frozenset({"greeting", "thanks", "goodbye", "small_talk"})
_ARITHMETIC = "arithmetic"
_AGAIN = re.compile(
    r"\W*(?:and )?(?:(?:why|what (?:caused|drove|explains) (?:it|that|this)|how come)\W*$|"
    r"what(?:'s| is| would be) the (?:effect|impact)\b)",
    re.IGNORECASE,
)
"""A question after the cause or the effect of what stands before it, and of nothing else."""
_WHOLE = frozenset({"brief"})
"""Intents whose message is read whole: a paragraph about one campaign is not parted at its sentences."""
_WHY_ALONE = re.compile(
    r"\W*(?:(?:and|please|pls|but|so)\s+)*(?:check |find out |tell me |any idea )?"
    r"(?:why|how come|what went wrong|what happened)\W*",
    re.IGNORECASE,
)
_MOST = 6
_FEW = 3
"""A question so short ("Why?") wants what the clauses beside it are about."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clause with where it stands, what it wants, and whether it asks for something or only tells."""

    start: int
    end: int
    clause: Clause
    intent: str
    asks: bool
    follows: bool = False


def read_parts(message: str, thread: Thread, signs: Signs) -> list[Part]:
    """Return the requests of a message, in order; at least one.

    Clauses with figures go to the arithmetic that is asked for anywhere in the message; a clause that only tells
    goes to the request after it; talk beside work is left out.
    """
    message = _HELLO.sub("", message, count=1) if thread.turns or len(message.split()) > 2 else message  # noqa: PLR2004
    whole = _piece(message, 0, len(message), signs.today, thread)
    if whole.follows or whole.intent in _WHOLE or not message.strip():
        return [_part([whole], message)]
    pieces = _pieces(message, whole, thread)
    if _is_one_request(whole, pieces):
        return [_part([replace(whole, intent=_ARITHMETIC)], message)]
    asking = [p for p in pieces if p.asks and p.intent not in _TALK]
    if not asking:
        working = [p for p in pieces if p.intent not in _TALK]
        return [_part([whole], message)] if len({p.intent for p in working}) < 2 else _told(working, message)  # noqa: PLR2004
    return _told(pieces, message)[:_MOST]


def _is_one_request(whole: _Piece, pieces: Sequence[_Piece]) -> bool:
    """Return whether all clauses of a message belong to what its figures are for.

    So it is where the whole is one comparison, supposition or plan, or several computations, and no clause without
    figures asks for anything beside them.
    """
    calls = whole.clause.figures.calls
    if whole.intent == "change" or not calls or (len(calls) == 1 and calls[0].tool not in _OF_SEVERAL_CLAUSES):
        return False
    asking = [p for p in pieces if p.asks and p.intent not in _TALK and not p.clause.signs.numbers]
    ends = [m.end() for m in _SENTENCE_END.finditer(whole.clause.text)]
    about = {t for call in calls for t in call.arguments.get("targets", ())} | {
        str(c.arguments.get("kpi")) for c in calls
    }
    for piece in asking:
        named = {m.candidates[0].name for m in piece.clause.signs.mentions if m.candidates[0].is_kpi and not m.is_time}
        advises = piece.start in ends and piece.intent == GUIDE and piece.clause.signs.words > 2 * _FEW
        means = asks_what_it_is(piece.clause) and piece.clause.signs.words > _FEW
        if named - about or advises or means:
            return False
    return True


def intent_of(clause: Clause) -> str:
    """Return what a clause wants: its likeness to the phrasings and the claims of the grammar, added up."""
    scores = score_intents(clause.signs)
    claims = {name: skill.claim(clause) for name, skill in SKILLS.items()}
    possible = {name: scores.get(name, 0.0) + claim for name, claim in claims.items() if claim is not None}
    return max(possible, key=lambda name: possible[name], default=GUIDE)


def _piece(message: str, start: int, end: int, today: date, thread: Thread) -> _Piece:
    clause = Clause(Signs(message[start:end].strip(), today), thread)
    last = thread.last_call
    for skill in SKILLS.values() if not is_plain_talk(clause.text) else ():
        if last is not None and last.tool in skill.tools and skill.follows(clause):
            return _Piece(start, end, clause, skill.intent, asks=True, follows=True)
    clause = clause.with_text(_with_subject(message, start, end, today, thread))
    intent = intent_of(clause)
    computes = intent == _ARITHMETIC and any(call.arguments.get("targets") for call in clause.figures.calls)
    return _Piece(start, end, clause, intent, asks=clause.signs.is_question or computes)


def _with_subject(message: str, start: int, end: int, today: date, thread: Thread) -> str:
    """Return a clause with "it" or "ours" written out, where it names no metric and the words before it do."""
    text = message[start:end].strip()
    own = Signs(text, today)
    names_one = any(m.candidates[0].is_kpi for m in own.mentions)
    if (
        _OURS.search(text)
        and not names_one
        and (before := [m for m in Signs(message[:start], today).mentions if not m.is_time])
    ):
        return _OURS.sub(before[-1].candidates[0].label, text, count=1)
    if not _PRONOUN.search(text) or own.numbers or any(not m.is_time for m in own.mentions):
        return text
    before = [m for m in Signs(message[:start], today).mentions if not m.is_time]
    subject = before[-1].candidates[0].label if before else _subject(thread) if own.is_question else ""
    return _PRONOUN.sub(subject, text, count=1) if subject else text


def _pieces(message: str, whole: _Piece, thread: Thread) -> list[_Piece]:
    """Part at sentence ends, and at joints where both sides ask for different things."""
    today = whole.clause.signs.today
    found: list[_Piece] = []
    points = _spans(message, _LISTED, 0, len(message)) if len(_LISTED.findall(message)) > 1 else [(0, len(message))]
    sentences = [span for a, b in points for span in _spans(message, _SENTENCE_END, a, b, keeps_mark=True)]
    for start, end in sentences:
        if found and _WHY_ALONE.fullmatch(message[start:end]):
            found[-1] = _piece(message, found[-1].start, end, today, thread)
            continue
        clauses = [_piece(message, a, b, today, thread) for a, b in _spans(message, _JOINT, start, end)]
        asked_apart = all(c.asks and c.intent == "change" and c.clause.signs.mentions for c in clauses)
        differ = len({c.intent for c in clauses}) > 1 and all(c.asks or c.clause.signs.numbers for c in clauses)
        told = [message[c.start : c.end].strip() for c in clauses[1:]]
        differ = (differ or (asked_apart and len(clauses) > 1)) and not any(_AGAIN.match(text) for text in told)
        found += clauses if differ else [_piece(message, start, end, today, thread)]
    return found


def _spans(text: str, cut: re.Pattern[str], start: int, end: int, *, keeps_mark: bool = False) -> list[tuple[int, int]]:
    spans, reached = [], start
    for match in cut.finditer(text, start, end):
        stop = match.end() if keeps_mark else match.start()
        if text[reached:stop].strip(" .,;?!\n"):
            spans.append((reached, stop))
        reached = match.end()
    return [*spans, (reached, end)] if text[reached:end].strip(" .,;?!\n") else spans


def _told(pieces: Sequence[_Piece], message: str) -> list[Part]:
    """Give each request the clauses that belong to it."""
    pieces = [p for p in pieces if p.intent not in _TALK] or list(pieces)
    counted = [p for p in pieces if p.intent == _ARITHMETIC and p.asks]
    groups: list[list[_Piece]] = []
    waiting: list[_Piece] = []
    figures: list[_Piece] | None = None
    for piece in pieces:
        has_figures = bool(piece.clause.signs.numbers)
        if counted and (piece in counted or (has_figures and not piece.asks)):
            if figures is None:
                figures = []
                groups.append(figures)
            figures.append(piece)
            if piece in counted:
                figures[:0], waiting = [w for w in waiting if w.clause.signs.mentions], []
        elif piece.asks or piece.intent == "columns":
            groups.append([*waiting, piece])
            waiting = []
        else:
            waiting.append(piece)
    if waiting:
        groups = [*groups[:-1], [*groups[-1], *waiting]] if groups else [waiting]
    return [_part(sorted(group, key=lambda p: p.start), message) for group in groups]


def _part(pieces: Sequence[_Piece], message: str) -> Part:
    """Make one request of clauses that stand side by side or apart."""
    asking = [p for p in pieces if p.asks] or list(pieces)
    lead = next((p for p in asking if p.intent == _ARITHMETIC), asking[-1])
    text = " ".join(p.clause.text for p in pieces)
    clause = lead.clause.with_text(text) if len(pieces) > 1 else lead.clause
    before = [m for m in Signs(message[: lead.start], clause.signs.today).mentions if not m.is_time]
    subject = before[-1].candidates[0].label if before else _subject(lead.clause.thread)
    intent = lead.intent
    if len(pieces) > 1 and intent != _ARITHMETIC and not lead.follows:
        together = intent_of(clause)
        works = together in {_ARITHMETIC, "change"} and not asks_for_advice(lead.clause.text)
        intent = together if works or lead.clause.signs.words <= _FEW else intent
    said = " ".join(message[p.start : p.end].strip() for p in pieces)
    return Part(intent, clause, lead.clause.text, subject, lead.follows, said)


def _subject(thread: Thread) -> str:
    """Return the metric that the thread last asked for, or spoke of."""
    last = thread.last_call
    asked = list(last.arguments.get("targets") or ()) if last else []
    if asked and asked[-1] in METRICS:
        return METRICS[asked[-1]].label
    for turn in reversed(thread.turns):
        signs = Signs(turn.said, date(2026, 1, 1))
        metrics = [m for m in signs.mentions if not m.is_time]
        if metrics:
            return metrics[-1].candidates[0].label
    return ""
