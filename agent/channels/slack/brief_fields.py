"""The fields of a brief that a form shows: how each is written, read back, and put into a patch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from agent.channels.slack.blocks import Block
from tools.errors import InputError

if TYPE_CHECKING:
    from tools.brief.brief import CampaignBrief
    from tools.brief.revising.patch import Operation
    from tools.quantities import Unit

Kind = Literal["text", "long", "day", "choice", "list", "figure"]
Entries = dict[str, str]
"""Field path -> what stands in the form; empty for an empty field."""
_MOST_CHANNELS = 20
_LONGEST, _LONGEST_LIST = 600, 3_000  # characters; of a text in a brief, of an input in Slack
_VALUE = "value"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form.

    Attributes:
        unit: of a figure.
    """

    path: str
    label: str
    kind: Kind = "text"
    unit: "Unit | None" = None


def fields_of(brief: "CampaignBrief") -> list[Field]:
    """Return the fields that the form of a brief shows: what it is about, money, days, targets, channels."""
    from tools.quantities import Unit

    money = Unit.MONEY
    found = [
        Field("name", "Campaign"),
        Field("objective", "Objective", "choice"),
        Field("offer", "Offer", "long"),
        Field("positioning.audience", "For whom", "long"),
        Field("message.core", "Message", "long"),
        Field("market.countries", "Countries, with commas between them", "list"),
        Field("flight.start", "First day", "day"),
        Field("flight.end", "Last day", "day"),
        Field("budget.currency", "Currency"),
        Field("budget.amount", "Budget of the whole flight", "figure", money),
    ]
    found += [
        Field(f"channel_mix.channels[{plan.channel}].budget", f"Budget of {plan.channel}", "figure", money)
        for plan in brief.channel_mix.channels[:_MOST_CHANNELS]
    ]
    found += [
        Field(f"targets.primary[{target.kpi}].value", f"Target {target.metric.label}", "figure", target.metric.unit)
        for target in brief.targets.primary
    ]
    return [*found, Field("website.url", "Landing page")]


def shown_fields(brief: "CampaignBrief") -> Entries:
    """Return what the form of a brief holds."""
    from tools.brief.paths import find

    return {field.path: _written(find(brief, field.path), field, brief.currency) for field in fields_of(brief)}


def form_blocks(brief: "CampaignBrief", entries: Mapping[str, str], version: int) -> list[Block]:
    """Return the inputs of the form.

    Their names carry the version: Slack keeps what was typed in an input of the same name, and a form that is shown
    again with another version must show that one.
    """
    return [_input(field, entries.get(field.path, ""), version) for field in fields_of(brief)]


def typed_in(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Entries:
    """Return what stands in a form that was sent."""
    found = {}
    for block, elements in state.items():
        element = elements.get(_VALUE) or {}
        chosen = (element.get("selected_option") or {}).get("value")
        typed = chosen or element.get("selected_date") or element.get("value") or ""
        found[block.rpartition("@")[0]] = str(typed).strip()
    return found


def patch_of(brief: "CampaignBrief", changed: Mapping[str, str]) -> "tuple[CampaignBrief, dict[str, str]]":
    """Return the brief with fields changed, and what is wrong with those that can't be, by path."""
    from tools.brief.revising import Patch, revised

    wrong: dict[str, str] = {}
    after = brief
    known = {field.path: field for field in fields_of(brief)}
    currency = changed.get("budget.currency") or brief.currency
    are_channels_given = any(path.startswith("channel_mix.") for path in changed)
    for path in (field for field in known if field in changed):  # the currency before the money, the whole before parts
        try:
            operation = _operation(known[path], changed[path], currency, are_channels_given=are_channels_given)
            after = revised(after, Patch(operations=(operation,)))
        except InputError as error:
            wrong[path] = str(error)[:150]
    flight = after.flight
    if not wrong and flight.start and flight.end and flight.end < flight.start:
        wrong["flight.end"] = "The last day is before the first."
    return after, wrong


def _operation(field: Field, text: str, currency: str | None, *, are_channels_given: bool) -> "Operation":
    from tools.brief.revising.patch import ChangeBudget, SetField

    value = _read(field, text, currency)
    if field.path == "budget.amount" and value is not None and not are_channels_given:
        return ChangeBudget(to=value, words=text)  # the channels keep their shares
    return SetField(path=field.path, value=value, words=text)


def _read(field: Field, text: str, currency: str | None) -> Any:
    """Return what a field's text means; None when it is empty.

    Raises:
        InputError: when it can't be read.
    """
    if field.kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    if not text:
        if field.path == "name":
            raise InputError("A campaign needs a name")
        return None
    if field.kind == "day":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputError(f"'{text[:20]}' is no day", remedy="Choose one in the calendar.") from None
    if field.kind == "figure":
        return _figure(field, text, currency)
    if field.path == "budget.currency":
        from tools.quantities import currency_code

        return currency_code(text)
    return text


def _figure(field: Field, text: str, currency: str | None) -> float:
    from tools.quantities import Unit, parse_quantity

    found = parse_quantity(text)
    if found.currency and currency and found.currency != currency:
        raise InputError(f"The brief's money is in {currency}", remedy="Give the sum in it, or change the currency.")
    fits = {None, field.unit} if field.unit is not Unit.RATE else {Unit.RATE}
    if found.unit not in fits or found.value < 0:
        example = {Unit.MONEY: "20,000", Unit.RATE: "3.5%"}.get(field.unit or Unit.COUNT, "4.2")
        raise InputError(f"'{text[:30]}' is no figure for this field", remedy=f"Write it like {example}.")
    return found.value


def _written(value: Any, field: Field, currency: str | None) -> str:
    if value is None:
        return ""
    if field.kind == "list":
        return ", ".join(value)
    if field.kind == "figure" and field.unit is not None:
        from tools.quantities import format_exactly

        return format_exactly(float(value), field.unit, currency)
    return value.isoformat() if isinstance(value, date) else str(value)


def _input(field: Field, text: str, version: int) -> Block:
    element: Block
    if field.kind == "day":
        element = {"type": "datepicker"} | ({"initial_date": text} if text else {})
    elif field.kind == "choice":
        from tools.brief.brief import Objective

        options = [_option(str(choice)) for choice in get_args(Objective)]
        element = {"type": "static_select", "options": options} | ({"initial_option": _option(text)} if text else {})
    else:
        longest = _LONGEST_LIST if field.kind == "list" else _LONGEST
        element = {"type": "plain_text_input", "multiline": field.kind == "long", "max_length": longest}
        element |= {"initial_value": text[:longest]} if text else {}
    return {
        "type": "input", "block_id": f"{field.path}@{version}", "optional": field.path != "name",
        "label": {"type": "plain_text", "text": field.label[:150]}, "element": element | {"action_id": _VALUE},
    }  # fmt: skip


def _option(text: str) -> Block:
    return {"text": {"type": "plain_text", "text": text}, "value": text}
