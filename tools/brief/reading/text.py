"""A text on its way through the readers: its sentences, its labelled lines, and the stretches already read."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

_LABEL_LINE = re.compile(
    r"(?:^|(?<=[.;!?\n])\s)[ \t]*(?:[-*•–]\s*|\d+[.)]\s*)?(?P<key>[A-Z][A-Za-z’' /&-]{1,32}|"
    r"[a-z][A-Za-z /&-]{1,32}(?=:))"
    r"\s*:\s+(?=(?P<value>\S[^\n]*))",
    re.MULTILINE,
)
_SENTENCE_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bvs)(?<!\bca)(?<!\bmax)(?<!\bmin)(?<!\bNo)[.!?](?=\s|$)|\n+|;(?=\s)"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line of the form `Budget: $20k`.

    Attributes:
        key: lower case.
        value: as written.
        start: where the value begins in the text.
        end: where it ends.
    """

    key: str
    value: str
    start: int
    end: int


@dataclass(slots=True)
class Text:
    """A text, and which of its characters have been read.

    Attributes:
        written: the text.
        lines: its labelled lines.
        taken: stretches that a reader has used up, such as dates: no other takes a number or a name from them.
    """

    written: str
    lines: tuple[Labelled, ...] = ()
    taken: list[tuple[int, int]] = field(default_factory=list)
    ends: tuple[int, ...] = ()

    @classmethod
    def of(cls, written: str) -> "Text":
        """Prepare a text: typographic quotes and spaces become plain ones of the same length."""
        written = _UNSEEN.sub(" ", written)
        plain = _SPACES.sub(" ", _LONG_DOLLARS.sub(r" \1$", written.translate(_PLAIN)))
        plain = _BLANK_LINES.sub("\n", plain)
        ends = tuple(m.end() for m in _SENTENCE_END.finditer(plain))
        lines = []
        for match in _LABEL_LINE.finditer(plain):
            start = match.start("value")
            place = bisect_right(ends, start)
            line_end = match.end("value")
            end = min(ends[place], line_end) if place < len(ends) else line_end
            value = plain[start:end].rstrip(" .;\n")
            lines.append(Labelled(" ".join(match["key"].lower().split()), value, start, start + len(value)))
        return cls(plain, tuple(lines), ends=ends)

    def take(self, start: int, end: int) -> None:
        """Mark a stretch as read."""
        self.taken.append((start, end))

    def is_taken(self, start: int, end: int) -> bool:
        """Return whether a stretch overlaps one that is read."""
        return any(start < e and s < end for s, e in self.taken)

    def is_address(self, position: int) -> bool:
        """Return whether a web address begins here."""
        return _ADDRESS.match(self.written, position) is not None

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the start and the end of the sentence around a position."""
        place = bisect_right(self.ends, position)
        start = self.ends[place - 1] if place else 0
        end = self.ends[place] if place < len(self.ends) else len(self.written)
        return start, end

    def sentences(self) -> list[tuple[int, int, str]]:
        """Return every sentence with its place."""
        cuts = [0, *self.ends, len(self.written)]
        return [
            (start, end, self.written[start:end]) for start, end in pairwise(cuts) if self.written[start:end].strip()
        ]

    def labelled(self, *keys: str) -> Labelled | None:
        """Return the first line whose key is one of these."""
        return next((line for key in keys for line in self.lines if line.key == key), None)


NEAR = 80
"""Characters before a word that can still say something of it; readers look no further back."""
_UNSEEN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters and terminal commands: a brief is printed in terminals and documents."""
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_SPACES = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n\s*\n")
_LONG_DOLLARS = re.compile(r"\b([CA])[AU]\$")
"""CA$ and AU$, which are C$ and A$."""
_PLAIN = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": "\n",
})  # fmt: skip
