"""`adroit slack doctor`: tokens, scopes and the connection are tried; the rest says what to click."""

import asyncio

import pytest
from typer.testing import CliRunner

from agent.channels.slack.examination import examine
from agent.channels.slack.manifest import scopes
from agent.channels.slack.settings import SlackSettings
from agent.cli import app
from tests.agent.channels.slack.fake_slack import Failure, FakeSlack

BOT, APP, SECRET = "xoxb-1234567890-secret", "xapp-1-A1-secret-secret", "0123456789abcdef0123456789abcdef"


@pytest.fixture
def tokens(monkeypatch):
    for name, value in {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SECRET}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


async def examined(monkeypatch, prepare=lambda _: None, **settings):
    async with FakeSlack().serving() as slack:
        slack.scopes = set(scopes())
        prepare(slack)
        monkeypatch.setenv("SLACK_API_URL", f"{slack.url}/api/")
        found = await examine(SlackSettings(**settings))
    assert "secret" not in str(found).replace("signing secret", "")
    return {finding.name: finding for finding in found}


async def test_a_well_made_app_has_no_problem_and_lists_what_to_look_at(tokens):
    found = await examined(tokens)
    assert [f.name for f in found.values() if f.state == "problem"] == []
    assert "adroit in Acme (T1)" in found["bot token"].found
    assert found["scopes"].state == "ok"
    assert "app_mention" in found["events"].remedy
    assert "/adroit" in found["commands"].remedy


async def test_missing_scopes_are_named_with_where_to_add_them(tokens):
    found = await examined(tokens, lambda slack: slack.scopes.discard("files:write"))
    assert found["scopes"].state == "problem"
    assert found["scopes"].found == "missing: files:write"
    assert "Reinstall" in found["scopes"].remedy


async def test_scopes_too_many_are_a_hint(tokens):
    found = await examined(tokens, lambda slack: slack.scopes.add("admin"))
    assert (found["scopes"].state, "admin" in found["scopes"].found) == ("hint", True)


@pytest.mark.parametrize(
    ("method", "error", "name", "said"),
    [
        ("auth.test", "invalid_auth", "bot token", "of another app"),
        ("auth.test", "token_revoked", "bot token", "install the app again"),
        ("apps.connections.open", "missing_scope", "socket mode", "connections:write"),
        ("apps.connections.open", "no_permission", "socket mode", "Socket Mode on"),
    ],
)
async def test_a_refused_token_is_a_problem_with_what_to_click(tokens, method, error, name, said):
    found = await examined(tokens, lambda slack: slack.fail(method, Failure(200, error)))
    assert found[name].state == "problem"
    assert error in found[name].found
    assert said in found[name].remedy


async def test_in_http_mode_the_signing_secret_is_looked_at_instead_of_the_connection(tokens):
    found = await examined(tokens, mode="http")
    assert found["signing secret"].state == "ok"
    assert "socket mode" not in found
    assert "/slack/events" in found["events"].remedy
    tokens.setenv("SLACK_SIGNING_SECRET", "too short")
    assert (await examined(tokens, mode="http"))["signing secret"].state == "problem"


async def test_a_slack_out_of_reach_is_a_problem_and_no_traceback(tokens):
    tokens.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    found = {finding.name: finding for finding in await examine(SlackSettings())}
    assert "out of reach" in found["bot token"].found


def run(*arguments, folder):
    return CliRunner().invoke(app, ["--workspace", str(folder), "slack", *arguments])


def test_the_command_ends_with_an_error_when_something_does_not_work(tmp_path, monkeypatch):
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    done = run("doctor", folder=tmp_path)
    assert done.exit_code == 1
    assert "PROBLEM  tokens: SLACK_BOT_TOKEN is not set" in done.stdout
    assert "Event Subscriptions" in done.stdout


def test_the_command_ends_well_when_everything_works(tmp_path, tokens):
    async def served():
        async with FakeSlack().serving() as slack:
            slack.scopes = set(scopes())
            tokens.setenv("SLACK_API_URL", f"{slack.url}/api/")
            return await asyncio.to_thread(run, "doctor", "--json", folder=tmp_path)

    done = asyncio.run(served())
    assert done.exit_code == 0, done.output
    assert '"bot token"' in done.stdout
    assert BOT not in done.stdout


def test_without_the_libraries_the_command_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "slack_bolt" else object())
    done = run(folder=tmp_path)
    assert "pip install 'adroit-marketing[slack]'" in str(done.exception)


def test_the_manifest_is_printed_as_it_is(tmp_path):
    done = run("manifest", folder=tmp_path)
    assert done.stdout.startswith("# The Slack app")
    assert "socket_mode_enabled: true" in done.stdout
    assert (
        "request_url: https://a.example/slack/events"
        in run("manifest", "--url", "https://a.example/slack/events", folder=tmp_path).stdout
    )


def test_a_token_of_another_kind_ends_the_command_with_a_sentence_that_does_not_show_it(tmp_path, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "not-a-token")
    done = run(folder=tmp_path)
    assert "SLACK_BOT_TOKEN does not look like one" in str(done.exception)
    assert "not-a-token" not in str(done.exception)


def test_a_token_that_slack_refuses_ends_the_command_with_a_sentence(tmp_path, tokens):
    async def served():
        async with FakeSlack().serving() as slack:
            slack.fail("auth.test", Failure(200, "invalid_auth"))
            tokens.setenv("SLACK_API_URL", f"{slack.url}/api/")
            return await asyncio.to_thread(run, "--port", "0", folder=tmp_path)

    done = asyncio.run(served())
    assert "Slack refuses a token: invalid_auth" in str(done.exception)
    assert "adroit slack doctor" in str(done.exception)
