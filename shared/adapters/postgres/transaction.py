"""One transaction over the tables that an agent's work touches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.conversations import run_write
from shared.adapters.postgres.json_text import to_json_text
from shared.adapters.postgres.pool import connection
from shared.adapters.postgres.trend_writes import write_trends
from shared.domain.conversation import ContextBundle, ContextTurn
from shared.errors import ConcurrentUpdateError
from shared.services.context_bundles import TurnsWrite
from shared.services.inbox import ClaimLostError
from shared.services.outbox import OutboxMessage
from shared.services.transaction import AgentEvent, GeneratedArtifact, InboxClaim, Transaction
from shared.services.trends import TrendWrite

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool


_ROWS_A_STATEMENT = 500
_EVENTS = """
INSERT INTO agent_events (id, tenant_id, session_id, correlation_id, agent, event_type, payload, metadata)
SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r (id uuid, tenant_id text, session_id uuid, correlation_id uuid,
    agent text, event_type agent_event_type, payload jsonb, metadata jsonb)
ON CONFLICT (id) DO NOTHING
"""
_ARTIFACTS = """
INSERT INTO generated_artifacts (id, tenant_id, user_id, session_id, correlation_id, agent, type, storage_ref,
    metadata, created_at, expires_at)
SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r (id uuid, tenant_id text, user_id text, session_id uuid,
    correlation_id uuid, agent text, type text, storage_ref text, metadata jsonb, created_at timestamptz,
    expires_at timestamptz)
ON CONFLICT (id) DO UPDATE SET storage_ref = excluded.storage_ref, metadata = excluded.metadata
"""
_OUTBOX = """
INSERT INTO outbox (key, kind, message_id, payload)
SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r (key text, kind text, message_id text, payload jsonb)
"""


class PostgresTransaction:
    """The `Transaction` on one connection."""

    def __init__(self, c: AsyncConnection[Any]) -> None:
        self._c = c

    async def add_turns(
        self, before: ContextBundle, after: ContextBundle, turns: Sequence[ContextTurn]
    ) -> None:
        """See `Transaction.add_turns`."""
        current, _ = await run_write(self._c, TurnsWrite(before, after, turns))
        if not current:
            raise ConcurrentUpdateError(f"session {after.session_id} changed meanwhile")

    async def add_event(self, event: AgentEvent) -> None:
        """Appends to the event log, once per id."""
        await self.add_events([event])

    async def add_events(self, events: Sequence[AgentEvent]) -> None:
        """Appends to the event log in this order, each once per id."""
        await self._insert(_EVENTS, [
            {
                "id": e.id, "tenant_id": e.tenant_id, "session_id": e.session_id, "correlation_id": e.correlation_id,
                "agent": e.agent, "event_type": e.event_type, "payload": e.payload, "metadata": e.metadata,
            }
            for e in events
        ])  # fmt: skip

    async def add_artifact(self, artifact: GeneratedArtifact) -> None:
        """Registers a stored file."""
        await self.add_artifacts([artifact])

    async def add_artifacts(self, artifacts: Sequence[GeneratedArtifact]) -> None:
        """Registers stored files."""
        await self._insert(_ARTIFACTS, [
            {
                "id": a.id, "tenant_id": a.tenant_id, "user_id": a.user_id, "session_id": a.session_id,
                "correlation_id": a.correlation_id, "agent": a.agent, "type": a.type, "storage_ref": a.storage_ref,
                "metadata": a.metadata, "created_at": a.created_at, "expires_at": a.expires_at,
            }
            for a in artifacts
        ])  # fmt: skip

    async def add_outbox(self, messages: Sequence[OutboxMessage]) -> None:
        """Queues messages for the relay, in this order."""
        await self._insert(
            _OUTBOX,
            [
                {"key": m.key, "kind": m.kind, "message_id": m.message_id, "payload": m.payload}
                for m in messages
            ],
        )

    async def add_trends(self, write: TrendWrite) -> None:
        """See `Transaction.add_trends`."""
        await write_trends(self._c, write)

    async def _insert(self, statement: str, rows: Sequence[dict[str, Any]]) -> None:
        """One statement for many rows: a round trip a row would add up."""
        for start in range(0, len(rows), _ROWS_A_STATEMENT):
            await self._c.execute(statement, (to_json_text(rows[start : start + _ROWS_A_STATEMENT]),))

    async def complete_claim(self, claim: InboxClaim, response: dict[str, Any]) -> None:
        """Marks the message handled; raises `ClaimLostError` when it is no longer ours."""
        result = await self._c.execute(
            "UPDATE inbox SET response = %s::jsonb, completed_at = now()"
            " WHERE consumer = %s AND message_id = %s AND claim = %s AND completed_at IS NULL",
            (to_json_text(response), claim.consumer, claim.message_id, claim.token),
        )
        if result.rowcount != 1:
            raise ClaimLostError(f"message {claim.message_id} was taken over by another delivery")


def transactions(pool: AsyncConnectionPool[Any]) -> Callable[[], AbstractAsyncContextManager[Transaction]]:
    """The factory of transactions on `pool`."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[Transaction]:
        async with connection(pool) as c, c.transaction():
            yield PostgresTransaction(c)

    return begin
