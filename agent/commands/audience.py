"""`adroit audience`: whom to reach, whom to leave out, and the file to upload."""

from pathlib import Path
from typing import Annotated, Any

import typer

from agent.commands import audience_files
from agent.commands.options import JsonFlag, print_json, workspace_of
from tools.errors import InputError

group = typer.Typer(no_args_is_help=True, help="Audiences: whom to reach, whom to leave out, and the file to upload.")
audience_files.register(group)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="audience")


@group.command("suggest")
def suggest_command(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What you sell, to whom, where, with which budget.")],
    objective: Annotated[
        str | None, typer.Option("--objective", help="sales, leads, awareness, app installs...")
    ] = None,
    market: Annotated[str | None, typer.Option("--market", help="Countries or regions.")] = None,
    channel: Annotated[list[str] | None, typer.Option("--channel", help="A channel to use; may be repeated.")] = None,
    budget: Annotated[str | None, typer.Option("--budget", help="A sum to divide: €20k.")] = None,
    customers: Annotated[int | None, typer.Option("--customers", min=1, help="People on your customer list.")] = None,
    days: Annotated[
        int | None, typer.Option("--days-to-buy", min=1, max=365, help="From the first visit to the order.")
    ] = None,
    count: Annotated[int, typer.Option("--count", min=3, max=8, help="How many to suggest at most.")] = 7,
    iab: Annotated[
        Path | None, typer.Option("--iab", help="The IAB audience taxonomy, a TSV file that you have.", metavar="FILE")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Suggest audiences: ranked, with the platform's object, policy, exclusions and proof.

    Examples:

      adroit audience suggest "Desk lamps for home offices in Germany, search and Meta, €20k"

      adroit audience suggest "Payroll software for mid-sized firms" --objective leads --channel LinkedIn

      adroit audience suggest "Noise-cancelling headphones" --market Canada --budget C$60k --customers 42000
    """
    from tools.audience.iab import read_iab_taxonomy
    from tools.audience.tools import SuggestAudiences, suggest

    request = SuggestAudiences(
        text=" ".join(words), objective=objective, market=market, channels=channel or [], customers=customers,
        days_to_buy=days, count=count, **_money(context, budget),
    )  # fmt: skip
    found = suggest(request, read_iab_taxonomy(iab) if iab else ())
    if as_json:
        print_json(found)
    else:
        from agent.channels.terminal import show_markdown

        show_markdown(found.render())


def _money(context: typer.Context, budget: str | None) -> dict[str, Any]:
    """Return budget and currency; the workspace's currency where the budget is written without one."""
    from tools.quantities import Unit, parse_quantity

    standing = _currency(context)
    if budget is None:
        return {"currency": standing}
    quantity = parse_quantity(budget)
    if quantity.unit not in {None, Unit.MONEY} or quantity.value <= 0:
        raise InputError(f"--budget {budget} is no sum of money", remedy="Write it like €20k or 20000.")
    return {"budget": quantity.value, "currency": quantity.currency or standing}


def _currency(context: typer.Context) -> str | None:
    workspace = workspace_of(context)
    if not workspace.is_configured:
        return None
    from agent.settings import load_settings

    return load_settings(workspace).currency
