"""`adroit kpi clv`: what customers are worth, from a table of orders."""

from typing import Any

import typer

from agent.commands.options import print_json, workspace_of
from tools.errors import InputError

_COLUMNS = ("customer", "date", "value")
_FLAGS = ("data", *_COLUMNS, "margin", "months", "discount-rate", "predict", "currency")


def customer_value(context: typer.Context, flags: dict[str, str], *, as_json: bool) -> None:
    """Print lifetime value by cohort, and the prediction where the library for it is installed."""
    from agent.channels.terminal import show_markdown
    from tools.customers import EstimateCustomerValue, estimate_customer_value

    unknown = [name for name in flags if name not in _FLAGS]
    if unknown:
        raise InputError(f"--{unknown[0]} is no option of clv", remedy=f"There are: --{', --'.join(_FLAGS)}.")
    found = estimate_customer_value(EstimateCustomerValue(**_arguments(context, flags)))
    if as_json:
        print_json(found)
    else:
        show_markdown(found.render())


def _arguments(context: typer.Context, flags: dict[str, str]) -> dict[str, Any]:
    from tools.quantities import Unit, currency_code, parse_quantity

    arguments: dict[str, Any] = {"data": flags["data"]} | {n: flags[n] for n in _COLUMNS if n in flags}
    for flag, field in (("margin", "margin"), ("discount-rate", "discount_rate")):
        if flag in flags:
            quantity = parse_quantity(flags[flag])
            if quantity.unit is not Unit.RATE or not 0 <= quantity.value <= 1:
                raise InputError(f"--{flag} {flags[flag]} is not a share", remedy="Write it with its sign: 40%.")
            arguments[field] = quantity.value
    if "months" in flags:
        months = parse_quantity(flags["months"]).value
        if not (1 <= months <= 60 and months == int(months)):  # noqa: PLR2004 - five years are more than data can say
            raise InputError(f"--months {flags['months']} can't be", remedy="Give a whole number from 1 to 60.")
        arguments["months_ahead"] = int(months)
    if "predict" in flags:
        arguments["predict"] = flags["predict"].lower() in {"yes", "true", "1", "on"}
    arguments["currency"] = currency_code(flags["currency"]) if "currency" in flags else _currency(context)
    return arguments


def _currency(context: typer.Context) -> str | None:
    workspace = workspace_of(context)
    if not workspace.is_configured:
        return None
    from agent.settings import load_settings

    return load_settings(workspace).currency
