"""A column as it was found, before anyone says what it means."""

from dataclasses import dataclass, field
from typing import Literal

ColumnKind = Literal["text", "number", "date", "other"]

NONE = "(none)"
"""What an empty cell of a dimension is called."""
PERSON = "(email address)"
"""What a dimension's value is called when it is somebody's email address."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a source.

    Attributes:
        name: as the table writes it; numbered when the table repeats a name.
        sql: the expression that reads it.
        kind: what the source stores; a CSV stores text only.
        is_exact: an integer or a decimal number, so it is never NaN or infinite.
        is_plain: stored as plain text, so its values need no conversion.
        sample: up to some thousands of its filled cells, as text, in no particular order.
        distinct: how many different values the sample has.
        filled: the share of filled cells in the sample, 0 to 1.
    """

    name: str
    sql: str
    kind: ColumnKind = "text"
    sample: tuple[str, ...] = field(default=(), repr=False)
    is_exact: bool = False
    is_plain: bool = False
    distinct: int = 0
    filled: float = 1.0
