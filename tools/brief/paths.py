"""Field paths: how labels, findings, patches and diffs name one field of a brief.

`budget.amount`, `channel_mix.channels[Meta].budget`, `targets.primary[cpa].value`: parts of a list are named by what
they are called, not by their place, so that a path stays true when the list changes.
"""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from tools.errors import InputError

_STEP = re.compile(r"\.?(?P<field>[a-z_]+)|\[(?P<key>[^\]]+)\]")
KEY_FIELDS = ("channel", "kpi", "every", "who", "name")
"""What a part of a list is called by: the first of these that it has; creatives and tests go by their name."""


def steps_of(path: str) -> tuple[str, ...]:
    """Return the steps of a path: `a.b[c]` is ("a", "b", "[c]").

    Raises:
        InputError: when the text is no path.
    """
    found, position = [], 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise InputError(f"'{path[:80]}' is not a field of a brief", remedy="Write it like budget.amount.")
        found.append(match["field"] or f"[{match['key']}]")
        position = match.end()
    return tuple(found)


def joined(steps: tuple[str, ...]) -> str:
    """Return the path of these steps."""
    text = ""
    for step in steps:
        text += step if step.startswith("[") or not text else f".{step}"
    return text


def ancestors(path: str) -> Iterator[str]:
    """Yield the path, then that of each part it belongs to, nearest first."""
    steps = steps_of(path)
    for length in range(len(steps), 0, -1):
        yield joined(steps[:length])


def key_of(part: Any) -> str:
    """Return what a part of a list is called by."""
    if isinstance(part, BaseModel):
        part = part.model_dump()
    if not isinstance(part, dict):
        return str(part)
    if "name" in part and part.keys() & {"format", "hypothesis"}:
        return str(part["name"])
    return str(next(part[f] for f in KEY_FIELDS if f in part))


def find(tree: Any, path: str) -> Any:
    """Return what stands at a path of a brief, or of its JSON form.

    Raises:
        InputError: when there is no such field.
    """
    here = tree
    for step in steps_of(path):
        if step.startswith("["):
            here = next((p for p in here or () if key_of(p) == step[1:-1]), _MISSING)
        elif isinstance(here, BaseModel):
            here = getattr(here, step, _MISSING) if step in type(here).model_fields else _MISSING
        else:
            here = here.get(step, _MISSING) if isinstance(here, dict) else _MISSING
        if here is _MISSING:
            raise InputError(f"'{path}' is not a field of this brief", where=step.strip("[]"))
    return here


_MISSING: Any = object()


def has_path(tree: Any, path: str) -> bool:
    """Return whether the path names a field of it."""
    try:
        find(tree, path)
    except InputError:
        return False
    return True


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each filled field of a brief's JSON form with its path: texts, numbers, dates; empty ones are left out."""
    if isinstance(tree, BaseModel):
        tree = tree.model_dump(mode="json")
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(tree, list | tuple):
        for part in tree:
            if isinstance(part, dict | BaseModel):
                yield from leaves(part, f"{path}[{key_of(part)}]")
            else:
                yield f"{path}[{str(part).translate(_BRACKETS)}]", part
    elif tree is not None and tree != "":
        yield path, tree


_BRACKETS = str.maketrans("[]", "()")
FORM = frozenset({"format", "schema_version", "revision", "labels"})
"""What belongs to the document and not to the campaign: it carries no labels and shows in no diff."""


def content_leaves(brief: BaseModel) -> dict[str, Any]:
    """Return each filled field of the campaign with its path."""
    tree = {name: value for name, value in brief.model_dump(mode="json").items() if name not in FORM}
    return dict(leaves(tree))
