"""What every vector store promises: `PgVectorService` and `MongoVectorService` under the same tests."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.errors import ConflictError, DependencyUnavailableError
from shared.services.vector_store import (
    EmbeddingDocument,
    EmbeddingSearchResult,
    SearchFilters,
    VectorDimensionError,
    VectorStore,
)
from tests.integration.vector_store.conftest import Backend
from tests.integration.vector_store.documents import AT, DIMENSIONS, SESSION, TENANT, USER, document, towards


async def _store_all(store: VectorStore, *documents: EmbeddingDocument) -> None:
    for one in documents:
        await store.upsert_embedding(one)


def _texts(results: list[EmbeddingSearchResult]) -> list[str]:
    return [r.document.text for r in results]


async def test_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    await _store_all(
        store, document(90, "far"), document(10, "near"), document(180, "opposite"), document(0, "same")
    )

    results = await store.semantic_search(towards(0), tenant_id=TENANT)

    assert _texts(results) == ["same", "near", "far", "opposite"]
    assert [r.score for r in results] == pytest.approx([1, 0.98481, 0, -1], abs=1e-4)


async def test_limit_keeps_the_best(store: VectorStore) -> None:
    await _store_all(store, *(document(angle, str(angle)) for angle in range(0, 90, 10)))

    assert _texts(await store.semantic_search(towards(42), tenant_id=TENANT, limit=3)) == ["40", "50", "30"]


async def test_found_document_is_the_stored_one_without_its_vector(store: VectorStore) -> None:
    stored = document(
        5, "¿Qué tal un reel? 🎬", role="agent", turn_id=uuid4(), bundle_id=uuid4(),
        ttl=datetime(2099, 1, 1, tzinfo=UTC), metadata={"score": 0.5, "tags": ["a", "ñ"], "nested": {"deep": None}},
    )  # fmt: skip
    await store.upsert_embedding(stored)

    (result,) = await store.semantic_search(towards(5), tenant_id=TENANT)

    assert result.document == dataclasses.replace(stored, embedding=[])


async def test_document_without_timestamp_is_found_but_not_by_since(store: VectorStore) -> None:
    bare = dataclasses.replace(document(), metadata={"agent": "front-desk", "type": "routing_example"})
    await store.upsert_embedding(bare)

    assert len(await store.semantic_search(towards(0), tenant_id=TENANT)) == 1
    since = SearchFilters(since=AT - timedelta(days=9_999))
    assert await store.semantic_search(towards(0), tenant_id=TENANT, filters=since) == []


async def test_second_upsert_of_an_id_replaces_the_document(store: VectorStore) -> None:
    first = document(0, "before", turn_id=uuid4(), ttl=datetime(2099, 1, 1, tzinfo=UTC), metadata={"old": 1})
    changed = dataclasses.replace(document(90, "after"), id=first.id)
    await _store_all(store, first, changed, changed)

    (result,) = await store.semantic_search(towards(90), tenant_id=TENANT)

    assert result.document == dataclasses.replace(changed, embedding=[])
    assert result.score == pytest.approx(1, abs=1e-4)


async def test_many_upserts_of_a_new_id_at_once_are_one_document(store: VectorStore) -> None:
    same = document()

    await asyncio.gather(*(store.upsert_embedding(same) for _ in range(8)))

    assert len(await store.semantic_search(towards(0), tenant_id=TENANT)) == 1


@pytest.mark.parametrize(
    "vector", [[1.0] * (DIMENSIONS - 1), [], [0.0] * DIMENSIONS, [float("nan")] * DIMENSIONS]
)
async def test_vector_without_the_right_length_or_direction_is_refused(
    store: VectorStore, vector: list[float]
) -> None:
    with pytest.raises(ValueError, match="vector"):
        await store.upsert_embedding(document(embedding=vector))
    with pytest.raises(ValueError, match="vector"):
        await store.semantic_search(vector, tenant_id=TENANT)


async def test_another_tenants_documents_are_not_found(store: VectorStore) -> None:
    await _store_all(store, document(0, "ours"), document(0, "theirs", tenant_id="rival"))

    assert _texts(await store.semantic_search(towards(0), tenant_id=TENANT)) == ["ours"]
    within = await store.semantic_search(towards(0), tenant_id="rival", session_id=SESSION)
    assert _texts(within) == ["theirs"]


async def test_another_tenants_id_cannot_be_overwritten(store: VectorStore) -> None:
    ours = document(0, "ours")
    await store.upsert_embedding(ours)

    with pytest.raises(ConflictError):
        await store.upsert_embedding(dataclasses.replace(ours, tenant_id="rival", text="stolen"))

    assert _texts(await store.semantic_search(towards(0), tenant_id=TENANT)) == ["ours"]
    assert await store.semantic_search(towards(0), tenant_id="rival") == []


async def test_another_tenants_documents_are_not_deleted(store: VectorStore) -> None:
    await store.upsert_embedding(document())

    assert await store.delete_embeddings("rival", SESSION) == 0
    assert len(await store.semantic_search(towards(0), tenant_id=TENANT)) == 1


async def test_session_narrows_the_search(store: VectorStore) -> None:
    await _store_all(store, document(30, "in"), document(0, "out", session_id=uuid4()))

    assert _texts(await store.semantic_search(towards(0), tenant_id=TENANT, session_id=SESSION)) == ["in"]


@pytest.mark.parametrize(
    "filters",
    [
        SearchFilters(user_id=USER),
        SearchFilters(agent="video-scriptor"),
        SearchFilters(type="conversation_turn"),
        SearchFilters(since=AT),
        SearchFilters(USER, "video-scriptor", "conversation_turn", AT),
    ],
    ids=["user", "agent", "type", "since", "all"],
)
@pytest.mark.parametrize("session_id", [None, SESSION], ids=["tenant", "session"])
async def test_filters_narrow_the_search(
    store: VectorStore, filters: SearchFilters, session_id: None
) -> None:
    other = {
        "agent": "trend-scanner", "type": "trend", "timestamp": (AT - timedelta(seconds=1)).isoformat(),
    }  # fmt: skip
    await _store_all(store, document(30, "in"), document(0, "out", user_id="otto", metadata=other))

    found = await store.semantic_search(towards(0), tenant_id=TENANT, session_id=session_id, filters=filters)

    assert _texts(found) == ["in"]


async def test_expired_documents_are_not_found(store: VectorStore) -> None:
    now = datetime.now(UTC)
    await _store_all(
        store,
        document(0, "expired", ttl=now - timedelta(seconds=1)),
        document(10, "alive", ttl=now + timedelta(hours=1)),
        document(20, "forever"),
    )

    assert _texts(await store.semantic_search(towards(0), tenant_id=TENANT)) == ["alive", "forever"]
    within = await store.semantic_search(towards(0), tenant_id=TENANT, session_id=SESSION)
    assert _texts(within) == ["alive", "forever"]


async def test_deleting_a_session_leaves_the_others(store: VectorStore) -> None:
    await _store_all(store, document(0, "a"), document(1, "b"), document(2, "kept", session_id=uuid4()))

    assert await store.delete_embeddings(TENANT, SESSION) == 2
    assert await store.delete_embeddings(TENANT, SESSION) == 0
    assert _texts(await store.semantic_search(towards(0), tenant_id=TENANT)) == ["kept"]


async def test_nothing_stored_is_an_empty_list(store: VectorStore) -> None:
    assert await store.semantic_search(towards(0), tenant_id=TENANT) == []
    assert await store.semantic_search(towards(0), tenant_id=TENANT, session_id=SESSION) == []


async def test_preparing_again_keeps_the_documents(backend: Backend) -> None:
    await backend.store.upsert_embedding(document(0, "kept"))

    await asyncio.gather(backend.store.prepare(), backend.store.prepare())

    assert _texts(await backend.store.semantic_search(towards(0), tenant_id=TENANT)) == ["kept"]


async def test_preparing_for_another_dimension_says_what_to_do(backend: Backend) -> None:
    await backend.store.upsert_embedding(document())
    other = backend.connect(DIMENSIONS + 1)

    with pytest.raises(VectorDimensionError, match="EMBEDDING_DIMENSIONS is 9: set it to 8"):
        await other.prepare()
    await other.close()


async def test_server_that_is_down_is_an_error_and_not_an_empty_list(backend: Backend) -> None:
    store = backend.store
    await store.upsert_embedding(document(0, "kept"))
    backend.stop()
    try:
        outcomes = await asyncio.wait_for(
            asyncio.gather(
                store.semantic_search(towards(0), tenant_id=TENANT),
                store.semantic_search(towards(0), tenant_id=TENANT, session_id=SESSION),
                store.upsert_embedding(document()),
                store.delete_embeddings(TENANT, SESSION),
                store.ping(),
                return_exceptions=True,
            ),
            timeout=10,
        )
        assert [type(outcome) for outcome in outcomes] == [DependencyUnavailableError] * 5
    finally:
        backend.start()

    assert _texts(await _once_back(store)) == ["kept"]
    await store.ping()


async def _once_back(store: VectorStore) -> list[EmbeddingSearchResult]:
    async with asyncio.timeout(20):
        while True:
            try:
                return await store.semantic_search(towards(0), tenant_id=TENANT)
            except DependencyUnavailableError:
                await asyncio.sleep(0.1)
