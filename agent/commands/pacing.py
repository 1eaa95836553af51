"""`adroit pacing`: is a flight on plan, and where will it end?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from agent.commands.options import DataOption, JsonFlag, print_json, settings_of
from agent.commands.why import condition, save_charts
from tools.errors import MissingInput


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
    where: Annotated[
        list[str] | None, typer.Option("--where", help="Only these rows: channel=Meta. May be given several times.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", help="Save the chart as a picture in this folder.", metavar="FOLDER")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Save the chart as SVG in this folder.", metavar="FOLDER")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Save the chart as a page in this folder.", metavar="FOLDER")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say whether a flight is on plan and where it will end.

    Examples:

      adroit pacing --data ads.csv --flight "May 2026" --budget 40k

      adroit pacing --data ads.csv --budget 40k --kpi cpa --target 45 --where channel=Meta
    """
    from agent.channels.terminal import show_chart, show_markdown
    from agent.toolbox import Toolbox

    workspace, settings = settings_of(context)
    toolbox = Toolbox(workspace, settings, data)
    if toolbox.data is None:
        raise MissingInput("There is no data to look into", remedy="Give a file: adroit pacing --data ads.csv")
    arguments: dict[str, Any] = {"flight": flight, "budget": budget, "kpi": kpi, "target": target}
    if where:
        arguments["where"] = dict(condition(text) for text in where)
    report = toolbox.run("check_pacing", arguments)
    if as_json:
        print_json(report)
    else:
        show_markdown(report.render())
        for chart in report.charts():
            show_chart(chart)
    for form, folder in (("png", png), ("svg", svg), ("html", html)):
        if folder is not None:
            for saved in save_charts(report.charts(), workspace.writable(folder.expanduser().absolute()), form):
                typer.echo(f"Saved: {saved}", err=as_json)
