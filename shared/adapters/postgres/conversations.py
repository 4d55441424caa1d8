"""Conversations in PostgreSQL: bundles, turns, and the one statement that a message to the front desk costs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.adapters.postgres.json_text import to_json_text
from shared.adapters.postgres.pool import connection
from shared.domain.conversation import ContextBundle, ContextTurn, MemoryTurn
from shared.errors import ConcurrentUpdateError, ConflictError
from shared.services.context_bundles import StoredReply, TurnsWrite

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool

_BUNDLE = (
    "id, tenant_id, session_id, user_id, short_memory, long_memory_summary, turn_count, version,"
    " created_at, updated_at, last_accessed_at, expires_at"
)
_TURN = (
    "id, tenant_id, session_id, bundle_id, role, text, timestamp, position, turn_id, correlation_id, metadata"
)

_INSERTS = """
new_turns AS (
    INSERT INTO context_turns
        (id, tenant_id, session_id, bundle_id, position, role, text, turn_id, correlation_id, metadata, timestamp)
    SELECT t.id, %(tenant)s, %(session)s, bundle.id, t.position, t.role, t.text, t.turn_id, t.correlation_id,
           t.metadata, t.timestamp
    FROM bundle, jsonb_to_recordset(%(turns)s::jsonb) AS t
        (id uuid, position int, role turn_role, text text, turn_id text, correlation_id uuid, metadata jsonb,
         timestamp timestamptz)
), new_outbox AS (
    INSERT INTO outbox (key, kind, message_id, payload)
    SELECT o.key, o.kind, o.message_id, o.payload
    FROM bundle, jsonb_to_recordset(%(outbox)s::jsonb) AS o (key text, kind text, message_id text, payload jsonb)
)
"""
_CLAIM = """
    INSERT INTO idempotency_keys (tenant_id, user_id, key, fingerprint, response)
    SELECT %(tenant)s, %(user)s, %(key)s::text, %(fingerprint)s::bytea, %(response)s::jsonb
"""
_ALLOWED = "(%(key)s::text IS NULL OR EXISTS (SELECT 1 FROM claim))"

_EXTEND = f"""
WITH locked AS (
    SELECT id FROM context_bundles WHERE id = %(bundle)s AND version = %(version)s FOR UPDATE
), claim AS (
    {_CLAIM} FROM locked WHERE %(key)s::text IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING key
), bundle AS (
    UPDATE context_bundles SET short_memory = %(short)s::jsonb, long_memory_summary = %(long)s::jsonb,
        turn_count = %(turn_count)s, version = %(version)s + 1, updated_at = %(now)s, last_accessed_at = %(now)s,
        expires_at = %(expires)s
    WHERE id IN (SELECT id FROM locked) AND {_ALLOWED} RETURNING id
), {_INSERTS}
SELECT (SELECT count(*) FROM locked), (SELECT count(*) FROM bundle)
"""
_BEGIN = f"""
WITH claim AS (
    {_CLAIM} WHERE %(key)s::text IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING key
), tenant AS (
    INSERT INTO tenants (id) SELECT %(tenant)s WHERE {_ALLOWED} ON CONFLICT DO NOTHING
), bundle AS (
    INSERT INTO context_bundles (id, tenant_id, session_id, user_id, short_memory, long_memory_summary,
        turn_count, version, created_at, updated_at, last_accessed_at, expires_at)
    SELECT %(bundle)s, %(tenant)s, %(session)s, %(user)s, %(short)s::jsonb, %(long)s::jsonb, %(turn_count)s, 1,
        %(now)s, %(now)s, %(now)s, %(expires)s WHERE {_ALLOWED} RETURNING id
), {_INSERTS}
SELECT 1, (SELECT count(*) FROM bundle)
"""


class PostgresConversations:
    """The `ContextRepository` on PostgreSQL."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def find(self, session_id: UUID) -> ContextBundle | None:
        """The conversation of a session."""
        return await self._one("session_id", session_id)

    async def find_by_id(self, bundle_id: UUID) -> ContextBundle | None:
        """The conversation by its own id."""
        return await self._one("id", bundle_id)

    async def _one(self, column: str, value: UUID) -> ContextBundle | None:
        async with connection(self._pool) as c:
            rows = await c.execute(f"SELECT {_BUNDLE} FROM context_bundles WHERE {column} = %s", (value,))
            row = await rows.fetchone()
        return _bundle(row) if row else None

    async def write_turns(self, write: TurnsWrite) -> StoredReply | None:
        """See `ContextRepository.write_turns`; raises `ConflictError` for a correlation id used before."""
        from psycopg.errors import UniqueViolation

        try:
            async with connection(self._pool) as c:
                current, written = await run_write(c, write)
        except UniqueViolation as exc:
            raise _conflict(exc) from exc
        if not current:
            raise ConcurrentUpdateError(f"session {write.after.session_id} changed meanwhile")
        if written:
            return None
        assert write.idempotency is not None
        reply = await self.find_reply(write.after.tenant_id, write.after.user_id, write.idempotency.key)
        if reply is None:
            raise ConcurrentUpdateError("the idempotency key expired while it was read")
        return reply

    async def replace_memory(self, before: ContextBundle, after: ContextBundle) -> None:
        """Stores `after` if `before` is still the present state."""
        async with connection(self._pool) as c:
            result = await c.execute(
                "UPDATE context_bundles SET short_memory = %s::jsonb, long_memory_summary = %s::jsonb,"
                " version = %s, updated_at = %s, last_accessed_at = %s, expires_at = %s"
                " WHERE id = %s AND version = %s",
                (
                    _memory(after),
                    to_json_text(after.long_memory_summary),
                    after.version,
                    after.updated_at,
                    after.last_accessed_at,
                    after.expires_at,
                    before.id,
                    before.version,
                ),
            )
        if result.rowcount == 0:
            raise ConcurrentUpdateError(f"context bundle {before.id} changed meanwhile")

    async def turns(self, bundle_id: UUID, limit: int, before: int | None) -> list[ContextTurn]:
        """The latest turns, oldest first."""
        async with connection(self._pool) as c:
            rows = await (
                await c.execute(
                    f"SELECT {_TURN} FROM context_turns WHERE bundle_id = %s"
                    " AND (%s::int IS NULL OR position < %s) ORDER BY position DESC LIMIT %s",
                    (bundle_id, before, before, limit),
                )
            ).fetchall()
        return [_turn(row) for row in reversed(rows)]

    async def of_user(
        self, tenant_id: str, user_id: str, limit: int, before: datetime | None
    ) -> list[ContextBundle]:
        """The user's conversations that have not expired, latest first."""
        async with connection(self._pool) as c:
            rows = await (
                await c.execute(
                    f"SELECT {_BUNDLE} FROM context_bundles WHERE tenant_id = %s AND user_id = %s"
                    " AND (%s::timestamptz IS NULL OR updated_at < %s) AND (expires_at IS NULL OR expires_at > now())"
                    " ORDER BY updated_at DESC, id LIMIT %s",
                    (tenant_id, user_id, before, before, limit),
                )
            ).fetchall()
        return [_bundle(row) for row in rows]

    async def find_reply(self, tenant_id: str, user_id: str, key: str) -> StoredReply | None:
        """What an Idempotency-Key was answered."""
        async with connection(self._pool) as c:
            row = await (
                await c.execute(
                    "SELECT fingerprint, response FROM idempotency_keys"
                    " WHERE tenant_id = %s AND user_id = %s AND key = %s",
                    (tenant_id, user_id, key),
                )
            ).fetchone()
        return StoredReply(bytes(row[0]), row[1]) if row else None


