"""`adroit pacing`: is a flight on plan, and where will it end?"""

from typing import Annotated

import typer

from agent.commands.charted import HtmlOption, PngOption, SvgOption, WhereOption, answer_over_table
from agent.commands.options import DataOption, JsonFlag


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pacing")(pacing)


def pacing(
    context: typer.Context,
    data: DataOption = None,
    flight: Annotated[
        str, typer.Option("--flight", help="The days of the plan: 'May 2026', 2026-05-01..2026-05-31, 'this quarter'.")
    ] = "this month",
    budget: Annotated[str | None, typer.Option("--budget", help="To be spent in the flight: 40k, €40,000.")] = None,
    kpi: Annotated[str | None, typer.Option("--kpi", help="The result to watch: conversions, cpa, roas...")] = None,
    target: Annotated[str | None, typer.Option("--target", help="Of that KPI over the flight: $45, 4x, 1,200.")] = None,
    where: WhereOption = None,
    png: PngOption = None,
    svg: SvgOption = None,
    html: HtmlOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say whether a flight is on plan and where it will end.

    Examples:

      adroit pacing --data ads.csv --flight "May 2026" --budget 40k

      adroit pacing --data ads.csv --budget 40k --kpi cpa --target 45 --where channel=Meta
    """
    arguments = {"flight": flight, "budget": budget, "kpi": kpi, "target": target}
    folders = {"png": png, "svg": svg, "html": html}
    answer_over_table(context, "check_pacing", arguments, data=data, where=where, folders=folders, as_json=as_json)
