"""The outbox table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.pool import connection
from shared.services.outbox import ClaimedRow, OutboxMessage

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

# Only the oldest row of a key can be claimed, so rows of one key leave in order whoever sends them.
# Parked rows (available at infinity) do not hold up their key.
_CLAIM = """
UPDATE outbox SET available_at = now() + make_interval(secs => %s), attempts = attempts + 1
WHERE id IN (
    SELECT o.id FROM outbox o
    WHERE o.available_at <= now() AND NOT EXISTS (
        SELECT 1 FROM outbox older
        WHERE older.key = o.key AND older.id < o.id AND older.available_at < 'infinity')
    ORDER BY o.id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, key, kind, message_id, payload, attempts
"""


class PostgresOutbox:
    """The `OutboxStore` on PostgreSQL."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def claim(self, limit: int, lease_seconds: float) -> list[ClaimedRow]:
        """Leases due rows; two relays never get the same one."""
        async with connection(self._pool) as c:
            rows = await (await c.execute(_CLAIM, (lease_seconds, limit))).fetchall()
        return [ClaimedRow(r[0], OutboxMessage(r[1], r[2], r[3], r[4]), r[5]) for r in sorted(rows)]

    async def delete(self, ids: Sequence[int]) -> None:
        """Forgets sent rows."""
        await self._execute("DELETE FROM outbox WHERE id = ANY(%s)", (list(ids),))

    async def postpone(self, ids: Sequence[int], seconds: float, error: str) -> None:
        """Makes rows due later."""
        await self._execute(
            "UPDATE outbox SET available_at = now() + make_interval(secs => %s), last_error = %s"
            " WHERE id = ANY(%s)",
            (seconds, error, list(ids)),
        )

    async def park(self, ids: Sequence[int], error: str) -> None:
        """Sets rows aside for a person to look at."""
        await self._execute(
            "UPDATE outbox SET available_at = 'infinity', last_error = %s WHERE id = ANY(%s)",
            (error, list(ids)),
        )

    async def depth(self) -> tuple[int, int]:
        """How many rows wait, and how many are parked."""
        async with connection(self._pool) as c:
            row = await (
                await c.execute(
                    "SELECT count(*) FILTER (WHERE available_at < 'infinity'),"
                    " count(*) FILTER (WHERE available_at = 'infinity') FROM outbox"
                )
            ).fetchone()
        assert row is not None
        return row[0], row[1]

    async def _execute(self, statement: str, values: tuple[Any, ...]) -> None:
        async with connection(self._pool) as c:
            await c.execute(statement.encode(), values)
