"""A thread as a document: Markdown to read and share, JSON for programs."""

import json
from collections.abc import Sequence
from datetime import datetime

from agent.threads.records import ThreadSummary, Turn, TurnState

CUT_OFF = "*(This answer was cut off.)*"


def as_markdown(thread: ThreadSummary, turns: Sequence[Turn]) -> str:
    """Return a thread in Markdown: each question, what was answered, what it rests on."""
    parts = [f"# {thread.title}", f"{_counted(len(turns))}, last on {thread.updated:%Y-%m-%d %H:%M} UTC."]
    parts += [part for turn in turns for part in _turn(turn)]
    return "\n\n".join(parts) + "\n"


def as_json(thread: ThreadSummary, turns: Sequence[Turn]) -> str:
    """Return a thread as JSON: the summary and, for each turn, the question and the whole answer with its evidence."""
    return json.dumps(
        {
            "id": thread.id,
            "title": thread.title,
            "user": thread.user,
            "updated": thread.updated.isoformat(),
            "turns": [
                {
                    "number": turn.number,
                    "at": turn.at,
                    "question": turn.question,
                    "state": turn.state.value,
                    "shown": turn.shown,
                    "answer": json.loads(turn.answer) if turn.answer else None,
                }
                for turn in turns
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def _turn(turn: Turn) -> list[str]:
    asked = f"## {turn.number}. {datetime.fromisoformat(turn.at):%Y-%m-%d %H:%M} UTC"
    question = "\n".join(f"> {line}" if line else ">" for line in turn.question.splitlines())
    answer = turn.read_answer()
    if answer is None:
        cut_off = [] if turn.state is TurnState.ANSWERED else [CUT_OFF]
        return [asked, question, *([turn.shown] if turn.shown else []), *cut_off]
    parts = [asked, question, answer.text]
    if answer.warnings:
        parts.append("\n".join(f"- *Note: {warning}*" for warning in answer.warnings))
    if answer.figures:
        parts.append("Where the figures come from: " + "; ".join(f"{f.figure} ({f.source})" for f in answer.figures))
    return parts


def _counted(turns: int) -> str:
    return "1 question" if turns == 1 else f"{turns} questions"
