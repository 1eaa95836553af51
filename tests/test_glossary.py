"""The glossary keeps up with the guide's acronyms and the calculator's KPIs."""

import re

import pytest

from knowledge.chapters import chapters
from knowledge.glossary import GLOSSARY, name_key, read_terms
from knowledge.installed_guide import guide_chunks
from knowledge.lexicon import raw_words
from tools.kpi.definitions import METRICS

TERMS = read_terms((chunk.heading, chunk.text) for chunk in guide_chunks() if chunk.chapter == GLOSSARY)
NAMES = {name_key(raw_words(name)) for term in TERMS for name in term.names}
WRITTEN_OUT = re.compile(r"(?<=[a-z] )\((i?[A-Z][A-Za-z]*[A-Z])s?\)")
"""An acronym behind its words: "cost per click (CPC)"."""


def names_of(metric):
    return (metric.label, metric.title, *metric.aliases)


@pytest.mark.parametrize("chapter", [c for c in chapters() if c.slug != GLOSSARY], ids=lambda c: c.slug)
def test_every_acronym_that_a_chapter_introduces_is_in_the_glossary(chapter):
    introduced = {name.removesuffix("s") for name in WRITTEN_OUT.findall(chapter.text)}
    assert introduced
    assert {name for name in introduced if name_key(raw_words(name)) not in NAMES} == set()


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.is_kpi], ids=lambda m: m.name)
def test_every_kpi_is_in_the_glossary(metric):
    assert any(name_key(raw_words(name)) in NAMES for name in names_of(metric))
