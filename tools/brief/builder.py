"""Builds a brief field by field, each with its label."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from tools.brief.brief import CampaignBrief
from tools.brief.labels import Basis, Label
from tools.brief.paths import find, steps_of
from tools.errors import InputError

_LONGEST = 600


@dataclass(slots=True)
class Builder:
    """A brief in the making: a tree of plain values, and what each rests on."""

    tree: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)

    def put(self, path: str, value: Any, basis: Basis, reason: str) -> None:
        """Set a field and say what it rests on; a field that is set stays, and empty values set nothing."""
        if value is None or value in ("", (), []) or self.get(path) is not None:
            return
        here = self.tree
        steps = steps_of(path)
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1]] = _cut(value)
        self.labels[path] = Label(basis=basis, reason=reason)

    def given(self, path: str, value: Any, words: str, reason: str = "") -> None:
        """Set a field that the user gave, in these words."""
        self.put(path, value, Basis.GIVEN, f"'{words}'" + (f" ({reason})" if reason else ""))

    def assumed(self, path: str, value: Any, reason: str) -> None:
        """Set a field that nobody gave."""
        self.put(path, value, Basis.ASSUMED, reason)

    def computed(self, path: str, value: Any, reason: str) -> None:
        """Set a field that follows from others."""
        self.put(path, value, Basis.COMPUTED, reason)

    def label(self, path: str, basis: Basis, reason: str) -> None:
        """Say what a part of a field that is set already rests on."""
        self.labels[path] = Label(basis=basis, reason=reason)

    def get(self, path: str) -> Any:
        """Return a field's value; None where it is not set."""
        try:
            found = find(self.tree, path)
        except InputError:
            return None
        return found if found not in ("", (), []) else None

    def brief(self) -> CampaignBrief:
        """Return the brief.

        Raises:
            InputError: when a value doesn't fit its field, such as a margin of 150%.
        """
        return fitting(self.tree | {"labels": self.labels})


def fitting(tree: dict[str, Any]) -> CampaignBrief:
    """Return a tree of plain values as a brief.

    Raises:
        InputError: when a value doesn't fit its field.
    """
    try:
        return CampaignBrief.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"]).replace("_", " ")
        written = str(first.get("input"))[:40]
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(f"'{written}' doesn't fit: {reason}", where=field, remedy="Give another value.") from None


def _cut(value: Any) -> Any:
    """Keep texts to the length that a field takes."""
    if isinstance(value, str):
        return value[:_LONGEST]
    return tuple(_cut(part) for part in value) if isinstance(value, tuple) else value
