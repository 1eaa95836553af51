"""Everything that can go wrong in the knowledge room.

KnowledgeError
├── GuideError           a chapter is unknown, or its file is not what a chapter must be
├── DocumentError        a document of the user's can't be read, or a URL can't be fetched
└── RetrievalIndexError  the retrieval index is missing, locked or unusable
"""


class KnowledgeError(Exception):
    """What is wrong, where it is, and what would work: three parts of one sentence for the user."""

    def __init__(self, problem: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        place = f" ({where})" if where else ""
        advice = f" {remedy}" if remedy else ""
        super().__init__(f"{problem}{place}.{advice}")


class GuideError(KnowledgeError):
    """A chapter is unknown, or its file is not what a chapter must be."""


class DocumentError(KnowledgeError):
    """A document of the user's can't be read, or a URL can't be fetched."""


class RetrievalIndexError(KnowledgeError):
    """The retrieval index is missing, locked or unusable."""
