"""`adroit data`: what was understood of a table, and how to say it better."""

from typing import Annotated

import typer

from agent.commands.options import JsonFlag, print_json, settings_of
from tools.errors import MissingInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("data")(data)


def data(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(help="A file, or a warehouse's address; the workspace's own data when not given.")
    ] = None,
    say: Annotated[
        str | None,
        typer.Option("--say", help="What columns mean, in your words: 'conversions are Orders; leave out Frequency'."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what a table holds and how its columns were read, and what is still to be said.

    Examples:

      adroit data ads.csv

      adroit data ads.csv --say "conversions are Approved_Conversion; dates are day first"
    """
    from agent.channels.terminal import show_markdown
    from tools.data.describe import DescribeData, describe_data
    from tools.data.standing import standing_overrides

    workspace, settings = settings_of(context)
    source = file or (str(workspace.folder / settings.data) if settings.data else None)
    if source is None:
        raise MissingInput("There is no data to look at", remedy="Give a file: adroit data ads.csv")
    with standing_overrides(settings.columns):
        found = describe_data(DescribeData(data=source, columns=say))
    if as_json:
        print_json(found)
        return
    show_markdown(found.render())
    if say:
        typer.echo("\nTo keep this, write in adroit.toml:\n")
        typer.echo(found.said.toml())
