"""The page on customer lists names what the program writes: each header, each page of a platform, each minimum."""

from pathlib import Path

import pytest

from tools.audience.first_party.platforms import LISTS

PAGE = (Path(__file__).parents[4] / "docs" / "audience-files.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("platform", LISTS)
def test_the_page_has_the_header_the_minimum_and_the_rules_of_each_platform(platform):
    spec = LISTS[platform]
    assert f"`{','.join(column.header for column in spec.columns)}`" in PAGE
    assert f"{spec.fewest:,}" in PAGE
    for document in spec.documents:
        assert document.partition(" ")[0] in PAGE
