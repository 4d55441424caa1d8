"""Reading what agents did: the event log, the artifacts and the life of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.adapters.postgres.pool import connection
from shared.services.requests import RequestOrigin
from shared.services.transaction import AgentEvent, GeneratedArtifact

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

_EVENT = "tenant_id, session_id, correlation_id, agent, event_type, payload, metadata, id, timestamp"
_ARTIFACT = (
    "id, tenant_id, user_id, session_id, correlation_id, agent, type, storage_ref, metadata,"
    " created_at, expires_at"
)
# Rows that are a part of another one (a trend of a report) are told with it, not beside it.
_WHOLE = "(metadata ->> 'partOf') IS NULL"
_ORIGIN = """
SELECT t.session_id, b.user_id, t.id, t.text, t.metadata, t.timestamp
FROM context_turns t JOIN context_bundles b ON b.id = t.bundle_id
WHERE t.tenant_id = %(tenant)s AND t.correlation_id = %(correlation)s AND t.role = 'user'
UNION ALL
(SELECT e.session_id, b.user_id, NULL, NULL, jsonb_build_object('agent', e.agent), e.timestamp
 FROM agent_events e JOIN context_bundles b ON b.session_id = e.session_id AND b.tenant_id = e.tenant_id
 WHERE e.tenant_id = %(tenant)s AND e.correlation_id = %(correlation)s ORDER BY e.sequence LIMIT 1)
LIMIT 1
"""


class PostgresRecords:
    """The read side of events and artifacts."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def origin(self, tenant_id: str, correlation_id: UUID) -> RequestOrigin | None:
        """The turn that a request came from, or the first event of one that came over the bus."""
        async with connection(self._pool) as c:
            row = await (
                await c.execute(_ORIGIN, {"tenant": tenant_id, "correlation": correlation_id})
            ).fetchone()
        return RequestOrigin(correlation_id, *row) if row else None

    async def events(self, tenant_id: str, correlation_id: UUID) -> list[AgentEvent]:
        """A request's events in the order in which they were written."""
        async with connection(self._pool) as c:
            rows = await (
                await c.execute(
                    f"SELECT {_EVENT} FROM agent_events WHERE tenant_id = %s AND correlation_id = %s"
                    f" AND {_WHOLE} ORDER BY sequence",
                    (tenant_id, correlation_id),
                )
            ).fetchall()
        return [_event(row) for row in rows]

    async def artifacts(self, tenant_id: str, correlation_id: UUID) -> list[GeneratedArtifact]:
        """A request's artifacts."""
        where = f"tenant_id = %s AND correlation_id = %s AND {_WHOLE}"
        return await self._artifacts(where, (tenant_id, correlation_id))

    async def artifact(self, tenant_id: str, artifact_id: UUID) -> GeneratedArtifact | None:
        """One artifact of the tenant."""
        found = await self._artifacts("tenant_id = %s AND id = %s", (tenant_id, artifact_id))
        return found[0] if found else None

    async def latest_artifact(self, tenant_id: str, session_id: UUID, kind: str) -> GeneratedArtifact | None:
        """The first artifact of its type that the conversation's newest request with any made; no expired one."""
        newest = (
            "SELECT correlation_id FROM generated_artifacts WHERE tenant_id = %s AND session_id = %s AND type = %s"
            " AND (expires_at IS NULL OR expires_at > now()) ORDER BY created_at DESC, id LIMIT 1"
        )
        where = f"tenant_id = %s AND session_id = %s AND type = %s AND correlation_id = ({newest})"
        found = await self._artifacts(where, (tenant_id, session_id, kind) * 2)
        return found[0] if found else None

    async def _artifacts(self, where: str, values: tuple[Any, ...]) -> list[GeneratedArtifact]:
        async with connection(self._pool) as c:
            rows = await (
                await c.execute(
                    f"SELECT {_ARTIFACT} FROM generated_artifacts WHERE {where} ORDER BY created_at, id",
                    values,
                )
            ).fetchall()
        return [_artifact(row) for row in rows]


def _event(row: tuple[Any, ...]) -> AgentEvent:
    return AgentEvent(
        tenant_id=row[0],
        session_id=row[1],
        correlation_id=row[2],
        agent=row[3],
        event_type=row[4],
        payload=row[5],
        metadata=row[6] or {},
        id=row[7],
        timestamp=row[8],
    )


def _artifact(row: tuple[Any, ...]) -> GeneratedArtifact:
    return GeneratedArtifact(
        id=row[0],
        tenant_id=row[1],
        user_id=row[2],
        session_id=row[3],
        correlation_id=row[4],
        agent=row[5],
        type=row[6],
        storage_ref=row[7],
        metadata=row[8] or {},
        created_at=row[9],
        expires_at=row[10],
    )
