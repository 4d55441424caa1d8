"""The outbox: what a committed change still has to send, and the relay that sends it.

Rows are written in the transaction that they announce, claimed in order per key under a lease, sent, deleted.
A crash between sending and deleting sends a row twice; the inbox of the consumer absorbs that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import Permanent

log = logging.getLogger(__name__)

BATCH = 64
LEASE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """Something to send: rows of one `key` leave in order, `message_id` makes a repeat recognisable."""

    key: str
    kind: str
    message_id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimedRow:
    """An outbox row under lease."""

    id: int
    message: OutboxMessage
    attempts: int


class OutboxStore(Protocol):
    """The table, as the relay needs it."""

    async def claim(self, limit: int, lease_seconds: float) -> list[ClaimedRow]:
        """Leases the oldest due row of each key."""
        ...

    async def delete(self, ids: Sequence[int]) -> None:
        """Forgets rows that were sent."""
        ...

    async def postpone(self, ids: Sequence[int], seconds: float, error: str) -> None:
        """Makes rows due again in `seconds`."""
        ...

    async def park(self, ids: Sequence[int], error: str) -> None:
        """Sets rows aside that can never be sent; they no longer hold up their key."""
        ...


class OutboxSender(Protocol):
    """Sends messages of one kind; all or nothing. Raises `Permanent` for one that can never be sent."""

    async def __call__(self, messages: Sequence[OutboxMessage]) -> None: ...


class OutboxRelay:
    """Sends what is due. `wake` after a commit, `drain` from the timer."""

    def __init__(self, store: OutboxStore, senders: Mapping[str, OutboxSender]) -> None:
        self._store = store
        self._senders = senders
        self._running: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """Starts sending in the background, or has the running one look once more."""
        if self._running is not None and not self._running.done():
            self._again = True
            return
        self._running = asyncio.get_running_loop().create_task(self._run_logged())

    async def drain(self) -> int:
        """Sends until nothing is due or everything due has failed; returns how many rows were sent."""
        sent = 0
        while rows := await self._store.claim(BATCH, LEASE_SECONDS):
            by_kind: dict[str, list[ClaimedRow]] = {}
            for row in rows:
                by_kind.setdefault(row.message.kind, []).append(row)
            counts = await asyncio.gather(*(self._send(kind, group) for kind, group in by_kind.items()))
            sent += sum(counts)
            if not any(counts):
                break
        return sent

    async def settle(self) -> None:
        """Waits for a background run to end (at shutdown, in tests)."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def _run_logged(self) -> None:
        # A failure here loses nothing: the rows stay and the timer tries again.
        try:
            self._again = True
            while self._again:
                self._again = False
                await self.drain()
        except Exception:
            log.exception("the outbox relay stopped; the timer will resume it")

    async def _send(self, kind: str, rows: list[ClaimedRow]) -> int:
        sender = self._senders.get(kind)
        if sender is None:
            await self._store.park([r.id for r in rows], f"no sender for {kind}")
            log.error("outbox rows of unknown kind %s were parked", kind)
            return 0
        try:
            await sender([r.message for r in rows])
        except Permanent as exc:
            return await self._isolate(sender, rows, exc)
        except Exception as exc:
            attempts = max(r.attempts for r in rows)
            delay = min(2.0 ** min(attempts, 4), 15.0)
            await self._store.postpone([r.id for r in rows], delay, _describe(exc))
            log.warning("sending %d %s rows failed, again in %.0f s: %s", len(rows), kind, delay, exc)
            return 0
        await self._store.delete([r.id for r in rows])
        return len(rows)

    async def _isolate(self, sender: OutboxSender, rows: list[ClaimedRow], error: Permanent) -> int:
        """One bad row must not hold up the others: each is sent alone, the bad ones are parked."""
        if len(rows) > 1:
            return sum([await self._send(row.message.kind, [row]) for row in rows])
        row = rows[0]
        await self._store.park([row.id], _describe(error))
        log.error("outbox row %d (%s) can never be sent, parked: %s", row.id, row.message.kind, error)
        return 0


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
