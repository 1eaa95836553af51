"""What the commands share: the flags, and how they become a workspace, settings and an assistant."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from agent.settings import Settings

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DataOption = Annotated[
    Path | None, typer.Option("--data", "-d", help="The performance table to ask about.", metavar="FILE")
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", "-m", help="auto, offline, openai:NAME or openai-compatible:NAME.", metavar="MODEL"),
]


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags that stand before the command."""

    workspace: Path | None = None
    debug: bool = False


def workspace_of(context: typer.Context) -> Workspace:
    """Return the workspace that the flags and the current folder point to."""
    flags: Flags = context.obj or Flags()
    return find_workspace(flags.workspace)


def settings_of(context: typer.Context, **flags: Any) -> "tuple[Workspace, Settings]":
    """Return the workspace and its settings."""
    from agent.settings import load_settings

    workspace = workspace_of(context)
    return workspace, load_settings(workspace, **flags)


def print_json(value: Any) -> None:
    """Print a pydantic model, or anything JSON can hold, and nothing else."""
    import json

    if hasattr(value, "model_dump_json"):
        sys.stdout.write(value.model_dump_json(indent=2) + "\n")
    else:
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")
