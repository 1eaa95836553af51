"""The public audience taxonomy, from a file that the user has."""

import pytest

from tools.audience.iab import read_iab_taxonomy
from tools.audience.tools import SuggestAudiences, suggest
from tools.errors import DataError

HEADER = "\tUnique ID\tParent ID\tCondensed Name (1st, 2nd, last tier)\tTier 1\tTier 2\tTier 3\t*Extension Notes\n"
ROWS = (
    "\t101\t\tInterest\tInterest\t\t\t\n"
    "\t243\t101\tInterest | Home & Garden | Interior Decorating\tInterest\tHome & Garden\tInterior Decorating\t\n"
    "\t244\t101\tInterest | Home & Garden | Home Lighting\tInterest\tHome & Garden\tHome Lighting\t\n"
    "\t300\t101\tInterest | Medical Health | Diabetes\tInterest\tMedical Health\tDiabetes\t\n"
    "\t301\t101\tInterest | Religion & Spirituality | Christianity\tInterest\tReligion & Spirituality\tChristianity\t\n"
    "\t32\t1\tDemographic | Education & Occupation | Retired |\tDemographic\tEducation & Occupation\tRetired\t\n"
    "\t900\t800\tPurchase Intent* | Food | Desserts and Baking |\tPurchase Intent*\tFood\tDesserts and Baking\t\n"
)


@pytest.fixture
def taxonomy(tmp_path):
    def write(text, name="Audience Taxonomy.tsv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_segments_are_read_by_tier_below_title_rows(taxonomy):
    found = read_iab_taxonomy(taxonomy("IAB Tech Lab Audience Taxonomy\t\t\n\n" + HEADER + ROWS))
    assert [(e.code, e.section, e.name) for e in found] == [
        ("243", "Interest", "Interior Decorating"),
        ("244", "Interest", "Home Lighting"),
        ("900", "Purchase Intent", "Desserts and Baking"),
    ]


def test_segments_of_protected_traits_are_never_read(taxonomy):
    names = {e.name for e in read_iab_taxonomy(taxonomy(HEADER + ROWS))}
    assert not names & {"Diabetes", "Christianity", "Retired"}


def test_each_part_of_a_name_is_a_word_for_it(taxonomy):
    entries = read_iab_taxonomy(taxonomy(HEADER + ROWS))
    assert "Desserts and Baking (900)" in suggest(SuggestAudiences(text="Frozen desserts"), entries).render()


def test_commas_and_condensed_names_will_do(taxonomy):
    text = "Unique ID,Condensed Name\n7,Purchase Intent | Furniture\n"
    (found,) = read_iab_taxonomy(taxonomy(text, "t.csv"))
    assert (found.code, found.name) == ("7", "Furniture")


def test_fitting_segments_are_named_with_their_codes(taxonomy):
    found = suggest(SuggestAudiences(text="Home lighting from Denmark"), read_iab_taxonomy(taxonomy(HEADER + ROWS)))
    assert "Home Lighting (244)" in found.render()


def test_a_restricted_subject_gets_no_segments(taxonomy):
    entries = read_iab_taxonomy(taxonomy(HEADER + ROWS))
    assert "since the subject is restricted" in suggest(SuggestAudiences(text="A mortgage broker"), entries).render()


@pytest.mark.parametrize(
    ("text", "problem"), [("a,b\n1,2\n", "no column 'Unique ID'"), ("Unique ID,x\n1,2\n", "neither tiers nor names")]
)
def test_another_file_is_refused_with_what_would_do(taxonomy, text, problem):
    with pytest.raises(DataError, match=problem) as refused:
        read_iab_taxonomy(taxonomy(text))
    assert "IAB Tech Lab" in str(refused.value)


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(DataError, match="can't be read"):
        read_iab_taxonomy(tmp_path / "none.tsv")
