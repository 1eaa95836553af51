"""`adroit brief`: campaign briefs, from a paragraph to a checked plan with a history."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import DataOption, JsonFlag, print_json, settings_of, workspace_of
from tools.errors import InputError, MissingInput

if TYPE_CHECKING:
    from tools.brief.store import BriefStore
    from tools.brief.tools import DraftedBrief, ReviseBrief

group = typer.Typer(no_args_is_help=True, help="Campaign briefs: draft, check, revise, export, compare.")
NameArgument = Annotated[str, typer.Argument(help="The brief's name: a folder in briefs/.")]
VersionOption = Annotated[int | None, typer.Option("--version", min=1, help="An earlier version.")]
YesFlag = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before writing.")]
_FORMATS = {"word": "docx", "markdown": "md", "checklist": "csv"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="brief")


@group.command("new")
def new(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="What the campaign is, in your words.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="Read the words from a file; - for standard input.")
    ] = None,
    name: Annotated[str | None, typer.Option("--add-to", help="Add to this brief instead of a new one.")] = None,
    data: DataOption = None,
    ask: Annotated[bool, typer.Option("--ask/--no-ask", help="Ask for what is missing.")] = True,
    as_json: JsonFlag = False,
) -> None:
    """Draft a brief from a paragraph, notes or answers.

    Examples:

      adroit brief new "Sell our desk lamps in Germany in May, €20k, search and Meta, CPA €28"

      adroit brief new --file notes.txt --data ads.csv

      adroit brief new --add-to lamps "Margin: 40%, price €110"
    """
    from tools.brief.tools import DraftBrief, draft_brief

    text = _text(words, file)
    workspace, settings = settings_of(context)
    past = data or (workspace.folder / settings.data if settings.data else None)
    common: dict[str, Any] = _common(context) | {"currency": settings.currency}
    made = draft_brief(DraftBrief(text=text, name=name, past_data=str(past) if past else None, **common))
    if as_json:
        print_json(made)
        return
    _show(made.render())
    while ask and made.questions and sys.stdin.isatty():
        answers = _answers(made)
        if not answers:
            break
        made = draft_brief(DraftBrief(text=answers, name=made.name, past_data=str(past) if past else None, **common))
        _show(made.render())


@group.command("show")
def show(context: typer.Context, name: NameArgument, version: VersionOption = None, as_json: JsonFlag = False) -> None:
    """Show a brief, each field with what it rests on."""
    from tools.brief.checking import check
    from tools.brief.wording import worded

    brief = _store(context).load(name, version)
    if as_json:
        print_json(brief)
    else:
        _show(worded(brief, check(brief, today=_common(context)["today"])))


@group.command("check")
def check_command(
    context: typer.Context, name: NameArgument, version: VersionOption = None, as_json: JsonFlag = False
) -> None:
    """Check a brief by arithmetic; the exit code is 1 when an error stands in the way of the launch."""
    from tools.brief.tools import CheckBrief, check_brief

    found = check_brief(CheckBrief(name=name, version=version, **_common(context)))
    if as_json:
        print_json(found)
    else:
        _show(found.render())
    if not found.is_complete:
        raise typer.Exit(1)


@group.command("revise")
def revise(
    context: typer.Context,
    name: NameArgument,
    words: Annotated[list[str], typer.Argument(help="The change, in your words.")],
    yes: YesFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Change a brief: shows what changes, asks, and keeps a new version.

    Examples:

      adroit brief revise lamps "move 20% from search to CTV"

      adroit brief revise lamps "make it two weeks later and target CPA 35" --yes
    """
    from tools.brief.tools import ReviseBrief

    _confirmed(ReviseBrief(name=name, change=" ".join(words), **_common(context)), yes=yes, as_json=as_json)


@group.command("undo")
def undo(context: typer.Context, name: NameArgument, yes: YesFlag = False, as_json: JsonFlag = False) -> None:
    """Take back the last change, as a new version; again takes back the one before."""
    from tools.brief.tools import ReviseBrief

    _confirmed(ReviseBrief(name=name, undo=True, **_common(context)), yes=yes, as_json=as_json)


