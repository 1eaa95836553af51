"""What a reader found: a field's value and the words it was read from."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """One value read from a text.

    Attributes:
        value: in the form that the brief's field takes.
        words: the characters it was read from.
        is_labelled: True when it stood on a line of its own ("Brand: Lumen"), so that it may replace what was known.
        reason: how it follows from them, where they don't say it as such ("4 weeks from 6 April").
    """

    value: Any
    words: str
    reason: str = ""
    is_labelled: bool = False


@dataclass(slots=True)
class Reading:
    """All that was read from one text, by field.

    Attributes:
        fields: field name (see `tools.brief.drafting`) -> what was found.
        unread: numbers that belong to no field.
        conflicts: sentences about values that were given twice, differently.
    """

    fields: dict[str, Found] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def put(self, name: str, value: Any, words: str, reason: str = "", *, is_labelled: bool = False) -> None:
        """Keep the first value of a field; empty ones are no value."""
        if value not in (None, "", (), [], {}) and name not in self.fields:
            self.fields[name] = Found(value, " ".join(words.split())[:160], reason, is_labelled)

    def get(self, name: str) -> Any:
        """Return a field's value, or None."""
        found = self.fields.get(name)
        return found.value if found else None
