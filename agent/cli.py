"""The `adroit` command: composes the command groups, and turns our errors into one sentence and an exit code.

Exit codes: 0 answered, 1 could not, 2 wrong usage.
"""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from agent.commands import (
    audience,
    brief,
    context,
    data,
    demo,
    index,
    kpi,
    library,
    pacing,
    setup,
    slack,
    talk,
    threads,
    usage,
    why,
)
from agent.commands.options import Flags
from agent.reporting import reporting

app = typer.Typer(
    name="adroit",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A performance-marketing assistant that shows its evidence.\n\nStart with: adroit demo",
)
for group in (
    talk,
    why,
    pacing,
    data,
    kpi,
    brief,
    audience,
    threads,
    context,
    library,
    index,
    usage,
    slack,
    setup,
    demo,
):
    group.register(app)
for found in entry_points(group="adroit.commands"):
    found.load()(app)  # commands of packages that import this one, so that it need not import them


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"adroit {version('adroit-marketing')}")
        raise typer.Exit


@app.callback()
def flags(
    ctx: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", envvar="ADROIT_WORKSPACE", help="The folder with adroit.toml.", metavar="FOLDER"
        ),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the flags that stand before every command."""
    del version
    ctx.obj = Flags(workspace, debug)


def main() -> None:
    """Run the command line; every error of ours ends as one sentence on standard error."""
    with reporting():
        app()


if __name__ == "__main__":
    main()