@group.command("export")
def export(
    context: typer.Context,
    name: NameArgument,
    formats: Annotated[
        str,
        typer.Option("--format", "-f", help="pdf, docx, md, json, csv (the launch checklist), or several: pdf,docx."),
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Another folder than the brief's own.")] = None,
    version: VersionOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a brief as documents to send; one with errors is marked DRAFT and lists them.

    Documents are made anew at each export; one that somebody changed since is left alone: the new one gets a number.

    Examples:

      adroit brief export lamps

      adroit brief export lamps --format pdf,docx,csv --out to-send
    """
    from tools.brief.tools import export_to
    from tools.catalog import tool

    wanted = [f.strip().lower() for f in formats.split(",") if f.strip()]
    arguments = {"name": name, "version": version, "formats": [_FORMATS.get(f, f) for f in wanted]}
    request: Any = tool("export_brief").read(arguments | _common(context))
    made = export_to(request, out)
    if as_json:
        print_json(made)
        return
    _show(made.render())
    for path in made.files():
        typer.echo(f"Saved: {path}")


@group.command("list")
def list_briefs(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="List this brief's versions.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the briefs, or the versions of one with who and when."""
    store = _store(context)
    if name is not None:
        versions = store.history(name)
        if as_json:
            print_json([v.model_dump(mode="json") for v in versions])
            return
        rows = [
            f"| {v.number} | {v.at:%Y-%m-%d %H:%M} | {v.by} | {v.change} |" if v.at else f"| {v.number} | | | |"
            for v in versions
        ]
        _show("\n".join(["| version | when (UTC) | who | what |", "|---:|---|---|---|", *rows]))
        return
    briefs = [(each, store.load(each)) for each in store.names()]
    if as_json:
        print_json([{"name": each, "title": b.name, "version": b.revision.number} for each, b in briefs])
    elif not briefs:
        _show('There is no brief yet. Draft one: adroit brief new "..."')
    else:
        rows = [f"| {each} | {b.name} | {b.flight.start or ''} | {b.revision.number} |" for each, b in briefs]
        _show("\n".join(["| name | campaign | starts | version |", "|---|---|---|---:|", *rows]))


@group.command("diff")
def diff(
    context: typer.Context,
    name: NameArgument,
    first: Annotated[int | None, typer.Argument(min=1, help="A version; the one before the newest by default.")] = None,
    second: Annotated[int | None, typer.Argument(min=1, help="Another; the newest by default.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare two versions of a brief, field by field."""
    from tools.brief.revising import compare

    store = _store(context)
    newer = store.load(name, second)
    older = store.load(name, first if first is not None else max(1, newer.revision.number - 1))
    changes = compare(older, newer)
    if as_json:
        print_json([c.model_dump() for c in changes])
        return
    head = f"**{name}**, version {older.revision.number} → {newer.revision.number}"
    _show("\n".join([head, "", *(f"- {c.line}" for c in changes)]) if changes else f"{head}: nothing differs.")


@group.command("schema")
def schema() -> None:
    """Print the JSON Schema of a brief."""
    from tools.brief.document import brief_schema

    print_json(brief_schema())


def _show(markdown: str) -> None:
    from agent.channels.terminal import show_markdown

    show_markdown(markdown)


def _store(context: typer.Context) -> "BriefStore":
    from tools.brief.store import BriefStore

    return BriefStore(workspace_of(context).briefs)


def _common(context: typer.Context) -> dict[str, Any]:
    """Return what every tool of briefs is given by the workspace."""
    from agent.context import ContextStore

    workspace, settings = settings_of(context)
    today = ContextStore(workspace, settings).current.today()
    return {"briefs": str(workspace.briefs), "today": today, "by": getpass.getuser()}


def _text(words: list[str] | None, file: Path | None) -> str:
    if file is not None and str(file) != "-":
        try:
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"The file {file} can't be read: {error}", remedy="Give a text file in UTF-8.") from None
    text = sys.stdin.read() if file is not None else " ".join(words or [])
    if not text.strip():
        raise MissingInput("There is nothing to draft from", remedy='Try: adroit brief new "Sell lamps in May, €20k"')
    return text


def _answers(made: "DraftedBrief") -> str:
    """Ask the next questions; an empty answer to all of them ends the interview."""
    from tools.brief.questions import AT_A_TIME

    given = []
    for question in made.questions[:AT_A_TIME]:
        answer = typer.prompt(question.ask, default="", show_default=False)
        if answer.strip():
            given.append(f"{question.label}: {answer.strip()}")
    return "\n".join(given)


def _confirmed(request: "ReviseBrief", *, yes: bool, as_json: bool) -> None:
    """Show the change, ask, and make it to the version that was shown."""
    from tools.brief.tools import preview_revision, revise_brief

    shown = preview_revision(request)
    if not as_json:
        _show(shown.render())
    if not yes:
        if not sys.stdin.isatty():
            raise MissingInput("Nothing was changed: nobody said yes", remedy="Add --yes.")
        if not typer.confirm("Keep this?"):
            raise typer.Exit(1)
    made = revise_brief(request.model_copy(update={"expected_version": shown.before}))
    if as_json:
        print_json(made)
    else:
        typer.echo(f"{made.name} is at version {made.brief.revision.number}.")
