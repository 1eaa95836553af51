"""`adroit audience segments|seed|predict|export`: customers turned into audiences. They show counts, no persons."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import JsonFlag, print_json, settings_of
from tools.errors import InputError, MissingInput

if TYPE_CHECKING:
    from tools.audience.first_party.tools import ExportAudience
    from tools.result import ToolResult

OrdersArgument = Annotated[Path, typer.Argument(help="The table of orders: one row an order.", metavar="FILE")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", help="What a column is: customer=Kunde. Repeat it.", metavar="ROLE=COLUMN"),
]
ChartOption = Annotated[Path | None, typer.Option("--chart", help="Save the chart: .png, .svg or .html.")]
YesFlag = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before writing.")]


def register(group: typer.Typer) -> None:
    """Add the commands to the group `audience`."""
    group.command("segments")(segments)
    group.command("seed")(seed)
    group.command("predict")(predict)
    group.command("export")(export)


def segments(
    context: typer.Context,
    orders: OrdersArgument,
    column: ColumnOption = None,
    lapse_days: Annotated[
        int | None, typer.Option("--lapsed-after", min=1, help="Days without an order; found in the data.")
    ] = None,
    chart: ChartOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Part the customers by recency, frequency and monetary value: sizes, value, repeat, lapsed, discount-led.

    Examples:

      adroit audience segments orders.csv

      adroit audience segments orders.parquet --column customer=Kunde --chart deciles.png
    """
    from tools.audience.first_party.tools import SegmentCustomers, segment_customers

    with _settings(context) as currency:
        request = SegmentCustomers(data=str(orders), columns=_columns(column), lapse_days=lapse_days, currency=currency)
        _show(segment_customers(request), chart=chart, as_json=as_json)


