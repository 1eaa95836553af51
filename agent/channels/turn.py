"""Shows one turn as it happens: tools at work, text as it is checked, questions, the answer."""

import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from agent.channels.answers import show_answer
from agent.channels.keyboard import keys_wait
from agent.channels.running import Ended, RunningTurn
from agent.channels.safe import safe
from agent.channels.terminal import console, is_plain, is_tty, note, show_markdown

if TYPE_CHECKING:
    from rich.text import Text

    from agent.answer import Answer
    from agent.events import ConfirmationNeeded, Event, ToolActivity

_FRAME_SECONDS = 0.1
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_LONG_WAIT = 2.0


class TurnView(Protocol):
    """How a turn looks while it runs."""

    def tool(self, activity: "ToolActivity") -> None:
        """Show a tool that began or ended."""

    def text(self, text: str) -> None:
        """Show the answer so far."""

    def tick(self) -> None:
        """Move what moves."""

    def close(self, *, keep_text: bool = False) -> None:
        """Take away what was only meant for the meantime; leave the text when nothing will replace it."""


class LineView:
    """A turn on a dumb terminal: a line when a tool has ended, and nothing moves.

    Args:
        shows_tools: False in a pipe, which gets the answer alone.
    """

    def __init__(self, *, shows_tools: bool) -> None:
        self._shows_tools = shows_tools
        self._has_lines = False

    def tool(self, activity: "ToolActivity") -> None:
        """Show a tool that ended."""
        if activity.is_done and self._shows_tools:
            self._has_lines = True
            print(f"{_mark()} {done_line(activity)}", flush=True)

    def text(self, text: str) -> None:
        """Wait for the answer: nothing that was printed here can be replaced."""

    def tick(self) -> None:
        """Nothing moves."""

    def close(self, *, keep_text: bool = False) -> None:
        """Set what follows apart; of the text nothing was shown yet."""
        del keep_text
        if self._has_lines:
            print()


class LiveView:
    """A turn in a terminal: a line that turns while tools work, the text as it grows.

    Args:
        waiting_for: what to say before anything else is known.
    """

    def __init__(self, waiting_for: Callable[[], str] = lambda: "Thinking") -> None:
        from agent.channels.live import LiveArea

        self._area = LiveArea()
        self._waiting_for = waiting_for
        self._tools: dict[str, tuple[str, float]] = {}
        self._text = ""
        self._has_lines = False
        self._began = time.monotonic()
        self._frame = 0

    def tool(self, activity: "ToolActivity") -> None:
        """Show a tool that began or ended."""
        key = activity.call_id or activity.tool
        if not activity.is_done:
            self._tools[key] = (activity.tool, time.monotonic())
            return
        from rich.text import Text

        self._tools.pop(key, None)
        self._area.clear()
        self._has_lines = True
        console().print(Text.assemble((f"{_mark()} ", "green"), (done_line(activity), "dim")))

    def text(self, text: str) -> None:
        """Show the answer so far."""
        self._text = text

    def tick(self) -> None:
        """Draw the text so far, and below it what is going on."""
        from rich.text import Text

        from agent.channels.markdown import TerminalMarkdown

        self._frame += 1
        apart = [Text()] if self._has_lines else []
        if self._text:
            self._area.draw(*apart, TerminalMarkdown(self._text), Text(), self._status())
        else:
            self._area.draw(self._status())

    def close(self, *, keep_text: bool = False) -> None:
        """Take the moving lines away."""
        self._area.clear()
        if self._has_lines:
            print()
        if keep_text and self._text:
            show_markdown(self._text)

    def _status(self) -> "Text":
        from rich.text import Text

        names = list(dict.fromkeys(safe(name) for name, _ in self._tools.values()))
        began = min((at for _, at in self._tools.values()), default=self._began)
        seconds = time.monotonic() - began
        said = ", ".join(names) or ("Writing" if self._text else self._waiting_for())
        shown = f"{said} {seconds:.0f} s" if seconds >= _LONG_WAIT else said
        frame = _FRAMES[self._frame % len(_FRAMES)] if _has_signs() else "-\\|/"[self._frame % 4]
        return Text(f"{frame} {shown}", style="dim", no_wrap=True, overflow="ellipsis")


def done_line(activity: "ToolActivity") -> str:
    """Return a tool and the time it took: explain_change 0.8 s."""
    return f"{safe(activity.tool)} {activity.seconds:.1f} s"


def _has_signs() -> bool:
    return "utf" in (getattr(sys.stdout, "encoding", "") or "").lower()


def _mark() -> str:
    return "✓" if _has_signs() else "done:"


def view_of_turn(waiting_for: Callable[[], str] = lambda: "Thinking") -> TurnView:
    """Return the view that standard output allows."""
    return LineView(shows_tools=is_tty(sys.stdout)) if is_plain() else LiveView(waiting_for)


class Stopped(Exception):  # noqa: N818 - the user wished it
    """The user stopped the turn.

    Attributes:
        turn: the turn, which may still be ending.
    """

    def __init__(self, turn: RunningTurn) -> None:
        super().__init__("stopped")
        self.turn = turn


def show_turn(
    begin: "Callable[[], Iterator[Event]]",
    resume: "Callable[[ConfirmationNeeded, bool], Iterator[Event]]",
    confirm: "Callable[[ConfirmationNeeded], bool]",
    *,
    view: TurnView | None = None,
    show: "Callable[[Answer], None]" = show_answer,
) -> "Answer | None":
    """Show a turn from its first event to its answer, and return the answer.

    Args:
        begin: starts the turn; called in a thread of its own.
        resume: goes on after a question.
        confirm: asks the user.
        view: how it looks; by what standard output is when None.
        show: prints the answer.

    Raises:
        Stopped: when the user pressed Ctrl-C; the text so far stays on the screen.
        Exception: what went wrong in the turn.
    """
    from agent.answer import Answer

    while True:
        last = _watched(RunningTurn(begin), view or view_of_turn())
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


def _watched(turn: RunningTurn, view: TurnView) -> "Answer | ConfirmationNeeded | None":
    """Show the events until the answer, a question or the end."""
    from agent.answer import Answer
    from agent.events import CheckedText, ToolActivity

    is_whole = False
    try:
        with keys_wait():
            drawn = 0.0
            while True:
                event = turn.next(_FRAME_SECONDS)
                match event:
                    case None:
                        pass
                    case ToolActivity():
                        view.tool(event)
                    case CheckedText():
                        view.text(event.text)
                    case _:
                        is_whole = isinstance(event, Answer)
                        return event
                if time.monotonic() - drawn >= _FRAME_SECONDS:
                    view.tick()
                    drawn = time.monotonic()
    except Ended:
        return None
    except KeyboardInterrupt:
        turn.stop()
        raise Stopped(turn) from None
    finally:
        view.close(keep_text=not is_whole)


def say_stopped() -> None:
    """Say that the answer was stopped and nothing else was lost."""
    note("Stopped. The conversation is kept.")
