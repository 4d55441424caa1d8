"""One transaction over the tables that an agent's work touches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.conversations import run_write
from shared.adapters.postgres.json_text import to_json_text
from shared.adapters.postgres.pool import connection
from shared.domain.conversation import ContextBundle, ContextTurn
from shared.errors import ConcurrentUpdateError
from shared.services.context_bundles import TurnsWrite
from shared.services.inbox import ClaimLostError
from shared.services.outbox import OutboxMessage
from shared.services.transaction import AgentEvent, GeneratedArtifact, InboxClaim, Transaction

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool


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
        await self._c.execute(
            "INSERT INTO agent_events (id, tenant_id, session_id, correlation_id, agent, event_type, payload, metadata)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb) ON CONFLICT (id) DO NOTHING",
            (event.id, event.tenant_id, event.session_id, event.correlation_id, event.agent, event.event_type,
             to_json_text(event.payload), to_json_text(event.metadata)),
        )

    async def add_artifact(self, artifact: GeneratedArtifact) -> None:
        """Registers a stored file."""
        await self._c.execute(
            "INSERT INTO generated_artifacts (id, tenant_id, user_id, session_id, correlation_id, agent, type,"
            " storage_ref, metadata, created_at, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET storage_ref = excluded.storage_ref, metadata = excluded.metadata",
            (artifact.id, artifact.tenant_id, artifact.user_id, artifact.session_id, artifact.correlation_id,
             artifact.agent, artifact.type, artifact.storage_ref, to_json_text(artifact.metadata),
             artifact.created_at, artifact.expires_at),
        )

    async def add_outbox(self, messages: Sequence[OutboxMessage]) -> None:
        """Queues messages for the relay."""
        for m in messages:
            await self._c.execute(
                "INSERT INTO outbox (key, kind, message_id, payload) VALUES (%s, %s, %s, %s::jsonb)",
                (m.key, m.kind, m.message_id, to_json_text(m.payload)),
            )

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
    """The factory of transactions on `pool`; a pipeline sends their statements in few round trips."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[Transaction]:
        async with connection(pool) as c, c.transaction():
            yield PostgresTransaction(c)

    return begin
