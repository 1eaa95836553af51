"""docs/audiences.md shows what the program says: set ADROIT_WRITE_EXAMPLES to write it anew."""

import os
import re
from pathlib import Path

import pytest

from tools.audience.suggesting.families import kinds, platform_data
from tools.audience.tools import SuggestAudiences, suggest_audiences
from tools.policy import categories

PAGE = Path(__file__).parents[3] / "docs" / "audiences.md"
TEXT = (
    "Noise-cancelling headphones in Canada, C$120,000 on Meta, CTV and search. CPA C$40. "
    "Customer list of 42,000 buyers."
)


def example():
    return suggest_audiences(SuggestAudiences(text=TEXT)).render().split("\n\n**2. ")[0]


def families():
    rows = [f"| {k.title} | {k.role} | {', '.join(k.objects)} | `{k.anchor}` |" for k in kinds().values()]
    return "\n".join(["| kind | role | platforms | guide |", "|---|---|---|---|", *rows])


def subjects():
    rows = [f"| {c.name} | {c.restricted} | {c.instead} |" for c in categories()]
    return "\n".join(["| subject | not used | instead |", "|---|---|---|", *rows])


def sizes():
    rows = [
        f"| {name} | {p['minimum']:,} {p['of']} | {p['source']} |"
        for name, p in platform_data().items()
        if "minimum" in p
    ]
    return "\n".join(["| platform | at least | source |", "|---|---|---|", *rows])


BLOCKS = {"example": example, "families": families, "subjects": subjects, "sizes": sizes}


@pytest.mark.parametrize("name", BLOCKS)
def test_the_page_shows_what_the_program_says(name):
    block = re.compile(rf"(<!-- {name} -->\n)(?:.*?\n)??(<!-- end -->)", re.DOTALL)
    page = PAGE.read_text("utf-8")
    made = block.sub(lambda m: f"{m[1]}{BLOCKS[name]()}\n{m[2]}", page)
    if os.environ.get("ADROIT_WRITE_EXAMPLES"):
        PAGE.write_text(made, "utf-8")
    assert block.search(page)
    assert PAGE.read_text("utf-8") == made
