"""`adroit slack`: answers in Slack, says what is missing for it, prints the app's manifest."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from agent.commands.options import DataOption, JsonFlag, ModelOption, print_json, settings_of
from agent.errors import SettingsError

if TYPE_CHECKING:
    from agent.channels.slack.running import SlackService
    from agent.channels.slack.settings import SlackSettings

group = typer.Typer(
    invoke_without_command=True, help="Answer in Slack. `doctor` says what is missing, `manifest` makes the app."
)
_SWITCH_SECONDS = 0.0005
"""How long a turn may compute before events are looked at again: Slack waits three seconds for an acknowledgement."""
HttpFlag = Annotated[
    bool, typer.Option("--http", help="Take Slack's requests over HTTP; Socket Mode, which needs no address, without.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="slack")


@group.callback()
def slack(
    context: typer.Context,
    is_http: HttpFlag = False,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="For /health, and /slack/events with --http.")
    ] = None,
    data: DataOption = None,
    model: ModelOption = None,
) -> None:
    """Answer in Slack until it is stopped (Ctrl-C, or SIGTERM): what is being answered is finished first.

    SLACK_BOT_TOKEN and SLACK_APP_TOKEN (SLACK_SIGNING_SECRET with --http) must be in the environment.

    Examples:

      adroit slack manifest > manifest.yaml

      adroit slack doctor

      adroit slack
    """
    if context.invoked_subcommand is not None:
        return
    _check_installed()
    from agent.assistant import Assistant
    from agent.channels.slack.logs import log_to
    from agent.channels.slack.running import SlackService
    from agent.channels.slack.settings import tokens_for
    from agent.threads import Threads

    workspace, settings = settings_of(context, model=model)
    chosen = _chosen(settings.slack, is_http=is_http, port=port)
    tokens = tokens_for(chosen.mode)
    handler = log_to()
    sys.setswitchinterval(_SWITCH_SECONDS)
    if workspace.note:
        typer.echo(f"Note: {workspace.note}", err=True)
    threads = Threads.open(workspace, settings)
    assistant = Assistant.open(workspace, settings, data=data, threads=threads)
    try:
        is_idle = asyncio.run(_serve(lambda: SlackService(assistant, chosen, tokens)))
    finally:
        logging.getLogger().removeHandler(handler)
    if not is_idle:  # a turn was handed back and its worker still runs; nobody waits for it
        sys.stderr.flush()
        os._exit(0)
    threads.close()


@group.command("doctor")
def doctor(context: typer.Context, is_http: HttpFlag = False, as_json: JsonFlag = False) -> None:
    """Check tokens, scopes and the connection, and say what to click. Tokens are never shown.

    Example:

      adroit slack doctor
    """
    _check_installed()
    from dataclasses import asdict

    from agent.channels.slack.examination import examine

    _, settings = settings_of(context)
    found = asyncio.run(examine(_chosen(settings.slack, is_http=is_http, port=None)))
    if as_json:
        print_json([asdict(finding) for finding in found])
    else:
        mark = {"ok": "ok     ", "hint": "look   ", "problem": "PROBLEM"}
        for finding in found:
            print(f"{mark[finding.state]}  {finding.name}: {finding.found}")
            if finding.remedy:
                print(f"         → {finding.remedy}")
    if any(finding.state == "problem" for finding in found):
        raise typer.Exit(1)


@group.command("manifest")
def manifest(
    url: Annotated[
        str, typer.Option("--url", help="For HTTP: where Slack reaches the app, https://.../slack/events.")
    ] = "",
) -> None:
    """Print the app's manifest, for https://api.slack.com/apps > Create New App > From a manifest.

    Example:

      adroit slack manifest > manifest.yaml
    """
    from agent.channels.slack.manifest import manifest_for

    print(manifest_for(url).rstrip())


def _chosen(settings: "SlackSettings", *, is_http: bool, port: int | None) -> "SlackSettings":
    mode: Literal["socket", "http"] = "http" if is_http else settings.mode
    return settings.model_copy(update={"mode": mode, "port": settings.port if port is None else port})


def _check_installed() -> None:
    from importlib.util import find_spec

    if missing := [name for name in ("slack_bolt", "aiohttp") if find_spec(name) is None]:
        raise SettingsError(
            f"Slack's libraries are not installed ({', '.join(missing)})",
            remedy="Install them with: pip install 'adroit-marketing[slack]'",
        )


async def _serve(open_service: "Callable[[], SlackService]") -> bool:
    """Answer until a signal comes; return whether nothing is left at work."""
    service = open_service()
    await service.check()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no handlers in a loop; Ctrl-C ends it at once
            loop.add_signal_handler(each, service.stop)
    async with service:
        await service.until_stopped()
    return not service.desk.has_workers
