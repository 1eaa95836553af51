"""What a turn is about besides its words: which thread, whose, and which day "today" is.

It travels as LangGraph's run context, so that tools and middleware read it without it being in the prompt, and so
that no two threads share it.
"""

import sys
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TurnContext:
    """The thread that a turn belongs to.

    Attributes:
        thread: the thread's id.
        user: whose thread it is; None for the person at this machine.
        today: what relative dates count from.
        message: the user's words.
    """

    thread: str
    user: str | None
    today: date
    message: str = ""


def current_turn() -> TurnContext | None:
    """Return the context of the turn that runs here; None outside a turn, as in `adroit why`."""
    if "langgraph.runtime" not in sys.modules:  # then no graph runs, and the import would cost a command seconds
        return None
    from langgraph.runtime import get_runtime

    try:
        runtime = get_runtime(TurnContext)
    except (RuntimeError, KeyError):  # no graph runs here
        return None
    return runtime.context if isinstance(runtime.context, TurnContext) else None
