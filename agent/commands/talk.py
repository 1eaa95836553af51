"""`adroit ask` and `adroit chat`: one question, or a conversation."""

from typing import Annotated

import typer

from agent.commands.options import DataOption, JsonFlag, ModelOption, print_json, settings_of


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ask")(ask)
    app.command("chat")(chat)


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    data: DataOption = None,
    model: ModelOption = None,
    sources: Annotated[bool, typer.Option("--sources", help="Print the passages that the answer cites.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Ask one question.

    Examples:

      adroit ask "how do I set a target CPA?"

      adroit ask "why did ROAS fall last week?" --data ads.csv
    """
    from agent.assistant import Assistant
    from agent.channels.terminal import show_answer

    workspace, settings = settings_of(context, model=model)
    answer = Assistant.open(workspace, settings, data=data).ask(question)
    if as_json:
        print_json(answer)
    else:
        show_answer(answer, with_sources=sources)
    if answer.status != "answered":
        raise typer.Exit(1)


def chat(
    context: typer.Context,
    data: DataOption = None,
    model: ModelOption = None,
    thread: Annotated[str | None, typer.Option("--thread", help="Resume or name a conversation.")] = None,
) -> None:
    """Talk with the assistant.

    Example:

      adroit chat --data ads.csv
    """
    from agent.channels.conversation import converse

    workspace, settings = settings_of(context, model=model)
    converse(workspace, settings, data=data, thread=thread)
