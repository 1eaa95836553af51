"""Usage in words and tables, for the terminal, `adroit usage` and `/usage`."""

from collections.abc import Mapping
from decimal import Decimal

from agent.usage.ledger import UsageTotal

_CENTS_FROM = Decimal(1)
_SMALLEST = Decimal("0.0001")


def money(amount: Decimal) -> str:
    """Return an amount in USD; below a dollar with the digits that make it worth saying."""
    if amount >= _CENTS_FROM or amount == round(amount, 2):
        return f"${amount:,.2f}"
    return f"${amount:.4f}" if amount >= _SMALLEST else "under $0.0001"


def cost(total: UsageTotal) -> str:
    """Return what a total cost; what is not known is said to be, and never shown as 0."""
    if not total.unpriced:
        return money(total.known_cost)
    return "unknown" if total.known_cost == 0 else f"{money(total.known_cost)} + unknown"


def sentence(total: UsageTotal) -> str:
    """Return a total in one line."""
    if not total.calls:
        return "nothing yet"
    cached = f", {total.cached_input_tokens:,} of them cached" if total.cached_input_tokens else ""
    line = (
        f"{_count(total.turns, 'turn')}, {_count(total.calls, 'model call')}; {total.input_tokens:,} tokens sent"
        f"{cached}, {total.output_tokens:,} written; cost {cost(total)}"
    )
    if total.uncounted:
        line += f" ({_count(total.uncounted, 'call')} without token counts from the server)"
    return line


def table(first: str, totals: Mapping[str, UsageTotal]) -> str:
    """Return totals as a Markdown table, one row each; `first` heads the column of their names."""
    rows = [f"| {first} | Turns | Calls | Sent | Cached | Written | Cost |", "|---|--:|--:|--:|--:|--:|--:|"]
    for name, total in totals.items():
        rows.append(
            f"| {name.replace('|', '/')} | {total.turns:,} | {total.calls:,} | {total.input_tokens:,} | "
            f"{total.cached_input_tokens:,} | {total.output_tokens:,} | {cost(total)} |"
        )
    return "\n".join(rows)


def unpriced_hint(total: UsageTotal) -> str:
    """Return how to give the prices that are missing; empty when none is."""
    if not total.unpriced:
        return ""
    first = total.unpriced[0]
    return (
        f"No price is known for {', '.join(total.unpriced)}, so a daily budget can't count it. "
        "Give it in adroit.toml:\n\n"
        f'    [prices."{first}"]\n    input = 0.25   # USD for a million tokens\n    output = 2.00'
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
