"""How three kinds of MongoDB servers index and search vectors.

`atlas` and `cosmos` follow the vendors' documentation and have not run against their servers here; tests fix
the commands that they send. `exact` runs on any server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from shared.adapters.mongo.documents import SELECTED
from shared.adapters.mongo.scoring import best
from shared.errors import DependencyUnavailableError
from shared.services.vector_store import VectorDimensionError

if TYPE_CHECKING:
    from pymongo.asynchronous.collection import AsyncCollection

Stored = dict[str, Any]
Conditions = list[dict[str, Any]]
Scored = list[tuple[Stored, float]]

VECTOR_INDEX = "embeddings_by_meaning"
FILTER_FIELDS = (
    "tenantId", "userId", "sessionId", "metadata.agent", "metadata.type", "metadata.timestamp", "ttl",
)  # fmt: skip
_INDEX_SECONDS = 300.0
_INDEX_POLL_SECONDS = 1.0

_COMPOUND: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("by_session", ("tenantId", "sessionId", "metadata.timestamp")),
    ("by_user", ("tenantId", "userId", "metadata.timestamp")),
    ("by_agent", ("tenantId", "metadata.agent", "metadata.timestamp")),
    ("by_type", ("tenantId", "metadata.type", "metadata.timestamp")),
)


class Dialect(Protocol):
    """What differs between the servers."""

    def encode(self, vector: Sequence[float]) -> Any:
        """The vector as it is stored."""
        ...

    async def prepare(self, collection: AsyncCollection[Stored], dimensions: int) -> None:
        """Makes the indices; raises `VectorDimensionError` when there are vectors of another length."""
        ...

    async def nearest(
        self,
        collection: AsyncCollection[Stored],
        vector: Sequence[float],
        where: Conditions,
        limit: int,
        exact: bool,
    ) -> Scored:
        """The best matches and their cosine similarity, best first; `exact` asks for full recall."""
        ...


class ExactDialect:
    """Any MongoDB server: reads the vectors that match and scores them here."""

    def encode(self, vector: Sequence[float]) -> Any:
        """A BSON binary vector of 32-bit floats: read 8 times faster than an array."""
        return binary_vector(vector)

    async def prepare(self, collection: AsyncCollection[Stored], dimensions: int) -> None:
        """See `Dialect.prepare`."""
        await _create_ordinary_indices(collection)
        sample = await collection.find_one({}, {"embedding": 1})
        if sample is not None:
            found = (len(sample["embedding"]) - 2) // 4
            if found != dimensions:
                raise VectorDimensionError(f"the collection {collection.name}", found, dimensions)

    async def nearest(
        self,
        collection: AsyncCollection[Stored],
        vector: Sequence[float],
        where: Conditions,
        limit: int,
        exact: bool,
    ) -> Scored:
        """See `Dialect.nearest`; always exact."""
        return await scored_here(collection, vector, where, limit)


class AtlasDialect:
    """MongoDB Atlas: `$vectorSearch` on a vectorSearch index with filter fields.

    https://www.mongodb.com/docs/atlas/atlas-vector-search/vector-search-stage/ and .../vector-search-type/.
    The index follows the collection with a small delay: what was just stored is found a moment later.
    """

    def encode(self, vector: Sequence[float]) -> Any:
        """A BSON binary vector of 32-bit floats; the query vector must be of the same kind."""
        return binary_vector(vector)

    async def prepare(self, collection: AsyncCollection[Stored], dimensions: int) -> None:
        """See `Dialect.prepare`; returns once the index answers, as a search before that finds nothing."""
        from pymongo.operations import SearchIndexModel

        await _create_ordinary_indices(collection)
        index = await self._index(collection)
        if index is None:
            model = SearchIndexModel(self.definition(dimensions), name=VECTOR_INDEX, type="vectorSearch")
            await collection.create_search_index(model)
        else:
            for field in index["latestDefinition"]["fields"]:
                if field["type"] == "vector" and field["numDimensions"] != dimensions:
                    raise VectorDimensionError(
                        f"the index {VECTOR_INDEX}", field["numDimensions"], dimensions
                    )
        await self._wait_queryable(collection)

    async def nearest(
        self,
        collection: AsyncCollection[Stored],
        vector: Sequence[float],
        where: Conditions,
        limit: int,
        exact: bool,
    ) -> Scored:
        """See `Dialect.nearest`."""
        pipeline = self.pipeline(self.encode(vector), where, limit, exact, datetime.now(UTC))
        found = await (await collection.aggregate(pipeline)).to_list()
        # Atlas maps the cosine to 0..1: score = (1 + cosine) / 2.
        return [(stored, 2 * stored["score"] - 1) for stored in found]

    @staticmethod
    def definition(dimensions: int) -> dict[str, Any]:
        """The vectorSearch index: the vector, and every field that a search filters by."""
        vector = {"type": "vector", "path": "embedding", "numDimensions": dimensions, "similarity": "cosine"}
        return {"fields": [vector, *({"type": "filter", "path": path} for path in FILTER_FIELDS)]}

    @staticmethod
    def pipeline(
        vector: Any, where: Conditions, limit: int, exact: bool, now: datetime
    ) -> list[dict[str, Any]]:
        """The search; at least 20 candidates a result are advised, and exact search for selective filters."""
        alive = {"$nor": [{"ttl": {"$lte": now}}]}  # its filters do not know whether a field exists
        candidates: dict[str, Any] = (
            {"exact": True} if exact else {"numCandidates": min(max(200, 20 * limit), 10_000)}
        )
        search = {
            "index": VECTOR_INDEX, "path": "embedding", "queryVector": vector, "limit": limit, **candidates,
            "filter": {"$and": [*where, alive]},
        }  # fmt: skip
        return [{"$vectorSearch": search}, _projection("vectorSearchScore")]

    async def _wait_queryable(self, collection: AsyncCollection[Stored]) -> None:
        deadline = asyncio.get_running_loop().time() + _INDEX_SECONDS
        while True:
            index = await self._index(collection)
            if index is not None and index.get("queryable"):
                return
            if asyncio.get_running_loop().time() > deadline:
                raise DependencyUnavailableError("mongodb", f"the index {VECTOR_INDEX} is still being built")
            await asyncio.sleep(_INDEX_POLL_SECONDS)

    @staticmethod
    async def _index(collection: AsyncCollection[Stored]) -> Any:
        async for index in await collection.list_search_indexes(VECTOR_INDEX):
            return index
        return None


class CosmosDialect:
    """Azure Cosmos DB for MongoDB (vCore): `cosmosSearch` in `$search` on an HNSW index (tier M40 or higher).

    https://learn.microsoft.com/azure/cosmos-db/mongodb/vcore/vector-search. Filtered search must be enabled
    for the subscription, needs an ordinary index on every filtered field, and its recall is not promised:
    searches that ask for exactness are scored here.
    """

    def encode(self, vector: Sequence[float]) -> Any:
        """An array of numbers: vectors of another type are not indexed, so never found."""
        return [float(x) for x in vector]

    async def prepare(self, collection: AsyncCollection[Stored], dimensions: int) -> None:
        """See `Dialect.prepare`."""
        async for index in await collection.list_indexes():
            options = index.get("cosmosSearchOptions") or index.get("cosmosSearch") or {}
            if index["name"] == VECTOR_INDEX and options.get("dimensions") != dimensions:
                raise VectorDimensionError(
                    f"the index {VECTOR_INDEX}", options.get("dimensions", 0), dimensions
                )
        await _create_ordinary_indices(collection)
        await collection.database.command(self.create_indexes(collection.name, dimensions))

    async def nearest(
        self,
        collection: AsyncCollection[Stored],
        vector: Sequence[float],
        where: Conditions,
        limit: int,
        exact: bool,
    ) -> Scored:
        """See `Dialect.nearest`."""
        if exact:
            return await scored_here(collection, vector, where, limit)
        pipeline = self.pipeline(self.encode(vector), where, limit, datetime.now(UTC))
        found = await (await collection.aggregate(pipeline)).to_list()
        return [(stored, float(stored["score"])) for stored in found]

    @staticmethod
    def create_indexes(collection: str, dimensions: int) -> dict[str, Any]:
        """The command for the vector index and an index on each filtered field; `ttl` has its own already."""
        vector = {
            "name": VECTOR_INDEX,
            "key": {"embedding": "cosmosSearch"},
            "cosmosSearchOptions": {
                "kind": "vector-hnsw", "m": 16, "efConstruction": 64, "similarity": "COS", "dimensions": dimensions,
            },
        }  # fmt: skip
        filters = [{"name": f"filter_{f}", "key": {f: 1}} for f in FILTER_FIELDS if f != "ttl"]
        return {"createIndexes": collection, "indexes": [vector, *filters]}

    @staticmethod
    def pipeline(vector: Any, where: Conditions, limit: int, now: datetime) -> list[dict[str, Any]]:
        """The search; the score is the cosine itself."""
        search = {
            "vector": vector, "path": "embedding", "k": limit, "efSearch": min(max(120, 4 * limit), 1_000),
            "filter": {"$and": [*where, _alive(now)]},
        }  # fmt: skip
        return [{"$search": {"cosmosSearch": search, "returnStoredSource": True}}, _projection("searchScore")]


DIALECTS: dict[str, type[Dialect]] = {"atlas": AtlasDialect, "cosmos": CosmosDialect, "exact": ExactDialect}


def binary_vector(vector: Sequence[float]) -> Any:
    """BSON binary subtype 9 with 32-bit floats."""
    from bson.binary import Binary, BinaryVectorDtype

    return Binary.from_vector(list(vector), BinaryVectorDtype.FLOAT32)


async def scored_here(
    collection: AsyncCollection[Stored], vector: Sequence[float], where: Conditions, limit: int
) -> Scored:
    """Exact search: the vectors that match are read and scored, then the best documents are read."""
    match = {"$and": [*where, _alive(datetime.now(UTC))]}
    candidates = await collection.find(match, {"embedding": 1}).to_list()
    if not candidates:
        return []
    # A tenant's whole collection may take a while: the loop serves others meanwhile.
    ranked = await asyncio.to_thread(best, [c["embedding"] for c in candidates], vector, limit)
    scores = {candidates[position]["_id"]: score for position, score in ranked}
    found = await collection.find({"_id": {"$in": list(scores)}}, dict.fromkeys(SELECTED, 1)).to_list()
    # One that was deleted meanwhile is not there any more.
    return sorted(((stored, scores[stored["_id"]]) for stored in found), key=lambda pair: -pair[1])


def _alive(now: datetime) -> dict[str, Any]:
    return {"$or": [{"ttl": {"$eq": None}}, {"ttl": {"$gt": now}}]}


def _projection(score: str) -> dict[str, Any]:
    return {"$project": {**dict.fromkeys(SELECTED, 1), "score": {"$meta": score}}}


async def _create_ordinary_indices(collection: AsyncCollection[Stored]) -> None:
    from pymongo import IndexModel

    compound = [IndexModel([(f, 1) for f in fields], name=name) for name, fields in _COMPOUND]
    await collection.create_indexes([*compound, IndexModel([("ttl", 1)], name="ttl", expireAfterSeconds=0)])
