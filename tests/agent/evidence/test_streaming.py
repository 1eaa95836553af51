"""How far an answer that is still growing may be shown."""

import pytest
from langchain_core.messages import AIMessageChunk

from agent.answer import Citation, Evidence
from agent.evidence.check import Checker
from agent.streaming import CheckedStream, whole_sentences
from tools.facts import Fact
from tools.quantities import Unit


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


class CountingChecker(Checker):
    """Counts the statements that it checks."""

    def __init__(self):
        facts = [Fact(value=31.2, unit=Unit.MONEY, currency="USD", metric="cpa")]
        super().__init__([Evidence(id="e1", tool="compute_kpi", arguments={}, facts=facts, text="")])
        self.checked = 0

    def _check(self, *statement):
        self.checked += 1
        return super()._check(*statement)


def stream(text, checker, size=5):
    """Send a text in small pieces; return what was shown last."""
    growing, shown = CheckedStream(lambda: checker), ""
    for start in range(0, len(text), size):
        event = growing.read(AIMessageChunk(content=text[start : start + size], id="m"))
        if event is not None:
            assert event.text.startswith(shown[:-1].rstrip())
            shown = event.text
    return shown


SENTENCE = "Your CPA is $31.20. "
SHAPES = {
    "one line": SENTENCE * 300,
    "a list": f"- {SENTENCE}\n" * 300,
    "paragraphs": f"{SENTENCE * 3}\n\n" * 100,
    "a table": "| | CPA |\n|---|---|\n" + "| now | $31.20 |\n" * 150 + "\nThat is all.\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_answer_is_shown_whole_and_each_statement_is_checked_a_few_times_only(shape):
    checker = CountingChecker()
    assert stream(SHAPES[shape], checker) == SHAPES[shape].strip()
    assert checker.checked <= 4 * 300 + 100


@pytest.mark.parametrize("shape", SHAPES)
def test_what_follows_a_figure_without_a_source_is_neither_shown_nor_checked_for_ever(shape):
    checker = CountingChecker()
    assert stream(f"Your CPA is $31.20. And it was $77.70 once. {SHAPES[shape]}", checker) == "Your CPA is $31.20."
    assert checker.checked <= 1000


def test_a_sentence_is_shown_once_the_citation_after_it_has_come():
    passage = Citation(label="kpis › CTR", chunk_id="kpis#ctr", passage="Of 120,000 impressions 1,500 were clicked.")
    checker = Checker([], [passage])
    assert stream("The example has 1,500 clicks [kpis › CTR]. It goes on.\n", checker).endswith(
        "[kpis › CTR]. It goes on."
    )
    assert stream("The example has 1,500 clicks.\n\n[kpis › CTR]\n\nIt goes on.\n", checker).endswith("It goes on.")


def test_the_rest_of_a_long_line_knows_the_segment_of_its_start():
    cost = {"unit": Unit.MONEY, "currency": "USD", "metric": "cpa", "role": "value"}
    facts = [Fact(value=v, segment=f"campaign = {name}", **cost) for name, v in (("Brand", 8.17), ("Lamps", 33.29))]
    checker = Checker([Evidence(id="e1", tool="explain_change", arguments={}, facts=facts, text="")])
    start = "- Brand is where people who know us come from. " + "They come by themselves. " * 20
    right, wrong = f"{start}Its CPA is $8.17. So much for it.\n", f"{start}On Lamps it is $8.17. So much for it.\n"
    assert stream(right, checker) == right.strip()
    assert "$8.17" not in stream(wrong, checker)
