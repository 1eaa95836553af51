"""What somebody asks in Slack, and the conversation that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A thread in Slack, which is a conversation of Adroit's.

    Attributes:
        thread_ts: the time stamp of the message that the thread hangs from.
        is_direct: between one person and the app, so nobody else reads it.
        user: who asks now.
    """

    team: str
    channel: str
    thread_ts: str
    user: str
    is_direct: bool = False

    @property
    def thread(self) -> str:
        """The conversation's id: the same thread time in two teams or channels is two conversations."""
        return f"slack:{self.team}:{self.channel}:{self.thread_ts}"

    @property
    def owner(self) -> str:
        """Whose conversation it is: the person's in a direct message, else the channel's, whose members share it.

        Adroit opens a conversation to its owner alone, so what is said or uploaded in one channel can't be reached
        from another.
        """
        return f"slack:{self.team}:{self.user if self.is_direct else self.channel}"


@dataclass(frozen=True, slots=True)
class Ask:
    """A message that wants an answer.

    Attributes:
        text: the words, without the mention of the app.
        files: Slack's file objects, as the event gives them.
        key: what tells this message from all others, the same each time Slack delivers it.
        ts: of the message itself, for reactions to it.
    """

    place: Place
    text: str
    key: str
    ts: str = ""
    files: tuple[Mapping[str, Any], ...] = field(default=())


def ask_of_event(body: Mapping[str, Any], bot_user: str) -> Ask:
    """Return what a message event asks; `bot_user` is the app's own user, whose mention is taken out."""
    event = body["event"]
    place = Place(
        team=str(body.get("team_id") or event.get("team") or ""),
        channel=str(event["channel"]),
        thread_ts=str(event.get("thread_ts") or event["ts"]),
        user=str(event.get("user") or ""),
        is_direct=event.get("channel_type") == "im" or str(event["channel"]).startswith("D"),
    )
    text = str(event.get("text") or "").replace(f"<@{bot_user}>", " ")
    return Ask(place, plain_text(text), key_of(body), str(event["ts"]), tuple(event.get("files") or ()))


def key_of(body: Mapping[str, Any]) -> str:
    """Return what names a delivery: Slack repeats it when it believes that it was not heard.

    A mention in a direct message arrives as two events (app_mention and message), so messages go by their own time.
    """
    event = body.get("event") or {}
    team = str(body.get("team_id") or (body.get("team") or {}).get("id") or "")
    if event.get("type") in {"app_mention", "message"} and "ts" in event:
        return f"message:{team}:{event.get('channel')}:{event['ts']}"
    if "event_id" in body:
        return f"event:{body['event_id']}"
    if "trigger_id" in body:  # a command, a shortcut, a button, a modal
        return f"trigger:{body['trigger_id']}"
    return ""


def plain_text(text: str) -> str:
    """Return a message's words as its author saw them: Slack writes links and names between < and >, and escapes."""
    out, rest = [], text
    while (start := rest.find("<")) >= 0 and (end := rest.find(">", start)) >= 0:
        inner = rest[start + 1 : end]
        target, _, label = inner.partition("|")
        out.append(rest[:start])
        out.append(_told(target, label))
        rest = rest[end + 1 :]
    plain = "".join([*out, rest])
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(code, sign)
    return " ".join(plain.split(" ")).strip()


def _told(target: str, label: str) -> str:
    if target.startswith(("@", "#", "!")):
        return label or target
    if target.startswith("mailto:"):
        return label or target.removeprefix("mailto:")
    return target
