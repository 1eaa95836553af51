"""The ways to ask for a section stand beside the chapters; these tests keep the two together."""

from importlib.resources import files

import pytest

from knowledge.chapters import chapters
from knowledge.glossary import GLOSSARY
from knowledge.installed_guide import guide_chunks, guide_digest, read_phrasings

SLUGS = [chapter.slug for chapter in chapters() if chapter.slug != GLOSSARY]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_section_has_phrasings_and_every_phrasing_a_section(slug):
    anchors = {chunk.anchor for chunk in guide_chunks() if chunk.chapter == slug}
    assert set(read_phrasings(slug)) == anchors


@pytest.mark.parametrize("slug", SLUGS)
def test_a_section_has_at_least_three_phrasings_and_none_twice(slug):
    for anchor, phrasings in read_phrasings(slug).items():
        assert len(set(phrasings)) == len(phrasings) >= 3, anchor
        assert all(phrasing == phrasing.strip() and phrasing for phrasing in phrasings), anchor


def test_no_file_of_phrasings_is_left_without_its_chapter():
    names = {entry.name.removesuffix(".yaml") for entry in files("knowledge").joinpath("phrasings").iterdir()}
    assert names == set(SLUGS)


def test_phrasings_are_never_shown():
    chunk = next(chunk for chunk in guide_chunks() if chunk.phrasings)
    assert all(phrasing not in chunk.text for phrasing in chunk.phrasings if len(phrasing.split()) > 3)


def test_the_digest_of_the_guide_is_stable_within_a_version():
    assert guide_digest() == guide_digest()
    assert len(guide_digest()) == 16
