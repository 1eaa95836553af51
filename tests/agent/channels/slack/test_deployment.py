"""The container files name what is there: extras, settings, tokens, the port, the health check, the time to stop."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from agent.channels.slack.running import GRACE_SECONDS
from agent.channels.slack.settings import SlackSettings
from agent.settings import Settings

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def dockerfile():
    return (ROOT / "Dockerfile").read_text("utf-8")


def test_the_image_installs_extras_that_exist_from_files_that_are_sent_to_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.search(r"'\.\[(.*)\]'", dockerfile())[1].split(",")
    assert set(extras) <= set(project["optional-dependencies"])
    assert {"slack", "postgres"} <= set(extras)
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", dockerfile(), re.MULTILINE)
    sent = set((ROOT / ".dockerignore").read_text("utf-8").replace("!", "").split())
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert name in sent


def test_the_image_runs_as_nobody_special_and_looks_after_its_health():
    assert "\nUSER adroit" in dockerfile()
    assert "/health" in dockerfile()
    assert f":{Settings().slack.port}/health" in dockerfile()
    assert 'ENTRYPOINT ["adroit"]\nCMD ["slack"]' in dockerfile()


def test_the_services_are_set_up_by_settings_that_exist(services):
    environment = services["slack"]["environment"]
    settings = {name.removeprefix("ADROIT_").lower() for name in environment if name.startswith("ADROIT_")}
    assert settings <= set(Settings.model_fields)
    given = {name: re.sub(r"\$\{\w+:[?-][^}]*\}", "secret", environment[f"ADROIT_{name.upper()}"]) for name in settings}
    assert Settings(**given).threads_url == "postgresql://adroit:secret@postgres:5432/adroit"
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"} <= set(environment)


def test_no_secret_stands_in_the_file_and_a_missing_one_is_said(services):
    secrets = [
        value
        for service in services.values()
        for name, value in service.get("environment", {}).items()
        if re.search("TOKEN|KEY|PASSWORD", name)
    ]
    assert len(secrets) == 4
    assert all(value.startswith("${") for value in secrets)
    assert sum(":?" in value for value in secrets) == 3


def test_a_container_is_given_the_time_to_finish_and_its_server_is_that_of_the_tests(services):
    assert int(services["slack"]["stop_grace_period"].removesuffix("s")) > GRACE_SECONDS + 5
    chroma = services["chroma"]["image"].rpartition(":")[2]
    assert f"chromadb=={chroma}" in (ROOT / "constraints.txt").read_text("utf-8")
    assert set(services["slack"]["depends_on"]) == {"postgres", "chroma"}


def test_the_page_on_slack_names_every_setting_with_its_default():
    page = (ROOT / "docs" / "slack.md").read_text("utf-8")
    for name, field in SlackSettings.model_fields.items():
        (row,) = [line for line in page.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1]]
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert f"{field.default:g}" in row.split("|")[2], name
    assert "SlackAsgi()" in page
