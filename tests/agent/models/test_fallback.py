"""Who answers when the first model can't, and where a key may go."""

import pytest

from agent.errors import SettingsError
from agent.models import build_model, choose_fallback, choose_model
from agent.settings import Settings
from tests.agent.models.test_failures import GOOD, QUESTION
from tests.agent.openai_server import fails, serving


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch):
    for name in ("OPENAI_API_KEY", "ADROIT_API_KEY", "OPENAI_BASE_URL", "ADROIT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_fallback_model_answers_and_the_answer_says_so(assistant_over):
    with serving(fails(401), *GOOD) as (url, received):
        answer = assistant_over(url, fallback_model="openai-compatible:second").ask(QUESTION)
    assert answer.text == "Your CPA is **$40.00**."
    assert answer.warnings == ["scripted refused the key, so second answered."]
    assert [r["model"] for r in received] == ["scripted", "second", "second"]  # the first is not asked again


def test_the_planner_answers_when_the_fallback_fails_too(assistant_over):
    with serving(fails(401), fails(404)) as (url, _):
        answer = assistant_over(url, fallback_model="openai-compatible:second").ask(QUESTION)
    assert "$40.00" in answer.text
    assert answer.warnings == [
        "scripted refused the key, and second is not known at its address, so the offline planner answered."
    ]


def test_the_next_turn_begins_with_the_first_model_again(assistant_over):
    with serving(fails(401), *GOOD) as (url, _):
        assistant = assistant_over(url)
        assert assistant.ask(QUESTION, thread="t").warnings
        assert assistant.ask(QUESTION, thread="t").warnings == []


def test_no_fallback_but_the_planner_is_the_default():
    assert choose_fallback(Settings(model="offline")) is None
    assert choose_fallback(Settings(model="offline", fallback_model="offline")) is None


def test_a_fallback_that_can_not_be_used_is_said_at_the_start():
    with pytest.raises(SettingsError, match="needs a key"):
        choose_fallback(Settings(model="offline", fallback_model="openai:gpt-5"))


def key_sent(settings):
    model = build_model(choose_model(settings), settings)
    return model.openai_api_key.get_secret_value()


def test_openais_key_goes_to_openai_and_to_azure(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    assert key_sent(Settings(model="auto")) == "sk-openai"
    azure = "https://brand.openai.azure.com/openai/v1/"
    assert key_sent(Settings(model="openai:gpt-5-mini", base_url=azure)) == "sk-openai"


@pytest.mark.parametrize(
    "address", ["https://llm.example/v1", "https://openai.com.evil.example/v1", "http://evilopenai.com/v1"]
)
def test_openais_key_does_not_go_where_a_settings_file_says(monkeypatch, address):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    assert key_sent(Settings(model="openai-compatible:llama", base_url=address)) == "not-needed"
    with pytest.raises(SettingsError, match="ADROIT_API_KEY"):
        choose_model(Settings(model="auto", base_url=address))


def test_openais_key_goes_to_an_address_that_stands_beside_it_in_the_environment(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("ADROIT_BASE_URL", "https://proxy.example/v1")
    assert key_sent(Settings(model="openai:gpt-5-mini")) == "sk-openai"


def test_a_servers_own_key_goes_to_it(monkeypatch):
    monkeypatch.setenv("ADROIT_API_KEY", "key-of-the-router")
    settings = Settings(model="openai-compatible:llama", base_url="https://llm.example/v1")
    assert key_sent(settings) == "key-of-the-router"


def test_what_a_model_understood_before_it_failed_is_shown_where_the_planner_can_not_read_the_question(assistant_over):
    with serving(GOOD[0], fails(401)) as (url, _):
        answer = assistant_over(url).ask("Nous avons dépensé beaucoup pour nos ventes : combien chacune ?")
    assert "CPA: $40.00" in answer.text
    assert answer.warnings == ["scripted refused the key, so the offline planner answered."]
