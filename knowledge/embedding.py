"""Text into vectors: what an embedder is, and the ones that can be chosen in the settings."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from knowledge.errors import RetrievalIndexError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from wordllama.inference import WordLlamaInference

DEFAULT_EMBEDDER = "wordllama"
DEFAULT_OPENAI_MODEL = "text-embedding-3-small"
_OPENAI_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
_OPENAI_BATCH = 256


class Embedder(Protocol):
    """Turns texts into unit vectors. An index belongs to one embedder's `name`: another name rebuilds it."""

    @property
    def name(self) -> str:
        """Model and variant, stable between runs, known without loading the model."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row a text, shape (len(texts), dimensions), each of length 1 (an empty text may give zeros).

        Raises:
            RetrievalIndexError: the model can't be loaded or its service does not answer.
        """
        ...


def open_embedder(setting: str = DEFAULT_EMBEDDER) -> Embedder:
    """The embedder that a setting names, not loaded yet.

    Args:
        setting: `wordllama` (embedded, the default), `minilm` (embedded, an optional install), `openai`, or
            `openai:<model>`.

    Raises:
        RetrievalIndexError: no embedder is called so.
    """
    kind, _, model = setting.strip().partition(":")
    if kind == "wordllama" and not model:
        return WordLlamaEmbedder()
    if kind == "minilm" and not model:
        from knowledge.minilm import MiniLMEmbedder

        return MiniLMEmbedder()
    if kind == "openai":
        return OpenAIEmbedder(model or DEFAULT_OPENAI_MODEL)
    raise RetrievalIndexError(
        f"'{setting}' is no embedder",
        where="setting embedder",
        remedy="Say wordllama, minilm, openai or openai:<model>.",
    )


@dataclass(frozen=True)
class WordLlamaEmbedder:
    """Averaged static word-piece vectors from the `wordllama` wheel: no download, a millisecond a text."""

    name: str = "wordllama-l2-256"
    dimensions: int = 256

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As Embedder.embed."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # Its own normalisation divides by zero for a text without a known piece; such a row stays zeros here.
        return _at_length_one(np.nan_to_num(np.asarray(_wordllama().embed(list(texts)), dtype=np.float32)))


@dataclass(frozen=True)
class OpenAIEmbedder:
    """An OpenAI embedding model; the key comes from the environment and is never shown."""

    model: str = DEFAULT_OPENAI_MODEL

    @property
    def name(self) -> str:
        """The model's own name, with its provider."""
        return f"openai-{self.model}"

    @property
    def dimensions(self) -> int:
        """The length of every vector; a model unknown here is asked once."""
        return _OPENAI_DIMENSIONS.get(self.model) or int(self.embed(["length"]).shape[1])

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As Embedder.embed, in batches."""
        import numpy as np

        rows: list[list[float]] = []
        for start in range(0, len(texts), _OPENAI_BATCH):
            rows += self._batch(texts[start : start + _OPENAI_BATCH])
        if not rows:
            return np.zeros((0, _OPENAI_DIMENSIONS.get(self.model, 0)), dtype=np.float32)
        return _at_length_one(np.asarray(rows, dtype=np.float32))

    def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        import openai

        try:
            # An empty text is refused by the service; a space is embedded as next to nothing.
            response = openai.OpenAI(max_retries=3, timeout=30).embeddings.create(
                model=self.model, input=[text or " " for text in texts]
            )
        except openai.OpenAIError as error:
            # The message of an authentication error repeats part of the key, so only its kind is told.
            raise RetrievalIndexError(
                f"OpenAI did not embed the text: {_openai_reason(error)}",
                where=f"embedder openai:{self.model}",
                remedy='Check OPENAI_API_KEY and the network, or set embedder = "wordllama".',
            ) from None
        return [item.embedding for item in sorted(response.data, key=lambda item: item.index)]


def _at_length_one(vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _openai_reason(error: Exception) -> str:
    import openai

    reasons: list[tuple[type[Exception], str]] = [
        (openai.AuthenticationError, "the key was refused"),
        (openai.RateLimitError, "too many requests, or no credit left"),
        (openai.NotFoundError, "it knows no such model"),
        (openai.APITimeoutError, "no answer in time"),
        (openai.APIConnectionError, "no connection"),
    ]
    for kind, reason in reasons:
        if isinstance(error, kind):
            return reason
    return "no key is set" if "api_key" in str(error) else type(error).__name__


@cache
def _wordllama() -> "WordLlamaInference":
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    import wordllama

    # Importing wordllama configures the root logger; a library must not, so it is put back.
    root.handlers[:], root.level = handlers, level
    # Its loader looks in the user's cache for the tokenizer that stands in the package itself.
    package = Path(wordllama.__file__).parent
    try:
        return wordllama.WordLlama.load(cache_dir=package, disable_download=True)
    except (FileNotFoundError, OSError) as error:
        raise RetrievalIndexError(
            "The embedder's weights are not in the installed package",
            where="package wordllama",
            remedy="Install wordllama again.",
        ) from error
