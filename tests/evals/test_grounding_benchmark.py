"""The benchmark of the grounding check, on a part of its corpus: what is right passes, what is wrong does not."""

from evals.benchmarks.grounding import cases, score


def test_right_answers_pass_and_mutations_of_them_are_caught():
    found = [c for n, c in enumerate(cases(reports=0, each=1, computed_count=4)) if n % 2 == 0]
    result = score(found, most_mutants=400)
    assert result.cases >= 50
    assert result.mutants >= 300
    assert result.false_flag_rate <= 0.01
    assert result.catch_rate >= 0.97
