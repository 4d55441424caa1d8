"""The commands sent to Atlas and Cosmos DB, which no test can reach, and the scoring of the exact dialect."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from bson.binary import VECTOR_SUBTYPE, BinaryVectorDtype

from shared.adapters.mongo.dialects import DIALECTS, AtlasDialect, CosmosDialect, ExactDialect, binary_vector
from shared.adapters.mongo.documents import conditions, read, upsert
from shared.adapters.mongo.scoring import best
from shared.services.vector_store import NO_FILTERS, EmbeddingDocument, SearchFilters, VectorDimensionError

NOW = datetime(2025, 10, 26, 12, tzinfo=UTC)
SINCE = datetime(2025, 10, 1, tzinfo=UTC)
SESSION = UUID("6f2f1c1e-6a38-4c7b-8d4c-0d1f0a5b7e11")
every = conditions("acme", SESSION, SearchFilters("ana", "video-scriptor", "script", SINCE))
PROJECTION = {
    "tenantId": 1, "userId": 1, "sessionId": 1, "turnId": 1, "bundleId": 1, "role": 1, "text": 1, "metadata": 1,
    "ttl": 1,
}  # fmt: skip


class _Cursor:
    def __init__(self, items: list[dict[str, Any]]) -> None:
        self._items = iter(items)

    def __aiter__(self) -> _Cursor:
        return self

    async def __anext__(self) -> dict[str, Any]:
        try:
            return next(self._items)
        except StopIteration:
            raise StopAsyncIteration from None

    async def to_list(self) -> list[dict[str, Any]]:
        return list(self._items)


class RecordingCollection:
    """Keeps what it is sent; `search_indexes` are the answers to successive questions for them."""

    name = "embeddings"

    def __init__(
        self,
        found: list[dict[str, Any]] | None = None,
        indexes: list[dict[str, Any]] | None = None,
        search_indexes: list[list[dict[str, Any]]] | None = None,
    ) -> None:
        self.sent: list[Any] = []
        self.database = self
        self._found = found or []
        self._indexes = indexes or []
        self._search_indexes = search_indexes or []

    async def aggregate(self, pipeline: Any) -> _Cursor:
        self.sent.append(pipeline)
        return _Cursor(self._found)

    async def list_indexes(self) -> _Cursor:
        return _Cursor(self._indexes)

    async def list_search_indexes(self, name: str) -> _Cursor:
        assert name == "embeddings_by_meaning"
        return _Cursor(self._search_indexes.pop(0))

    async def create_search_index(self, model: Any) -> None:
        self.sent.append(model.document)

    async def create_indexes(self, models: list[Any]) -> None:
        self.sent.append({m.document["name"]: m.document for m in models})

    async def command(self, command: Any) -> None:
        self.sent.append(command)


def test_all_conditions_are_pushed_down() -> None:
    assert every == [
        {"tenantId": {"$eq": "acme"}},
        {"sessionId": {"$eq": str(SESSION)}},
        {"userId": {"$eq": "ana"}},
        {"metadata.agent": {"$eq": "video-scriptor"}},
        {"metadata.type": {"$eq": "script"}},
        {"metadata.timestamp": {"$gte": SINCE}},
    ]
    assert conditions("acme", None, NO_FILTERS) == [{"tenantId": {"$eq": "acme"}}]


def test_atlas_searches_approximately_with_the_filter_inside() -> None:
    vector = AtlasDialect().encode([1, 0])

    assert AtlasDialect.pipeline(vector, every, 10, exact=False, now=NOW) == [
        {
            "$vectorSearch": {
                "index": "embeddings_by_meaning", "path": "embedding", "queryVector": vector, "limit": 10,
                "numCandidates": 200, "filter": {"$and": [*every, {"$nor": [{"ttl": {"$lte": NOW}}]}]},
            }
        },
        {"$project": {**PROJECTION, "score": {"$meta": "vectorSearchScore"}}},
    ]  # fmt: skip


def test_atlas_searches_exactly_without_candidates() -> None:
    search = AtlasDialect.pipeline(b"", every, 10, exact=True, now=NOW)[0]["$vectorSearch"]

    assert search["exact"] is True
    assert "numCandidates" not in search


@pytest.mark.parametrize(("limit", "candidates"), [(1, 200), (10, 200), (50, 1_000), (1_000, 10_000)])
def test_atlas_looks_at_20_candidates_a_result_within_its_bounds(limit: int, candidates: int) -> None:
    search = AtlasDialect.pipeline(b"", every, limit, exact=False, now=NOW)[0]["$vectorSearch"]

    assert search["numCandidates"] == candidates


async def test_atlas_score_becomes_the_cosine() -> None:
    collection: Any = RecordingCollection(found=[{"score": 1.0}, {"score": 0.5}, {"score": 0.0}])

    found = await AtlasDialect().nearest(collection, [1, 0], every, 10, exact=False)

    assert [score for _, score in found] == [1, 0, -1]


async def test_atlas_makes_its_index_and_waits_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.adapters.mongo.dialects._INDEX_POLL_SECONDS", 0)
    building = {"queryable": False}
    collection: Any = RecordingCollection(search_indexes=[[], [], [building], [{"queryable": True}]])

    await AtlasDialect().prepare(collection, 384)

    ordinary, search = collection.sent
    assert search == {
        "name": "embeddings_by_meaning", "type": "vectorSearch",
        "definition": {"fields": [
            {"type": "vector", "path": "embedding", "numDimensions": 384, "similarity": "cosine"},
            *({"type": "filter", "path": path} for path in (
                "tenantId", "userId", "sessionId", "metadata.agent", "metadata.type", "metadata.timestamp", "ttl",
            )),
        ]},
    }  # fmt: skip
    assert dict(ordinary["by_session"]["key"]) == {"tenantId": 1, "sessionId": 1, "metadata.timestamp": 1}
    assert dict(ordinary["by_agent"]["key"]) == {"tenantId": 1, "metadata.agent": 1, "metadata.timestamp": 1}
    assert dict(ordinary["ttl"]["key"]) == {"ttl": 1}
    assert ordinary["ttl"]["expireAfterSeconds"] == 0


async def test_atlas_refuses_an_index_of_another_dimension() -> None:
    present = {"latestDefinition": AtlasDialect.definition(384), "queryable": True}
    collection: Any = RecordingCollection(search_indexes=[[present]])

    with pytest.raises(VectorDimensionError, match="384"):
        await AtlasDialect().prepare(collection, 512)


def test_cosmos_searches_with_the_filter_inside() -> None:
    assert CosmosDialect.pipeline([1.0, 0.0], every, 10, now=NOW) == [
        {
            "$search": {
                "cosmosSearch": {
                    "vector": [1.0, 0.0], "path": "embedding", "k": 10, "efSearch": 120,
                    "filter": {"$and": [*every, {"$or": [{"ttl": {"$eq": None}}, {"ttl": {"$gt": NOW}}]}]},
                },
                "returnStoredSource": True,
            }
        },
        {"$project": {**PROJECTION, "score": {"$meta": "searchScore"}}},
    ]  # fmt: skip


async def test_cosmos_score_is_the_cosine() -> None:
    collection: Any = RecordingCollection(found=[{"score": 0.9465376}])

    found = await CosmosDialect().nearest(collection, [1, 0], every, 10, exact=False)

    assert found == [({"score": 0.9465376}, 0.9465376)]


async def test_cosmos_makes_the_vector_index_and_one_for_each_filtered_field() -> None:
    collection: Any = RecordingCollection()

    await CosmosDialect().prepare(collection, 384)

    ordinary, command = collection.sent
    assert ordinary["ttl"]["expireAfterSeconds"] == 0
    assert command == {
        "createIndexes": "embeddings",
        "indexes": [
            {
                "name": "embeddings_by_meaning", "key": {"embedding": "cosmosSearch"},
                "cosmosSearchOptions": {
                    "kind": "vector-hnsw", "m": 16, "efConstruction": 64, "similarity": "COS", "dimensions": 384,
                },
            },
            *({"name": f"filter_{field}", "key": {field: 1}} for field in (
                "tenantId", "userId", "sessionId", "metadata.agent", "metadata.type", "metadata.timestamp",
            )),
        ],
    }  # fmt: skip


async def test_cosmos_refuses_an_index_of_another_dimension() -> None:
    present = {"name": "embeddings_by_meaning", "cosmosSearchOptions": {"dimensions": 384}}
    collection: Any = RecordingCollection(indexes=[{"name": "_id_"}, present])

    with pytest.raises(VectorDimensionError, match="384"):
        await CosmosDialect().prepare(collection, 512)


def test_vectors_are_stored_as_each_server_indexes_them() -> None:
    for dialect in (AtlasDialect(), ExactDialect()):
        stored = dialect.encode([0.5, -1])
        assert stored.subtype == VECTOR_SUBTYPE
        assert stored.as_vector().dtype == BinaryVectorDtype.FLOAT32
        assert stored.as_vector().data == [0.5, -1]
    assert CosmosDialect().encode((0.5, -1)) == [0.5, -1.0]
    assert all(isinstance(x, float) for x in CosmosDialect().encode((1, 2)))


def test_a_dialect_for_every_setting() -> None:
    assert set(DIALECTS) == {"atlas", "cosmos", "exact"}


@pytest.mark.parametrize("pack", [binary_vector, bytes, list], ids=["binary", "plain-bytes", "array"])
def test_scores_are_cosines_best_first(pack: Any) -> None:
    vectors = [[2.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [3.0, 3.0]]
    stored = [
        list(v) if pack is list else pack(binary_vector(v)) if pack is bytes else pack(v) for v in vectors
    ]

    ranked = best(stored, [1.0, 0.0], 3)

    assert [position for position, _ in ranked] == [0, 3, 1]
    assert [score for _, score in ranked] == pytest.approx([1, 0.70711, 0], abs=1e-5)
    assert len(best(stored, [1.0, 0.0], 99)) == 4


def test_stored_fields_are_those_of_the_specification() -> None:
    document = EmbeddingDocument(
        id=UUID(int=1), tenant_id="acme", user_id="ana", session_id=SESSION, role="user", text="hola",
        embedding=[1.0], turn_id=UUID(int=2), bundle_id=UUID(int=3), ttl=NOW,
        metadata={"agent": "front-desk", "type": "conversation_turn", "timestamp": "2025-10-26T14:00:00+02:00"},
    )  # fmt: skip

    match, update = upsert(document, "vector")

    assert match == {"_id": str(UUID(int=1)), "tenantId": "acme"}
    assert update == {"$set": {
        "userId": "ana", "sessionId": str(SESSION), "role": "user", "text": "hola", "embedding": "vector",
        "turnId": str(UUID(int=2)), "bundleId": str(UUID(int=3)), "ttl": NOW,
        "metadata": {"agent": "front-desk", "type": "conversation_turn", "timestamp": NOW},
    }}  # fmt: skip
    restored = read({**match, **update["$set"]})
    assert restored.metadata["timestamp"] == "2025-10-26T12:00:00+00:00"
    assert restored.occurred_at == document.occurred_at
