"""A terminal to test in: a real pseudo-terminal, with pyte reading what a person would see."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

import pyte

PATIENCE = float(os.environ.get("ADROIT_TEST_PATIENCE", "120"))
"""In seconds: a test fails only when a loaded machine, too, would have been ready long ago."""


class _Screen(pyte.HistoryScreen):
    """A screen that answers the program's questions, as terminals do."""

    def __init__(self, columns, lines, answer):
        self._answer = answer
        super().__init__(columns, lines, history=5000, ratio=0.01)

    def write_process_input(self, data):
        self._answer(data.encode())


def _hear_ctrl_c():
    """Let Ctrl-C reach the child, also where the tests run in the background and it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class PseudoTerminal:
    """A program in a terminal.

    Args:
        arguments: the program's, after the Python interpreter.
        environment: added to a clean one; None takes a variable away.
    """

    def __init__(self, *arguments, cwd, columns=80, lines=40, environment=None):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADROIT_", "OPENAI_", "PYTHONDONTWRITE"))}
        given = {"HOME": str(cwd), "TERM": "xterm-256color", "NO_COLOR": None, "LC_ALL": "C.UTF-8"} | (
            environment or {}
        )
        clean = {k: v for k, v in (kept | given).items() if v is not None}
        self._master, slave = pty.openpty()
        self._lock = threading.Lock()
        self.screen = _Screen(columns, lines, self._write)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._resize(columns, lines)
        self.process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=cwd, env=clean, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - nothing else runs in the child before the program does
        )  # fmt: skip
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(5)
        os.close(self._master)

    def _read(self):
        while True:
            try:
                found = os.read(self._master, 65536)
            except OSError:
                return
            if not found:
                return
            with self._lock:
                self.raw += found
                self._stream.feed(found)

    def _write(self, data):
        os.write(self._master, data)

    def _resize(self, columns, lines):
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def resize(self, columns, lines):
        """Make the window larger or smaller; the program is told by a signal, as always."""
        with self._lock:
            self.screen.resize(lines, columns)
        self._resize(columns, lines)

    def type(self, keys):
        """Press keys: "\\r" is Enter, "\\x03" Ctrl-C, "\\x1b" Escape or Alt."""
        self._write(keys.encode())

    def paste(self, text):
        """Paste as terminals do: bracketed, with lines ended by a carriage return."""
        self.type("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def lines(self):
        """Return what is on the screen and what has scrolled away, a line each, without trailing blanks."""
        with self._lock:
            gone = [
                "".join(row[column].data for column in range(self.screen.columns)) for row in self.screen.history.top
            ]
            return [line.rstrip() for line in (*gone, *self.screen.display)]

    def text(self):
        """Return everything that was shown and not drawn over."""
        return "\n".join(self.lines()).rstrip()

    def wait_for(self, wanted, *, times=1):
        """Wait until a text is there, that often."""
        self.wait_until(lambda: self.text().count(wanted) >= times, wanted)

    def wait_until(self, is_so, what="it"):
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end or (self.process.poll() is not None and not self._reader.is_alive()):
                if is_so():
                    return
                raise AssertionError(f"{what!r} never came; there is:\n{self.text()}")
            time.sleep(0.02)

    def wait_for_end(self):
        """Wait until the program has ended and return its exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(5)
        return code
