"""What the tools point to in the guide is there: neither room knows the other, so it is held here."""

import re
from pathlib import Path

import pytest

from knowledge.installed_guide import guide_chunks
from tools.diagnosis.advice import GUIDE_SECTIONS

ROOT = Path(__file__).parent.parent
_ANCHOR = re.compile(
    r"\b(?:basics|benefits|phases|channels|strategy|kpis|practices|ctv|measurement|pitfalls)#[a-z0-9-]+"
)


@pytest.mark.parametrize("topic", sorted(GUIDE_SECTIONS))
def test_a_check_names_a_section_of_the_guide_as_it_is_cited(topic):
    assert GUIDE_SECTIONS[topic] in {f"{chunk.chapter} › {chunk.heading}" for chunk in guide_chunks()}


@pytest.mark.parametrize("room", ["tools/audience", "tools/policy", "tools/brief"])
def test_every_section_that_a_room_names_is_in_the_guide(room):
    files = [p for p in (ROOT / room).rglob("*") if p.suffix in {".py", ".toml", ".yaml"}]
    named = {anchor for path in files for anchor in _ANCHOR.findall(path.read_text("utf-8"))}
    assert named
    assert named - {chunk.id for chunk in guide_chunks()} == set()
