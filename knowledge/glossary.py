"""The glossary: each row of its tables a section of its own, and all the names of a thing as one lookup."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.blocks import Block
from knowledge.lexicon import raw_words, stem

GLOSSARY = "glossary"
_TERM_LEVEL = 3
_NAMES_LABEL = "Also called: "
_MOST_NAMES = 4
_LONGEST_NAME = 6

Name = tuple[str, ...]
"""A name as stems of all its words, so that plurals and spellings meet."""


@dataclass(frozen=True, slots=True)
class Term:
    """A thing's names, the one that the guide uses first."""

    names: tuple[str, ...]


def term_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks in which every row of a table `| Term | Means | In one sentence |` became a section of its own.

    A question about one term is then answered, and cited, by that term and not by a table of forty.
    """
    for block in blocks:
        rows = [_cells(line) for line in block.text.splitlines()] if block.kind == "table" else []
        if not rows or rows[0][:1] != ["Term"]:
            yield block
            continue
        for term, means, sentence, *_ in (row for row in rows[2:] if len(row) > 2):  # noqa: PLR2004 - three columns
            yield Block("heading", term, level=_TERM_LEVEL)
            yield Block("paragraph", sentence)
            yield Block("paragraph", f"{_NAMES_LABEL}{', '.join(_names(means))}.")


def read_terms(headings_and_texts: Iterable[tuple[str, str]]) -> tuple[Term, ...]:
    """The terms among sections of the glossary, given as heading and text."""
    terms: list[Term] = []
    for heading, text in headings_and_texts:
        label = text.rfind(_NAMES_LABEL)
        if label >= 0:
            others = text[label + len(_NAMES_LABEL) :].rstrip(".").split(", ")
            terms.append(Term((heading, *others)))
    return tuple(terms)


def synonyms(terms: Iterable[Term]) -> dict[Name, tuple[str, ...]]:
    """For each name of each term, the other names to search for as well, the guide's own first.

    A name that several terms share belongs to the first of them; a long explanation is no name.
    """
    found: dict[Name, tuple[str, ...]] = {}
    for term in terms:
        names = [name for name in term.names if 0 < len(raw_words(name)) <= _LONGEST_NAME]
        for name in names:
            others = tuple(other for other in names if other != name)[:_MOST_NAMES]
            if others:
                found.setdefault(name_key(raw_words(name)), others)
    return found


def name_key(words: Iterable[str]) -> Name:
    """Words as a key of `synonyms`."""
    return tuple(stem(word) for word in words)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("**", "") for cell in line.strip().strip("|").split("|")]


def _names(means: str) -> list[str]:
    """The names in a cell, which stand between slashes with spaces round them."""
    return [re.sub(r"[,.]", "", name).strip() for name in means.split(" / ") if name.strip()]
