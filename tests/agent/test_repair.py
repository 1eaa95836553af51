"""A figure without support goes back to the model once; what still has none is replaced by the tools' own words."""

import pytest

from agent.assistant import Assistant
from agent.events import CheckedText
from agent.settings import Settings
from agent.workspace import Workspace
from tests.agent.openai_server import calls, says, serving

QUESTION = "spent $5,000 for 125 sales, what is our cpa?"
CALL = calls("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"])


@pytest.fixture
def over(tmp_path):
    def opened(url):
        settings = Settings(model="openai-compatible:scripted", base_url=url, currency="USD")
        return Assistant.open(Workspace(tmp_path, is_configured=True), settings)

    return opened


def test_the_model_is_told_which_figures_lack_support_and_its_second_answer_counts(over):
    with serving(CALL, says("Your CPA is $41.50."), says("Your CPA is $40.00.")) as (url, received):
        answer = over(url).ask(QUESTION)
    assert answer.text == "Your CPA is $40.00."
    assert answer.warnings == []
    told = received[2]["messages"][-1]["content"]
    assert "“$41.50” in “Your CPA is $41.50.”" in told


def test_a_figure_of_another_metric_is_told_with_what_it_is_of(over):
    with serving(CALL, says("Your CPC is $40.00."), says("Your CPA is $40.00.")) as (url, received):
        over(url).ask(QUESTION)
    assert "$40.00 of cpa is what e1 holds: metric" in received[2]["messages"][-1]["content"]


def test_there_is_one_repair_a_turn_and_then_the_tools_own_words(over):
    with serving(CALL, says("Your CPA is $41.50."), says("Your CPA is $42.50.")) as (url, received):
        answer = over(url).ask(QUESTION)
    assert len(received) == 3
    assert "CPA: $40.00" in answer.text
    assert "$42.50" not in answer.text
    assert "What the tools themselves say stands in its place." in answer.warnings[0]


def test_neither_draft_nor_request_enters_the_thread(over):
    with serving(CALL, says("Your CPA is $41.50."), says("Your CPA is $40.00.")) as (url, _):
        assistant = over(url)
        assistant.ask(QUESTION, thread="kept")
        words = " ".join(str(m.content) for m in assistant.threads.messages("kept"))
    assert "41.50" not in words
    assert "Your draft holds" not in words


def test_a_second_answer_may_call_a_tool_instead(over):
    script = (says("Your CPA is $41.50."), CALL, says("Your CPA is $40.00."))
    with serving(*script) as (url, received):
        answer = over(url).ask(QUESTION)
    assert answer.text == "Your CPA is $40.00."
    assert len(received) == 3


def test_what_is_shown_while_the_answer_grows_is_checked_already(over):
    text = (
        "Your CPA is $40.00. That rests on $5,000 of spend and 125 sales. The industry average is $62.17. Ask for more."
    )
    with serving(CALL, says(text)) as (url, _):
        events = list(over(url).stream(QUESTION))
    shown = [e.text for e in events if isinstance(e, CheckedText)]
    assert shown[:2] == ["Your CPA is $40.00.", "Your CPA is $40.00. That rests on $5,000 of spend and 125 sales."]
    assert not any("62.17" in s for s in shown)
    assert "62.17" not in events[-1].text
