"""What is remembered of each timer from one run of the host to the next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.functions_host.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """The last due time served (NEVER if none), the next one, and when this was written. All UTC."""

    last: datetime
    next: datetime
    updated: datetime


class TimerState:
    """A SQLite file with one row per timer function; a write is a transaction, so kill -9 leaves it whole."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS timers (function TEXT PRIMARY KEY, last TEXT NOT NULL,"
                " next TEXT NOT NULL, updated TEXT NOT NULL)"
            )
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"The state file {path} cannot be used: {error}.") from error

    def load(self, function: str) -> TimerStatus | None:
        """The stored status, None for a timer never seen."""
        row = self._database.execute(
            "SELECT last, next, updated FROM timers WHERE function = ?", (function,)
        ).fetchone()
        return TimerStatus(*map(datetime.fromisoformat, row)) if row else None

    def save(self, function: str, status: TimerStatus) -> None:
        """Replaces the stored status."""
        self._database.execute(
            "INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)",
            (function, status.last.isoformat(), status.next.isoformat(), status.updated.isoformat()),
        )

    def close(self) -> None:
        """Closes the file."""
        self._database.close()
