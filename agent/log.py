"""The log in the workspace: what went wrong inside, where in the code, and never with what data.

An exception's message, arguments and local values may hold cells of a table, a prompt or a key. What is written is the
exception's type and the lines of code it passed through.
"""

import os
import traceback
import uuid
from datetime import UTC, datetime
from pathlib import Path

_LONGEST = 1_000_000  # bytes; then the file begins anew, and the one before is kept


class ErrorLog:
    """Writes errors to `.adroit/log/errors.log`; a log that can't be written costs nobody the answer."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "errors.log"

    def keep(self, error: BaseException, *, doing: str) -> str:
        """Write an error and return the reference that a user can quote.

        Args:
            error: what was raised.
            doing: what was going on, without data: "the tool explain_change".
        """
        reference = uuid.uuid4().hex[:8]
        lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {reference} {doing}"]
        cause: BaseException | None = error
        while cause is not None:
            lines.append(f"  {type(cause).__module__}.{type(cause).__qualname__}")
            lines += [f"    {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(cause.__traceback__)]
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
        self._write("\n".join(lines) + "\n")
        return reference

    def _write(self, text: str) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > _LONGEST:
                self.path.replace(self.path.with_suffix(".log.1"))
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            return
