"""`adroit ask` and `adroit chat`: one question, or a conversation."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.options import DataOption, Flags, JsonFlag, ModelOption, print_json, settings_of

if TYPE_CHECKING:
    from agent.assistant import Assistant

_INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ask")(ask)
    app.command("chat")(chat)


def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotes; read from a pipe when not given.")
    ] = None,
    data: DataOption = None,
    model: ModelOption = None,
    sources: Annotated[bool, typer.Option("--sources", help="Print the passages that the answer cites.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Ask one question. What is piped in is the table that it is about, or the question itself.

    Examples:

      adroit ask "how do I set a target CPA?"

      adroit ask "why did ROAS fall last week?" --data ads.csv

      cat ads.csv | adroit ask "why did CPA rise?"
    """
    from agent.channels.answers import show_answer
    from agent.channels.confirming import confirm, refuse
    from agent.channels.loading import Loading
    from agent.channels.piped import piped_question
    from agent.channels.terminal import is_tty
    from agent.channels.turn import Stopped, show_turn
    from agent.channels.views import LineView, view_of_turn

    with piped_question(question, has_data=data is not None) as asked:

        def open_assistant() -> "Assistant":
            from agent.assistant import Assistant

            workspace, settings = settings_of(context, model=model)
            if workspace.note:
                typer.echo(f"Note: {workspace.note}", err=True)
            return Assistant.open(workspace, settings, data=data or asked.data)

        loading = Loading(open_assistant)
        stopped = False
        try:
            answer = show_turn(
                lambda: loading.result().stream(asked.words),
                lambda found, approved: loading.result().resume("one-off", found.id, approved),
                confirm if is_tty(sys.stdin) and not as_json else refuse,
                view=(lambda: LineView(shows_tools=False)) if as_json else view_of_turn,
                show=print_json if as_json else lambda found: show_answer(found, with_sources=sources),
            )
        except Stopped:
            answer, stopped = None, True
    if stopped:
        os._exit(_INTERRUPTED)  # a model or a tool may still be at work, and nobody waits for it
    if answer is None or answer.status != "answered":
        raise typer.Exit(1)


def chat(
    context: typer.Context,
    data: DataOption = None,
    model: ModelOption = None,
    thread: Annotated[str | None, typer.Option("--thread", help="Resume or name a conversation.")] = None,
    is_continued: Annotated[bool, typer.Option("--continue", "-c", help="Resume the latest conversation.")] = False,
) -> None:
    """Talk with the assistant.

    Examples:

      adroit chat --data ads.csv

      adroit chat --thread "Monday report"

      adroit chat --continue
    """
    from agent.channels.chat.start import start_chat

    if is_continued and thread is None:
        from agent.threads import Threads

        kept = Threads.open(*settings_of(context))
        thread = next((found.id for found in kept.list() if found.turns), None)
        kept.close()

    flags: Flags = context.obj or Flags()
    start_chat(workspace=flags.workspace, data=data, model=model, thread=thread)
