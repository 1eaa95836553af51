"""The data of families and platforms is complete, and says what the other rooms say."""

import pytest

from tools.audience.first_party import platforms
from tools.audience.suggesting.families import kinds, platform_data, platforms_of
from tools.brief.reference import channels


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda k: k.family)
def test_every_family_says_why_where_how_large_how_measured_and_how_proven(kind):
    assert all((kind.title, kind.why, kind.objects, kind.sizing, kind.overlap, kind.measure, kind.proof))
    assert set(kind.objects) <= {*platform_data(), "Email"}


@pytest.mark.parametrize("listed", [platforms.GOOGLE, platforms.META, platforms.LINKEDIN, platforms.TIKTOK])
def test_the_smallest_list_is_the_one_that_the_export_asks_for(listed):
    by_name = {name.lower(): entry for name, entry in platform_data().items()}
    assert by_name[listed.platform]["minimum"] == listed.fewest


def test_every_channel_of_a_platform_is_one_that_briefs_know():
    assert {c for entry in platform_data().values() for c in entry["channels"]} <= set(channels())


def test_search_runs_on_both_engines_and_social_on_its_own():
    assert platforms_of(("paid search",)) == ("Google", "Microsoft")
    assert platforms_of(("LinkedIn", "CTV")) == ("LinkedIn", "CTV")
    assert platforms_of(("Snapchat",)) == ()
