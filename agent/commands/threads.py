"""`adroit threads`: the conversations of this workspace, listed, read, named, forked, exported, searched, deleted."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from agent.commands.options import JsonFlag, print_json, settings_of
from agent.errors import ThreadError

if TYPE_CHECKING:
    from agent.threads import Threads, ThreadSummary

group = typer.Typer(no_args_is_help=True, help="The conversations: list, read, name, fork, export, delete.")
Named = Annotated[str, typer.Argument(metavar="THREAD", help="A conversation: its id or its title.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="threads")


def _open(context: typer.Context) -> "Threads":
    from agent.threads import Threads

    workspace, settings = settings_of(context)
    return Threads.open(workspace, settings)


def _found(threads: "Threads", name: str) -> "ThreadSummary":
    found = threads.find(name)
    if found is None:
        raise ThreadError(f"There is no conversation '{name[:60]}'", remedy="See: adroit threads list")
    return found


@group.command("list")
def list_threads(context: typer.Context, as_json: JsonFlag = False) -> None:
    """List the conversations, the latest first.

    Example:

      adroit threads list
    """
    _show_list(_open(context).list(), as_json=as_json, none="There is no conversation yet; start one with: adroit chat")


@group.command("search")
def search(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help="Words that all occur in a question with its answer, or in the title.")],
    as_json: JsonFlag = False,
) -> None:
    """Find the conversations in which something was said.

    Example:

      adroit threads search "target cpa"
    """
    _show_list(_open(context).search(words), as_json=as_json, none="No conversation holds these words.")


def _show_list(found: "Sequence[ThreadSummary]", *, as_json: bool, none: str) -> None:
    from agent.channels.terminal import show_markdown

    if as_json:
        print_json([{"id": t.id, "title": t.title, "turns": t.turns, "updated": t.updated.isoformat()} for t in found])
        return
    rows = [f"| {_cell(t.title)} | {t.turns} | {t.updated.astimezone():%Y-%m-%d %H:%M} | {t.id} |" for t in found]
    head = ["| Title | Questions | Last | Id |", "|---|---:|---|---|"]
    show_markdown("\n".join([*head, *rows]) if rows else none)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@group.command("show")
def show(context: typer.Context, thread: Named) -> None:
    """Read a conversation.

    Example:

      adroit threads show "Monday report"
    """
    from agent.channels.terminal import show_markdown

    threads = _open(context)
    show_markdown(threads.export(_found(threads, thread).id, "md"))


@group.command("rename")
def rename(context: typer.Context, thread: Named, title: Annotated[str, typer.Argument(help="The new title.")]) -> None:
    """Give a conversation another title.

    Example:

      adroit threads rename t-1a2b3c4d5e6f "Monday report"
    """
    threads = _open(context)
    threads.rename(_found(threads, thread).id, title)


@group.command("fork")
def fork(
    context: typer.Context,
    thread: Named,
    at: Annotated[int | None, typer.Option("--at", help="The last question to take along; all without.")] = None,
) -> None:
    """Begin another conversation that starts like this one, and print its id.

    Example:

      adroit threads fork "Monday report" --at 3
    """
    threads = _open(context)
    print(threads.fork(_found(threads, thread).id, at))


@group.command("export")
def export(
    context: typer.Context,
    thread: Named,
    form: Annotated[Literal["md", "json"], typer.Option("--format", "-f", help="Markdown or JSON.")] = "md",
    file: Annotated[Path | None, typer.Option("--out", "-o", help="Where to write it; printed without.")] = None,
) -> None:
    """Write a conversation as Markdown, or as JSON with all evidence.

    Example:

      adroit threads export "Monday report" --out report.md
    """
    from agent.channels.terminal import safe

    threads = _open(context)
    text = threads.export(_found(threads, thread).id, form)
    if file is None:
        print(safe(text))
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise ThreadError(f"{file} can't be written: {error.strerror}", remedy="Choose another with --out.") from None


@group.command("delete")
def delete(
    context: typer.Context,
    thread: Named,
    is_sure: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Delete a conversation with all that was said in it and the files uploaded to it.

    Example:

      adroit threads delete "Monday report"
    """
    threads = _open(context)
    found = _found(threads, thread)
    if not is_sure:
        typer.confirm(f"Delete '{found.title}' with its {found.turns} questions for good?", abort=True)
    threads.delete(found.id)
