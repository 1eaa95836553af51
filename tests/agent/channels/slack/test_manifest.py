"""The manifest asks for what the listeners and the calls of Slack's Web API need, and for nothing else."""

import re
from pathlib import Path

import pytest
import yaml
from slack_bolt.async_app import AsyncApp

import agent.channels.slack as package
from agent.channels.slack.digests import DUE
from agent.channels.slack.manifest import manifest, manifest_for, scopes

SCOPE_OF_METHOD = {
    "apps_connections_open": None,  # of the app-level token
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "assistant_threads_setTitle": "assistant:write",
    "auth_test": None,
    "chat_delete": "chat:write",
    "chat_getPermalink": None,
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_stopStream": "chat:write",
    "chat_stream": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "views_push": None,
    "views_update": None,
}
SCOPE_OF_EVENT = {
    "app_home_opened": None, "app_mention": "app_mentions:read", "message.im": "im:history",
    "assistant_thread_started": None, "assistant_thread_context_changed": None,
}  # fmt: skip
LEGACY = {"assistant_thread_started", "assistant_thread_context_changed"}
"""Events of the older assistant container, which the manifest names in a comment: an app has one surface."""
NO_METHOD = {"files:read": "url_private"}
"""Scopes that a download needs, which is no method of the Web API."""


def source():
    return "\n".join(path.read_text() for path in Path(package.__file__).parent.glob("*.py"))


def methods_used():
    families = {name.partition("_")[0] for name in SCOPE_OF_METHOD}
    return set(re.findall(rf"client\.((?:{'|'.join(families)})_\w+)\(", source()))


@pytest.fixture
def listeners(monkeypatch):
    """What the app listens to, by kind."""
    found = {"event": set(), "command": set(), "message_shortcut": set()}
    for kind, names in found.items():
        original = getattr(AsyncApp, kind)

        def noting(self, name, *args, _original=original, _names=names, **more):
            _names.add(name)
            return _original(self, name, *args, **more)

        monkeypatch.setattr(AsyncApp, kind, noting)
    return found


async def test_the_app_hears_what_it_listens_to_and_subscribes_to_nothing_else(office, listeners):
    async with office():
        pass
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert {name.partition(".")[0] for name in subscribed} == listeners["event"] - LEGACY - {DUE}  # Adroit's own
    features = manifest()["features"]
    assert listeners["command"] == {command["command"] for command in features["slash_commands"]}
    assert listeners["message_shortcut"] == {shortcut["callback_id"] for shortcut in features["shortcuts"]}


def test_the_scopes_are_those_of_its_events_commands_and_calls():
    used = methods_used()
    assert used <= set(SCOPE_OF_METHOD), "say which scope a new method needs"
    needed = {SCOPE_OF_METHOD[method] for method in used} - {None}
    needed |= {SCOPE_OF_EVENT[event] for event in manifest()["settings"]["event_subscriptions"]["bot_events"]} - {None}
    needed |= {"commands"}
    needed |= {scope for scope, sign in NO_METHOD.items() if sign in source()}
    assert scopes() == needed


def test_no_scope_reads_channels_that_the_app_was_not_spoken_to_in():
    assert not scopes() & {"channels:history", "groups:history", "mpim:history", "search:read", "chat:write.public"}


def test_the_manifest_is_as_slack_takes_it():
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert made["settings"]["socket_mode_enabled"]
    assert all(len(s["name"]) <= 24 and len(s["description"]) <= 150 for s in made["features"]["shortcuts"])


def test_for_http_the_manifest_names_the_address_everywhere():
    url = "https://adroit.example.com/slack/events"
    made = yaml.safe_load(manifest_for(url))
    assert not made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert [command["url"] for command in made["features"]["slash_commands"]] == [url]
    assert manifest()["settings"]["socket_mode_enabled"]
