"""/threads, /fork and /export: conversations kept, and taken up again."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent.channels.chat.commands.command import Command
from agent.channels.chat.paths import path_of
from agent.channels.chat.session import ChatSession
from agent.channels.safe import one_line, safe
from agent.channels.terminal import note, show_markdown
from agent.errors import AgentError, ThreadError

if TYPE_CHECKING:
    from agent.threads import ThreadSummary

_SHOWN = 20


def threads(session: ChatSession, words: str) -> None:
    """List the threads, search in them, or take one up: by its number in the list, its id or its title."""
    verb, _, rest = words.partition(" ")
    match verb.lower():
        case "":
            _list(session, session.assistant.threads.list())
        case "find":
            _list(session, session.assistant.threads.search(rest))
        case "rename" if rest:
            session.assistant.threads.rename(session.thread, rest)
            note(f"This conversation is called '{one_line(rest)}' now.")
        case "delete" if rest:
            _delete(session, _found(session, rest))
        case _:
            _switch(session, _found(session, words))


def _list(session: ChatSession, found: "Sequence[ThreadSummary]") -> None:
    kept = [t for t in found if t.turns]
    session.listed = [t.id for t in kept]
    if not kept:
        note("There is no such conversation.")
        return
    rows = [
        f"| {n} | {_cell(t.title)} | {t.turns} | {_when(t.updated)} |{' here' if t.id == session.thread else ''} |"
        for n, t in enumerate(kept[:_SHOWN], start=1)
    ]
    more = f"\n\nThere are {len(kept) - _SHOWN} older ones: /threads find WORDS" if len(kept) > _SHOWN else ""
    table = "\n".join(["| No. | Conversation | Turns | Last | |", "|--:|---|--:|---|---|", *rows])
    show_markdown(f"{table}{more}\n\nTake one up by its number: /threads 1")


def _cell(text: str) -> str:
    return one_line(text, 60).replace("|", "\\|")


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _found(session: ChatSession, words: str) -> "ThreadSummary":
    """Return the thread meant: by its number in the list, its id, its title, or the beginning of it.

    Raises:
        ThreadError: when there is none.
    """
    threads = session.assistant.threads
    if words.isdigit():
        listed = session.listed or [t.id for t in threads.list() if t.turns]
        if 0 < int(words) <= len(listed):
            return threads.get(listed[int(words) - 1])
    begun = (t for t in threads.list() if t.title.casefold().startswith(words.casefold()))
    found = threads.find(words) or next(begun, None)
    if found is None:
        raise ThreadError(f"There is no conversation '{one_line(words, 40)}'", remedy="/threads lists them.")
    return found


def _switch(session: ChatSession, thread: "ThreadSummary") -> None:
    session.take_up(thread.id)
    show_where(session)


def show_where(session: ChatSession) -> None:
    """Show which thread this is, and its last question and answer."""
    threads = session.assistant.threads
    note(f"You are in '{one_line(threads.get(session.thread).title)}' now.")
    turns = threads.turns(session.thread)
    if not turns:
        return
    show_markdown(f"\n> {one_line(turns[-1].question, 400)}\n\n{turns[-1].shown}")
    if threads.unanswered(session.thread):
        note("This answer was cut off. Ask again, or go on.")


def _delete(session: ChatSession, thread: "ThreadSummary") -> None:
    if not session.ask(f"Delete '{one_line(thread.title)}' and its data for good?"):
        note("Kept.")
        return
    session.assistant.threads.delete(thread.id)
    session.listed = []
    if thread.id == session.thread:
        session.begin(session.assistant)
    note("Deleted.")


def fork(session: ChatSession, words: str) -> None:
    """Go on in a copy of this thread, from its end or from the end of a turn."""
    if words and not words.isdigit():
        note("Give the number of the turn to go back to: /fork 2")
        return
    session.take_up(session.assistant.threads.fork(session.thread, int(words) if words else None))
    note("You are in a copy now; the conversation it was made from is unchanged.")


def export(session: ChatSession, words: str) -> None:
    """Write the thread to a file: Markdown, or JSON when its name ends so.

    Raises:
        AgentError: when the file can't be written.
    """
    path = path_of(words) if words else Path(f"{session.thread}.md")
    if not path.suffix:
        path = path.with_suffix(".md")
    form: Literal["md", "json"] = "json" if path.suffix.lower() == ".json" else "md"
    text = session.assistant.threads.export(session.thread, form)
    if path.exists() and not session.ask(f"'{one_line(str(path))}' exists. Replace it?"):
        note("Not written.")
        return
    try:
        draft = path.with_name(f".{path.name}.tmp")
        draft.write_text(safe(text), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise AgentError(
            f"'{path}' can't be written: {error.strerror}", remedy="Give another file: /export FILE.md"
        ) from None
    note(f"Saved: {path}")


THREADS = (
    Command("/threads", "[NUMBER | find WORDS | rename TITLE | delete NUMBER]", "list, take up another", threads),
    Command("/fork", "[TURN]", "go on in a copy of this conversation", fork),
    Command("/export", "[FILE.md | FILE.json]", "write this conversation to a file", export, "file"),
)
