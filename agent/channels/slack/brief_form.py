"""A brief's fields in a form: opened by a button, checked field by field, saved as a new version.

Somebody else may save while the form is open. Then nothing is written over: the form comes back with both, their
version and what was typed, and says which fields they changed.
"""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from agent.answer import Answer
from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import Block, button, messages_of, read_reference, reference, section
from agent.channels.slack.brief_fields import Entries, form_blocks, patch_of, shown_fields, typed_in
from agent.channels.slack.delivery import told
from agent.channels.slack.elsewhere import NOT_HERE
from agent.channels.slack.mrkdwn import escaped
from agent.channels.slack.opening import begin_thread
from agent.errors import AdroitError

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk
    from tools.brief.brief import CampaignBrief
    from tools.brief.store import BriefStore

_LOG = logging.getLogger(__name__)
EDIT, FORM = "adroit_edit_brief", "adroit_brief"
_TOOLS = frozenset({"draft_brief", "revise_brief"})
TOO_LATE = "Slack gave me too little time to open the form. Press *Edit* once more."


def edit_buttons(answer: Answer, briefs: Path, thread_ts: str) -> list[Block]:
    """Return the button under an answer that drafted or revised a brief; nothing under any other.

    Raises:
        ToolError: when the briefs can't be read.
    """
    found = [evidence for evidence in answer.evidence if evidence.tool in _TOOLS]
    if not found:
        return []
    store = _store(briefs)
    named = str(found[-1].arguments.get("name") or "")
    name = named if named in store.names() else store.latest()  # a new one was kept this moment
    return [edit_button(name, thread_ts)]


def edit_button(name: str, thread_ts: str) -> Block:
    """Return the button that opens a brief's form."""
    carried = reference(brief=name, thread_ts=thread_ts)
    return {"type": "actions", "elements": [button("Edit brief", EDIT, carried)]}


