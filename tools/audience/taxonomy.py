"""The taxonomy of audiences: what people like, what they are about to buy, their changes in life, whom firms sell to.

It lies in `data/` as four short files. The public IAB Tech Lab Audience Taxonomy can be read from a file the user has.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["in-market", "interest", "life event", "b2b", "iab"]
_FILES: dict[Kind, str] = {
    "in-market": "in_market",
    "interest": "interests",
    "life event": "life_events",
    "b2b": "b2b",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One audience that can be bought, or described to a platform.

    Attributes:
        kind: which part of the taxonomy it belongs to.
        section: the group it stands in; of B2B the facet: Seniority, Function, Industry, Company size.
        name: as it is shown.
        terms: words and phrases by which a product or an audience names it, lower case.
        code: its identifier where the taxonomy has one.
    """

    kind: Kind
    section: str
    name: str
    terms: tuple[str, ...]
    code: str = ""


@cache
def entries(kind: Kind) -> tuple[Entry, ...]:
    """Return Adroit's own entries of one kind, in the order of the file."""
    import yaml

    text = files("tools.audience").joinpath("data", f"{_FILES[kind]}.yaml").read_text("utf-8")
    return tuple(
        Entry(kind, section, name, tuple(term.strip() for term in terms.split(",")))
        for section, members in yaml.safe_load(text).items()
        for name, terms in members.items()
    )
