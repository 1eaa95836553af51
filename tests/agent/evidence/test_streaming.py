"""How far an answer that is still growing may be shown."""

import pytest

from agent.streaming import whole_sentences


@pytest.mark.parametrize(
    ("growing", "shown"),
    [
        ("CPA is $40.00", ""),
        ("CPA is $40.00. It ro", "CPA is $40.00."),
        ("See e.g. the", ""),
        ("It rose. [kpis › CP", ""),
        ("It rose [kpis › CPA]. Then", "It rose [kpis › CPA]."),
        ("Two things:\n1. Spend", "Two things:"),
        ("So:\n\n| a | b |\n|---|---|\n| 1 |", "So:"),
        ("So:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThen", "So:\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
    ],
)
def test_an_answer_is_shown_up_to_its_last_whole_sentence(growing, shown):
    assert growing[: whole_sentences(growing)].strip() == shown
