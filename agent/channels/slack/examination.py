"""What `adroit slack doctor` looks at: tokens, scopes, the connection; and what Slack tells nobody, with what to click.

What each method answers: https://docs.slack.dev/reference/methods/auth.test and apps.connections.open (read 2026).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from slack_sdk.errors import SlackApiError

from agent.channels.slack.app import web_client
from agent.channels.slack.delivery import FAILURES, told
from agent.channels.slack.manifest import events, manifest, scopes
from agent.channels.slack.settings import SlackSettings, SlackTokens, tokens_for
from agent.errors import SettingsError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

State = Literal["ok", "hint", "problem"]
_OUT_OF_REACH = "Slack is out of reach"
_SECRET = re.compile(r"[0-9a-f]{32}")
_BOT = "OAuth & Permissions > Bot User OAuth Token (xoxb-...), after Install App; set it as SLACK_BOT_TOKEN."
_APP = (
    "Basic Information > App-Level Tokens > Generate, with the scope connections:write (xapp-...); set it as "
    "SLACK_APP_TOKEN."
)
_REMEDIES: Mapping[str, str] = {
    "invalid_auth": "The token is wrong or of another app.",
    "not_authed": "The token is empty.",
    "token_revoked": "The token was revoked: install the app again.",
    "token_expired": "The token has expired: install the app again.",
    "account_inactive": "The app was removed from this workspace: install it again.",
    "not_allowed_token_type": "This is another kind of token.",
    "missing_scope": "The token lacks the scope connections:write: generate another.",
    "no_permission": "Switch Socket Mode on (Settings > Socket Mode).",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        state: ok, hint (to be looked at by somebody) or problem (does not work).
        remedy: what to click.
    """

    name: str
    state: State
    found: str
    remedy: str = ""


async def examine(settings: SlackSettings) -> list[Finding]:
    """Return what was found, the first problem not stopping the rest; no token is shown."""
    try:
        tokens = tokens_for(settings.mode)
    except SettingsError as error:
        return [Finding("tokens", "problem", error.problem, error.remedy or ""), *_to_look_at(settings)]
    client = web_client(tokens)
    found = await _bot(client)
    if not found[0].found.startswith(_OUT_OF_REACH):
        found.append(await _way_in(client, tokens, settings))
    return [*found, *_to_look_at(settings), _who(settings)]


async def _bot(client: "AsyncWebClient") -> list[Finding]:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return [Finding("bot token", "problem", f"Slack refuses it: {told(error)}", _remedy(error, _BOT))]
    except FAILURES as error:
        reason = f"{_OUT_OF_REACH}: {type(error).__name__}"
        return [Finding("bot token", "problem", reason, "Check the network, and a proxy's settings.")]
    who = Finding("bot token", "ok", f"{answer.get('user')} in {answer.get('team')} ({answer.get('team_id')})")
    headers = {str(name).casefold(): value for name, value in (answer.headers or {}).items()}
    return [who, _scopes(str(headers.get("x-oauth-scopes", "")))]


def _scopes(header: str) -> Finding:
    given = frozenset(scope.strip() for scope in header.split(",") if scope.strip())
    if not given:
        return Finding("scopes", "hint", "Slack did not list them", "Compare them with: adroit slack manifest")
    missing, more = sorted(scopes() - given), sorted(given - scopes())
    if missing:
        return Finding(
            "scopes", "problem", f"missing: {', '.join(missing)}",
            "OAuth & Permissions > Scopes > Bot Token Scopes > Add an OAuth Scope; then Install App > Reinstall.",
        )  # fmt: skip
    if more:
        return Finding(
            "scopes", "hint", f"all {len(scopes())} there; not needed: {', '.join(more)}",
            "OAuth & Permissions > Scopes: take away what Adroit does not use, then reinstall.",
        )  # fmt: skip
    return Finding("scopes", "ok", f"all {len(scopes())} there, none too many")


async def _way_in(client: "AsyncWebClient", tokens: SlackTokens, settings: SlackSettings) -> Finding:
    if settings.mode == "http":
        if _SECRET.fullmatch(tokens.signing_secret):
            return Finding("signing secret", "ok", "has the right shape; the first request of Slack's will tell")
        return Finding(
            "signing secret", "problem", "is not 32 characters of 0-9 and a-f",
            "Basic Information > App Credentials > Signing Secret; set it as SLACK_SIGNING_SECRET.",
        )  # fmt: skip
    try:
        await client.apps_connections_open(app_token=tokens.app)
    except SlackApiError as error:
        return Finding("socket mode", "problem", f"Slack opens no connection: {told(error)}", _remedy(error, _APP))
    except FAILURES as error:
        return Finding("socket mode", "problem", f"{_OUT_OF_REACH}: {type(error).__name__}")
    return Finding("socket mode", "ok", "Slack opens a connection for the app-level token")


def _to_look_at(settings: SlackSettings) -> list[Finding]:
    """Return what no method of Slack's tells an app about itself."""
    address = "" if settings.mode == "socket" else " and the request URL ends in /slack/events, said to be Verified"
    commands = ", ".join(command["command"] for command in manifest()["features"]["slash_commands"])
    shortcuts = ", ".join(shortcut["callback_id"] for shortcut in manifest()["features"]["shortcuts"])
    return [
        Finding(
            "events", "hint", "an app can't ask Slack which events it hears",
            f"Event Subscriptions > Subscribe to bot events: see that {', '.join(events())} are there{address}.",
        ),
        Finding(
            "buttons", "hint", "an app can't ask Slack whether buttons work",
            "Interactivity & Shortcuts: see that Interactivity is on, and that there is a message shortcut "
            f"{shortcuts}{address}.",
        ),
        Finding(
            "commands", "hint", "an app can't ask Slack which commands it has",
            f"Slash Commands: see that {commands} is there{address}.",
        ),
        Finding(
            "surface", "hint", "an app can't ask Slack how it is shown",
            "Agents & AI Apps: see that it is on. App Home: see that Home Tab and Messages Tab are on, and that users "
            "may send messages.",
        ),
    ]  # fmt: skip


def _who(settings: SlackSettings) -> Finding:
    lists = {"teams": settings.teams, "channels": settings.channels, "users": settings.users}
    set_ = [f"{len(ids)} {name}" for name, ids in lists.items() if ids]
    if not set_:
        return Finding(
            "who may ask", "hint", "everybody who can write to the app",
            "Name teams, channels or users under [slack] in adroit.toml to bound it.",
        )  # fmt: skip
    return Finding("who may ask", "ok", ", ".join(set_))


def _remedy(error: SlackApiError, where: str) -> str:
    return f"{_REMEDIES.get(str(told(error)), '')} {where}".strip()
