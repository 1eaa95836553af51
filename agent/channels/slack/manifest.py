"""The manifest of the Slack app: what `adroit slack manifest` prints and `adroit slack doctor` measures against."""

from functools import cache
from importlib.resources import files
from typing import Any


def manifest_text() -> str:
    """Return the manifest as YAML, for Slack's "Create New App > From a manifest"."""
    return files("agent.channels.slack").joinpath("manifest.yaml").read_text("utf-8")


def manifest_for(url: str = "") -> str:
    """Return the manifest for socket mode, or for HTTP where the address is given at which Slack reaches the app.

    Args:
        url: e.g. https://adroit.example.com/slack/events
    """
    if not url:
        return manifest_text()
    import yaml

    made = dict(manifest())
    settings = {**made["settings"], "socket_mode_enabled": False}
    settings["event_subscriptions"] = {**settings["event_subscriptions"], "request_url": url}
    settings["interactivity"] = {**settings["interactivity"], "request_url": url}
    commands = [{**command, "url": url} for command in made["features"]["slash_commands"]]
    made |= {"features": {**made["features"], "slash_commands": commands}, "settings": settings}
    return str(yaml.safe_dump(made, sort_keys=False))


@cache
def manifest() -> dict[str, Any]:
    """Return the manifest, read."""
    import yaml

    return dict(yaml.safe_load(manifest_text()))


def scopes() -> frozenset[str]:
    """Return the scopes that the app asks for."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def events() -> tuple[str, ...]:
    """Return the events that the app subscribes to."""
    return tuple(manifest()["settings"]["event_subscriptions"]["bot_events"])
