"""The app's Home tab: a person's briefs and data sets, what they have used today, and help. Nobody else's.

Shown are briefs that the person made or changed in Slack and those made at the workspace itself, not what other people
or other channels made; data sets and digests are those of the person's own direct conversations with the app.
"""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import Block, button, context, reference, section
from agent.channels.slack.brief_form import EDIT
from agent.channels.slack.commands import HELP
from agent.channels.slack.delivery import told
from agent.channels.slack.digest_book import DigestBook
from agent.channels.slack.elsewhere import NOT_HERE
from agent.channels.slack.mrkdwn import escaped
from agent.errors import AdroitError

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk
    from tools.brief.brief import CampaignBrief

_LOG = logging.getLogger(__name__)
_MOST = 8
_LOOKED_THROUGH = 60
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class KeptBrief:
    """A brief and the name it is kept under."""

    name: str
    brief: "CampaignBrief"


def register_home(app: AsyncApp, desk: "Desk") -> None:
    """Show the tab whenever it is opened."""

    async def opened(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        place = Place(str(context.team_id or ""), "", "", str(event["user"]), is_direct=True)
        if desk.access.may_ask(place):
            blocks = await asyncio.to_thread(home, desk, place)
        else:
            blocks = [section(NOT_HERE)]
        try:
            await client.views_publish(user_id=place.user, view={"type": "home", "blocks": blocks})
        except SlackClientError as error:
            _LOG.warning("a Home tab is not shown: %s", told(error))

    app.event("app_home_opened", matchers=[_is_home_tab])(opened)


def home(desk: "Desk", place: Place) -> list[Block]:
    """Return what a person sees in the Home tab."""
    parts = (
        ("Your briefs", _briefs(desk, place), "None yet. Ask me for one: “draft a brief for …”."),
        ("Your data sets", _data(desk, place), "None yet. Drop a CSV, Excel or Parquet file into a message to me."),
        (
            "Your digests",
            _digests(desk, place),
            "None yet. Tell me: “every Monday 9:00: what changed last week and why”.",
        ),
        ("Used today", [section(text) for text in _used(desk, place)], ""),
    )
    shown: list[Block] = []
    for title, blocks, nothing in parts:
        shown += [_header(title), *(blocks or [context(nothing)])]
    return [*shown, {"type": "divider"}, section(HELP)]


def visible_briefs(desk: "Desk", place: Place) -> list[KeptBrief]:
    """Return the briefs that a person may see, those changed last first.

    Raises:
        ToolError: when they can't be read.
    """
    from tools.brief.store import BriefStore

    store = BriefStore(desk.assistant.toolbox.workspace.briefs)
    names = sorted(store.names(), key=lambda name: _changed(store.place(name)), reverse=True)
    found: list[KeptBrief] = []
    for name in names[:_LOOKED_THROUGH]:
        makers = [revision.by or "" for revision in store.history(name)]
        if place.owner in makers or not makers[0].startswith("slack:"):
            found.append(KeptBrief(name, store.load(name)))
        if len(found) == _MOST:
            break
    return found


def _changed(folder: Path) -> float:
    try:
        return (folder / "brief.json").stat().st_mtime
    except OSError:
        return 0.0


def _briefs(desk: "Desk", place: Place) -> list[Block]:
    try:
        found = visible_briefs(desk, place)
    except AdroitError as error:
        return [section(escaped(str(error)))]
    blocks = []
    for kept in found:
        revision = kept.brief.revision
        day = f", {revision.at:%Y-%m-%d}" if revision.at else ""
        carried = reference(brief=kept.name, thread_ts="")
        text = section(f"*{escaped(kept.brief.name)}*\nversion {revision.number}{day}")
        blocks.append(text | {"accessory": button("Edit", EDIT, carried)})
    return blocks


def _data(desk: "Desk", place: Place) -> list[Block]:
    threads = desk.assistant.threads
    try:
        found = [(t, threads.data_of(t.id, place.owner)) for t in threads.list(place.owner)[:_LOOKED_THROUGH]]
    except AdroitError as error:
        return [section(escaped(str(error)))]
    lines = [f"• *{escaped(path.name)}* in “{escaped(t.title)}”, {t.updated:%Y-%m-%d}" for t, path in found if path]
    return [section("\n".join(lines[:_MOST])[:2_900])] if lines else []


def _digests(desk: "Desk", place: Place) -> list[Block]:
    try:
        found = DigestBook(desk.assistant.threads.database).seen_by(place)
    except AdroitError as error:
        return [section(escaped(str(error)))]
    lines = [f"• `{d.id}` {escaped(d.words)} in <#{d.place.channel}>" for d in found[:_MOST]]
    return [section("\n".join(lines)[:2_900])] if lines else []


def _used(desk: "Desk", place: Place) -> list[str]:
    """Return what the person has used of what they may use in a day."""
    person, settings = f"{place.team}:{place.user}", desk.assistant.toolbox.settings.slack
    try:
        asked, spent = desk.inbox.asked(person, _DAY), desk.inbox.spent(person, _DAY)
    except AdroitError as error:
        return [escaped(str(error))]
    lines = [f"• {asked} of {settings.questions_a_day} questions in 24 hours"]
    if settings.user_daily_budget is not None:
        lines.append(f"• ${spent:.2f} of ${settings.user_daily_budget:.2f} for models")
    elif spent:
        lines.append(f"• ${spent:.2f} for models")
    return ["\n".join(lines)]


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


async def _is_home_tab(event: dict[str, Any]) -> bool:
    return event.get("tab") == "home"
