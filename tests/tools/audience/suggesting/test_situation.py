"""What a request says of where the campaign runs."""

from datetime import date

import pytest

from tools.audience.suggesting.situation import read_situation


@pytest.mark.parametrize(
    ("words", "platforms"),
    [
        ("on Meta and Google", ("Google", "Meta")),
        ("on search and Meta", ("Google", "Meta", "Microsoft")),
        ("on Google and Bing", ("Google", "Microsoft")),
        ("on Microsoft Ads", ("Microsoft",)),
    ],
)
def test_search_runs_on_the_engine_named_and_on_both_without_a_name(words, platforms):
    found = read_situation(f"Dog food in Germany, {words}", today=date(2026, 5, 25))
    assert found.platforms == platforms
