"""The conversation in the terminal: reads a message, a command or a table, and shows the turn that answers it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.chat.commands.command import Leave
from agent.channels.chat.paths import dropped_file
from agent.channels.chat.prompt import Prompt, open_prompt
from agent.channels.chat.session import ChatSession
from agent.channels.chat.vocabulary import Vocabulary
from agent.channels.confirming import confirm, yes_or_no
from agent.channels.keyboard import keys_wait
from agent.channels.loading import Loading
from agent.channels.pasted import find_table
from agent.channels.safe import one_line, safe
from agent.channels.terminal import is_plain, note, remark, show_markdown
from agent.errors import AdroitError
from agent.workspace import Workspace

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

    from agent.assistant import Assistant
    from agent.events import Event

_WELCOME = (
    "Adroit. Ask about performance marketing, your figures, or why a KPI moved.\n/help for more, Ctrl-D to leave."
)


def converse(
    workspace: Workspace, open_assistant: "Callable[[], Assistant]", *, data: Path | None, thread: str | None
) -> bool:
    """Read messages and show answers until the user leaves.

    Args:
        workspace: where the history of messages is kept.
        open_assistant: loads the assistant; called once the prompt is on the screen, in a thread of its own.
        data: the table that the conversation is about.
        thread: the title or id of a thread to take up, or the title of a new one.

    Returns:
        True when something is still at work that nobody waits for any more.

    Raises:
        AgentError: why the assistant can't be loaded.
    """
    words = Vocabulary()
    loading = Loading(lambda: _load(session, open_assistant, thread), lambda error: prompt.fail(error))  # noqa: PLW0108 - the prompt comes later
    session = ChatSession(loading, yes_or_no, words, data)
    prompt = open_prompt(workspace.hidden / "history", lambda: _completer(words), loading.start)
    print(_WELCOME)
    if workspace.note:
        print(f"Note: {safe(workspace.note)}")
    with keys_wait():
        if thread is not None:
            _take_up(session)
        while (message := _next(prompt, loading)) is not None:
            try:
                _respond(session, message)
            except Leave:
                break
            except AdroitError as error:
                _complain(str(error))
            except KeyboardInterrupt:
                note("Stopped.")
            except Exception as error:
                if "--debug" in sys.argv or loading.failure is not None:
                    raise
                _complain(
                    f"Something went wrong inside Adroit ({type(error).__name__}: {one_line(str(error), 200)}). The "
                    "conversation is kept; adroit --debug chat shows where."
                )
    return loading.is_under_way or session.has_stopped


def _take_up(session: ChatSession) -> None:
    """Show where the thread stands that the user named."""
    from agent.channels.chat.commands.threads import show_where

    if session.assistant.threads.find(session.thread) is not None:
        show_where(session)
    _ask_again(session)


def _ask_again(session: ChatSession) -> None:
    """Ask what the thread was left with, if it waits for a yes or no; a new thread waits for nothing."""
    assistant = session.assistant
    known = assistant.threads.find(session.thread) is not None
    waiting = assistant.waiting(session.thread) if known else None
    if waiting is not None:
        _show(session, lambda: iter([waiting]))


def _next(prompt: Prompt, loading: "Loading[Assistant]") -> str | None:
    """Return the next message; None when the user leaves."""
    if loading.failure is not None:
        raise loading.failure
    try:
        return prompt.read().strip()
    except EOFError:
        if not is_plain():
            print()
        return None


def _respond(session: ChatSession, message: str) -> None:
    """Do what a message asks."""
    from agent.channels.chat.commands import find_command

    first = message.split(maxsplit=1)[0] if message else ""
    if first.startswith("/") and (command := find_command(first)) is not None:
        thread = session.thread
        message = command.run(session, message[len(first) :].strip()) or ""
        if message and not is_plain():
            remark(f"Asking: {message}")
        if session.thread != thread:
            _ask_again(session)
    elif (file := dropped_file(message)) is not None:
        from agent.channels.chat.commands.tables import attach

        attach(session, file)
        message = ""
    elif first.startswith("/") and "/" not in first[1:]:
        note(f"{one_line(first, 40)} is not a command; /help lists them.")
        message = ""
    elif (table := find_table(message)) is not None:
        session.paste(table.to_csv())
        show_markdown(session.describe().render())
        message = table.words
    if message:
        _show(session, lambda: session.loading.result().stream(message, thread=session.thread))


def _show(session: ChatSession, begin: "Callable[[], Iterator[Event]]") -> None:
    """Show a turn."""
    from agent.channels.turn import Stopped, show_turn
    from agent.channels.views import view_of_turn

    try:
        answer = show_turn(
            begin,
            lambda asked, approved: session.loading.result().resume(session.thread, asked.id, approved),
            confirm,
            view=lambda: view_of_turn(lambda: "Thinking" if session.loading.is_done else "Loading the assistant"),
        )
    except Stopped:
        session.has_stopped = True
        note("Stopped. The conversation is kept.")
    else:
        session.last = answer or session.last


def _complain(sentence: str) -> None:
    print(safe(sentence), file=sys.stderr)


def _load(session: ChatSession, open_assistant: "Callable[[], Assistant]", thread: str | None) -> "Assistant":
    """Load the assistant, and what the first answers need, so that they come at once."""
    from importlib import import_module

    import_module("agent.channels.markdown")
    session.vocabulary.learn_metrics()
    assistant = open_assistant()
    session.begin(assistant, thread)
    return assistant


def _completer(words: Vocabulary) -> "Completer":
    from agent.channels.chat.completion import ChatCompleter

    return ChatCompleter(words)
