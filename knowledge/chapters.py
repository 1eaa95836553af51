"""The chapters of the guide, as their authors wrote them: Markdown with front matter, one file a chapter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from knowledge.errors import GuideError

_FILE_NAME = re.compile(r"^(?:(?P<number>\d+)-)?(?P<slug>[a-z0-9-]+)\.md$")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of the guide.

    `slug` is the file's stem without its leading number (`06-kpis.md` is `kpis`) and begins every citation;
    `number` is None for what stands outside the count (the glossary); `text` is the Markdown under it.
    """

    number: int | None
    slug: str
    title: str
    summary: str
    version: int
    text: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters of the guide in reading order; those without a number come last.

    Raises:
        GuideError: a file's front matter or name is not what a chapter's must be.
    """
    return read_chapters(files("knowledge").joinpath("guide"))


def read_chapters(folder: Traversable) -> tuple[Chapter, ...]:
    """The chapters of a folder in reading order.

    Raises:
        GuideError: the folder holds no chapter, two share a slug, or a file is not a chapter.
    """
    found = [
        _read_chapter(entry.name, entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    ]
    if not found:
        raise GuideError("The guide holds no chapter", where="knowledge/guide", remedy="Install the package again.")
    slugs = [item.slug for item in found]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise GuideError(f"Two chapters are called '{slug}'", where="knowledge/guide", remedy="Rename one.")
    return tuple(sorted(found, key=lambda item: (item.number is None, item.number or 0, item.slug)))


def chapter(name: str, among: Iterable[Chapter] | None = None) -> Chapter:
    """The chapter with this slug, number ("6", "06") or start of its title, in any case.

    Raises:
        GuideError: no chapter is called so; the message names the nearest ones.
    """
    candidates = tuple(chapters() if among is None else among)
    wanted = name.strip().lower()
    if wanted.isdigit():
        matches = [item for item in candidates if item.number == int(wanted)]
    else:
        matches = [item for item in candidates if item.slug == wanted] or [
            item for item in candidates if wanted and item.title.lower().startswith(wanted)
        ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        slugs = ", ".join(item.slug for item in matches)
        raise GuideError(f"'{name}' begins several chapter titles", remedy=f"Say one of: {slugs}.")
    slugs_and_titles = {item.slug: item.slug for item in candidates}
    slugs_and_titles |= {item.title.lower(): item.slug for item in candidates}
    near = dict.fromkeys(slugs_and_titles[key] for key in get_close_matches(wanted, slugs_and_titles, n=3, cutoff=0.5))
    names = ", ".join(near or (item.slug for item in candidates))
    remedy = f"Did you mean {names}?" if near else f"The chapters are {names}."
    raise GuideError(f"The guide has no chapter '{name}'", remedy=remedy)


def _read_chapter(file_name: str, text: str) -> Chapter:
    import frontmatter
    import yaml

    place = f"knowledge/guide/{file_name}"
    name = _FILE_NAME.match(file_name)
    if name is None:
        raise GuideError(f"'{file_name}' is no chapter's file name", where=place, remedy="Call it like 06-kpis.md.")
    try:
        meta, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise GuideError("The front matter is not YAML", where=place, remedy=str(error)) from error
    missing = [key for key in ("title", "summary", "version") if not meta.get(key)]
    if missing:
        raise GuideError(
            f"The front matter lacks {', '.join(missing)}",
            where=place,
            remedy="Give title, summary and version.",
        )
    prefix = name["number"]
    declared = meta.get("chapter")
    number = declared if isinstance(declared, int) else int(prefix) if prefix else None
    return Chapter(
        number=number,
        slug=name["slug"],
        title=str(meta["title"]).strip(),
        summary=str(meta["summary"]).strip(),
        version=int(str(meta["version"])),
        text=body.strip() + "\n",
    )
