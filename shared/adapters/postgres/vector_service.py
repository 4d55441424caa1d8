"""The vector store on PostgreSQL: pgvector with an HNSW index, exact where a session or few rows are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.adapters.postgres.json_text import to_json_text
from shared.adapters.postgres.pool import connection
from shared.adapters.postgres.vector_codec import accept_vectors, encode
from shared.adapters.postgres.vector_schema import create_schema
from shared.errors import ConflictError
from shared.services.vector_store import (
    NO_FILTERS,
    EmbeddingDocument,
    EmbeddingSearchResult,
    SearchFilters,
    check_vector,
)

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool

Row = tuple[Any, ...]

_ANSWER_SECONDS = 2.0
_PREPARE_SECONDS = 600.0

EF_SEARCH = 280
"""Candidates that HNSW looks at: with the index's settings a recall at 10 above 0.99, and 0.98 filtered."""
_EF_SEARCH_MAX = 1_000
EXACT_ROWS = 5_000
"""Up to so many matching rows are scored one by one: faster than filtering what HNSW finds, and exact."""

_COLUMNS = "id, tenant_id, user_id, session_id, turn_id, bundle_id, role, text, metadata, ttl"

_UPSERT = f"""
INSERT INTO embeddings ({_COLUMNS}, occurred_at, embedding)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s::vector)
ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, session_id = excluded.session_id,
    turn_id = excluded.turn_id, bundle_id = excluded.bundle_id, role = excluded.role, text = excluded.text,
    metadata = excluded.metadata, ttl = excluded.ttl, occurred_at = excluded.occurred_at,
    embedding = excluded.embedding
WHERE embeddings.tenant_id = excluded.tenant_id
"""
# No index serves this order, so that every row which passes the conditions is scored.
_EXACT = f"""
SELECT {_COLUMNS}, 1 - (embedding <=> %(query)s::vector) AS score FROM embeddings
WHERE {{conditions}} ORDER BY score DESC LIMIT %(limit)s
"""
# The same if the conditions leave few rows; else one row that says so. LATERAL puts the count first.
_EXACT_IF_FEW = f"""
WITH few AS MATERIALIZED (
    SELECT count(*) <= %(few)s AS yes FROM (SELECT FROM embeddings WHERE {{scope}} LIMIT %(few)s + 1) AS matching
)
SELECT found.*, few.yes FROM few LEFT JOIN LATERAL (
    SELECT {_COLUMNS}, 1 - (embedding <=> %(query)s::vector) AS score FROM embeddings
    WHERE few.yes AND {{conditions}} ORDER BY score DESC LIMIT %(limit)s
) AS found ON true ORDER BY score DESC
"""
# LATERAL makes the settings first, in the same round trip. Without the iterative scan a tenant's rows would be
# lost among the others'.
_NEAREST = f"""
WITH settings AS MATERIALIZED (
    SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true) AS scan,
           set_config('hnsw.ef_search', %(ef_search)s, true) AS ef
)
SELECT found.* FROM settings CROSS JOIN LATERAL (
    SELECT {_COLUMNS}, 1 - (embedding <=> %(query)s::vector) AS score FROM embeddings
    WHERE settings.scan IS NOT NULL AND settings.ef IS NOT NULL AND {{conditions}}
    ORDER BY embedding::halfvec({{dimensions}}) <=> %(query)s::vector::halfvec({{dimensions}}) LIMIT %(limit)s
) AS found ORDER BY score DESC
"""
_DELETE_EXPIRED = """
DELETE FROM embeddings WHERE id IN (
    SELECT id FROM embeddings WHERE ttl <= now() ORDER BY ttl LIMIT %s FOR UPDATE SKIP LOCKED
)
"""


