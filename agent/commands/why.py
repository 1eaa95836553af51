"""`adroit why`: why a KPI changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import DataOption, JsonFlag, print_json, settings_of
from tools.errors import InputError, MissingInput

if TYPE_CHECKING:
    from tools.charts import Chart


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(why)


def why(
    context: typer.Context,
    kpi: Annotated[str, typer.Argument(help="A KPI or measure: cpa, roas, conversions...")],
    data: DataOption = None,
    current: Annotated[
        str, typer.Option("--current", help="The period in question: 2026-05-11..2026-05-17, 'last week', 'May 2026'.")
    ] = "last week",
    baseline: Annotated[
        str | None, typer.Option("--baseline", help="The period to compare with; the one just before when not given.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Dimensions to look at, comma between: channel,device. All when not given."),
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help="Only these rows: channel=Meta. May be given several times.")
    ] = None,
    expected: Annotated[
        str | None,
        typer.Option(
            "--expected",
            help="Compare with expected values instead of a baseline: a word that their columns are called by "
            "(forecast, plan, budget, target), or a column.",
        ),
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", help="Save the charts as pictures in this folder.", metavar="FOLDER")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Save the charts as SVG in this folder.", metavar="FOLDER")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Save the charts as interactive pages in this folder.", metavar="FOLDER"),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say why a KPI changed between two periods.

    Examples:

      adroit why cpa --data ads.csv --current 2026-05-11..2026-05-17

      adroit why roas --data ads.csv --by channel,campaign --where device=Mobile

      adroit why revenue --data ads.csv --expected forecast --html charts
    """
    from agent.channels.terminal import show_chart, show_markdown
    from agent.toolbox import Toolbox

    workspace, settings = settings_of(context)
    toolbox = Toolbox(workspace, settings, data)
    if toolbox.data is None:
        raise MissingInput("There is no data to look into", remedy="Give a file: adroit why cpa --data ads.csv")
    arguments: dict[str, Any] = {"kpi": kpi, "current": current, "baseline": baseline, "expected": expected}
    if by:
        arguments["by"] = [name.strip() for name in by.split(",") if name.strip()]
    if where:
        arguments["where"] = dict(condition(text) for text in where)
    report = toolbox.run("explain_change", arguments)
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


def save_charts(charts: "list[Chart]", folder: Path, form: str = "png") -> list[Path]:
    """Save each chart as a file named after its title, and return where.

    Args:
        charts: what to save.
        folder: an existing folder.
        form: png, svg or html.
    """
    saved = []
    for chart in charts:
        words = "".join(c if c.isalnum() else " " for c in chart.title.lower()).split()
        path = folder / f"{'-'.join(words)[:60]}.{form}"
        write = {"png": chart.to_png, "svg": chart.to_svg, "html": chart.to_html}[form]
        write(path)
        saved.append(path)
    return saved


def condition(text: str) -> tuple[str, str]:
    """Read `channel=Meta`.

    Raises:
        InputError: when it is no condition.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise InputError(f"'{text}' is not a condition", remedy="Write it like --where channel=Meta.")
    return name.strip(), value.strip()
