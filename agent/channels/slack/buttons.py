"""The buttons under an answer: yes or no to a question, its sources, its evidence, and what people think of it."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from agent.answer import Answer
from agent.channels.slack.answer_views import evidence_of, modal, sources_of
from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import (
    BAD,
    EVIDENCE,
    GOOD,
    NO,
    SOURCES,
    YES,
    Block,
    messages_of,
    read_reference,
    section,
)
from agent.channels.slack.deliveries import KEY
from agent.channels.slack.delivery import told
from agent.channels.slack.elsewhere import NOT_HERE
from agent.channels.slack.mrkdwn import escaped
from agent.errors import ThreadError
from agent.threads.judgements import Judgements, Verdict

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk

_LOG = logging.getLogger(__name__)
_GONE = "This answer is no longer kept, so there is nothing to show for it. Ask again to have it anew."
_MOST_WHISPERED = 5  # messages
_THANKS = {
    Verdict.GOOD: "Thank you: noted as a good answer.",
    Verdict.BAD: "Thank you: noted as a bad answer, for those who look after Adroit. Say in the thread what was wrong "
    "and it tries again.",
}


def register_buttons(app: AsyncApp, desk: "Desk") -> None:
    """Listen to the buttons."""

    async def decided(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        carried = read_reference(action.get("value", ""))
        place = place_of_action(body, carried)
        key = str(context.get(KEY, ""))
        if body["user"]["id"] != carried.get("user"):
            await asyncio.to_thread(desk.inbox.done, key)
            await whisper(client, body, "Only the person who asked can answer that.")
            return
        approved = action["action_id"] == YES
        await client.chat_update(
            channel=place.channel, ts=body["message"]["ts"], text="Yes" if approved else "No",
            blocks=[*_without_buttons(body), section("*Yes.*" if approved else "*No*, nothing was changed.")],
        )  # fmt: skip
        await desk.resume(place, carried.get("question", ""), client, approved=approved, key=key)

    async def shown(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if not desk.access.may_ask(place_of_action(body, {})):
            await whisper(client, body, NOT_HERE)
            return
        answer = await _answer_of(desk, body, action)
        is_sources = action["action_id"] == SOURCES
        if answer is None:
            await whisper(client, body, _GONE)
            return
        told = sources_of(answer) if is_sources else evidence_of(answer)
        await _show(client, body, "Sources" if is_sources else "Evidence", told)

    async def judged(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        carried = read_reference(action.get("value", ""))
        place = place_of_action(body, carried)
        if not desk.access.may_ask(place):
            await whisper(client, body, NOT_HERE)
            return
        verdict = Verdict.GOOD if action["action_id"] == GOOD else Verdict.BAD
        judgements = Judgements(desk.assistant.threads.database)
        who = f"{place.team}:{place.user}"
        try:
            await asyncio.to_thread(judgements.judge, place.thread, carried.get("turn", ""), who, verdict)
        except ThreadError as error:
            _LOG.warning("a judgement was not kept: %s", error)
            await whisper(client, body, "Your judgement could not be kept now. Please press again in a minute.")
            return
        await whisper(client, body, _THANKS[verdict])

    app.action(YES)(decided)
    app.action(NO)(decided)
    app.action(SOURCES)(shown)
    app.action(EVIDENCE)(shown)
    app.action(GOOD)(judged)
    app.action(BAD)(judged)


async def _answer_of(desk: "Desk", body: dict[str, Any], action: dict[str, Any]) -> Answer | None:
    """Return the answer that a button stands under, as it was kept; None when it no longer is."""
    carried = read_reference(action.get("value", ""))
    place = place_of_action(body, carried)
    try:
        turns = await asyncio.to_thread(desk.assistant.threads.turns, place.thread, place.owner)
    except ThreadError as error:
        _LOG.info("an answer was not found again: %s", error)
        return None
    turn = next((turn for turn in turns if turn.message_id == carried.get("turn")), None)
    return turn.read_answer() if turn else None


async def _show(client: AsyncWebClient, body: dict[str, Any], title: str, markdown: str) -> None:
    """Show a text in a modal; where Slack opens none (it allows three seconds), to the same person in the thread."""
    try:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(title, markdown))
    except SlackApiError as error:
        _LOG.info("a modal was not opened: %s", told(error))
        messages = messages_of(markdown)
        for message in messages[:_MOST_WHISPERED]:
            await client.chat_postEphemeral(
                channel=body["channel"]["id"], user=body["user"]["id"], text=message.text, blocks=message.blocks,
                thread_ts=body["message"].get("thread_ts"),
            )  # fmt: skip
        if len(messages) > _MOST_WHISPERED:
            await whisper(client, body, "That is not all of it. Press the button again to see the rest in a window.")


def place_of_action(body: dict[str, Any], carried: dict[str, str]) -> Place:
    """Return the conversation that a button stands in; what the button carries names only the thread."""
    channel = str(body["channel"]["id"])
    return Place(
        team=str((body.get("team") or {}).get("id", "")),
        channel=channel,
        thread_ts=carried.get("thread_ts", "") or str(body["message"].get("thread_ts") or body["message"]["ts"]),
        user=str(body["user"]["id"]),
        is_direct=channel.startswith("D"),
    )


async def whisper(client: AsyncWebClient, body: dict[str, Any], text: str) -> None:
    """Say something that only the person who pressed the button sees."""
    await client.chat_postEphemeral(
        channel=body["channel"]["id"], user=body["user"]["id"], text=escaped(text),
        thread_ts=body["message"].get("thread_ts"),
    )  # fmt: skip


def _without_buttons(body: dict[str, Any]) -> list[Block]:
    return [b for b in body["message"].get("blocks", []) if b.get("type") != "actions"]
