"""An answer to a brief's questions: which words answer which question, where the user does not say so."""

import re
from collections.abc import Sequence

from tools.brief.questions import AT_A_TIME, Question

_NUMBERED = re.compile(r"(?:^|(?<=\s))(?P<number>[1-9])[.):]\s+")
_LABELLED = re.compile(r"^\W*[A-Za-z][A-Za-z’' /&-]{1,32}:\s", re.MULTILINE)
_LONGEST = 160
"""A longer answer is a text of its own, and is read as one."""


def readings_of(text: str, asked: Sequence[Question]) -> list[str]:
    """Return the ways to read an answer, in the order to try them, with the labels that the reader of briefs knows.

    Numbered answers go to the questions of these numbers. Else the words are read as they stand; as many lines as
    questions may go to them in order, and a short answer may be one to the first question.

    Args:
        text: the user's words.
        asked: the open questions, the most important first; numbers count the three last asked.
    """
    asked = list(asked)[:AT_A_TIME]
    numbered = _by_number(text, asked)
    if numbered:
        return [numbered]
    if _LABELLED.search(text) or not asked:
        return [text]
    found = [text]
    lines = [line.strip(" -*•\t") for line in text.splitlines() if line.strip()]
    if len(lines) == len(asked) > 1:
        found.insert(0, "\n".join(f"{q.label}: {line}" for q, line in zip(asked, lines, strict=True)))
    if len(text) <= _LONGEST:
        found.append(f"{asked[0].label}: {' '.join(text.split())}")
    return found


def _by_number(text: str, asked: Sequence[Question]) -> str:
    marks = list(_NUMBERED.finditer(text))
    numbers = [int(m["number"]) for m in marks]
    if not marks or text[: marks[0].start()].strip() or numbers != sorted(set(numbers)) or numbers[-1] > len(asked):
        return ""
    ends = [m.start() for m in marks[1:]] + [len(text)]
    answers = [text[m.end() : end].strip(" ;,\n") for m, end in zip(marks, ends, strict=True)]
    return "\n".join(f"{asked[n - 1].label}: {a}" for n, a in zip(numbers, answers, strict=True) if a)
