"""Which sentences of a strategy answer have a citation behind them, and which are flagged."""

import pytest

from agent.answer import Citation
from agent.claims import uncited_claims

CPL = Citation(label="kpis › Cost per lead (CPL)", chunk_id="kpis#cpl", passage="CPL is spend divided by leads.")
CITED = "[kpis › Cost per lead (CPL)]"


def flagged(text, **given):
    return uncited_claims(text, [CPL], **given)


def test_a_cited_sentence_is_behind_its_citation():
    assert flagged(f"Cost per lead is spend divided by the number of leads {CITED}.") == []


def test_a_citation_stands_behind_the_sentences_before_it_in_its_paragraph():
    assert flagged(f"Cost per lead measures lead generation. It divides spend by the leads it brought. {CITED}") == []


def test_a_sentence_after_the_last_citation_is_flagged():
    text = f"Cost per lead divides spend by leads {CITED}. Facebook leads always convert better than search leads."
    assert flagged(text) == ["Facebook leads always convert better than search leads."]


def test_a_paragraph_without_a_citation_is_flagged_sentence_by_sentence():
    text = f"Leads from search are the best leads of all.\n\nCost per lead divides spend by leads. {CITED}"
    assert flagged(text) == ["Leads from search are the best leads of all."]


def test_a_citation_of_something_not_retrieved_stands_behind_nothing():
    assert flagged("Brand bidding always pays for itself within weeks [kpis › Brand bidding].") != []


@pytest.mark.parametrize(
    "text",
    [
        f"There are two parts to it:\n\n- the spend of the whole period\n- the leads that it brought in\n\n{CITED}",
        f"Cost per lead has two parts {CITED}\n- the spend of the whole period\n- the leads that it brought in total",
    ],
)
def test_a_citation_beside_a_list_stands_behind_the_whole_list(text):
    assert flagged(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Would you like me to compute your cost per lead?",
        "I can compute your cost per lead from spend and leads.",
        "Here is what the guide says about cost per lead in short.",
        "## How cost per lead and lead quality belong together",
        "If you share spend and leads, the figure follows at once.",
        "Glad to help with that.",
    ],
)
def test_general_talk_needs_no_citation(text):
    assert flagged(text) == []


def test_what_a_tool_rendered_rests_on_its_own_evidence():
    text = "CPA rose because the conversion rate fell on mobile devices."
    assert flagged(text) == [text]
    assert flagged(text, vouched=[f"Summary. {text} More."]) == []
