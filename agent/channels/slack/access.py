"""Who may ask, and how much: lists of teams, channels and people, and limits by person."""

from collections.abc import Mapping
from typing import Any

from agent.channels.slack.asks import Place
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.settings import SlackSettings

_MINUTE, _DAY = 60.0, 24 * 3600.0


class Access:
    """Decides whether somebody is answered.

    Args:
        inbox: where everybody's questions are counted, over all processes.
    """

    def __init__(self, settings: SlackSettings, inbox: Inbox) -> None:
        self._settings = settings
        self._inbox = inbox

    def may_ask(self, place: Place) -> bool:
        """Whether the lists let this person ask here. Who may not is not answered at all."""
        s = self._settings
        is_team = not s.teams or place.team in s.teams
        is_channel = place.is_direct or not s.channels or place.channel in s.channels
        return is_team and is_channel and (not s.users or place.user in s.users)

    def refusal(self, person: str) -> str:
        """Return why somebody is not answered now, in a sentence for them; empty when they are."""
        s = self._settings
        if self._inbox.asked(person, _MINUTE) > s.questions_a_minute:
            return f"That is more than {s.questions_a_minute} questions in a minute. Ask again in a minute."
        if self._inbox.asked(person, _DAY) > s.questions_a_day:
            return (
                f"You have asked {s.questions_a_day} questions in a day, which is the limit here. Ask again tomorrow."
            )
        if s.user_daily_budget is not None and self._inbox.spent(person, _DAY) >= s.user_daily_budget:
            return (
                f"Your questions of the last 24 hours have cost ${s.user_daily_budget}, which is the limit here. Ask "
                "again tomorrow."
            )
        return ""


def is_by_a_machine(event: Mapping[str, Any], bot_user: str, bot_id: str) -> bool:
    """Whether a message is a bot's, this app's own, or no message of a person's: answering it could loop for ever."""
    subtype = event.get("subtype")
    return (
        bool(event.get("bot_id") or event.get("bot_profile") or event.get("app_id"))
        or event.get("user") in {bot_user, None, "USLACKBOT"}
        or event.get("bot_id") == bot_id
        or subtype not in {None, "file_share", "thread_broadcast"}
    )
