"""The form in which somebody says what each column of a thread's table is: a select a column."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import Block, context, read_reference, reference, section
from agent.channels.slack.buttons import place_of_action, whisper
from agent.channels.slack.delivery import told
from agent.channels.slack.mrkdwn import escaped
from agent.channels.slack.tables import (
    CORRECT,
    TableAt,
    columns_in,
    described,
    digest,
    said_of,
    say,
    show_again,
    table_of,
)
from agent.errors import AdroitError
from tools.errors import ToolError

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk
    from tools.data.mapping import ColumnMapping, MappingOverrides

_LOG = logging.getLogger(__name__)
FORM = "adroit_columns"
_MEANING = "meaning"
_MOST = 30
"""Columns of one form: Slack takes no view above 250 KB, and each select lists all meanings."""
DATE, NOTHING, OWN = "date", "nothing", "split"
TOO_LATE = "Slack gave me too little time to open the form. Press the button once more."


def meanings_of(mapping: "ColumnMapping") -> dict[str, str]:
    """Return what each column is read as: `figure:spend`, `split:channel`, `split`, `date` or `nothing`."""
    known = _known_dimensions()
    found = dict.fromkeys(mapping.columns, NOTHING)
    for name, chosen in mapping.measures.items():
        found |= dict.fromkeys((chosen,) if isinstance(chosen, str) else chosen, f"figure:{name}")
    for name, column in mapping.dimensions.items():
        found[column] = f"{OWN}:{name}" if name in known else OWN
    for column in (mapping.date,) if isinstance(mapping.date, str) else mapping.date or ():
        found[column] = DATE
    return found


def corrected(said: "MappingOverrides", before: Mapping[str, str], after: Mapping[str, str]) -> "MappingOverrides":
    """Return what is said of the columns once some have another meaning; what was said of the others stays.

    Args:
        said: what was said so far.
        before: each column's meaning as the form showed it.
        after: each column's meaning as it was chosen.
    """
    from tools.data.mapping import MappingOverrides
    from tools.data.names import snake_case

    changed = {c for c in after if after[c] != before.get(c)}
    touched = {m for c in changed for m in (before.get(c, NOTHING), after[c])}
    kept = said.model_dump(exclude_defaults=True)
    measures = {m: v for m, v in said.measures.items() if f"figure:{m}" not in touched}
    for meaning in sorted(touched):
        kind, _, name = meaning.partition(":")
        columns = tuple(c for c in after if after[c] == meaning)
        if kind == "figure" and columns:
            measures[name] = columns[0] if len(columns) == 1 else columns
    dimensions = {d: c for d, c in said.dimensions.items() if c not in changed}
    for column in changed:
        kind, _, name = after[column].partition(":")
        if kind == OWN:
            dimensions[name or snake_case(column)] = column
    dates = [c for c in changed if after[c] == DATE]
    ignored = (c for c in said.ignore if c not in changed)
    kept |= {
        "measures": measures,
        "dimensions": dimensions,
        "ignore": (*ignored, *(c for c in changed if after[c] == NOTHING)),
        "date": dates[0] if dates else None if said.date in changed else said.date,
    }
    return MappingOverrides.model_validate(kept)


def register_columns_form(app: AsyncApp, desk: "Desk") -> None:
    """Open the form, and take what it says."""

    async def opened(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        place = place_of_action(body, {})
        if not desk.access.may_ask(place):
            return
        carried = reference(channel=place.channel, thread_ts=place.thread_ts, ts=str(body["message"]["ts"]))
        try:  # at once, before the table is read: Slack's permission to open a form ends after three seconds
            waiting = await client.views_open(
                trigger_id=body["trigger_id"], view=_view([section("Reading …")], carried)
            )
        except SlackApiError as error:
            _LOG.info("a form could not be opened: %s", told(error))
            await whisper(client, body, TOO_LATE)
            return
        view = await asyncio.to_thread(_form, desk, place, carried)
        await client.views_update(view_id=waiting["view"]["id"], view=view)

    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        carried = read_reference(view.get("private_metadata", ""))
        place = _place(body, carried)
        chosen = {
            block: str(state[_MEANING]["selected_option"]["value"])
            for block, state in view["state"]["values"].items()
            if (state.get(_MEANING) or {}).get("selected_option")
        }
        if wrong := _wrong(chosen):
            await ack(response_action="errors", errors=wrong)
            return
        await ack()
        if not desk.access.may_ask(place):
            return
        try:
            message = await asyncio.to_thread(_say, desk, place, chosen)
        except AdroitError as error:
            await client.chat_postEphemeral(
                channel=place.channel, user=place.user, thread_ts=place.thread_ts,
                text=escaped(f"The columns are read as before: {error}"),
            )  # fmt: skip
            return
        await show_again(client, place.channel, carried.get("ts", ""), message)

    app.action(CORRECT)(opened)
    app.view(FORM)(submitted)


def _form(desk: "Desk", place: Place, carried: str) -> Block:
    at = table_of(desk, place)
    if at is None:
        return _view([section("This thread has no table any more. Send it again.")], carried)
    try:
        found, asked = _meanings(desk, at)
    except AdroitError as error:
        return _view([section(escaped(str(error)))], carried)
    columns = sorted(found, key=lambda c: c not in asked)
    blocks = [_select(column, found[column]) for column in columns[:_MOST]]
    if len(columns) > _MOST:
        blocks.append(context(f"{len(columns) - _MOST} more: say them in words, such as “Orders is conversions”."))
    return _view(blocks, carried, can_submit=True)


def _say(desk: "Desk", place: Place, chosen: Mapping[str, str]) -> Any:
    from tools.errors import InputError

    at = table_of(desk, place)
    if at is None:
        raise InputError("This thread has no table any more", remedy="Send it again.")
    before, _ = _meanings(desk, at)
    after = {c: chosen.get(digest(c), before[c]) for c in before}
    return say(desk, at, corrected(said_of(desk, at), before, after))


def _meanings(desk: "Desk", at: TableAt) -> tuple[dict[str, str], set[str | None]]:
    """Return what each column of a table is read as, and which of them are asked about.

    Raises:
        ToolError: when the file is no table any more.
    """
    try:
        mapping = described(desk, at).mapping
    except ToolError:  # nothing in it is understood yet
        return dict.fromkeys(columns_in(desk, at), NOTHING), set()
    return meanings_of(mapping), {note.column for note in mapping.questions}


def _wrong(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what can't be, by block: one split can't come from two columns."""
    seen: dict[str, str] = {}
    wrong = {}
    for block, meaning in chosen.items():
        if meaning.startswith(f"{OWN}:") and meaning in seen:
            wrong[block] = f"Another column is {meaning.partition(':')[2].replace('_', ' ')} already."
        seen[meaning] = block
    return wrong