async def run_write(c: AsyncConnection[Any], write: TurnsWrite) -> tuple[int, int]:
    """Runs the statement; returns whether the state was current and whether it was written (0 or 1 each)."""
    after, reply = write.after, write.idempotency
    statement = _EXTEND if write.before else _BEGIN
    row = await (
        await c.execute(
            statement,
            {
                "tenant": after.tenant_id,
                "user": after.user_id,
                "session": after.session_id,
                "bundle": after.id,
                "version": write.before.version if write.before else 0,
                "turn_count": after.turn_count,
                "short": _memory(after),
                "long": to_json_text(after.long_memory_summary),
                "now": after.updated_at,
                "expires": after.expires_at,
                "key": reply.key if reply else None,
                "fingerprint": reply.fingerprint if reply else None,
                "response": to_json_text(reply.response) if reply else None,
                "turns": to_json_text([_turn_record(t) for t in write.turns]),
                "outbox": to_json_text(
                    [
                        {"key": m.key, "kind": m.kind, "message_id": m.message_id, "payload": m.payload}
                        for m in write.outbox
                    ]
                ),
            },
        )
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def _conflict(exc: Exception) -> Exception:
    constraint = getattr(getattr(exc, "diag", None), "constraint_name", "")
    if constraint == "context_turns_request":
        return ConflictError(
            "x-correlation-id was already used for another request; send a new one or leave it out.",
            header="x-correlation-id",
        )
    return ConcurrentUpdateError(f"another writer was faster ({constraint})")


def _memory(bundle: ContextBundle) -> str:
    return to_json_text([t.to_json() for t in bundle.short_memory])


def _turn_record(turn: ContextTurn) -> dict[str, Any]:
    return {
        "id": turn.id,
        "position": turn.position,
        "role": turn.role,
        "text": turn.text,
        "turn_id": turn.turn_id,
        "correlation_id": turn.correlation_id,
        "metadata": turn.metadata,
        "timestamp": turn.timestamp,
    }


def _bundle(row: tuple[Any, ...]) -> ContextBundle:
    return ContextBundle(
        id=row[0],
        tenant_id=row[1],
        session_id=row[2],
        user_id=row[3],
        short_memory=tuple(MemoryTurn.from_json(t) for t in row[4]),
        long_memory_summary=row[5],
        turn_count=row[6],
        version=row[7],
        created_at=row[8],
        updated_at=row[9],
        last_accessed_at=row[10],
        expires_at=row[11],
    )


def _turn(row: tuple[Any, ...]) -> ContextTurn:
    return ContextTurn(
        id=row[0],
        tenant_id=row[1],
        session_id=row[2],
        bundle_id=row[3],
        role=row[4],
        text=row[5],
        timestamp=row[6],
        position=row[7],
        turn_id=row[8],
        correlation_id=row[9],
        metadata=row[10] or {},
    )


async def purge_idempotency_keys(pool: AsyncConnectionPool[Any], older_than_hours: int) -> int:
    """Forgets old Idempotency-Keys; returns how many."""
    async with connection(pool) as c:
        result = await c.execute(
            "DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(hours => %s)",
            (older_than_hours,),
        )
    return int(result.rowcount)
