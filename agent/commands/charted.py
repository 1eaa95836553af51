"""What the commands that answer over a table share: the rows to look at, and an answer with its charts."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import print_json, settings_of
from tools.errors import InputError, MissingInput

if TYPE_CHECKING:
    from tools.charts import Chart

WhereOption = Annotated[
    list[str] | None, typer.Option("--where", help="Only these rows: channel=Meta. May be given several times.")
]
PngOption = Annotated[
    Path | None, typer.Option("--png", help="Save the charts as pictures in this folder.", metavar="FOLDER")
]
SvgOption = Annotated[
    Path | None, typer.Option("--svg", help="Save the charts as SVG in this folder.", metavar="FOLDER")
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", help="Save the charts as interactive pages in this folder.", metavar="FOLDER")
]


def answer_over_table(
    context: typer.Context,
    tool: str,
    arguments: dict[str, Any],
    *,
    data: Path | None,
    where: Sequence[str] | None,
    folders: dict[str, Path | None],
    as_json: bool,
) -> None:
    """Run a tool over a table, print its answer and charts, and save the charts where a folder was named.

    Args:
        context: of the command; its name stands in the error where there is no table.
        tool: name of the tool.
        arguments: its arguments, but for the table and the rows.
        data: the table named; the workspace's own when None.
        where: conditions such as `channel=Meta`.
        folders: form (png, svg, html) -> where to save the charts in it.
        as_json: print JSON alone.

    Raises:
        MissingInput: when there is no table.
        InputError, DataError: what the tool says is wrong.
    """
    from agent.channels.terminal import show_chart, show_markdown
    from agent.toolbox import Toolbox

    workspace, settings = settings_of(context)
    toolbox = Toolbox(workspace, settings, data)
    if toolbox.data is None:
        example = "why cpa" if context.info_name == "why" else context.info_name
        raise MissingInput("There is no data to look into", remedy=f"Give a file: adroit {example} --data ads.csv")
    rows = {"where": dict(_condition(text) for text in where)} if where else {}
    report = toolbox.run(tool, arguments | rows)
    if as_json:
        print_json(report)
    else:
        show_markdown(report.render())
        for chart in report.charts():
            show_chart(chart)
    for form, folder in folders.items():
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


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise InputError(f"'{text}' is not a condition", remedy="Write it like --where channel=Meta.")
    return name.strip(), value.strip()
