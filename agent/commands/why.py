"""`adroit why`: why a KPI changed."""

from typing import Annotated, Any

import typer

from agent.commands.charted import HtmlOption, PngOption, SvgOption, WhereOption, answer_over_table
from agent.commands.options import DataOption, JsonFlag


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
    where: WhereOption = None,
    expected: Annotated[
        str | None,
        typer.Option(
            "--expected",
            help="Compare with expected values instead of a baseline: a word that their columns are called by "
            "(forecast, plan, budget, target), or a column.",
        ),
    ] = None,
    png: PngOption = None,
    svg: SvgOption = None,
    html: HtmlOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say why a KPI changed between two periods.

    Examples:

      adroit why cpa --data ads.csv --current 2026-05-11..2026-05-17

      adroit why roas --data ads.csv --by channel,campaign --where device=Mobile

      adroit why revenue --data ads.csv --expected forecast --html charts
    """
    arguments: dict[str, Any] = {"kpi": kpi, "current": current, "baseline": baseline, "expected": expected}
    if by:
        arguments["by"] = [name.strip() for name in by.split(",") if name.strip()]
    folders = {"png": png, "svg": svg, "html": html}
    answer_over_table(context, "explain_change", arguments, data=data, where=where, folders=folders, as_json=as_json)
