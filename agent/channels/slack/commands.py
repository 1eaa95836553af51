"""The command: /adroit ask, why, kpi, brief, audience, digest and help."""

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.short_forms import audience_request, brief_request, kpi_lookup, kpi_question, why_question
from agent.channels.slack.asks import Place, plain_text
from agent.channels.slack.blocks import messages_of
from agent.channels.slack.deliveries import KEY
from agent.channels.slack.digests import USAGE as DIGEST_USAGE
from agent.channels.slack.digests import said_of_digests
from agent.channels.slack.elsewhere import ELSEWHERE, NOT_HERE, NOWHERE, Incoming, answer_elsewhere, refusal_of, tell
from agent.channels.slack.mrkdwn import escaped
from agent.channels.slack.opening import begin_thread
from tools.errors import InputError

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk

COMMAND = "/adroit"
HELP = f"""*What you can type*
• `{COMMAND} ask` _question_: anything about performance marketing, or about your figures
• `{COMMAND} why` _cpa last week_: why a KPI changed, in the connected data
• `{COMMAND} kpi` _cpa spend=5000 conversions=125_: compute; `{COMMAND} kpi` _roas_: what it means
• `{COMMAND} brief` _product, budget, dates_: draft a campaign brief
• `{COMMAND} audience` _product_: suggest audiences
• `{COMMAND} digest` _every Monday 9:00: what changed last week and why_; `{COMMAND} digest list`
*Without a command*: mention me in a channel, write to me directly, or drop a table (CSV, XLSX, Parquet) into a thread \
and mention me. On a message: _More message shortcuts > Explain this number_."""
_NEEDS_WORDS = {"ask": "what is our break-even CPA at a 40% margin?", "why": "cpa last week"}
_QUESTIONS: dict[str, Callable[[str], str]] = {
    "ask": str, "why": why_question, "kpi": kpi_question, "brief": brief_request, "audience": audience_request,
}  # fmt: skip
_NO_DATA = (
    "No data is connected to this workspace, so there is nothing to look into. Drop a table into a thread, mention me "
    "there, and ask why."
)


def register_commands(app: AsyncApp, desk: "Desk") -> None:
    """Listen to the command."""

    async def commanded(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack()
        where = place_of_command(body)
        word, words = read_command(str(body.get("text") or ""))
        if word in _QUESTIONS and not (said := await asyncio.to_thread(_said_at_once, desk, word, words)):
            shown = f"<@{where.user}> asked: {escaped(_QUESTIONS[word](words))}"
            incoming = Incoming(body, context, client, respond)
            await answer_elsewhere(desk, incoming, where, _QUESTIONS[word](words), shown)
            return
        if word == "digest":
            await _digest(desk, Incoming(body, context, client, respond), where, words)
            return
        said = said if word in _QUESTIONS else [_unknown(word)] if word not in {"", "help"} else [HELP]
        if not desk.access.may_ask(where):
            await tell(respond, NOT_HERE)
        else:
            for text in said:
                await respond(text=text, response_type="ephemeral")
        await asyncio.to_thread(desk.inbox.done, str(context.get(KEY) or ""))

    app.command(COMMAND)(commanded)


def place_of_command(body: dict[str, Any]) -> Place:
    """Return where a command was given, without a thread: commands can't be given in one."""
    channel = str(body["channel_id"])
    return Place(str(body["team_id"]), channel, "", str(body["user_id"]), is_direct=channel.startswith("D"))


def read_command(text: str) -> tuple[str, str]:
    """Return a command's first word in small letters, and the rest."""
    word, *rest = plain_text(text).split(None, 1) or [""]
    return word.casefold(), rest[0].strip() if rest else ""


async def _digest(desk: "Desk", incoming: Incoming, where: Place, words: str) -> None:
    """Do what a command says of digests; what is to be confirmed is shown in the channel, where it will come."""
    said = {"": "digests", "list": "digests"}.get(
        words.casefold(), re.sub(r"^(delete|stop)\s+(?=d-)", r"\1 digest ", words)
    )
    if refused := await refusal_of(desk, where):
        await tell(incoming.respond, refused)
    else:
        text, under = await said_of_digests(desk, where, said, incoming.client)
        if not under:
            await incoming.respond(text=text or DIGEST_USAGE, response_type="ephemeral")
        elif (place := await begin_thread(incoming.client, where, f"<@{where.user}>: {text}", under)) is None:
            await tell(incoming.respond, NOWHERE)
        elif place.channel != where.channel:
            await tell(incoming.respond, ELSEWHERE)
    await asyncio.to_thread(desk.inbox.done, incoming.key)


def _said_at_once(desk: "Desk", word: str, words: str) -> list[str]:
    """Return what needs no answer of the assistant's, in mrkdwn; empty when the assistant is to be asked."""
    if not words and word in _NEEDS_WORDS:
        return [f"Say more: `{COMMAND} {word} {_NEEDS_WORDS[word]}`"]
    if word == "why" and desk.assistant.toolbox.data is None:
        return [_NO_DATA]
    if word != "kpi":
        return []
    try:
        known = kpi_lookup(words)
    except InputError as error:
        return [escaped(str(error))]
    if known is None:
        return []
    return ["\n\n".join(b["text"]["text"] for b in message.blocks) for message in messages_of(known)]


def _unknown(word: str) -> str:
    return f"“{escaped(word[:40])}” is no command of mine. To ask in your own words: `{COMMAND} ask …`\n\n{HELP}"
