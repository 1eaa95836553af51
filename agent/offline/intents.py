"""What a message wants, by meaning and grammar: a linear reader fitted to phrasings that are kept as data.

Each phrasing of `intents.yaml` and `talk.yaml`, and some of the guide's own, becomes a vector: its meaning (the
embedder of the index), its words and pairs of words, and the signs of its grammar. A ridge regression, solved once
in closed form, turns the vector of a new message into one score an intent. It has no random part, so the same
message always scores the same.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from agent.offline.signs import Signs
from knowledge.embedding import WordLlamaEmbedder
from knowledge.lexicon import stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GUIDE = "guide"
_SOME_DAY = date(2026, 5, 25)
"""What relative dates in phrasings count from; any day would do."""
_WORD = re.compile(r"[a-z']+")
_HASHED = 512
_WORDS, _GRAMMAR, _SAME = 0.5, 0.6, 0.55
"""Weights beside the meaning's 1; all fitted by leaving one phrasing out at a time."""
_RIDGE = 0.05
_GUIDE_PHRASINGS = 4, 12
"""Which of a section's phrasings stand for the guide: one of the short ones, one of the long."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said without a tool.

    Attributes:
        kind: talk, capabilities or refusal.
    """

    kind: str
    words: str


@cache
def replies() -> Mapping[str, Reply]:
    """Return the answers of `talk.yaml` by intent."""
    return {name: Reply(entry["reply"], _unwrapped(entry["answer"])) for name, entry in _talk().items()}


@cache
def phrasings() -> Mapping[str, tuple[str, ...]]:
    """Return how each intent is asked for, from `intents.yaml` and `talk.yaml`."""
    import yaml

    told = yaml.safe_load(files("agent.offline").joinpath("intents.yaml").read_text(encoding="utf-8"))
    return {name: tuple(asks) for name, asks in (told | {n: e["asks"] for n, e in _talk().items()}).items()}


def score_intents(signs: Signs) -> dict[str, float]:
    """Return the score of each intent, the likeliest first; about 1 for a plain case of it, about 0 for none."""
    return dict(_scored(signs.text, signs.today))


@lru_cache(maxsize=256)
def _scored(text: str, today: date) -> tuple[tuple[str, float], ...]:
    """Score a text once, though each round of a turn reads the message anew."""
    reader = _reader()
    scores = _likeness(_vectors([Signs(text, today)]), reader.vectors)[0] @ reader.weights
    return tuple(sorted(zip(reader.names, scores.tolist(), strict=True), key=lambda pair: -pair[1]))


@cache
def _talk() -> dict[str, Any]:
    import yaml

    told: dict[str, Any] = yaml.safe_load(files("agent.offline").joinpath("talk.yaml").read_text(encoding="utf-8"))
    return told


def _unwrapped(text: str) -> str:
    """Join the lines of a paragraph or a list item, which are broken only to fit the file."""
    return re.sub(r"(?<!\n)\n *(?!\n| *- )", " ", text.strip())


@dataclass(frozen=True)
class _Reader:
    """The fitted regression: the phrasings' vectors, and what each of them adds to each intent's score."""

    names: list[str]
    vectors: "NDArray[np.float32]"
    weights: "NDArray[np.float32]"


@cache
def _reader() -> _Reader:
    """Fit by kernel ridge regression, in which each intent counts the same however many phrasings it has."""
    import numpy as np

    asked = [(name, text) for name, texts in phrasings().items() for text in texts]
    asked += [(GUIDE, text) for text in _guide_phrasings()]
    names = list(phrasings())
    vectors = _vectors([Signs(text, _SOME_DAY) for _, text in asked])
    wanted = np.array([[float(name == own) for name in names] for own, _ in asked])
    sizes = np.array([sum(own == name for own, _ in asked) for name, _ in asked], dtype=np.float64)
    unsure = _RIDGE * np.diag(sizes / (1 / (1 / sizes).mean()))
    return _Reader(names, vectors, np.linalg.solve(_likeness(vectors, vectors) + unsure, wanted).astype(np.float32))


def _likeness(one: "NDArray[np.float32]", other: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return how alike texts are: the squared cosine, so that what is shared in two ways at once counts more."""
    import numpy as np

    return np.asarray(np.square(one @ other.T), dtype=np.float32)


def _guide_phrasings() -> list[str]:
    from knowledge.chapters import chapters
    from knowledge.installed_guide import read_phrasings

    sections = [p for chapter in chapters() for p in read_phrasings(chapter.slug).values()]
    return [section[place] for section in sections for place in _GUIDE_PHRASINGS if place < len(section)]


def _vectors(all_signs: Sequence[Signs]) -> "NDArray[np.float32]":
    """Return meaning, words and grammar side by side, each row at length one."""
    import numpy as np

    masked = [signs.masked() for signs in all_signs]
    meaning = WordLlamaEmbedder().embed(masked)
    words = np.array([_word_vector(text) for text in masked])
    grammar = np.array([signs.features() for signs in all_signs])
    same = np.full((len(masked), 1), _SAME)
    rows = np.hstack([meaning, _WORDS * words, _GRAMMAR * grammar, same]).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _word_vector(text: str) -> list[float]:
    """Return stems and pairs of stems, hashed, at length one."""
    own = [stem(word) for word in _WORD.findall(text)]
    terms = [*own, *(f"{one} {other}" for one, other in pairwise(["^", *own, "$"]))]
    vector = [0.0] * _HASHED
    for term in terms:
        vector[zlib.crc32(term.encode()) % _HASHED] += 1.0
    length = sum(v * v for v in vector) ** 0.5 or 1.0
    return [v / length for v in vector]
