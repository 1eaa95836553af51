"""What `suggest_audiences` says, as an agent and a buyer use it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.audience.policy import PERSONAL
from tools.audience.tools import SuggestAudiences
from tools.catalog import tool
from tools.errors import InputError, MissingInput
from tools.policy import recognise

LAMPS = "We sell handmade desk lamps for home offices in Germany. €20k in May on search and Meta."
HEADPHONES = (
    "Noise-cancelling headphones launch in Canada. We have a customer list of 42,000 buyers and 300 sales a week. "
    "C$120,000 on Meta, YouTube, CTV and search. Buyers take about 14 days."
)
SECURITY = "Endpoint security platform for banks with more than 1,000 employees. €60k on LinkedIn and CTV."

WORDS = [
    "therapy", "depression", "prayer", "gay", "voters", "loans", "apartments", "hiring", "toys", "gin", "casino",
    "vapes", "desk lamps", "hiking", "software", "for", "clinics", "people with", "in Germany,", "on Meta,", "LinkedIn",
    "CTV", "search", "customer list", "and", "companies", "€9k",
]  # fmt: skip
TRAITS = {"health", "religion", "politics", "sexuality", "origin"}


def suggested(text, **more):
    return tool("suggest_audiences").run({"text": text, **more})


def families(found):
    return [s.family for s in found.suggestions]


def the(found, family):
    return next(s for s in found.suggestions if s.family == family)


def test_new_people_come_first_then_those_who_know_the_offer_and_who_is_left_out():
    found = suggested(LAMPS)
    roles = [s.role for s in found.suggestions]
    assert (roles[0], roles[-1]) == ("prospecting", "exclusion")
    assert "retargeting" in roles
    assert [s.rank for s in found.suggestions] == list(range(1, len(roles) + 1))


@pytest.mark.parametrize("count", [3, 4, 5, 6, 7, 8])
def test_as_many_as_asked_for_and_never_without_the_three_roles(count):
    found = suggested(HEADPHONES, count=count)
    assert len(found.suggestions) == count
    assert {"prospecting", "retargeting", "exclusion"} <= {s.role for s in found.suggestions}


def test_segments_are_those_that_the_words_speak_of():
    assert the(suggested(LAMPS), "in-market").who == ("Home and garden: Lighting",)
    assert the(suggested(LAMPS, count=8), "interests").who == ("Working from home",)


def test_a_budget_is_divided_to_the_cent_and_the_exclusions_get_none():
    found = suggested(HEADPHONES, count=8)
    paid = [s for s in found.suggestions if s.share is not None]
    assert sum(round(s.share * 100) for s in paid) == 100
    assert sum(s.amount for s in paid) == pytest.approx(120_000, abs=1e-6)
    assert the(found, "exclusions").share is None


def test_a_target_cost_says_how_many_results_each_part_pays_for():
    found = suggested(LAMPS + " CPA target €25.")
    for s in found.suggestions:
        assert s.results == (None if s.amount is None else pytest.approx(s.amount / 25))


def test_parts_that_are_too_small_to_learn_from_are_named():
    (note,) = [n for n in suggested("Desk lamps on Meta and search, €3,000, CPA €28").notes if "pays for fewer" in n]
    assert "earlier event" in note
    assert not any("pays for fewer" in n for n in suggested(LAMPS + " CPA target €2.").notes)


def test_shares_without_a_budget_only_when_asked_for():
    assert all(s.share is None for s in suggested("desk lamps").suggestions)
    assert any(s.share for s in suggested("desk lamps", shares=True).suggestions)


def test_a_seed_is_suggested_only_where_there_is_a_list():
    assert "lookalike" in families(suggested(HEADPHONES))
    assert "lookalike" not in families(suggested(LAMPS, count=8))
    assert "lookalike" in families(suggested(LAMPS, count=8, customers=5000))


def test_a_list_comes_with_consent_hashing_and_the_smallest_size():
    seed = the(suggested(HEADPHONES, count=8), "lookalike")
    assert any("consent" in note for note in seed.notes)
    assert any("SHA-256" in note for note in seed.notes)
    assert ("Meta", 100) in [(m.platform, m.people) for m in seed.minimum]


def test_predictions_are_suggested_only_where_there_are_scores():
    assert "predictive" not in families(suggested(HEADPHONES, count=8))
    scored = suggested(HEADPHONES + " Our own model scores every contact.", count=8)
    assert "predictive" in families(scored)


def test_enough_results_put_broad_delivery_forward():
    def place(text):
        found = families(suggested(text, count=8))
        return found.index("broad") if "broad" in found else len(found)

    assert place("Desk lamps on Meta, 300 sales a week") < place("Desk lamps on Meta, 3 sales a week")


def test_windows_are_multiples_of_the_days_that_buyers_take():
    windows = the(suggested(HEADPHONES), "retargeting").windows
    assert [(w.multiple, w.days) for w in windows] == [(1, 14), (2, 28), (4, 56), (4, 56)]
    assert windows[0].intent.startswith("left a cart")


def test_days_that_nobody_gave_are_said_to_be_assumed():
    found = the(suggested(LAMPS), "retargeting")
    assert any("which is assumed" in note for note in found.notes)
    assert not any("which is assumed" in note for note in the(suggested(HEADPHONES), "retargeting").notes)


def test_a_sequence_goes_from_the_television_to_the_search():
    steps = the(suggested(HEADPHONES), "sequence").steps
    assert [s.platform for s in steps] == ["CTV", "Meta", "Google Search"]
    assert [s.gap_days for s in steps] == [0, 4, 4]
    assert all(s.message and s.entry and s.leaves and s.cap_a_week for s in steps)


def test_companies_are_reached_by_function_seniority_industry_and_size():
    who = " | ".join(the(suggested(SECURITY), "professional").who)
    assert "Function: Information technology" in who
    assert "Industry: Financial services" in who
    assert "1,001-5,000 employees, 5,001 and more employees" in who
    assert "501-1,000" not in who


def test_linkedin_without_a_job_asks_for_one():
    assert "LinkedIn picks people by job" in suggested("desk lamps on LinkedIn").render()
    assert "LinkedIn picks people by job" not in suggested(SECURITY).render()


def test_only_platforms_of_the_named_channels_are_used():
    platforms = {p.platform for s in suggested(SECURITY).suggestions for p in s.platforms}
    assert platforms <= {"LinkedIn", "CTV"}


def test_channels_given_as_such_win_over_those_of_the_words():
    found = suggested("Desk lamps on Meta and TikTok", channels=["linkedin ads"])
    assert found.platforms == ("LinkedIn",)


def test_a_channel_without_listed_objects_is_named():
    assert "Snapchat" in suggested("Sneakers on Snapchat and TikTok").render()


def test_a_product_that_the_taxonomy_does_not_know_is_said_so():
    found = suggested("Zorblax quuxification")
    assert any("knows none of these words" in note for note in found.notes)
    assert "in-market" not in families(found)


@pytest.mark.parametrize("text", ["therapy for people with depression", "a dating app for gay men", "a prayer app"])
def test_nobody_is_picked_by_a_trait(text):
    found = suggested(text, count=8, customers=10_000)
    assert not set(families(found)) & PERSONAL
    assert "brand return" in families(found)
    assert "no list" in " ".join(the(found, "exclusions").who)


@pytest.mark.parametrize("text", ["apartments in Denver", "personal loans", "we are hiring nurses"])
def test_housing_credit_and_jobs_go_without_age_lookalike_and_interests(text):
    found = suggested(text, count=8, customers=10_000)
    assert not {"lookalike", "interests", "in-market", "life events", "predictive"} & set(families(found))
    assert found.lowest_age is None
    assert "declare" in found.render().lower()


def test_what_children_use_is_sold_to_adults():
    found = suggested("Wooden toys for kids on Meta and search", count=8)
    assert found.lowest_age == 18
    assert the(found, "interests").who == ("adults who follow family life",)


def test_alcohol_has_an_age_and_no_personalised_search_networks():
    found = suggested("Craft gin, on search, YouTube and Meta", count=8)
    assert found.lowest_age == 18
    assert {p.platform for p in the(found, "retargeting").platforms} == {"Meta"}
    assert "Wine and craft drinks" not in found.render()


def test_where_no_list_may_be_used_on_the_named_channels_people_come_back_by_search():
    found = suggested("Craft gin, on search only", count=8)
    assert "brand return" in families(found)
    assert not any(s.is_outside for s in found.suggestions)


def test_what_platforms_do_not_accept_is_left_to_own_channels():
    found = suggested("Premium cigars")
    assert set(families(found)) == {"own channels", "context", "exclusions"}


def test_sensitive_words_of_the_user_name_no_personal_audience():
    found = suggested("T-shirts. Target people with diabetes and Muslims", count=8)
    for s in found.suggestions:
        if s.family in PERSONAL:
            assert not recognise(" ".join(s.who))


def test_nothing_to_read_is_said_so():
    with pytest.raises(MissingInput, match="nothing that audiences"):
        suggested("12 %")


def test_an_objective_that_is_none_is_refused_and_a_near_one_is_read():
    with pytest.raises(InputError, match="There are: sales"):
        suggested("desk lamps", objective="CPA was $9.99")
    assert suggested("desk lamps", objective="Lead").objective == "leads"


def test_a_market_that_is_not_in_the_list_of_places_is_kept_as_written():
    assert suggested("desk lamps", market="Lapland").markets == ("Lapland",)


@given(st.lists(st.sampled_from(WORDS), max_size=12, min_size=1), st.integers(3, 8), st.none() | st.integers(1, 10**8))
@settings(max_examples=30, deadline=None)
def test_whatever_is_said_nobody_is_picked_by_a_trait_and_the_budget_adds_up(words, count, budget):
    found = suggested(" ".join(words), count=count, budget=budget, currency="EUR", customers=9000)
    traits = {n.category for n in found.policy if n.category in TRAITS}
    assert not traits or not set(families(found)) & PERSONAL
    for s in found.suggestions:
        if s.family in PERSONAL - {"professional"}:
            assert not any(m.category.kind == "trait" for m in recognise(" ".join(s.who)))
    assert found.suggestions[-1].role == "exclusion"
    assert 3 <= len(found.suggestions) <= count
    if budget is not None:
        assert sum(s.amount or 0 for s in found.suggestions) == pytest.approx(budget, abs=0.001)


@pytest.mark.timeout(120)  # a pattern that goes back and forth over it would need hours
@pytest.mark.parametrize("piece", ["with ", "for clinics, ", "a b-c "])
def test_the_longest_text_is_read(piece):
    assert suggested((piece * 20_000)[:19_990] + "x").suggestions


def test_a_currency_that_is_none_is_refused():
    with pytest.raises(InputError):
        suggested("desk lamps", budget=100, currency="blub")


@pytest.mark.parametrize("text", [LAMPS, HEADPHONES, SECURITY, "Personal loans in Spain", "Therapy by video, $50k"])
def test_the_suggestions_read_well(text, snapshot):
    assert suggested(text).render() == snapshot


def test_the_model_is_told_when_to_use_it():
    assert "suggest audiences for" in (SuggestAudiences.__doc__ or "")
