"""`adroit usage`: what models took and cost, today and before."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.options import JsonFlag, print_json, settings_of

if TYPE_CHECKING:
    from agent.usage.ledger import UsageTotal


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("usage")(usage)


def usage(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="How many days back, today included.")] = 30,
    as_json: JsonFlag = False,
) -> None:
    """Show what models took and cost: today, by day, by model and by thread.

    Example:

      adroit usage --days 7
    """
    from agent.channels.terminal import show_markdown
    from agent.context import ContextStore
    from agent.usage.ledger import UsageLedger, days_ago
    from agent.usage.prices import load_prices
    from agent.usage.wording import money, sentence, table, unpriced_hint

    workspace, settings = settings_of(context)
    marketer = ContextStore(workspace, settings).current
    ledger = UsageLedger.open(workspace, time_zone=lambda: marketer.time_zone)
    since = days_ago(days, marketer.today())
    today, total = ledger.today(), ledger.since(since)
    groups = {
        "Day": ledger.by_day(since),
        "Model": ledger.by_model(since),
        "Thread": ledger.by_thread(since),
    }
    prices = load_prices(settings.prices)
    if as_json:
        print_json(
            {
                "currency": "USD",
                "daily_budget": settings.daily_budget,
                "prices_collected": prices.collected,
                "today": _plain(today),
                "since": since,
                "total": _plain(total),
                **{f"by_{name.lower()}": {k: _plain(t) for k, t in rows.items()} for name, rows in groups.items()},
            }
        )
        return
    budget = ""
    if settings.daily_budget is not None:
        budget = f"; the day's budget is {money(settings.daily_budget)}"
    parts = [f"**Today:** {sentence(today)}{budget}", f"**Since {since}:** {sentence(total)}"]
    parts += [table(name, rows) for name, rows in groups.items() if rows]
    parts.append(unpriced_hint(total))
    parts.append(f"Prices: {prices.source}, as of {prices.collected}; adroit.toml's [prices] go before it.")
    show_markdown("\n\n".join(part for part in parts if part))


def _plain(total: "UsageTotal") -> dict[str, Any]:
    return asdict(total) | {"cost": total.cost}
