"""The log of the Slack process: what happened, without a token and without a word of anybody's."""

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

from agent.security.secrets import without_secrets

_LONGEST = 500
_OUR_OWN = "agent."
_QUIET = ("adroit.slack", "slack_bolt", "slack_sdk", "asyncio")
"""Loggers of libraries that handle messages: what they say of an event may quote it."""


class _Bare(logging.Formatter):
    """Writes a line; of an exception only its type and where it passed: its message may quote a message of Slack's."""

    def format(self, record: logging.LogRecord) -> str:
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        said = record.getMessage() if record.name.startswith(_OUR_OWN) else _of_library(record)
        line = f"{when} {record.levelname} {record.name} {' '.join(without_secrets(said).split())[:_LONGEST]}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" | {record.exc_info[0].__qualname__}{_passed(record.exc_info[2])}"
        return line


def _of_library(record: logging.LogRecord) -> str:
    """Return a library's remark without its values where they may be somebody's words."""
    if not record.name.startswith(_QUIET):
        return record.getMessage()
    return str(record.msg).partition("{")[0].partition("(")[0].partition(":")[0]


def _passed(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-3:]
    return "".join(f" < {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))


def log_to(stream: TextIO | None = None) -> logging.Handler:
    """Write the process's log to a stream, standard error by default, and return the handler.

    Ours from INFO on, libraries' warnings and worse.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Bare())
    handler.addFilter(lambda record: record.name.startswith(_OUR_OWN) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler
