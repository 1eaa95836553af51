"""`adroit audience`: whom to reach, whom to leave out, and the file to upload."""

import typer

from agent.commands import audience_files

group = typer.Typer(no_args_is_help=True, help="Audiences: whom to reach, whom to leave out, and the file to upload.")
audience_files.register(group)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="audience")