class PgVectorService:
    """The `VectorStore` on a pool that it shares and does not close."""

    def __init__(self, pool: AsyncConnectionPool[Any], dimensions: int) -> None:
        self._pool = pool
        self._dimensions = dimensions

    async def prepare(self) -> None:
        """See `VectorStore.prepare`; raises `VectorExtensionError` where pgvector is missing."""
        async with connection(self._pool, _PREPARE_SECONDS) as c:
            await create_schema(c, self._dimensions)

    async def upsert_embedding(self, document: EmbeddingDocument) -> None:
        """See `VectorStore.upsert_embedding`."""
        await self.upsert_embeddings([document])

    async def upsert_embeddings(self, documents: Sequence[EmbeddingDocument]) -> None:
        """See `VectorStore.upsert_embeddings`; all or none."""
        for document in documents:
            check_vector(document.embedding, self._dimensions)
        async with connection(self._pool) as c, c.transaction():
            accept_vectors(c)
            cursor = c.cursor()
            await cursor.executemany(_UPSERT, [_values(d) for d in documents])
            if cursor.rowcount != len(documents):
                raise ConflictError("an embedding of this id belongs to another tenant")

    async def semantic_search(
        self,
        query_embedding: list[float],
        *,
        tenant_id: str,
        session_id: UUID | None = None,
        filters: SearchFilters = NO_FILTERS,
        limit: int = 10,
    ) -> list[EmbeddingSearchResult]:
        """See `VectorStore.semantic_search`; exact within a session."""
        check_vector(query_embedding, self._dimensions)
        scope, values = _scope(tenant_id, session_id, filters)
        values |= {"query": encode(query_embedding), "limit": limit}
        async with connection(self._pool, _ANSWER_SECONDS) as c:
            accept_vectors(c)
            if session_id is not None:
                rows = await _fetch(c, _EXACT.format(conditions=_alive(scope)), values)
            else:
                rows = await self._search_widely(c, scope, values)
        return [_result(row) for row in rows]

    async def _search_widely(self, c: AsyncConnection[Any], scope: str, values: dict[str, Any]) -> list[Row]:
        conditions = _alive(scope)
        statement = _EXACT_IF_FEW.format(scope=scope, conditions=conditions)
        rows = await _fetch(c, statement, values | {"few": EXACT_ROWS})
        if rows[0][-1]:
            return rows if rows[0][0] is not None else []
        limit = values["limit"]
        ef_search = min(max(EF_SEARCH, 4 * limit), _EF_SEARCH_MAX)
        # Planned for these very values: another index may serve rare ones better.
        rows = await _fetch(
            c, _NEAREST.format(conditions=conditions, dimensions=self._dimensions),
            values | {"ef_search": str(ef_search)}, prepare=False,
        )  # fmt: skip
        if len(rows) < limit:
            # The scan gives up after `hnsw.max_scan_tuples`; rows that match may lie further away.
            rows = await _fetch(c, _EXACT.format(conditions=conditions), values)
        return rows

    async def delete_embeddings(self, tenant_id: str, session_id: UUID) -> int:
        """See `VectorStore.delete_embeddings`."""
        async with connection(self._pool) as c:
            result = await c.execute(
                "DELETE FROM embeddings WHERE tenant_id = %s AND session_id = %s", (tenant_id, session_id)
            )
        return result.rowcount

    async def delete_expired(self, limit: int) -> int:
        """See `VectorStore.delete_expired`."""
        async with connection(self._pool) as c:
            result = await c.execute(_DELETE_EXPIRED, (limit,))
        return result.rowcount

    async def ping(self) -> None:
        """See `VectorStore.ping`; the table must be there."""
        async with connection(self._pool, _ANSWER_SECONDS) as c:
            await c.execute("SELECT 1 FROM embeddings LIMIT 1")

    async def close(self) -> None:
        """Nothing to release: the pool belongs to the process."""


def _values(document: EmbeddingDocument) -> tuple[Any, ...]:
    return (
        document.id, document.tenant_id, document.user_id, document.session_id, document.turn_id,
        document.bundle_id, document.role, document.text.replace("\0", ""), to_json_text(document.metadata),
        document.ttl, document.occurred_at, encode(document.embedding),
    )  # fmt: skip


def _scope(tenant_id: str, session_id: UUID | None, filters: SearchFilters) -> tuple[str, dict[str, Any]]:
    """The conditions for what is given, and their parameters."""
    wanted = (
        ("tenant_id = %(tenant)s", "tenant", tenant_id),
        ("session_id = %(session)s", "session", session_id),
        ("user_id = %(user)s", "user", filters.user_id),
        ("agent = %(agent)s", "agent", filters.agent),
        ("type = %(type)s", "type", filters.type),
        ("occurred_at >= %(since)s", "since", filters.since),
    )
    given = [(text, name, value) for text, name, value in wanted if value is not None]
    return " AND ".join(text for text, _, _ in given), {name: value for _, name, value in given}


def _alive(scope: str) -> str:
    return f"{scope} AND (ttl IS NULL OR ttl > now())"


async def _fetch(
    c: AsyncConnection[Any], statement: str, values: dict[str, Any], prepare: bool | None = None
) -> list[Row]:
    return await (await c.execute(statement, values, prepare=prepare)).fetchall()


def _result(row: Row) -> EmbeddingSearchResult:
    document = EmbeddingDocument(
        id=row[0], tenant_id=row[1], user_id=row[2], session_id=row[3], turn_id=row[4], bundle_id=row[5],
        role=row[6], text=row[7], metadata=row[8], ttl=row[9], embedding=[],
    )  # fmt: skip
    return EmbeddingSearchResult(document, float(row[10]))
