"""The inbox table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.pool import connection
from shared.services.inbox import InboxState
from shared.services.transaction import InboxClaim

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

_CLAIM = """
INSERT INTO inbox (consumer, message_id, claim, leased_until)
VALUES (%s, %s, %s, now() + make_interval(secs => %s))
ON CONFLICT (consumer, message_id) DO UPDATE
    SET claim = excluded.claim, leased_until = excluded.leased_until, deliveries = inbox.deliveries + 1
    WHERE inbox.completed_at IS NULL AND inbox.leased_until < now()
RETURNING claim
"""


class PostgresInbox:
    """The `InboxStore` on PostgreSQL."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def claim(self, claim: InboxClaim, lease_seconds: float) -> InboxState:
        """Claims a message that nobody holds; otherwise tells what is known."""
        async with connection(self._pool) as c:
            values = (claim.consumer, claim.message_id, claim.token, lease_seconds)
            if await (await c.execute(_CLAIM, values)).fetchone():
                return InboxState(claimed=True)
            row = await (
                await c.execute(
                    "SELECT response FROM inbox WHERE consumer = %s AND message_id = %s AND completed_at IS NOT NULL",
                    (claim.consumer, claim.message_id),
                )
            ).fetchone()
        return InboxState(claimed=False, response=row[0] if row else None)

    async def renew(self, claim: InboxClaim, lease_seconds: float) -> bool:
        """Extends the lease; False when another delivery took over."""
        async with connection(self._pool) as c:
            result = await c.execute(
                "UPDATE inbox SET leased_until = now() + make_interval(secs => %s)"
                " WHERE consumer = %s AND message_id = %s AND claim = %s AND completed_at IS NULL",
                (lease_seconds, claim.consumer, claim.message_id, claim.token),
            )
        return bool(result.rowcount == 1)

    async def release(self, claim: InboxClaim) -> None:
        """Ends the lease now."""
        async with connection(self._pool) as c:
            await c.execute(
                "UPDATE inbox SET leased_until = '-infinity'"
                " WHERE consumer = %s AND message_id = %s AND claim = %s AND completed_at IS NULL",
                (claim.consumer, claim.message_id, claim.token),
            )

    async def purge(self, older_than_days: int) -> int:
        """Deletes what was completed long ago; returns how many rows."""
        async with connection(self._pool) as c:
            result = await c.execute(
                "DELETE FROM inbox WHERE completed_at < now() - make_interval(days => %s)", (older_than_days,)
            )
        return int(result.rowcount)
