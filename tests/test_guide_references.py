"""What the tools point to in the guide is there: neither room knows the other, so it is held here."""

import pytest

from knowledge.installed_guide import guide_chunks
from tools.diagnosis.advice import GUIDE_SECTIONS


@pytest.mark.parametrize("topic", sorted(GUIDE_SECTIONS))
def test_a_check_names_a_section_of_the_guide_as_it_is_cited(topic):
    assert GUIDE_SECTIONS[topic] in {f"{chunk.chapter} › {chunk.heading}" for chunk in guide_chunks()}
