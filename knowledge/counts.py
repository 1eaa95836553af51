"""How often terms occur in texts, kept sparse: counted once for a text, and put together without counting again."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each term occurs in each of some texts.

    `entries` holds for each text how many different terms it has; `terms` and `counts` hold one entry for each of
    these, text after text, `terms` as places in `vocabulary`.
    """

    vocabulary: tuple[str, ...]
    entries: "NDArray[np.int32]"
    terms: "NDArray[np.int32]"
    counts: "NDArray[np.int32]"

    def as_fields(self) -> dict[str, str]:
        """The counts as text that JSON takes; `from_fields` reads it."""
        arrays = {name: getattr(self, name) for name in ("entries", "terms", "counts")}
        packed = {name: b64encode(array.astype("<i4").tobytes()).decode() for name, array in arrays.items()}
        return {"vocabulary": " ".join(self.vocabulary), **packed}

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> "TermCounts":
        """What `as_fields` gave.

        Raises:
            KeyError, TypeError, ValueError: the fields are damaged.
        """
        import numpy as np

        entries, terms, counts = (
            np.frombuffer(b64decode(fields[name]), dtype="<i4") for name in ("entries", "terms", "counts")
        )
        return cls(tuple(fields["vocabulary"].split()), entries, terms, counts)


def count_terms(texts: Iterable[Iterable[str]]) -> TermCounts:
    """The counts of texts that are given as their terms; a term holds no space."""
    import numpy as np

    places: dict[str, int] = {}
    entries: list[int] = []
    terms: list[int] = []
    counts: list[int] = []
    for text in texts:
        counted = Counter(text)
        entries.append(len(counted))
        terms += [places.setdefault(term, len(places)) for term in counted]
        counts += counted.values()
    rows = (np.array(row, dtype=np.int32) for row in (entries, terms, counts))
    return TermCounts(tuple(places), *rows)


class Vocabulary:
    """Numbers for terms. It only grows, so that counts which were numbered once stay as they are."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        """How many terms have a number."""
        return len(self._numbers)

    def number(self, term: str) -> int | None:
        """The term's number, or None when no counted text held it."""
        return self._numbers.get(term)

    def numbered(self, counts: TermCounts) -> TermCounts:
        """The same counts with this vocabulary's numbers as terms, and no words of their own."""
        import numpy as np

        numbers = self._numbers
        own = np.array([numbers.setdefault(term, len(numbers)) for term in counts.vocabulary], dtype=np.int32)
        terms = own[counts.terms] if len(counts.terms) else counts.terms
        return TermCounts((), counts.entries, terms, counts.counts)
