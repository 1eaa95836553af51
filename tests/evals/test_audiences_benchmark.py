"""The benchmark of audiences: what it counts, and that both halves keep what is asked of them."""

import pytest
import yaml

from evals.benchmarks.audiences import DEVELOPMENT, HELD_BACK, gaps, score
from tools.audience.tools import SuggestAudiences, suggest_audiences


@pytest.mark.parametrize("half", [DEVELOPMENT, HELD_BACK], ids=["development", "held back"])
def test_structure_is_complete_and_policy_is_recognised(half):
    total = score(yaml.safe_load(half.read_text("utf-8")))
    assert total.complete == total.paragraphs
    assert total.traits == 0
    assert total.recall == 1.0
    assert total.precision >= 0.95


def test_a_gap_is_found():
    whole = suggest_audiences(SuggestAudiences(text="desk lamps, €1,000"))
    assert gaps(whole) == []
    without = whole.model_copy(update={"suggestions": whole.suggestions[:-1]})
    assert "exclusion" in gaps(without)
    unpaid = whole.model_copy(update={"suggestions": whole.suggestions[1:]})
    assert "amounts that add up" in gaps(unpaid)


def test_a_subject_that_is_missed_or_invented_counts():
    total = score([{"text": "desk lamps", "policy": ["health"]}, {"text": "gin", "policy": []}])
    assert (total.recall, total.precision) == (0.0, 0.0)
