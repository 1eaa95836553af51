"""Questions that the user answers with yes or no."""

import sys
from typing import TYPE_CHECKING

from agent.channels.keyboard import line_typed
from agent.channels.safe import one_line, safe
from agent.channels.terminal import is_tty, show_markdown

if TYPE_CHECKING:
    from agent.events import ConfirmationNeeded

_MOST_TRIES = 3


def yes_or_no(question: str) -> bool:
    """Ask, and return whether the answer was yes. Anything but a plain yes is a no, and so is leaving."""
    for _ in range(_MOST_TRIES):
        try:
            with line_typed():
                print(f"{one_line(question, 400)} [y/n] ", end="", flush=True)
                answer = sys.stdin.readline()
        except KeyboardInterrupt:
            print()
            return False
        if not is_tty(sys.stdin):
            print()
        if not answer:
            return False
        if answer.strip().lower() in {"y", "yes"}:
            return True
        if answer.strip().lower() in {"n", "no"}:
            return False
    return False


def confirm(question: "ConfirmationNeeded") -> bool:
    """Show what a tool would write, ask, and return whether it may."""
    if question.preview:
        show_markdown(question.preview)
    return yes_or_no(question.question)


def refuse(question: "ConfirmationNeeded") -> bool:
    """Say no to what a tool would write, where nobody can be asked."""
    said = f"{question.question} Nobody can be asked here, so nothing was changed. Use: adroit chat"
    print(f"Note: {safe(said)}", file=sys.stderr)
    return False
