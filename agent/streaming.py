"""Which part of an answer may be shown while it grows: the whole sentences whose figures all have a source."""

import re
from collections.abc import Callable
from typing import Any

from langchain_core.messages import AIMessageChunk

from agent.events import CheckedText
from agent.evidence.check import Checker

_SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?:][\"”)*_]*(?=\s)|\n")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d+[.)]$")
_CITED_NEXT = re.compile(r"\s*\[")
_FEWEST = 12


class CheckedStream:
    """Reads a model's answer piece by piece and gives back what can be shown of it.

    An answer is shown up to its last whole sentence, as long as everything up to there has its source. From the first
    sentence without one, nothing more is shown until the turn ends: the answer may be repaired, or lose the sentence.
    A table is shown once it is whole.

    Args:
        open_checker: what the answer is checked with; called when its first words arrive.
    """

    def __init__(self, open_checker: Callable[[], Checker]) -> None:
        self._open_checker = open_checker
        self._checker: Checker | None = None
        self._id: str | None = None
        self._text = ""
        self._read = 0
        self._shown = ""
        self._is_call = False

    def read_step(self, step: tuple[Any, dict[str, Any]]) -> CheckedText | None:
        """Return the text to show after a step of LangGraph's "messages" stream."""
        message, origin = step
        is_models = origin.get("langgraph_node") == "model" and isinstance(message, AIMessageChunk)
        return self.read(message) if is_models else None

    def read(self, chunk: AIMessageChunk) -> CheckedText | None:
        """Return the text to show after a chunk, when there is more of it than before."""
        if chunk.id != self._id:
            self._id, self._text, self._read, self._is_call = chunk.id, "", 0, False
        self._is_call = self._is_call or bool(chunk.tool_call_chunks or chunk.tool_calls)
        self._text += str(chunk.text)
        if self._is_call:
            return None
        end = whole_sentences(self._text)
        if end <= self._read or end < _FEWEST:
            return None
        self._read = end
        if self._checker is None:
            self._checker = self._open_checker()
        text = self._text[:end].rstrip()
        if text == self._shown or any(c.gaps for c in self._checker.check(text)):
            return None
        self._shown = text
        return CheckedText(text)

    def tools_ran(self) -> None:
        """Forget the checker: after a tool there is more evidence."""
        self._checker = None


def whole_sentences(text: str) -> int:
    """Return where the last whole sentence ends; a table that is still growing is no part of it.

    A citation that follows a sentence belongs to it, so a sentence is whole only when something else follows.
    """
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    while ends and (_CITED_NEXT.match(text, ends[-1]) or _LIST_NUMBER.search(text[: ends[-1]])):
        ends.pop()
    end = ends[-1] if ends else 0
    shown = text[:end].rstrip("\n")
    last_line = shown.rpartition("\n")[2]
    if last_line.lstrip().startswith("|") and "\n\n" not in text[len(shown) :]:
        lines = shown.split("\n")
        while lines and lines[-1].lstrip().startswith("|"):
            lines.pop()
        return len("\n".join(lines))
    return end
