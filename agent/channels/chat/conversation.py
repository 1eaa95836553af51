"""The conversation in the terminal: reads a message, a command or a table, and shows the turn that answers it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.chat.commands.command import Leave
from agent.channels.chat.loading import Loading
from agent.channels.chat.paths import dropped_file
from agent.channels.chat.prompt import Prompt, open_prompt
from agent.channels.chat.session import ChatSession
from agent.channels.chat.vocabulary import Vocabulary
from agent.channels.confirming import confirm, yes_or_no
from agent.channels.keyboard import keys_wait
from agent.channels.pasted import find_table
from agent.channels.running import RunningTurn
from agent.channels.safe import one_line, safe
from agent.channels.terminal import is_plain, note, show_markdown
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
    unfinished: RunningTurn | None = None
    with keys_wait():
        if thread is not None:
            unfinished = _take_up(session)
        while (message := _next(prompt, loading)) is not None:
            try:
                unfinished = _respond(session, message, unfinished)
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
    return loading.is_under_way or (unfinished is not None and not unfinished.is_over())


def _take_up(session: ChatSession) -> RunningTurn | None:
    """Show where the thread stands that the user named, and ask again what it waits for."""
    from agent.channels.chat.commands.threads import show_where

    assistant = session.assistant
    if assistant.threads.find(session.thread) is not None:
        show_where(session)
    waiting = assistant.waiting(session.thread)
    return _shown(session, lambda: iter([waiting])) if waiting else None


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


def _respond(session: ChatSession, message: str, unfinished: RunningTurn | None) -> RunningTurn | None:
    """Do what a message asks; return the turn that the user stopped and that may still be ending."""
    from agent.channels.chat.commands import find_command

    if not message:
        return unfinished
    if message.startswith("/") and (command := find_command(message.split(maxsplit=1)[0])) is not None:
        message = command.run(session, message.partition(" ")[2].strip()) or ""
        if message and not is_plain():
            note(message)
    elif (file := dropped_file(message)) is not None:
        from agent.channels.chat.commands.tables import attach

        attach(session, file)
        message = ""
    elif message.startswith("/") and "/" not in message[1:].split()[0]:
        note(f"{one_line(message.split()[0], 40)} is not a command; /help lists them.")
        message = ""
    elif (table := find_table(message)) is not None:
        session.paste(table.to_csv())
        show_markdown(session.describe().render())
        message = table.words
    return _turn(session, message, unfinished) if message else unfinished


def _turn(session: ChatSession, message: str, unfinished: RunningTurn | None) -> RunningTurn | None:
    """Show the turn that answers a message."""
    from agent.channels.chat.waiting import waiting

    if unfinished is not None:
        with waiting("Ending the stopped answer"):
            while not unfinished.is_over(0.1):
                pass
    return _shown(session, lambda: session.loading.result().stream(message, thread=session.thread))


def _shown(session: ChatSession, begin: "Callable[[], Iterator[Event]]") -> RunningTurn | None:
    """Show a turn; return it when the user stopped it."""
    from agent.channels.turn import Stopped, say_stopped, show_turn, view_of_turn

    try:
        answer = show_turn(
            begin,
            lambda asked, approved: session.loading.result().resume(session.thread, asked.id, approved),
            confirm,
            view=view_of_turn(lambda: "Thinking" if session.loading.is_done else "Loading the assistant"),
        )
    except Stopped as stopped:
        say_stopped()
        return stopped.turn
    session.last = answer or session.last
    return None


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
