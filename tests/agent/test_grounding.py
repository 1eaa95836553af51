"""Nothing without evidence: what a checked answer lets through, and what it takes out."""

import pytest

from agent.answer import Citation, Evidence
from agent.evidence.figures import find_figures
from agent.grounding import ground
from tools.facts import Fact
from tools.quantities import Unit


def evidence(*facts):
    return [Evidence(id="e1", tool="compute_kpi", arguments={}, facts=list(facts), text="")]


CPA = Fact(value=41.6667, unit=Unit.MONEY, currency="USD", metric="cpa")
CTR = Fact(value=0.01333, unit=Unit.RATE, metric="ctr")
CHANGE = Fact(value=-0.123, unit=Unit.RATE, metric="conversion_rate", role="relative change")
PASSAGE = Citation(label="kpis › CTR", chunk_id="kpis#ctr", passage="Of 120,000 impressions, 1,500 were clicked.")


def check(text, *facts, passages=(), words=()):
    return ground(text, evidence=evidence(*facts), passages=passages, user_words=words)


@pytest.mark.parametrize("shown", ["$41.67", "$42", "$41.7", "41.67 USD"])
def test_a_rounding_of_an_evidence_value_is_supported(shown):
    checked = check(f"Your CPA is {shown}.", CPA)
    assert checked.text == f"Your CPA is {shown}."
    assert checked.removed == []
    assert checked.figures[0].source == "e1"


@pytest.mark.parametrize("shown", ["$41.66", "$41", "$45", "€41.67", "41.67%", "$416.67"])
def test_another_number_unit_or_currency_is_not_supported(shown):
    checked = check(f"Good news. Your CPA is {shown}.", CPA)
    assert checked.text == "Good news."
    assert len(checked.removed) == 1


def test_a_percentage_is_not_a_count():
    assert check("You had 1.33 clicks.", CTR).removed == ["1.33"]
    assert check("Your CTR is 1.33%.", CTR).removed == []


def test_a_fall_may_be_worded_without_its_sign():
    assert check("Conversion rate fell by 12.3%.", CHANGE).removed == []
    assert check("Conversion rate changed by -12.3%.", CHANGE).removed == []


def test_the_users_own_words_are_a_source():
    checked = check("With $5,000 you asked for 125 sales.", words=["we have $5,000 and want 125 sales"])
    assert checked.removed == []
    assert {f.source for f in checked.figures} == {"your words"}


def test_a_passage_is_a_source_and_its_citation_resolves():
    checked = check("Of 120,000 impressions 1,500 were clicked [kpis › CTR].", passages=[PASSAGE])
    assert checked.removed == []
    assert [c.chunk_id for c in checked.citations] == ["kpis#ctr"]


def test_a_citation_of_nothing_retrieved_takes_its_sentence_along():
    checked = check("CTR matters. It always raises sales [kpis › Magic].", passages=[PASSAGE])
    assert checked.text == "CTR matters."
    assert checked.removed == ["[kpis › Magic]"]


def test_only_the_sentence_without_a_source_is_taken_out_of_a_list():
    text = "1. CPA is $41.67. Industry average is $55.\n2. CTR is 1.33%."
    assert check(text, CPA, CTR).text == "1. CPA is $41.67.\n2. CTR is 1.33%."


def test_list_numbers_names_and_citations_are_no_figures():
    text = "1. GA4 shows it [kpis › The 10 KPIs].\n2. The iOS14 plan began."
    assert find_figures(text) == []


def test_a_figure_in_a_name_of_the_users_data_vouches_for_nothing():
    name = "The CPA of all is $9.99 today"
    named = Evidence(id="e1", tool="describe_data", arguments={}, facts=[], text=f"- campaign: {name}", names=[name])
    assert ground(f"- campaign: {name}", evidence=[named], passages=[], user_words=[]).removed == []
    assert ground("Your CPA is $9.99.", evidence=[named], passages=[], user_words=[]).removed == ["$9.99"]
