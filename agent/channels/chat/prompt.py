"""The prompt: several lines, history, completion; on a dumb terminal and in a pipe, plain lines."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agent.channels.terminal import is_plain, is_tty

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.styles import Style

_PROMPT = "you › "


class Prompt(Protocol):
    """Where messages come from."""

    def read(self) -> str:
        """Return the next message.

        Raises:
            EOFError: when the user leaves.
        """

    def fail(self, error: BaseException) -> None:
        """End a `read` that waits, from another thread, with this error."""


class LinePrompt:
    """Messages a line, from a pipe or a dumb terminal.

    Args:
        on_ready: called once, when the first message is waited for.
    """

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._is_ready = False
        self._is_leaving = False

    def read(self) -> str:
        """Return the next line.

        Raises:
            EOFError: at the end of the input, or when Ctrl-C is pressed twice.
        """
        if is_tty(sys.stdin):
            print("\nyou > ", end="", file=sys.stdout if is_tty(sys.stdout) else sys.stderr, flush=True)
        if not self._is_ready:
            self._is_ready = True
            self._on_ready()
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            if self._is_leaving:
                raise EOFError from None
            self._is_leaving = True
            print("\nCtrl-C again leaves.")
            return ""
        self._is_leaving = False
        if not line:
            raise EOFError
        return line

    def fail(self, error: BaseException) -> None:
        """Do nothing: a line that is waited for can't be interrupted; the next turn says what is wrong."""


class EditedPrompt:
    """Messages edited in a terminal.

    Args:
        history: the file of earlier messages.
        completer: gives the words that Tab offers.
        on_ready: called once, when the prompt has been drawn.
    """

    def __init__(self, history: Path, completer: "Completer", on_ready: Callable[[], None]) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.layout.processors import TabsProcessor

        from agent.channels.chat.history import PrivateHistory

        self._is_leaving = False
        self._session: PromptSession[str] = PromptSession(
            message=[("class:prompt", _PROMPT)],
            multiline=True,
            prompt_continuation=lambda width, _line, _wrapped: " " * width,
            history=PrivateHistory(history),
            search_ignore_case=True,
            completer=completer,
            complete_while_typing=False,
            complete_in_thread=True,
            key_bindings=self._keys(),
            input_processors=[TabsProcessor(tabstop=12, char1=" ", char2=" ")],  # cells of a pasted sheet, not ^I
            rprompt=lambda: "Ctrl-C again leaves" if self._is_leaving else "",
            style=_style(),
            include_default_pygments_style=False,
        )
        self._session.default_buffer.on_text_changed += lambda _buffer: self._stay()
        self._session.app.after_render += _once(on_ready)

    def read(self) -> str:
        """Return the next message.

        Raises:
            EOFError: when the user leaves.
        """
        self._is_leaving = False
        print()
        return self._session.prompt()

    def fail(self, error: BaseException) -> None:
        """End a prompt that is shown with this error."""
        app = self._session.app
        if app.loop is not None and app.is_running:
            app.loop.call_soon_threadsafe(lambda: app.exit(exception=error) if app.is_running else None)

    def _stay(self) -> None:
        self._is_leaving = False

    def _keys(self) -> "KeyBindings":
        from prompt_toolkit.filters import is_searching
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        @keys.add("enter", filter=~is_searching)
        def send(event: "KeyPressEvent") -> None:
            if event.current_buffer.document.current_line_before_cursor.endswith("\\"):
                event.current_buffer.delete_before_cursor()
                event.current_buffer.newline(copy_margin=False)
            else:
                event.current_buffer.validate_and_handle()

        @keys.add("escape", "enter")
        @keys.add("c-j")
        def break_line(event: "KeyPressEvent") -> None:
            event.current_buffer.newline(copy_margin=False)

        @keys.add("c-c", filter=~is_searching)
        def interrupt(event: "KeyPressEvent") -> None:
            if event.current_buffer.text:
                event.current_buffer.reset()
            elif self._is_leaving:
                event.app.exit(exception=EOFError())
            else:
                self._is_leaving = True

        return keys


def open_prompt(history: Path, completer: "Callable[[], Completer]", on_ready: Callable[[], None]) -> Prompt:
    """Return the prompt that standard input and output allow."""
    if is_plain(sys.stdin) or is_plain():
        return LinePrompt(on_ready)
    return EditedPrompt(history, completer(), on_ready)


def _once(call: Callable[[], None]) -> "Callable[[object], None]":
    called = False

    def first(_sender: object) -> None:
        nonlocal called
        if not called:
            called = True
            call()

    return first


def _style() -> "Style":
    """Return a style of the terminal's own colours, for light and dark ones alike."""
    from prompt_toolkit.styles import Style

    return Style.from_dict(
        {
            "prompt": "bold",
            "rprompt": "",
            "completion-menu": "bg:default fg:default",
            "completion-menu.completion": "bg:default fg:default",
            "completion-menu.completion.current": "bg:default fg:default reverse",
            "completion-menu.meta.completion": "bg:default fg:default italic",
            "completion-menu.meta.completion.current": "bg:default fg:default reverse",
            "scrollbar.background": "bg:default",
            "scrollbar.button": "bg:default reverse",
        }
    )
