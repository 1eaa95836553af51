"""`adroit init` and `adroit doctor`: making a workspace, and saying what is configured and what is missing."""

import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.model_checks import model_findings
from agent.commands.options import JsonFlag, print_json, workspace_of
from agent.errors import AdroitError, WorkspaceError
from agent.workspace import CONFIG, Workspace

if TYPE_CHECKING:
    from agent.settings import Settings

TEMPLATE = """\
# Adroit's settings. Everything is optional; a setting in the environment (ADROIT_MODEL...) or a flag goes before it.
# Keys are never written here: set OPENAI_API_KEY in the environment.

# Which model talks: "auto" (OpenAI when OPENAI_API_KEY is set, otherwise the offline planner), "offline",
# "openai:NAME", or "openai-compatible:NAME" for Ollama, vLLM, llama.cpp and the like.
model = "auto"

# The address of an OpenAI-compatible server.
# base_url = "http://localhost:11434/v1"

# A second model for when the first fails (written as the first is); after it the offline planner answers.
# fallback_model = "openai:gpt-5-nano"

# USD a day for models; when it is spent, the offline planner answers. See: adroit usage
# daily_budget = 2.00

# The performance table that questions are about, seen from this folder.
# data = "data/ads.csv"

# The currency of money written without one.
# currency = "USD"

# What holds for all questions, so that nobody has to say it again. Or say it in a chat: "remember that..."
# [context]
# brand = "Acme"
# time_zone = "Europe/Berlin"
# margin = "42%"
# conversion = "a paid order"
# targets = { cpa = "$35", roas = "4" }

# Where conversations are kept when several machines share them; in this workspace without.
# threads_url = "postgresql://adroit@db.example/adroit"

# What the table's columns mean, where Adroit would not know. See what it understood: adroit data
# [columns]
# date = "Booked on"
# measures = { spend = "Net cost", conversions = ["Orders", "Phone orders"] }
# dimensions = { region = "Sales area" }
# channels = { spend = { TV = "tv_gross", Radio = "radio_gross" } }
# ignore = ["Test column"]
# date_order = "day first"
# decimal_mark = ","

# What a model costs, in USD for a million tokens, where Adroit does not know it or your contract differs.
# [prices."my-model"]
# input = 0.25
# cached_input = 0.025
# output = 2.00
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's.

    Attributes:
        state: ok, hint (works, could be better) or problem (does not work).
    """

    name: str
    state: str
    found: str
    remedy: str = ""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init")(init)
    app.command("doctor")(doctor)


def init(folder: Annotated[Path, typer.Argument(help="The folder; made when it does not exist.")] = Path()) -> None:
    """Make a workspace: adroit.toml with comments, and folders for data and briefs. Nothing existing is changed.

    Example:

      adroit init my-brand
    """
    place = folder.expanduser().absolute()
    workspace = Workspace(place, is_configured=True)
    workspace.writable(place)
    for name in ("data", "briefs"):
        workspace.writable(place / name)
    if workspace.config.exists():
        print(f"{workspace.config} exists already and was left as it is.")
        return
    write_atomically(workspace.config, TEMPLATE)
    print(f"Made {workspace.config}. Next: put an export in {place / 'data'} and run: adroit chat --data FILE")


def write_atomically(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        WorkspaceError: when the folder can't be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise WorkspaceError(f"{path.name} can't be written: {error.strerror}", where=str(path.parent)) from None
    finally:
        draft.unlink(missing_ok=True)


def doctor(context: typer.Context, as_json: JsonFlag = False) -> None:
    """Say what is configured, what is missing and how to mend it. Keys are never shown.

    Example:

      adroit doctor
    """
    checks = list(examine(context))
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        mark = {"ok": "ok     ", "hint": "hint   ", "problem": "PROBLEM"}
        for check in checks:
            print(f"{mark[check.state]}  {check.name}: {check.found}")
            if check.remedy:
                print(f"         → {check.remedy}")
    if any(check.state == "problem" for check in checks):
        raise typer.Exit(1)


def examine(context: typer.Context) -> list[Check]:
    """Return every check, the first problem not stopping the rest."""
    from agent.settings import load_settings

    checks = [_versions()]
    try:
        workspace = workspace_of(context)
        checks.append(_workspace(workspace))
        settings = load_settings(workspace)
    except AdroitError as error:
        return [*checks, _problem("settings", error)]
    return [
        *checks,
        *(Check(*found) for found in model_findings(workspace, settings)),
        _index(workspace, settings),
        _data(workspace, settings),
        _conversations(workspace, settings),
        _context(settings),
    ]


def _problem(name: str, error: Exception) -> Check:
    return Check(name, "problem", str(getattr(error, "problem", error)), str(getattr(error, "remedy", "") or ""))


def _versions() -> Check:
    from importlib.metadata import version

    names = ("adroit-marketing", "langchain", "chromadb", "duckdb", "pydantic")
    python = ".".join(str(part) for part in sys.version_info[:3])
    return Check("versions", "ok", ", ".join([f"python {python}", *(f"{n} {version(n)}" for n in names)]))


def _workspace(workspace: Workspace) -> Check:
    if not workspace.is_configured:
        return Check("workspace", "hint", f"none here; using {workspace.folder}", "Make one: adroit init")
    if not os.access(workspace.folder, os.W_OK):
        return Check("workspace", "problem", f"{workspace.folder} can't be written", "Change its permissions.")
    return Check("workspace", "ok", f"{workspace.folder} ({CONFIG} found)")


def _index(workspace: Workspace, settings: "Settings") -> Check:
    from knowledge import open_index

    try:
        state = open_index(workspace.index, chroma_url=settings.chroma_url, embedder=settings.embedder).state()
    except AdroitError as error:
        return _problem("index", error)
    if not state.chunks:
        return Check("index", "hint", "not built yet", "It is built at the first question, or by: adroit index")
    if state.is_stale:
        return Check("index", "hint", f"{state.chunks} passages, out of date", "Bring it up to date: adroit index")
    return Check("index", "ok", f"{state.chunks} passages ({state.embedder}), built {state.built_at}")


def _conversations(workspace: Workspace, settings: "Settings") -> Check:
    """Open the conversations, but make no database for a workspace that has none yet."""
    if not settings.threads_url and not workspace.threads.exists():
        return Check("conversations", "ok", "none yet")
    from agent.threads import Threads

    try:
        threads = Threads.open(workspace, settings)
        kept = len(threads.list())
        threads.close()
    except AdroitError as error:
        return _problem("conversations", error)
    where = "PostgreSQL (threads_url)" if settings.threads_url else str(workspace.threads)
    return Check("conversations", "ok", f"{kept} kept in {where}")


def _context(settings: "Settings") -> Check:
    known = settings.context.sentences()
    if not known:
        return Check(
            "context", "hint", "nothing set", "Set what holds for all questions: adroit context set margin 42%"
        )
    return Check("context", "ok", "; ".join(known))


def _data(workspace: Workspace, settings: "Settings") -> Check:
    if not settings.data:
        return Check("data", "hint", "none set", f"Set data in {CONFIG}, or give --data FILE.")
    from tools.data import open_table

    try:
        table = open_table(workspace.folder / settings.data, overrides=settings.columns)
        return Check("data", "ok", f"{settings.data}: {table.row_count:,} rows, {table.span()}")
    except AdroitError as error:
        return _problem("data", error)
