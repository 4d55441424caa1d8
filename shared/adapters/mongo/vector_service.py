"""The vector store on MongoDB: Atlas, Cosmos DB for MongoDB (vCore), or any other server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from shared.adapters.mongo.dialects import DIALECTS, Dialect
from shared.adapters.mongo.documents import conditions, read, upsert
from shared.errors import ConflictError, DependencyUnavailableError
from shared.services.vector_store import (
    NO_FILTERS,
    EmbeddingDocument,
    EmbeddingSearchResult,
    SearchFilters,
    check_vector,
)

if TYPE_CHECKING:
    from pymongo.asynchronous.collection import AsyncCollection

DEPENDENCY = "mongodb"
COLLECTION = "embeddings"
DATABASE = "misybot"
"""Where the connection string names none."""

_SELECTION_SECONDS = 1.5
_SOCKET_SECONDS = 10.0
_ANSWER_SECONDS = 2.0
_PREPARE_SECONDS = 600.0


class MongoVectorService:
    """The `VectorStore` on one collection; closes the client that it belongs to."""

    def __init__(
        self, collection: AsyncCollection[dict[str, Any]], dialect: Dialect, dimensions: int
    ) -> None:
        """The collection must come from a client with `tz_aware=True`."""
        self._collection = collection
        self._dialect = dialect
        self._dimensions = dimensions

    @classmethod
    def connect(cls, connection_string: str, dialect: str, dimensions: int) -> Self:
        """A store of its own client, which connects on first use; `dialect` is atlas, cosmos or exact."""
        from pymongo import AsyncMongoClient

        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            connection_string,
            tz_aware=True,
            appname="misybot",
            serverSelectionTimeoutMS=int(_SELECTION_SECONDS * 1_000),
            connectTimeoutMS=int(_SELECTION_SECONDS * 1_000),
            socketTimeoutMS=int(_SOCKET_SECONDS * 1_000),
        )
        database = client.get_default_database(default=DATABASE)
        return cls(database[COLLECTION], DIALECTS[dialect](), dimensions)

    async def prepare(self) -> None:
        """See `VectorStore.prepare`."""
        await self.ping()
        with _reachable(_PREPARE_SECONDS):
            await self._dialect.prepare(self._collection, self._dimensions)

    async def upsert_embedding(self, document: EmbeddingDocument) -> None:
        """See `VectorStore.upsert_embedding`."""
        from pymongo.errors import DuplicateKeyError

        check_vector(document.embedding, self._dimensions)
        match, update = upsert(document, self._dialect.encode(document.embedding))
        with _reachable():
            try:
                await self._collection.update_one(match, update, upsert=True)
            except DuplicateKeyError:
                # Two upserts of a new id at once, or an id of another tenant: only the first passes now.
                result = await self._collection.update_one(match, update)
                if result.matched_count == 0:
                    raise ConflictError(f"the embedding {document.id} belongs to another tenant") from None

    async def upsert_embeddings(self, documents: Sequence[EmbeddingDocument]) -> None:
        """See `VectorStore.upsert_embeddings`; the driver's pool bounds how many run at once."""
        await asyncio.gather(*(self.upsert_embedding(document) for document in documents))

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
        where = conditions(tenant_id, session_id, filters)
        with _reachable(_ANSWER_SECONDS):
            found = await self._dialect.nearest(
                self._collection, query_embedding, where, limit, exact=session_id is not None
            )
        return [EmbeddingSearchResult(read(stored), score) for stored, score in found]

    async def delete_embeddings(self, tenant_id: str, session_id: UUID) -> int:
        """See `VectorStore.delete_embeddings`."""
        with _reachable():
            result = await self._collection.delete_many({"tenantId": tenant_id, "sessionId": str(session_id)})
        return result.deleted_count

    async def delete_expired(self, limit: int) -> int:
        """0: the TTL index makes the server delete them."""
        return 0

    async def ping(self) -> None:
        """See `VectorStore.ping`."""
        with _reachable(_ANSWER_SECONDS):
            await self._collection.database.command("ping")

    async def close(self) -> None:
        """Closes the client."""
        await self._collection.database.client.close()


@contextmanager
def _reachable(within: float | None = None) -> Iterator[None]:
    """Makes a server that is away or too slow a `DependencyUnavailableError`.

    With `within` the driver tries again for so many seconds, without it once.
    """
    import pymongo
    from pymongo.errors import ConnectionFailure, PyMongoError

    try:
        with pymongo.timeout(within) if within else nullcontext():
            yield
    except PyMongoError as exc:
        if isinstance(exc, ConnectionFailure) or exc.timeout:
            raise DependencyUnavailableError(DEPENDENCY) from exc
        raise
