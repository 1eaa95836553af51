"""Shows one turn as it happens: tools at work, text as it is checked, questions, the answer."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from agent.channels.answers import show_answer
from agent.channels.keyboard import keys_wait
from agent.channels.views import TurnView, view_of_turn

if TYPE_CHECKING:
    from agent.answer import Answer
    from agent.events import ConfirmationNeeded, Event


class Stopped(Exception):  # noqa: N818 - the user wished it
    """The user stopped the turn. A model or a tool may still be at work in it, for nobody."""


def show_turn(
    begin: "Callable[[], Iterator[Event]]",
    resume: "Callable[[ConfirmationNeeded, bool], Iterator[Event]]",
    confirm: "Callable[[ConfirmationNeeded], bool]",
    *,
    view: "Callable[[], TurnView]" = view_of_turn,
    show: "Callable[[Answer], None]" = show_answer,
) -> "Answer | None":
    """Show a turn from its first event to its answer, and return the answer.

    Args:
        begin: starts the turn; where that loads much, in another thread, since Ctrl-C can end no import cleanly.
        resume: goes on after a question.
        confirm: asks the user.
        view: how it looks while it runs.
        show: prints the answer.

    Raises:
        Stopped: when the user pressed Ctrl-C; the text so far stays on the screen.
        Exception: what went wrong in the turn.
    """
    while True:
        last = _watched(begin, view())
        from agent.answer import Answer  # loaded by now, which takes long, and Ctrl-C in the midst of that takes longer

        if isinstance(last, Answer):
            show(last)
            return last
        if last is None:
            return None
        begin = _resumed(resume, last, approved=confirm(last))


def _resumed(
    resume: "Callable[[ConfirmationNeeded, bool], Iterator[Event]]", question: "ConfirmationNeeded", *, approved: bool
) -> "Callable[[], Iterator[Event]]":
    return lambda: resume(question, approved)


def _watched(begin: "Callable[[], Iterator[Event]]", view: TurnView) -> "Answer | ConfirmationNeeded | None":
    """Show the events until the answer, a question or the end.

    The turn is listened to here, where Ctrl-C arrives, so that it hears of it at once; what moves is drawn elsewhere.
    """
    with keys_wait(), view:
        try:
            return _last(begin, view)
        except KeyboardInterrupt:
            raise Stopped from None
        finally:
            view.close(keep_text=True)


def _last(begin: "Callable[[], Iterator[Event]]", view: TurnView) -> "Answer | ConfirmationNeeded | None":
    with ExitStack() as stack:
        events = begin()
        from agent.answer import Answer
        from agent.events import CheckedText, ConfirmationNeeded, ToolActivity

        if isinstance(events, Generator):
            stack.enter_context(closing(events))
        for event in events:
            match event:
                case ToolActivity():
                    view.tool(event)
                case CheckedText():
                    view.text(event.text)
                case ConfirmationNeeded():
                    view.close(keep_text=True)
                    return event
                case Answer():
                    view.close(keep_text=False)
                    return event
    return None
