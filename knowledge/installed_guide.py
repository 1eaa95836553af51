"""The guide as it is installed: its chunks with the ways people ask for them, and a digest that tells its versions."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from knowledge.chapters import chapters
from knowledge.chunking import CHUNKING_VERSION, Chunk, chunk_chapter
from knowledge.errors import GuideError

_SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Guide:
    """Where an index gets its guide from. `digest` changes whenever `chunks` would, and is much quicker."""

    chunks: Callable[[], Sequence[Chunk]]
    digest: Callable[[], str]


@cache
def guide_chunks() -> tuple[Chunk, ...]:
    """Every chunk of the installed guide, in reading order, with its phrasings.

    Raises:
        GuideError: a chapter, or a file of phrasings, is not what it must be.
    """
    found: list[Chunk] = []
    for chapter in chapters():
        known = read_phrasings(chapter.slug)
        found += [replace(chunk, phrasings=known.get(chunk.anchor, ())) for chunk in chunk_chapter(chapter)]
    return tuple(found)


def read_phrasings(slug: str) -> Mapping[str, tuple[str, ...]]:
    """How people ask for the sections of a chapter, by anchor: symptoms, shop talk, acronyms, other words.

    They are written by hand beside the chapter (`phrasings/kpis.yaml`) and only searched, never shown or quoted.

    Raises:
        GuideError: the file is no mapping of anchors to text.
    """
    import yaml

    file = files("knowledge").joinpath("phrasings", f"{slug}.yaml")
    if not file.is_file():
        return {}
    # The C loader reads ten such files in the time that the Python one needs for one.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(file.read_bytes(), Loader=loader)  # noqa: S506 - both loaders are safe ones
    if not isinstance(content, dict) or not all(isinstance(text, str) for text in content.values()):
        raise GuideError(
            "A file of phrasings is no list of anchors with texts",
            where=f"knowledge/phrasings/{slug}.yaml",
            remedy="Write one line a section: anchor, colon, phrasings with slashes between.",
        )
    return {anchor: tuple(text.split(_SEPARATOR)) for anchor, text in content.items()}


@cache
def guide_digest() -> str:
    """A digest of the installed guide's files, and of the way they are cut."""
    digest = hashlib.sha256(str(CHUNKING_VERSION).encode())
    for folder in ("guide", "phrasings"):
        for file in _sorted_files(files("knowledge").joinpath(folder)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


INSTALLED_GUIDE = Guide(guide_chunks, guide_digest)


def _sorted_files(folder: Traversable) -> list[Traversable]:
    return sorted((entry for entry in folder.iterdir() if entry.is_file()), key=lambda entry: entry.name)
