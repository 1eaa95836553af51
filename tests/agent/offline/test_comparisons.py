"""A comparison of two things is answered from one section about both, or from what the guide says of each."""

import pytest

from agent.assistant import Assistant
from agent.offline.comparisons import compared
from agent.settings import Settings
from agent.workspace import Workspace


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    workspace = Workspace(tmp_path_factory.mktemp("workspace"), is_configured=True)
    return Assistant.open(workspace, Settings(model="offline"))


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What's the difference between CPA and CPL?", ("CPA", "CPL")),
        ("difference between the target CPA and a bid cap", ("target CPA", "bid cap")),
        ("CPM vs CPC", ("CPM", "CPC")),
        ("frequency versus reach, which matters more?", ("frequency", "reach")),
        ("how does retargeting differ from prospecting", ("retargeting", "prospecting")),
        ("compare first click with last click", ("first click", "last click")),
        ("is MER the same as ROAS?", ("MER", "ROAS")),
        ("what is ROAS?", None),
        ("why is CPA up versus last week", None),
    ],
)
def test_the_sides_of_a_comparison_are_read(question, sides):
    assert compared(question) == sides


def test_two_terms_without_a_common_section_are_each_explained(assistant):
    answer = assistant.ask("What's the difference between CPA and CPL?")
    labels = {citation.label for citation in answer.citations}
    assert any("(CPA)" in label for label in labels)
    assert "kpis › Cost per lead (CPL)" in labels
    assert answer.warnings == []


def test_a_section_about_both_answers_alone(assistant):
    answer = assistant.ask("what is the difference between growth marketing and performance marketing?")
    assert answer.citations[0].label == "basics › Performance marketing versus growth marketing"


def test_a_comparison_with_something_unknown_says_so(assistant):
    assert assistant.ask("risotto vs paella").status == "not_covered"
