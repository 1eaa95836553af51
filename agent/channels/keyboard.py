"""The keyboard between two prompts: keys wait for the next one instead of showing between the lines of an answer."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from agent.channels.terminal import is_plain, is_tty


@contextmanager
def keys_wait() -> Iterator[None]:
    """Don't echo what is typed; Ctrl-C still interrupts, and the next prompt gets the rest, Enter as Enter."""
    with _keyboard(is_line=False):
        yield


@contextmanager
def line_typed() -> Iterator[None]:
    """Echo what is typed, and forget what was typed before: it can't have been meant as the answer to come."""
    with _keyboard(is_line=True):
        yield


@contextmanager
def _keyboard(*, is_line: bool) -> Iterator[None]:
    try:
        import termios
    except ImportError:  # Windows: its console does not echo between prompts
        yield
        return
    if is_plain() or is_plain(sys.stdin) or not is_tty(sys.stdin):
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    wanted = termios.tcgetattr(sys.stdin)
    if is_line:
        wanted[0] |= termios.ICRNL
        wanted[3] |= termios.ECHO | termios.ICANON
    else:
        wanted[0] &= ~termios.ICRNL
        wanted[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(sys.stdin, termios.TCSAFLUSH if is_line else termios.TCSANOW, wanted)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
