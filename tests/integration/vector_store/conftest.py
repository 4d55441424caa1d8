"""Every test here runs on each vector store, with a table or database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from uuid import uuid4

import pytest
from psycopg_pool import AsyncConnectionPool

from local.postgres import PostgresServer
from shared.adapters.mongo.vector_service import MongoVectorService
from shared.adapters.postgres.vector_service import PgVectorService
from shared.services.vector_store import VectorStore
from tests.integration.vector_store.documents import DIMENSIONS
from tests.support.mongo import MongoServer


class Backend:
    """A store under test and its server; `connect` gives the same data to a store of other dimensions."""

    def __init__(
        self, connect: Callable[[int], VectorStore], stop: Callable[[], None], start: Callable[[], None]
    ) -> None:
        self.connect, self.stop, self.start = connect, stop, start
        self.store = connect(DIMENSIONS)


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """A server on a free port."""
    server = MongoServer(tmp_path_factory.mktemp("mongo"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["pgvector", "mongodb-exact"])
async def backend(
    request: pytest.FixtureRequest, postgres: PostgresServer, pool: AsyncConnectionPool, mongo: MongoServer
) -> AsyncIterator[Backend]:
    """Each store in turn, prepared and empty."""
    url = mongo.url(f"test_{uuid4().hex}")
    if request.param == "pgvector":
        backend = Backend(lambda n: PgVectorService(pool, n), postgres.kill, postgres.start)
    else:
        backend = Backend(lambda n: MongoVectorService.connect(url, "exact", n), mongo.stop, mongo.start)
    await backend.store.prepare()
    yield backend
    backend.start()
    await backend.store.close()


@pytest.fixture
def store(backend: Backend) -> VectorStore:
    """The store alone."""
    return backend.store