def seed(
    context: typer.Context,
    orders: OrdersArgument,
    platform: Annotated[
        str | None, typer.Option("--platform", "-p", help="Whose minimum counts: google, meta, linkedin, tiktok.")
    ] = None,
    match_rate: Annotated[str, typer.Option("--match-rate", help="Share of customers that will be matched.")] = "50%",
    column: ColumnOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which customers to take as the seed of a lookalike audience: who, how many, why, against which base.

    Examples:

      adroit audience seed orders.csv --platform meta

      adroit audience seed orders.csv --match-rate 35%
    """
    from tools.audience.first_party.tools import RecommendSeed, recommend_seed
    from tools.quantities import Unit, parse_quantity

    rate = parse_quantity(match_rate)
    if rate.unit is not Unit.RATE or not 0 < rate.value <= 1:
        raise InputError(f"--match-rate {match_rate} is not a share", remedy="Write it with its sign: 50%.")
    given: dict[str, Any] = {"platform": _platform(platform) if platform else None, "match_rate": rate.value}
    with _settings(context) as currency:
        request = RecommendSeed(data=str(orders), columns=_columns(column), currency=currency, **given)
        _show(recommend_seed(request), as_json=as_json)


def predict(
    context: typer.Context,
    orders: OrdersArgument,
    target: Annotated[str, typer.Option("--target", "-t", help="buys, churns or value.")] = "buys",
    days: Annotated[int | None, typer.Option("--days", min=1, help="Days ahead; 90 where the history allows.")] = None,
    customers: Annotated[
        Path | None, typer.Option("--customers", help="One row a customer: its columns are learnt from too.")
    ] = None,
    column: ColumnOption = None,
    chart: ChartOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Predict who will buy, stay away or spend most; says "no signal" when the orders don't tell.

    Examples:

      adroit audience predict orders.csv

      adroit audience predict orders.csv --target churns --days 60 --chart lift.png
    """
    from tools.audience.first_party.tools import PredictCustomers, predict_customers

    if target not in {"buys", "churns", "value"}:
        raise InputError(f"'{target}' can't be predicted", remedy="There are: buys, churns, value.")
    given: dict[str, Any] = {"target": target, "days": days, "customers": str(customers) if customers else None}
    with _settings(context) as currency:
        request = PredictCustomers(data=str(orders), columns=_columns(column), currency=currency, **given)
        _show(predict_customers(request), chart=chart, as_json=as_json)


def export(
    context: typer.Context,
    customers: Annotated[Path, typer.Argument(help="The table of customers.", metavar="FILE")],
    platform: Annotated[str, typer.Option("--platform", "-p", help="google, meta, linkedin or tiktok.")],
    segment: Annotated[str, typer.Option("--segment", "-s", help="all, champions, lapsed, high_value, ...")] = "all",
    orders: Annotated[Path | None, typer.Option("--orders", help="The orders that tell the segment.")] = None,
    exclude: Annotated[bool, typer.Option("--exclude", help="A list of whom to leave out.")] = False,
    country: Annotated[str | None, typer.Option("--country", help="Of phone numbers without a code: DE.")] = None,
    names: Annotated[bool, typer.Option("--names-in-clear", help="LinkedIn: names too, which are not hashed.")] = False,
    column: ColumnOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write into this folder.", metavar="FOLDER")] = None,
    yes: YesFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Write a customer list for an ad platform: normalised, hashed, without those who did not consent.

    Examples:

      adroit audience export customers.csv --platform google

      adroit audience export customers.csv -p meta --orders orders.csv --segment lapsed --country DE

      adroit audience export customers.csv -p tiktok --segment recent --orders orders.csv --exclude
    """
    from tools.audience.first_party.tools import ExportAudience

    workspace, _ = settings_of(context)
    given: dict[str, Any] = {"platform": _platform(platform), "purpose": "exclude" if exclude else "include"}
    request = ExportAudience(
        data=str(customers), segment=segment, orders=str(orders) if orders else None, country=country,
        names_in_clear=names, columns=_columns(column), audiences=str(out or workspace.audiences), **given,
    )  # fmt: skip
    with _settings(context):
        _confirmed(request, yes=yes, as_json=as_json)


def _confirmed(request: "ExportAudience", *, yes: bool, as_json: bool) -> None:
    """Show what would be written, ask, and write it."""
    from tools.audience.first_party.tools import export_audience, preview_export

    if not yes:
        if not sys.stdin.isatty():
            raise MissingInput("Nothing was written: nobody said yes", remedy="Add --yes.")
        _show(preview_export(request))
        if not typer.confirm(f"Write this list into {request.audiences}?"):
            raise typer.Exit(1)
    _show(export_audience(request), as_json=as_json)


def _settings(context: typer.Context) -> Any:
    """Read tables by what the workspace says of columns; give its currency."""
    from contextlib import contextmanager

    from tools.data.standing import standing_overrides

    _, settings = settings_of(context)

    @contextmanager
    def standing() -> Any:
        with standing_overrides(settings.columns):
            yield settings.currency

    return standing()


def _platform(given: str) -> str:
    from tools.audience.first_party.platforms import LISTS

    if given not in LISTS:
        raise InputError(f"'{given[:40]}' takes no list from here", remedy=f"There are: {', '.join(LISTS)}.")
    return given


def _columns(given: list[str] | None) -> dict[str, str]:
    found = {}
    for pair in given or []:
        role, sign, column = pair.partition("=")
        if not sign or not column.strip():
            raise InputError(f"--column {pair[:60]} says nothing", remedy="Write it like --column customer=Kunde.")
        found[role.strip().lower().replace("-", "_").replace(" ", "_")] = column.strip()
    return found


def _show(result: "ToolResult", *, chart: Path | None = None, as_json: bool = False) -> None:
    if chart is not None:
        _save_chart(result, chart)
    if as_json:
        print_json(result)
        return
    from agent.channels.terminal import show_markdown

    show_markdown(result.render())
    for each in result.charts() if chart is None else []:
        typer.echo("\n" + each.to_terminal(colour=sys.stdout.isatty()))


def _save_chart(result: "ToolResult", path: Path) -> None:
    charts = result.charts()
    if not charts:
        raise MissingInput("There is nothing to draw", remedy="Leave out --chart.")
    saved = {".png": charts[0].to_png, ".svg": charts[0].to_svg, ".html": charts[0].to_html}.get(path.suffix.lower())
    if saved is None:
        raise InputError(f"'{path.suffix}' is no picture", remedy="End the name in .png, .svg or .html.")
    saved(path)
