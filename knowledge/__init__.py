"""The knowledge room: the performance-marketing guide, the user's documents, and the search that finds both.

Chapters are cut into citable chunks, indexed (Chroma and BM25) and searched with fused ranks.
The guide is the authority: what it does not cover, the search says it does not cover.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.chapters import Chapter
    from knowledge.chunking import Chunk
    from knowledge.errors import DocumentError, GuideError, KnowledgeError, RetrievalIndexError
    from knowledge.index import GuideIndex, IndexReport, open_index
    from knowledge.manifest import IndexState
    from knowledge.search import Passage

__all__ = [
    "Chapter",
    "Chunk",
    "DocumentError",
    "GuideError",
    "GuideIndex",
    "IndexReport",
    "IndexState",
    "KnowledgeError",
    "Passage",
    "RetrievalIndexError",
    "open_index",
]

_HOMES = {
    "Chapter": "knowledge.chapters",
    "Chunk": "knowledge.chunking",
    "DocumentError": "knowledge.errors",
    "GuideError": "knowledge.errors",
    "GuideIndex": "knowledge.index",
    "IndexReport": "knowledge.index",
    "IndexState": "knowledge.manifest",
    "KnowledgeError": "knowledge.errors",
    "Passage": "knowledge.search",
    "RetrievalIndexError": "knowledge.errors",
    "open_index": "knowledge.index",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module at first use, so that `import knowledge` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'knowledge' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
