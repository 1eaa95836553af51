"""The shortcut on a message, "Explain this number": what its KPIs mean and what moves them, from the guide.

A message is somebody else's text, so none of its words go into the question. Code reads from it which KPIs it gives
with which figures, and the question is made of the KPIs' names alone.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Place, plain_text
from agent.channels.slack.deliveries import KEY
from agent.channels.slack.elsewhere import Incoming, answer_elsewhere, refusal_of, tell
from agent.channels.slack.mrkdwn import escaped

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk
    from tools.kpi.metric import Metric

EXPLAIN = "adroit_explain"
"""Its callback id, as the app's manifest names it."""
_MOST = 2
_LONGEST = 4_000
_NOTHING = (
    "I find no KPI with its figure in that message, such as “CPA $42” or “CTR 0.8%”. Ask me in your own words: mention "
    "me in the thread."
)


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A KPI or a measure that a text names, with its figure as written; empty where there is none."""

    metric: "Metric"
    written: str = ""

    def __str__(self) -> str:
        """`CPA $42`."""
        return f"{self.metric.label} {self.written}".strip()


def figures_in(text: str) -> list[NamedFigure]:
    """Return the KPIs and measures that a text names, with their figures, in the order of the text; KPIs go first."""
    from tools.kpi.binding import bind
    from tools.kpi.definitions import METRICS
    from tools.kpi.mentions import find_mentions, find_numbers

    mentions = find_mentions(text)
    numbers = find_numbers(text, [(m.start, m.end) for m in mentions])
    found: dict[str, NamedFigure] = {}
    for binding in bind(text, numbers, mentions):
        if binding.metric in METRICS:
            metric = METRICS[binding.metric]
            found.setdefault(metric.name, NamedFigure(metric, binding.number.quantity.text))
    for mention in mentions:
        metric = mention.candidates[0]
        if metric.formula and numbers:  # "CPA is up 20%": the number is a change of it
            found.setdefault(metric.name, NamedFigure(metric))
    return sorted(found.values(), key=lambda f: not f.metric.formula)


def question_about(figures: list[NamedFigure]) -> str:
    """Return the question that explains figures: what each KPI is, and what makes it worse."""
    parts = []
    for metric in (f.metric for f in figures[:_MOST]):
        parts.append(f"What does {metric.label} mean?")
        if metric.formula:
            parts.append(f"What makes {metric.label} go {'down' if metric.higher_is_better else 'up'}?")
    return " ".join(parts)


def register_shortcut(app: AsyncApp, desk: "Desk") -> None:
    """Listen to the shortcut."""

    async def used(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack()
        where = _place(body)
        incoming = Incoming(body, context, client, respond)
        figures = await asyncio.to_thread(figures_in, plain_text(_text_of(body["message"]))[:_LONGEST])
        if not figures:
            await tell(respond, await refusal_of(desk, where) or _NOTHING)
            await asyncio.to_thread(desk.inbox.done, str(context.get(KEY) or ""))
            return
        shown = f"<@{where.user}> asked about {escaped(', '.join(map(str, figures[:_MOST])))}"
        await answer_elsewhere(desk, incoming, where, question_about(figures), shown)

    app.message_shortcut(EXPLAIN)(used)


def _place(body: dict[str, Any]) -> Place:
    message, channel = body["message"], str(body["channel"]["id"])
    return Place(
        team=str((body.get("team") or {}).get("id", "")),
        channel=channel,
        thread_ts=str(message.get("thread_ts") or message["ts"]),
        user=str(body["user"]["id"]),
        is_direct=channel.startswith("D"),
    )


def _text_of(message: dict[str, Any]) -> str:
    """Return a message's words; what apps post has them in attachments or blocks as often as not."""
    texts = [str(message.get("text") or "")]
    for attachment in message.get("attachments") or []:
        texts += [str(attachment.get(part) or "") for part in ("pretext", "title", "text", "fallback")]
        texts += [f"{f.get('title', '')} {f.get('value', '')}" for f in attachment.get("fields") or []]
    for block in message.get("blocks") or []:
        shown = [block.get("text"), *(block.get("fields") or [])]
        texts += [str(part.get("text") or "") for part in shown if isinstance(part, dict)]
    return "\n".join(dict.fromkeys(t for t in texts if t.strip()))
