"""adroit.toml < environment < flags, and what happens when one of them can't be used."""

import pytest

from agent.errors import SettingsError, WorkspaceError
from agent.models import choose_model
from agent.settings import load_settings
from agent.workspace import Workspace, find_workspace


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    for name in ("ADROIT_MODEL", "ADROIT_CURRENCY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return Workspace(tmp_path, is_configured=True)


def test_the_environment_goes_before_the_file_and_a_flag_before_both(workspace, monkeypatch):
    workspace.config.write_text('model = "offline"\ncurrency = "EUR"\n')
    assert load_settings(workspace).currency == "EUR"
    monkeypatch.setenv("ADROIT_CURRENCY", "GBP")
    assert load_settings(workspace).currency == "GBP"
    assert load_settings(workspace, currency="CHF").currency == "CHF"
    assert load_settings(workspace, currency=None).currency == "GBP"


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("model =", "not valid TOML"),
        ('modle = "offline"', "'modle' is not a setting"),
        ('model = "gpt"', "use auto, offline, openai:NAME"),
        ('currency = "XXX"', "not a currency"),
        ("timeout_seconds = -1", "timeout_seconds"),
    ],
)
def test_an_unusable_file_is_one_sentence_that_names_the_file(workspace, toml, says):
    workspace.config.write_text(toml)
    with pytest.raises(SettingsError) as error:
        load_settings(workspace)
    assert says in str(error.value)
    assert str(workspace.config) in str(error.value)
    assert workspace.config.read_text() == toml


def test_auto_means_openai_when_a_key_is_set_and_the_planner_otherwise(workspace, monkeypatch):
    assert choose_model(load_settings(workspace)).kind == "offline"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-value")
    choice = choose_model(load_settings(workspace))
    assert choice.kind == "openai"
    assert "sk-secret-value" not in repr(choice)


def test_a_model_without_its_key_or_address_says_what_to_set(workspace):
    with pytest.raises(SettingsError, match="OPENAI_API_KEY is not set"):
        choose_model(load_settings(workspace, model="openai:gpt-5"))
    with pytest.raises(SettingsError, match="base_url"):
        choose_model(load_settings(workspace, model="openai-compatible:llama"))


def test_the_workspace_is_the_nearest_folder_upwards_with_a_settings_file(tmp_path, monkeypatch):
    (tmp_path / "adroit.toml").touch()
    inner = tmp_path / "reports" / "may"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert find_workspace().folder == tmp_path


def test_a_named_workspace_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(WorkspaceError, match="is not a folder"):
        find_workspace(tmp_path / "nowhere")
