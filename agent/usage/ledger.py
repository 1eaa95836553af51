"""The ledger of model calls: one row a call in `.adroit/usage.sqlite`, shared by every process of the workspace.

The ledger serves the answer, never the other way round: a locked file or a full disk is waited for a quarter of a
second, then the row is kept in memory and written with the next one.
"""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from agent.errors import WorkspaceError
from agent.workspace import Workspace

_BUSY_SECONDS = 0.25
_BACKLOG = 10_000  # rows kept in memory while the file can't be written
_PICO = Decimal(10) ** 12  # costs are stored as whole picodollars, so that sums are exact
_SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (
    at REAL NOT NULL, turn TEXT NOT NULL, thread TEXT NOT NULL, model TEXT NOT NULL,
    input_tokens INTEGER, cached_input_tokens INTEGER, output_tokens INTEGER, cost_pico INTEGER, seconds REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS calls_at ON calls (at);
CREATE INDEX IF NOT EXISTS calls_thread ON calls (thread);
"""


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One call of a model.

    Attributes:
        at: when it ended, with its time zone.
        turn: the turn it belongs to.
        input_tokens: all that was sent, cached ones among them; None when the server did not say.
        cost: in USD; None when the model's price or its tokens are not known, 0 for the offline planner.
    """

    at: datetime
    turn: str
    thread: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    cost: Decimal | None
    cached_input_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class UsageTotal:
    """A sum over calls.

    Attributes:
        known_cost: in USD, of the calls whose cost is known.
        unpriced: models among them whose cost is not known.
        uncounted: calls for which the server gave no token counts.
    """

    turns: int = 0
    calls: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    known_cost: Decimal = Decimal(0)
    unpriced: tuple[str, ...] = ()
    uncounted: int = 0

    @property
    def cost(self) -> Decimal | None:
        """The cost in USD; None when that of some call is not known."""
        return None if self.unpriced else self.known_cost


class UsageLedger:
    """The calls of one workspace.

    Args:
        path: the database; made at first use.
        time_zone: gives the name of the user's time zone, in which a day begins; the machine's own when it gives None.
        now: the clock, giving times with their zone.
    """

    def __init__(
        self,
        path: Path,
        *,
        time_zone: Callable[[], str | None] = lambda: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = path
        self._time_zone = time_zone
        self._now = now
        self._unsaved: deque[UsageRow] = deque(maxlen=_BACKLOG)
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    @classmethod
    def open(cls, workspace: Workspace, *, time_zone: Callable[[], str | None] = lambda: None) -> Self:
        """Return the ledger of a workspace; nothing is read or written yet."""
        return cls(workspace.hidden / "usage.sqlite", time_zone=time_zone)

    def record(self, row: UsageRow) -> bool:
        """Write a row, and those that could not be written before; False when it is only kept in memory for now."""
        with self._lock:
            self._unsaved.append(row)
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self._connection() as connection:
                    connection.executemany(
                        "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [_stored(r) for r in self._unsaved]
                    )
            except (sqlite3.Error, OSError):
                self._let_go()
                return False
            self._unsaved.clear()
            return True

    def of_thread(self, thread: str) -> UsageTotal:
        """Return what a thread took.

        Raises:
            WorkspaceError: when the ledger can't be read.
        """
        return self._total("thread = ?", (thread,), lambda row: row.thread == thread)

    def today(self) -> UsageTotal:
        """Return what was taken since midnight in the user's time zone, by every process of the workspace.

        Raises:
            WorkspaceError: when the ledger can't be read.
        """
        return self.since(self._now().astimezone(self._zone).date())

    def spent_today(self) -> Decimal:
        """Return what today's calls cost in USD, as far as it is known; without what can't be read, if need be."""
        start = self._midnight(self._now().astimezone(self._zone).date())
        with self._lock:
            unsaved = sum((row.cost or Decimal(0) for row in self._unsaved if row.at >= start), Decimal(0))
            if not self.path.exists():
                return unsaved
            try:
                asked = self._connection().execute(
                    "SELECT sum(cost_pico) FROM calls WHERE at >= ?", (start.timestamp(),)
                )
                return Decimal(asked.fetchone()[0] or 0) / _PICO + unsaved
            except (sqlite3.Error, OSError):
                self._let_go()
                return unsaved

    def since(self, day: date) -> UsageTotal:
        """Return what was taken from a day on, that day included.

        Raises:
            WorkspaceError: when the ledger can't be read.
        """
        start = self._midnight(day)
        return self._total("at >= ?", (start.timestamp(),), lambda row: row.at >= start)

    def by_thread(self, since: date) -> dict[str, UsageTotal]:
        """Return the sum of each thread from a day on, the dearest first.

        Raises:
            WorkspaceError: when the ledger can't be read.
        """
        return self._grouped(since, lambda row: row.thread)

    def by_model(self, since: date) -> dict[str, UsageTotal]:
        """Return the sum of each model from a day on, the dearest first.

        Raises:
            WorkspaceError: when the ledger can't be read.
        """
        return self._grouped(since, lambda row: row.model)

    def by_day(self, since: date) -> dict[str, UsageTotal]:
        """Return the sum of each day from a day on, in the user's time zone, the latest first.

        Raises:
            WorkspaceError: when the ledger can't be read.
        """
        days = self._grouped(since, lambda row: row.at.astimezone(self._zone).date().isoformat())
        return dict(sorted(days.items(), reverse=True))

    def _grouped(self, since: date, key: Callable[[UsageRow], str]) -> dict[str, UsageTotal]:
        start = self._midnight(since)
        groups: dict[str, list[UsageRow]] = {}
        for row in self._rows("at >= ?", (start.timestamp(),), lambda row: row.at >= start):
            groups.setdefault(key(row), []).append(row)
        totals = {name: total_of(rows) for name, rows in groups.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1].known_cost, -item[1].calls, item[0])))

    def _total(self, where: str, values: tuple[object, ...], holds: Callable[[UsageRow], bool]) -> UsageTotal:
        return total_of(self._rows(where, values, holds))

    def _rows(self, where: str, values: tuple[object, ...], holds: Callable[[UsageRow], bool]) -> list[UsageRow]:
        with self._lock:
            unsaved = [row for row in self._unsaved if holds(row)]
            if not self.path.exists():
                return unsaved
            try:
                found = self._connection().execute(f"SELECT * FROM calls WHERE {where}", values)
                return [_read(row) for row in found] + unsaved
            except (sqlite3.Error, OSError):
                self._let_go()
                raise WorkspaceError(
                    "The usage ledger can't be read", where=str(self.path), remedy="Move the file away to start afresh."
                ) from None

    def _connection(self) -> sqlite3.Connection:
        """Return the connection, kept open: closing the last one of a file writes its log back, which takes a while."""
        if self._open is not None and not self.path.exists():
            self._let_go()  # somebody moved the file away, to start afresh
        if self._open is None:
            is_new = not self.path.exists()
            self._open = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, check_same_thread=False)
            if is_new:
                self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute("PRAGMA synchronous=NORMAL")
            self._open.executescript(_SCHEMA)
        return self._open

    def _let_go(self) -> None:
        """Close a connection that failed, so that the next use begins anew."""
        with contextlib.suppress(sqlite3.Error):
            if self._open is not None:
                self._open.close()
        self._open = None

    @property
    def _zone(self) -> tzinfo | None:
        name = self._time_zone()
        return ZoneInfo(name) if name else None

    def _midnight(self, day: date) -> datetime:
        # Without a zone of its own the naive midnight is the machine's, summer time of that day included.
        return datetime.combine(day, time.min, self._zone).astimezone(UTC)


