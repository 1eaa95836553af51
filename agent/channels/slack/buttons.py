"""The buttons under an answer: yes or no to a question, its sources, its evidence."""

from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import NO, YES, Block, read_reference, section
from agent.channels.slack.deliveries import KEY
from agent.channels.slack.mrkdwn import escaped

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk


def register_buttons(app: AsyncApp, desk: "Desk") -> None:
    """Listen to the buttons."""

    async def decided(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        carried = read_reference(action.get("value", ""))
        place = place_of_action(body, carried)
        if body["user"]["id"] != carried.get("user"):
            await whisper(client, body, "Only the person who asked can answer that.")
            return
        approved = action["action_id"] == YES
        await client.chat_update(
            channel=place.channel, ts=body["message"]["ts"], text="Yes" if approved else "No",
            blocks=[*_without_buttons(body), section("*Yes.*" if approved else "*No*, nothing was changed.")],
        )  # fmt: skip
        await desk.resume(place, carried.get("question", ""), client, approved=approved, key=str(context.get(KEY, "")))

    app.action(YES)(decided)
    app.action(NO)(decided)


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
