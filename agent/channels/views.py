"""How a turn looks while it runs: lines that move in a terminal, plain lines on a dumb one, nothing in a pipe."""

import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, Self

from agent.channels.safe import safe
from agent.channels.terminal import console, is_plain, is_tty, show_markdown

if TYPE_CHECKING:
    from rich.text import Text

    from agent.events import ToolActivity

_FRAME_SECONDS = 0.1
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_LONG_WAIT = 2.0
_LOCK_SECONDS = 1.0


class TurnView(Protocol):
    """How a turn looks while it runs."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(self, *_: object) -> None:
        """End."""

    def tool(self, activity: "ToolActivity") -> None:
        """Show a tool that began or ended."""

    def text(self, text: str) -> None:
        """Show the answer so far."""

    def close(self, *, keep_text: bool) -> None:
        """Take away, once, what was only meant for the meantime; leave the text when nothing will replace it."""


class LineView:
    """A turn on a dumb terminal: a line when a tool has ended, and nothing moves.

    Args:
        shows_tools: False in a pipe, which gets the answer alone.
    """

    def __init__(self, *, shows_tools: bool) -> None:
        self._shows_tools = shows_tools
        self._has_lines = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def tool(self, activity: "ToolActivity") -> None:
        """Show a tool that ended."""
        if activity.is_done and self._shows_tools:
            self._has_lines = True
            print(f"{_mark()} {done_line(activity)}", flush=True)

    def text(self, text: str) -> None:
        """Wait for the answer: nothing that was printed here can be replaced."""

    def close(self, *, keep_text: bool) -> None:
        """Set what follows apart; of the text nothing was shown yet."""
        del keep_text
        if self._has_lines:
            print()
        self._has_lines = False


class LiveView:
    """A turn in a terminal: a line that turns while tools work, the text as it grows.

    It is drawn in a thread of its own, ten times a second, however fast events come.

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
        self._is_closed = False
        self._began = time.monotonic()
        self._frame = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._drawing = threading.Thread(target=self._draw, name="drawing", daemon=True)

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._drawing.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, whatever has happened."""
        self.close(keep_text=False)

    def tool(self, activity: "ToolActivity") -> None:
        """Show a tool that began or ended."""
        from rich.text import Text

        key = activity.call_id or activity.tool
        with self._lock:
            if not activity.is_done:
                self._tools[key] = (activity.tool, time.monotonic())
                return
            self._tools.pop(key, None)
            self._area.clear()
            self._has_lines = True
            console().print(Text.assemble((f"{_mark()} ", "green"), (done_line(activity), "dim")))

    def text(self, text: str) -> None:
        """Show the answer so far."""
        with self._lock:
            self._text = text

    def close(self, *, keep_text: bool) -> None:
        """Take the moving lines away."""
        self._over.set()
        # Ctrl-C may come between taking a lock and being in its block; the lines are taken away all the same.
        is_held = self._lock.acquire(timeout=_LOCK_SECONDS)
        was_closed, self._is_closed = self._is_closed, True
        if not was_closed:
            self._area.clear()
        if is_held:
            self._lock.release()
        if was_closed:
            return
        if self._has_lines:
            print()
        if keep_text and self._text:
            show_markdown(self._text)

    def _draw(self) -> None:
        while not self._over.wait(_FRAME_SECONDS):
            with self._lock:
                if not self._is_closed:
                    self._frame += 1
                    self._draw_once()

    def _draw_once(self) -> None:
        """Draw the text so far, and below it what is going on."""
        from rich.text import Text

        from agent.channels.markdown import TerminalMarkdown

        if self._text:
            apart = [Text()] if self._has_lines else []
            self._area.draw(*apart, TerminalMarkdown(self._text), Text(), self._status())
        else:
            self._area.draw(self._status())

    def _status(self) -> "Text":
        from rich.text import Text

        names = list(dict.fromkeys(safe(name) for name, _ in self._tools.values()))
        began = min((at for _, at in self._tools.values()), default=self._began)
        seconds = time.monotonic() - began
        said = ", ".join(names) or ("Writing" if self._text else self._waiting_for())
        shown = f"{said} {seconds:.0f} s" if seconds >= _LONG_WAIT else said
        frame = _FRAMES[self._frame % len(_FRAMES)] if _has_signs() else "-\\|/"[self._frame % 4]
        return Text(f"{frame} {shown}", style="dim", no_wrap=True, overflow="ellipsis")


def view_of_turn(waiting_for: Callable[[], str] = lambda: "Thinking") -> TurnView:
    """Return the view that standard output allows."""
    return LineView(shows_tools=is_tty(sys.stdout)) if is_plain() else LiveView(waiting_for)


def done_line(activity: "ToolActivity") -> str:
    """Return a tool and the time it took: explain_change 0.8 s."""
    return f"{safe(activity.tool)} {activity.seconds:.1f} s"


def _has_signs() -> bool:
    return "utf" in (getattr(sys.stdout, "encoding", "") or "").lower()


def _mark() -> str:
    return "✓" if _has_signs() else "done:"
