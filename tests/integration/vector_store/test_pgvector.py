"""`PgVectorService` alone: its vector index, its clean-up, and a database without pgvector."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from local.postgres import PostgresServer
from shared.adapters.postgres import vector_service
from shared.adapters.postgres.vector_schema import HNSW_INDEX, VectorExtensionError
from shared.adapters.postgres.vector_service import PgVectorService
from shared.services.vector_store import EmbeddingDocument, SearchFilters
from tests.integration.vector_store.documents import DIMENSIONS, SESSION, TENANT, USER, document, towards

ROWS = 1_500
TENANTS = 5
LONG = 32
LIMIT = 10


def _unit(pick: random.Random, around: list[float] | None = None) -> list[float]:
    vector = [pick.gauss(0, 1) + (3 * around[i] if around else 0) for i in range(LONG)]
    length = sum(x * x for x in vector) ** 0.5
    return [x / length for x in vector]


def _text_like() -> list[EmbeddingDocument]:
    """Vectors in clusters, those of every tenant in each."""
    pick = random.Random(7)
    centres = [_unit(pick) for _ in range(60)]
    return [
        document(
            text=str(number), id=UUID(int=number + 1), tenant_id=f"tenant-{number % TENANTS}",
            session_id=UUID(int=number // 20), embedding=_unit(pick, pick.choice(centres)),
        )
        for number in range(ROWS)
    ]  # fmt: skip


def _recall(found: list[str], corpus: list[EmbeddingDocument], query: list[float]) -> float:
    scores = np.array([d.embedding for d in corpus]) @ np.array(query)
    best = {corpus[i].text for i in np.argsort(-scores)[:LIMIT]}
    return len(best & set(found)) / len(best)


@pytest.fixture
async def indexed(
    pool: AsyncConnectionPool, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncConnectionPool]:
    """A pool whose searches beyond a session go to the vector index, also where few rows match."""
    monkeypatch.setattr(vector_service, "EXACT_ROWS", 0)
    dbname = (await _values(pool, "SELECT current_database()"))[0]
    # Without sorting, the planner can only take the rows in the order of the vector index.
    parameters = postgres.facts.parameters() | {
        "dbname": dbname, "autocommit": True, "options": "-c enable_sort=off",
    }  # fmt: skip
    async with AsyncConnectionPool(kwargs=parameters, min_size=1, max_size=1, open=False) as opened:
        yield opened


async def _values(pool: AsyncConnectionPool, statement: str) -> list[object]:
    async with pool.connection() as c:
        return [row[0] for row in await (await c.execute(statement)).fetchall()]


async def test_tenants_in_one_vector_index_find_their_own_nearest(indexed: AsyncConnectionPool) -> None:
    store = PgVectorService(indexed, LONG)
    await store.prepare()
    corpus = _text_like()
    for one in corpus:
        await store.upsert_embedding(one)
    await _values(indexed, "SELECT 1 FROM pg_stat_force_next_flush()")
    used = f"SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '{HNSW_INDEX}'"
    before = (await _values(indexed, used))[0]
    pick = random.Random(11)

    tenant_recalls, session_recalls = [], []
    for number in range(40):
        query, tenant = _unit(pick), f"tenant-{number % TENANTS}"
        session = UUID(int=number)
        own = [d for d in corpus if d.tenant_id == tenant]
        widely = await store.semantic_search(query, tenant_id=tenant, limit=LIMIT)
        within = await store.semantic_search(query, tenant_id=tenant, session_id=session, limit=LIMIT)
        assert {r.document.tenant_id for r in (*widely, *within)} == {tenant}
        tenant_recalls.append(_recall([r.document.text for r in widely], own, query))
        in_session = [d for d in own if d.session_id == session]
        session_recalls.append(_recall([r.document.text for r in within], in_session, query))

    await _values(indexed, "SELECT 1 FROM pg_stat_force_next_flush()")
    after = (await _values(indexed, used))[0]
    assert after == before + 40
    assert np.mean(tenant_recalls) >= 0.98
    assert session_recalls == [1.0] * 40


async def test_rows_beyond_the_reach_of_the_index_scan_are_found(indexed: AsyncConnectionPool) -> None:
    store = PgVectorService(indexed, DIMENSIONS)
    await store.prepare()
    for number in range(400):
        await store.upsert_embedding(document(number / 400, user_id="near"))
    await store.upsert_embedding(document(180, "far"))
    async with indexed.connection() as c:
        await c.execute("SELECT set_config('hnsw.max_scan_tuples', '1', false)")

    found = await store.semantic_search(towards(0), tenant_id=TENANT, filters=SearchFilters(user_id=USER))

    assert [r.document.text for r in found] == ["far"]


async def test_clean_up_deletes_a_bounded_number_of_expired_documents(pool: AsyncConnectionPool) -> None:
    store = PgVectorService(pool, DIMENSIONS)
    await store.prepare()
    now = datetime.now(UTC)
    for age in (1, 2, 3):
        await store.upsert_embedding(document(ttl=now - timedelta(hours=age)))
    await store.upsert_embedding(document(text="alive", ttl=now + timedelta(hours=1)))
    await store.upsert_embedding(document(text="forever"))

    assert [await store.delete_expired(2) for _ in range(3)] == [2, 1, 0]
    assert await _values(pool, "SELECT text FROM embeddings ORDER BY text") == ["alive", "forever"]


async def test_database_without_pgvector_says_what_to_do(postgres: PostgresServer) -> None:
    dbname = f"test_{uuid4().hex}"
    facts = postgres.facts.parameters()
    async with await psycopg.AsyncConnection.connect(**facts, autocommit=True) as admin:
        await admin.execute(f"CREATE DATABASE {dbname} TEMPLATE template0")
        parameters = {**facts, "dbname": dbname, "autocommit": True}
        async with AsyncConnectionPool(kwargs=parameters, min_size=1, max_size=1, open=False) as bare:
            with pytest.raises(VectorExtensionError, match="CREATE EXTENSION vector"):
                await PgVectorService(bare, DIMENSIONS).prepare()
        await admin.execute(f"DROP DATABASE {dbname} WITH (FORCE)")


async def test_nul_characters_do_not_stop_a_text_from_being_stored(pool: AsyncConnectionPool) -> None:
    store = PgVectorService(pool, DIMENSIONS)
    await store.prepare()

    await store.upsert_embedding(document(text="a\0b", metadata={"note": "c\0d"}))

    (result,) = await store.semantic_search(towards(0), tenant_id=TENANT, session_id=SESSION)
    assert (result.document.text, result.document.metadata["note"]) == ("ab", "cd")
