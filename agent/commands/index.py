"""`adroit index`: the retrieval index, and the user's own documents in it."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import JsonFlag, print_json, settings_of
from agent.errors import AdroitError

if TYPE_CHECKING:
    from knowledge.index import AddReport, GuideIndex, Progress
    from knowledge.manifest import SourceRecord

group = typer.Typer(
    invoke_without_command=True,
    help="Bring the retrieval index up to date, and say how it stands. Nothing is done when nothing changed.\n\n"
    "Examples:\n\n  adroit index\n\n  adroit index add playbook.pdf brand/ https://example.com/returns\n\n"
    "  adroit index list",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="index")


@group.callback()
def index(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Embed everything anew.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Bring the index up to date and describe it, unless a command follows."""
    if context.invoked_subcommand is not None:
        return
    opened = _open(context)
    with _progress() as progress:
        opened.refresh(progress, rebuild=rebuild)
    state = opened.state()
    if as_json:
        print_json(
            {
                "folder": state.folder,
                "chunks": state.chunks,
                "documents": state.documents,
                "embedder": state.embedder,
                "built_at": state.built_at,
            }
        )
        return
    built = f"{state.built_at:%Y-%m-%d %H:%M} UTC" if state.built_at else "just now"
    own = f", {_count(state.documents, 'document')} of yours among them" if state.documents else ""
    print(f"The index holds {_count(state.chunks, 'passage')}{own} ({state.embedder}), built {built}.")
    print(f"It is kept in {state.folder}.")


@group.command("add")
def add(
    context: typer.Context,
    origins: Annotated[list[str], typer.Argument(help="Files, folders or web addresses.", metavar="PATH-or-URL...")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let web addresses of your own network through.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Add documents of your own: Markdown, text, HTML, PDF, DOCX, or CSV with questions and answers.

    Files are read, never changed. Adding one again brings it up to date. What can't be read is named, and the rest
    is added.

    Examples:

      adroit index add playbook.pdf brand/

      adroit index add https://example.com/returns
    """
    opened = _open(context)
    with _progress() as progress:
        opened.refresh(progress)
        report = opened.add(origins, progress, allow_private=allow_private)
    if as_json:
        print_json(_report_fields(report))
    else:
        _print_report(report)
    if report.refused:
        raise typer.Exit(1)


@group.command("list")
def list_documents(context: typer.Context, as_json: JsonFlag = False) -> None:
    """List your documents in the index.

    Example:

      adroit index list
    """
    documents = _open(context).documents()
    if as_json:
        print_json([_fields(document) for document in documents])
    elif not documents:
        print("The index holds the guide alone. Add documents of yours: adroit index add PATH-or-URL")
    else:
        _print_table(documents)


@group.command("remove")
def remove(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="Names, paths or addresses, as listed.", metavar="NAME...")],
) -> None:
    """Take documents out of the index; the files themselves are left alone.

    Example:

      adroit index remove playbook.pdf
    """
    from agent.channels.terminal import safe

    opened = _open(context)
    failed = False
    for name in names:
        try:
            gone = opened.remove(name)
        except AdroitError as error:
            failed = True
            print(f"adroit: {safe(str(error))}", file=sys.stderr)
        else:
            print(f"Removed {safe(gone.name)} from the index ({_count(gone.chunks, 'passage')}).")
    if failed:
        raise typer.Exit(1)


def _open(context: typer.Context) -> "GuideIndex":
    from knowledge import open_index

    workspace, settings = settings_of(context)
    folder = workspace.writable(workspace.index)
    return open_index(folder, chroma_url=settings.chroma_url, embedder=settings.embedder)


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    """A bar on standard error where there is a terminal to draw it on, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(done: int, total: int, of_what: str) -> None:
            if of_what not in tasks:
                tasks[of_what] = bars.add_task(of_what)
            bars.update(tasks[of_what], completed=done, total=total)

        yield show


def _print_report(report: "AddReport") -> None:
    from agent.channels.terminal import safe

    if report.added:
        print(f"Added {_count(len(report.added), 'document')}:")
        _print_table(report.added)
    if report.unchanged:
        print(f"Unchanged: {safe(', '.join(document.name for document in report.unchanged))}")
    for refusal in report.refused:
        print(f"Not added: {safe(str(refusal.error))}", file=sys.stderr)


def _print_table(documents: "Sequence[SourceRecord]") -> None:
    from rich.filesize import decimal

    from agent.channels.terminal import show_markdown

    rows = [
        f"| {_cell(d.name)} | {d.kind} | {decimal(d.size)} | {'' if d.pages is None else d.pages} | {d.chunks} |"
        f" {(d.added_at or '')[:10]} | {_cell(d.origin or '')} |"
        for d in documents
    ]
    head = ["| Name | Kind | Size | Pages | Passages | Added | From |", "|---|---|---:|---:|---:|---|---|"]
    show_markdown("\n".join([*head, *rows]))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _report_fields(report: "AddReport") -> dict[str, Any]:
    return {
        "added": [_fields(document) for document in report.added],
        "unchanged": [_fields(document) for document in report.unchanged],
        "refused": [{"origin": refusal.origin, "reason": str(refusal.error)} for refusal in report.refused],
    }


def _fields(document: "SourceRecord") -> dict[str, Any]:
    """What a program may rely on: not how the index files a document."""
    return {name: value for name, value in asdict(document).items() if name not in {"shelf", "digest"}}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