def days_ago(days: int, today: date) -> date:
    """Return the first day of the last so many days, today included."""
    return today - timedelta(days=max(days, 1) - 1)


def total_of(rows: Sequence[UsageRow]) -> UsageTotal:
    """Return the sum of rows."""
    return UsageTotal(
        turns=len({row.turn for row in rows}),
        calls=len(rows),
        input_tokens=sum(row.input_tokens or 0 for row in rows),
        cached_input_tokens=sum(row.cached_input_tokens for row in rows),
        output_tokens=sum(row.output_tokens or 0 for row in rows),
        seconds=sum(row.seconds for row in rows),
        known_cost=sum((row.cost for row in rows if row.cost is not None), Decimal(0)),
        unpriced=tuple(sorted({row.model for row in rows if row.cost is None})),
        uncounted=sum(row.input_tokens is None for row in rows),
    )


def _stored(row: UsageRow) -> tuple[object, ...]:
    cost = None if row.cost is None else int((row.cost * _PICO).to_integral_value())
    return (
        row.at.timestamp(), row.turn, row.thread, row.model,
        row.input_tokens, row.cached_input_tokens, row.output_tokens, cost, row.seconds,
    )  # fmt: skip


def _read(stored: tuple[float, str, str, str, int | None, int, int | None, int | None, float]) -> UsageRow:
    at, turn, thread, model, sent, cached, written, cost, seconds = stored
    return UsageRow(
        at=datetime.fromtimestamp(at, UTC),
        turn=turn,
        thread=thread,
        model=model,
        input_tokens=sent,
        cached_input_tokens=cached,
        output_tokens=written,
        cost=None if cost is None else Decimal(cost) / _PICO,
        seconds=seconds,
    )
