"""The channels of a draft: their budgets from sums, shares and rests, and the prices and rates said of them."""

from tools.brief.builder import Builder
from tools.brief.labels import Basis, given_label
from tools.brief.paths import find
from tools.brief.reading.figures import Figures
from tools.brief.reading.found import Reading
from tools.brief.reference import channels
from tools.brief.rereading import REST
from tools.quantities import Quantity, Unit, format_number, format_share


def put_channels(made: Builder, reading: Reading, figures: Figures) -> None:
    """Put the channels into a brief with their money and what is expected of each, as a text gives them."""
    found = reading.fields.get("channels")
    if found is None:
        return
    names = [c for c in found.value if c not in (reading.get("excluded") or ())]
    made.tree.setdefault("channel_mix", {})["channels"] = [{"channel": name} for name in names]
    made.labels["channel_mix.channels"] = given_label(found.words)
    _split(made, reading, names)
    for name in names:
        plan = find(made.tree, f"channel_mix.channels[{name}]")
        for metric, value, words, _ in figures.expected:
            belongs = _mentions(words, name) or len(names) == 1
            if (
                metric in {"cpm", "ctr", "cpc", "conversion_rate"}
                and belongs
                and metric not in plan.get("expected", {})
            ):
                plan.setdefault("expected", {})[metric] = value
                made.labels[f"channel_mix.channels[{name}].expected.{metric}"] = given_label(words)
    for metric, value, words, _ in figures.expected:
        if metric in {"cpm", "ctr", "cpc", "conversion_rate"} and not any(_mentions(words, n) for n in names):
            for name in names:
                plan = find(made.tree, f"channel_mix.channels[{name}]")
                if metric not in plan.get("expected", {}):
                    plan.setdefault("expected", {})[metric] = value
                    made.labels[f"channel_mix.channels[{name}].expected.{metric}"] = given_label(words)


def _mentions(words: str, name: str) -> bool:
    known = channels().get(name)
    low = words.lower()
    return known is not None and any(alias in low for alias in (name.lower(), *known.aliases))


def _split(made: Builder, reading: Reading, names: list[str]) -> None:
    split: dict[str, Quantity] = reading.get("split") or {}
    amount, currency = made.get("budget.amount"), made.get("budget.currency")
    given = 0.0
    for name in names:
        quantity = split.get(name)
        if quantity is None:
            continue
        path = f"channel_mix.channels[{name}]"
        if quantity.unit is Unit.MONEY:
            find(made.tree, path)["budget"] = quantity.value
            made.labels[f"{path}.budget"] = given_label(quantity.text)
            given += quantity.value
        elif amount is not None:
            value = round(amount * quantity.value, 2)
            find(made.tree, path)["budget"] = value
            shown = format_number(amount, Unit.MONEY, currency)
            reason = f"{format_share(round(quantity.value, 6))} of {shown}, '{quantity.text}'"
            made.label(f"{path}.budget", Basis.COMPUTED, reason)
            given += value
    rest = reading.get("rest")
    reserve = (made.get("budget.reserve") or 0.0) * (amount or 0.0)
    left = [n for n in names if n not in split]
    if rest is None and len(left) == 1 and split and amount and given < amount:
        rest = left[0]
    if rest in names and amount is not None and amount - given - reserve > 0:
        path = f"channel_mix.channels[{rest}]"
        find(made.tree, path)["budget"] = round(amount - given - reserve, 2)
        made.label(f"{path}.budget", Basis.COMPUTED, REST)
    elif reading.get("evenly") and amount is not None and not split:
        each = round((amount - reserve) / len(names), 2)
        for name in names:
            find(made.tree, f"channel_mix.channels[{name}]")["budget"] = each
            made.label(f"channel_mix.channels[{name}].budget", Basis.COMPUTED, "an even split, as given")
