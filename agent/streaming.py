"""Which part of an answer may be shown while it grows: the whole sentences whose figures all have a source."""

import re
from collections.abc import Callable
from typing import Any

from langchain_core.messages import AIMessageChunk

from agent.events import CheckedText
from agent.evidence.blocks import over_rest, sentence_spans
from agent.evidence.check import Checker
from agent.evidence.progress import Progress

_SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?:][\"”)*_]*(?=\s)|\n")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d+[.)]$")
_CITED_NEXT = re.compile(r"\s*\[")
_MAY_END = re.compile(r"[.!?:\"”)*_]\s|\n")
"""Without one of these in what is new, no sentence has ended."""
_FEWEST = 12
_WINDOW = 400
"""Where the last whole sentence is looked for first: an answer grows by a word, and is read at each."""
_LINE = 24
_LONG_LINE = 300
"""A line so long is cut behind a sentence, so that what is shown of it need not be checked again."""
_MOST_TRIES = 24
"""How often a part with a figure without a source is checked again, since what follows may cite its source."""


class CheckedStream:
    """Reads a model's answer piece by piece and gives back what can be shown of it.

    An answer is shown up to its last whole sentence, as long as everything up to there has its source. From the first
    sentence without one, nothing more is shown until the turn ends: the answer may be repaired, or lose the sentence.
    A table is shown once it is whole. What is shown is settled line by line and not checked again.

    Args:
        open_checker: what the answer is checked with; called when its first words arrive.
    """

    def __init__(self, open_checker: Callable[[], Checker]) -> None:
        self._open_checker = open_checker
        self._checker: Checker | None = None
        self._id: str | None = None
        self._is_call = False
        self._shown = ""
        self._start()

    def _start(self) -> None:
        self._settled: list[str] = []
        self._progress: Progress | None = None
        self._tail = ""
        self._read = 0
        self._tries = 0

    def read_step(self, step: tuple[Any, dict[str, Any]]) -> CheckedText | None:
        """Return the text to show after a step of LangGraph's "messages" stream."""
        message, origin = step
        is_models = origin.get("langgraph_node") == "model" and isinstance(message, AIMessageChunk)
        return self.read(message) if is_models else None

    def read(self, chunk: AIMessageChunk) -> CheckedText | None:
        """Return the text to show after a chunk, when there is more of it than before."""
        if chunk.id != self._id:
            self._id, self._is_call = chunk.id, False
            self._start()
        self._is_call = self._is_call or bool(chunk.tool_call_chunks or chunk.tool_calls)
        before = len(self._tail)
        self._tail += str(chunk.text)
        may_end = _MAY_END.search(self._tail, max(0, before - 1)) is not None
        if self._is_call or self._tries >= _MOST_TRIES or not may_end:
            return None
        end = whole_sentences(self._tail)
        if end <= self._read or (end < _FEWEST and not self._settled):
            return None
        self._read = end
        return self._checked(end)

    def _checked(self, end: int) -> CheckedText | None:
        """Return the text up to `end` of what is not settled yet, where every figure has its source."""
        if self._checker is None:
            self._checker = self._open_checker()
        is_cut_line = self._progress is not None and self._progress.place.over is not None
        cut = _settling_place(self._tail, end, longest=0 if is_cut_line else _LONG_LINE)
        settled = self._read_to(self._checker, cut, end)
        if settled is None and cut and self._tail[cut - 1] != "\n":
            cut = 0  # a tool's own line is known by the whole of it
            settled = self._read_to(self._checker, cut, end)
        if settled is None:
            self._tries += 1
            return None
        text = ("".join(self._settled) + self._tail[:end]).rstrip()
        if cut:
            self._settled.append(self._tail[:cut])
            self._progress, self._tail, self._read = settled, self._tail[cut:], end - cut
        self._tries = 0
        if text == self._shown:
            return None
        self._shown = text
        return CheckedText(text)

    def _read_to(self, checker: Checker, cut: int, end: int) -> Progress | None:
        """Return the progress at `cut` where every figure up to `end` has its source; None where one lacks it."""
        settled = (self._progress or Progress.start(checker.vocabulary)).copy()
        if cut:
            over = over_rest(self._tail[:cut], settled.place)
            found = checker.check_on(self._tail[:cut], settled)
            if self._tail[cut - 1] != "\n":
                settled.place.line -= 1
                settled.place.over = over
            if any(c.gaps for c in found):
                return None
        found = checker.check_on(self._tail[cut:end].rstrip(), settled.copy())
        return None if any(c.gaps for c in found) else settled

    def tools_ran(self) -> None:
        """Forget the checker: after a tool there is more evidence."""
        self._checker = None


def _settling_place(text: str, end: int, longest: int) -> int:
    """Return up to where a text that is shown to `end` can be settled: behind its last whole line outside of a table.

    Of a line longer than `longest`, behind the last but one of its sentences.
    """
    cut = text.rfind("\n", 0, end) + 1
    while cut and (text.startswith("|", cut) or _last_line(text, cut).lstrip().startswith("|")):
        cut = text.rfind("\n", 0, cut - 1) + 1
    if not cut and end > longest and "\n" not in text[:end]:
        start, _ = sentence_spans(text[:end].rstrip())[-1]
        return start
    return cut


def _last_line(text: str, end: int) -> str:
    return text[text.rfind("\n", 0, end - 1) + 1 : end]


def whole_sentences(text: str) -> int:
    """Return where the last whole sentence ends; a table that is still growing is no part of it.

    A citation that follows a sentence belongs to it, so a sentence is whole only when something else follows.
    """
    ends = _ends(text, max(0, len(text) - _WINDOW)) or _ends(text, 0)
    end = ends[-1] if ends else 0
    shown = text[:end].rstrip("\n")
    last_line = shown.rpartition("\n")[2]
    if last_line.lstrip().startswith("|") and "\n\n" not in text[len(shown) :]:
        lines = shown.split("\n")
        while lines and lines[-1].lstrip().startswith("|"):
            lines.pop()
        return len("\n".join(lines))
    return end


def _ends(text: str, start: int) -> list[int]:
    """Return where sentences end behind `start`, up to the last one that nothing more belongs to."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text, start)]
    while ends and (_CITED_NEXT.match(text, ends[-1]) or _LIST_NUMBER.search(text, max(0, ends[-1] - _LINE), ends[-1])):
        ends.pop()
    return ends