def register_brief_form(app: AsyncApp, desk: "Desk") -> None:
    """Open the form, and take what it says."""

    async def opened(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        carried = read_reference(action.get("value", ""))
        message = body.get("message") or {}  # none in the App Home
        thread_ts = carried.get("thread_ts") or str(message.get("thread_ts") or message.get("ts") or "")
        place = _place(body, (body.get("channel") or {}).get("id", ""), thread_ts)
        if not desk.access.may_ask(place):
            await _tell(client, place, NOT_HERE)
            return
        try:
            view = await asyncio.to_thread(_opened, desk, carried.get("brief", ""), place)
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        except AdroitError as error:
            await _tell(client, place, escaped(str(error)))
        except SlackApiError as error:
            _LOG.info("a form could not be opened: %s", told(error))
            await _tell(client, place, TOO_LATE)

    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        carried = read_reference(view.get("private_metadata", ""))
        place = _place(body, carried.get("channel", ""), carried.get("thread_ts", ""))
        if not desk.access.may_ask(place):
            await ack(response_action="update", view=_view([section(NOT_HERE)], view.get("private_metadata", "")))
            return
        typed = typed_in(view["state"]["values"])
        done = await asyncio.to_thread(_saved, desk, carried, place, typed)
        if isinstance(done, dict):
            await ack(**done)
            return
        await ack()
        if done:
            await _show(client, place, done, carried.get("brief", ""))

    app.action(EDIT)(opened)
    app.view(FORM)(submitted)


def _opened(desk: "Desk", name: str, place: Place) -> Block:
    brief = _store(desk.assistant.toolbox.workspace.briefs).load(name)
    return _form(brief, name, place, shown_fields(brief))


def _form(brief: "CampaignBrief", name: str, place: Place, entries: Entries, note: str = "") -> Block:
    version = brief.revision.number
    carried = reference(brief=name, version=str(version), channel=place.channel, thread_ts=place.thread_ts)
    head = section(f"*{escaped(brief.name)}*, version {version}")
    blocks = [head, *([section(note)] if note else []), *form_blocks(brief, entries, version)]
    return _view(blocks, carried, can_submit=True)


def _saved(desk: "Desk", carried: Mapping[str, str], place: Place, typed: Entries) -> dict[str, Any] | str:
    """Save what was typed; return what is said of it, or how the form is to go on."""
    from tools.brief.store import BriefChanged

    store = _store(desk.assistant.toolbox.workspace.briefs)
    name, version = carried.get("brief", ""), int(carried.get("version") or 0)
    try:
        base = store.load(name, version)
        before = shown_fields(base)
        changed = {path: text for path, text in typed.items() if text != before.get(path, "")}
        if not changed:
            return ""
        after, wrong = patch_of(base, changed)
        if wrong:
            return {"response_action": "errors", "errors": {f"{path}@{version}": text for path, text in wrong.items()}}
        who = f"slack:{place.team}:{place.user}"
        saved = store.save(name, after, expected=version, by=who, change=f"form: {', '.join(changed)}")
    except BriefChanged:
        return {"response_action": "update", "view": _both(store, name, version, place, changed)}
    except AdroitError as error:
        return {"response_action": "update", "view": _view([section(escaped(str(error)))], "")}
    return _in_words(name, base, saved, desk)


def _both(store: "BriefStore", name: str, version: int, place: Place, changed: Entries) -> Block:
    """Return the form again, with the version that somebody else saved and what was typed over it."""
    base, now = store.load(name, version), store.load(name)
    was, there = shown_fields(base), shown_fields(now)
    theirs = [path for path in there if there[path] != was.get(path, "")]
    both = [path for path in theirs if path in changed]
    by = now.revision.by or "somebody"
    note = (
        f"{_who(by)} saved version {now.revision.number} while this form was open"
        f"{': ' + escaped(', '.join(theirs)) if theirs else ''}. Nothing you typed is lost: it stands below, over "
        "their version. Look through it, and save again."
    )
    if both:
        note += "\n*You both changed:* " + "; ".join(f"{p} (theirs: {escaped(there[p] or 'empty')})" for p in both)
    return _form(now, name, place, there | changed, note[:2_900])


def _in_words(name: str, before: "CampaignBrief", after: "CampaignBrief", desk: "Desk") -> str:
    from tools.brief.checking import check
    from tools.brief.finding import Severity
    from tools.brief.revising import compare
    from tools.brief.tools import RevisedBrief

    today = desk.assistant.toolbox.today()
    findings = check(after, today=today)
    known = {(f.code, f.field) for f in check(before, today=today)}
    fresh = [f.code for f in findings if f.severity is not Severity.NOTE and (f.code, f.field) not in known]
    return RevisedBrief(
        name=name, brief=after, before=before.revision.number, changes=compare(before, after), findings=findings,
        new_findings=tuple(dict.fromkeys(fresh)),
    ).render()  # fmt: skip


async def _show(client: AsyncWebClient, place: Place, markdown: str, name: str) -> None:
    """Say in the thread what was changed, and by whom; from the App Home, to the person directly."""
    first, *_ = messages_of(markdown)
    text = f"<@{place.user}> changed the brief:\n" + "\n".join(b["text"]["text"] for b in first.blocks)
    try:
        await begin_thread(client, place, text, [edit_button(name, place.thread_ts)])
    except SlackClientError as error:
        _LOG.warning("a brief's change could not be shown: %s", told(error))


async def _tell(client: AsyncWebClient, place: Place, text: str) -> None:
    """Say something to the person who pressed the button: where they pressed it, else directly."""
    if place.channel:
        await client.chat_postEphemeral(
            channel=place.channel, user=place.user, text=text, thread_ts=place.thread_ts or None
        )
        return
    await begin_thread(client, place, text)


def _place(body: Mapping[str, Any], channel: str, thread_ts: str) -> Place:
    return Place(
        team=str((body.get("team") or {}).get("id", "")),
        channel=str(channel),
        thread_ts=thread_ts,
        user=str(body["user"]["id"]),
        is_direct=not channel or str(channel).startswith("D"),
    )


def _view(blocks: list[Block], carried: str, *, can_submit: bool = False) -> Block:
    made: Block = {
        "type": "modal", "callback_id": FORM, "private_metadata": carried, "blocks": blocks,
        "title": {"type": "plain_text", "text": "Campaign brief"}, "close": {"type": "plain_text", "text": "Close"},
    }  # fmt: skip
    return made | ({"submit": {"type": "plain_text", "text": "Save"}} if can_submit else {})


def _who(by: str) -> str:
    """Return how somebody is called in Slack: people by their id, everybody else as it stands in the brief."""
    kind, _, rest = by.partition(":")
    user = rest.rpartition(":")[2]
    return f"<@{user}>" if kind == "slack" and user.startswith(("U", "W")) else escaped(by[:80])


def _store(briefs: Path) -> "BriefStore":
    from tools.brief.store import BriefStore

    return BriefStore(briefs)
