"""What an answer rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answer import Answer, Evidence
from evals.case import Case, Expected
from evals.outcome import Outcome
from evals.scoring.grounds import citation_precision, citation_recall, figure_support, unsupported_figures


def test_citations_are_judged_by_the_sections_that_may_answer(case, outcome):
    wanted = case(sections=["kpis#cpa", "kpis#cac"])
    said = outcome("x", passages=[("kpis#cpa", ""), ("ctv#reach", "")])
    assert citation_precision(wanted, said) == 0.5
    assert citation_recall(wanted, said) == 1.0
    assert citation_recall(wanted, outcome("x")) == 0.0
    assert citation_precision(wanted, outcome("x")) is None


@pytest.mark.parametrize(
    ("text", "facts", "missing"),
    [
        ("CPA is $40.00.", [40.0], []),
        ("CPA is $41.00.", [40.0], ["$41.00"]),
        ("About $41.", [40.6], []),
        ("CTR is 3.2%.", [0.032], []),
        ("CTR is 3.2 points.", [0.032], ["3.2"]),
        ("Some 1.3k clicks.", [1_312.0], []),
        ("About 1,300 clicks.", [1_312.0], []),
        ("Exactly 1,301 clicks.", [1_312.0], ["1,301"]),
        ("On 2026-05-18 three things changed: 1 and 2.", [], []),
    ],
)
def test_a_figure_was_given_or_was_made_up(outcome, text, facts, missing):
    assert unsupported_figures(outcome(text, facts=facts)) == missing


def test_the_users_words_and_cited_passages_give_figures_too(case, outcome):
    said = outcome(
        "You spent $5,000; wait for 50 conversions.", said=["we spent 5k"], passages=[("a", "about 50 of them")]
    )
    assert figure_support(case(), said) == 1.0


@given(st.floats(1.0, 1e6, allow_nan=False), st.integers(0, 3))
def test_a_rounding_of_a_given_figure_is_given(value, decimals):
    evidence = Evidence(id="e1", tool="t", arguments={}, facts=[], text=f"{value:,.6f}")
    answer = Answer(text=f"It is ${value:,.{decimals}f}.", evidence=[evidence])
    case = Case(id="c", turns=["x"], expected=Expected())
    assert figure_support(case, Outcome(answer=answer)) in {None, 1.0}