def _place(body: Mapping[str, Any], carried: Mapping[str, str]) -> Place:
    channel = carried.get("channel", "")
    return Place(
        team=str((body.get("team") or {}).get("id", "")),
        channel=channel,
        thread_ts=carried.get("thread_ts", ""),
        user=str(body["user"]["id"]),
        is_direct=channel.startswith("D"),
    )


def _view(blocks: Sequence[Block], carried: str, *, can_submit: bool = False) -> Block:
    made: Block = {
        "type": "modal", "callback_id": FORM, "private_metadata": carried, "blocks": list(blocks),
        "title": _plain("Columns"), "close": _plain("Cancel"),
    }  # fmt: skip
    return made | ({"submit": _plain("Save")} if can_submit else {})


def _select(column: str, meaning: str) -> Block:
    from tools.kpi.definitions import METRICS, measures

    figures = [(f"figure:{m.name}", m.title) for m in measures()]
    splits = [(f"{OWN}:{d}", d.replace("_", " ")) for d in _known_dimensions()]
    others = [(DATE, "the date"), (OWN, "a split of its own"), (NOTHING, "not used")]
    groups = {"Figures": figures, "Splits": splits, "Other": others}
    all_options = {value: label for options in groups.values() for value, label in options}
    if meaning not in all_options:  # a measure that is computed elsewhere as a rule, an expected value
        name = meaning.partition(":")[2]
        figures.append((meaning, METRICS[name].title if name in METRICS else name.replace("_", " ")))
        all_options |= dict(figures)
    label = "".join(c if c.isprintable() else " " for c in column)[:150].strip() or "(no name)"
    return {
        "type": "input", "block_id": digest(column), "label": _plain(label),
        "element": {
            "type": "static_select", "action_id": _MEANING,
            "initial_option": _option(meaning, all_options[meaning]),
            "option_groups": [
                {"label": _plain(name), "options": [_option(*o) for o in options]} for name, options in groups.items()
            ],
        },
    }  # fmt: skip


def _option(value: str, label: str) -> Block:
    return {"text": _plain(label[:75]), "value": value[:150]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _known_dimensions() -> list[str]:
    from tools.data.names import dimension_by_name

    return sorted({name for name, _ in dimension_by_name().values()})
