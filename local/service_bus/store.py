"""What survives the process: messages, delivery counts, sequence numbers and duplicate history, in SQLite.

Writes gather in one transaction that is committed before any answer leaves the process (the connections see
to that), so whatever a client was told is on disk. Locks are not kept: after a restart locked messages are
free again, with the delivery count they had.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from local.service_bus.errors import StoreError
from local.service_bus.message import Message, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE message (
    entity TEXT NOT NULL, sequence_number INTEGER NOT NULL, state INTEGER NOT NULL, enqueued INTEGER NOT NULL,
    expires INTEGER, due INTEGER, delivery_count INTEGER NOT NULL, payload BLOB NOT NULL,
    PRIMARY KEY (entity, sequence_number)
) WITHOUT ROWID;
CREATE TABLE counter (entity TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (
    entity TEXT NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (entity, message_id)
) WITHOUT ROWID;
"""


class Store:
    """One SQLite file, or `:memory:`; entities are named by their lower-cased path.

    `defer` runs the commit soon after the first write of a transaction, should nobody commit earlier.
    `on_failure` is told when writing fails: memory and disk differ from then on, so the process must end.
    """

    def __init__(
        self,
        path: str,
        defer: Callable[[Callable[[], None]], object],
        on_failure: Callable[[StoreError], None],
    ) -> None:
        self._path = path
        self._defer = defer
        self._on_failure = on_failure
        self._pending = False
        try:
            self._database = sqlite3.connect(path, isolation_level=None, timeout=1)
            self._prepare()
        except sqlite3.Error as error:
            raise StoreError(f"The message store {path} cannot be opened: {_reason(error)}.") from error
        self._counters: dict[str, int] = dict(self._database.execute("SELECT entity, last FROM counter"))

    def _prepare(self) -> None:
        # The exclusive lock keeps a second emulator from using the same file.
        self._database.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self._database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version={_SCHEMA_VERSION}; COMMIT;")
        elif version != _SCHEMA_VERSION:
            raise StoreError(
                f"The message store {self._path} has schema version {version}, not {_SCHEMA_VERSION}; "
                "delete it or name another file."
            )
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("COMMIT")

    def _write(self, statement: str, parameters: tuple[Any, ...]) -> None:
        try:
            if not self._pending:
                self._database.execute("BEGIN")
                self._pending = True
                self._defer(self.commit)
            self._database.execute(statement, parameters)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: sqlite3.Error) -> StoreError:
        failure = StoreError(f"The message store {self._path} cannot be written: {_reason(error)}.")
        self._on_failure(failure)
        return failure

    def commit(self) -> None:
        """Make all writes so far durable against the death of the process."""
        if self._pending:
            try:
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._failure(error) from error
            self._pending = False

    def close(self) -> None:
        """Commit and close; nothing may be written afterwards."""
        self.commit()
        self._database.close()

    def next_number(self, entity: str) -> int:
        """The next sequence number of an entity; numbers are never given twice."""
        number = self._counters.get(entity, 0) + 1
        self._counters[entity] = number
        self._write("INSERT OR REPLACE INTO counter VALUES (?, ?)", (entity, number))
        return number

    def insert(self, entity: str, message: Message) -> None:
        """Keep a message."""
        self._write(
            "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entity,
                message.sequence_number,
                int(message.state),
                message.enqueued,
                message.expires,
                message.due,
                message.delivery_count,
                message.encode(),
            ),
        )

    def update_delivery_count(self, entity: str, message: Message) -> None:
        """Keep the delivery count of a message that is kept already."""
        self._write(
            "UPDATE message SET delivery_count = ? WHERE entity = ? AND sequence_number = ?",
            (message.delivery_count, entity, message.sequence_number),
        )

    def delete(self, entity: str, message: Message) -> None:
        """Forget a message."""
        self._write(
            "DELETE FROM message WHERE entity = ? AND sequence_number = ?", (entity, message.sequence_number)
        )

    def messages(self, entity: str, state: MessageState) -> list[Message]:
        """The kept messages of an entity, by sequence number."""
        found: list[Message] = []
        for number, enqueued, expires, due, delivery_count, payload in self._database.execute(
            "SELECT sequence_number, enqueued, expires, due, delivery_count, payload FROM message"
            " WHERE entity = ? AND state = ? ORDER BY sequence_number",
            (entity, int(state)),
        ):
            message = Message(payload)
            message.sequence_number, message.state, message.enqueued = number, state, enqueued
            message.expires, message.due, message.delivery_count = expires, due, delivery_count
            found.append(message)
        return found

    def message_counts(self) -> dict[str, int]:
        """How many messages are kept, by entity."""
        return dict(self._database.execute("SELECT entity, count(*) FROM message GROUP BY entity"))

    def remember(self, entity: str, message_id: str, until: int) -> None:
        """Keep a message id for duplicate detection until the time in milliseconds."""
        self._write("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", (entity, message_id, until))

    def forget_seen(self, entity: str, message_id: str) -> None:
        """Forget a message id whose time is over."""
        self._write("DELETE FROM seen WHERE entity = ? AND message_id = ?", (entity, message_id))

    def seen(self, entity: str) -> dict[str, int]:
        """The remembered message ids and until when, the earliest first."""
        return dict(
            self._database.execute(
                "SELECT message_id, until FROM seen WHERE entity = ? ORDER BY until", (entity,)
            )
        )


def _reason(error: sqlite3.Error) -> str:
    return str(error).rstrip(".")
