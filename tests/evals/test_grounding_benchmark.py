"""The benchmark of the grounding check, on a part of its corpus: what is right passes, what is wrong does not."""

import pytest

from agent.grounding import ground
from evals.benchmarks.grounding import cases, score
from evals.benchmarks.grounding_guide import right_answers, wrong_answers


def removed(text, source):
    return ground(text, evidence=[source.evidence], passages=source.passages, user_words=[source.question]).removed


def test_what_a_cited_passage_or_a_description_of_the_data_says_passes():
    assert [text for _, text, source in right_answers() if removed(text, source)] == []


@pytest.mark.parametrize("name", [name for name, _, _ in wrong_answers()])
def test_what_they_do_not_say_does_not_pass(name):
    text, source = next((t, s) for n, t, s in wrong_answers() if n == name)
    assert removed(text, source) != []


def test_right_answers_pass_and_mutations_of_them_are_caught():
    found = [c for n, c in enumerate(cases(reports=0, each=1, computed_count=4)) if n % 5 == 0]
    result = score(found, most_mutants=400)
    assert result.cases >= 50
    assert result.mutants >= 300
    assert result.false_flag_rate <= 0.01
    assert result.catch_rate >= 0.97
