"""Real PostgreSQL and Redis for the integration tests, started once, each test in a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from redis.asyncio import Redis

from local.ports import free_port
from local.postgres import PostgresServer
from shared.adapters.postgres.conversations import PostgresConversations
from shared.adapters.postgres.migrate import migrate
from shared.adapters.redis.context_cache import RedisContextCache
from shared.services.context_bundles import ContextBundleService
from tests.support.redis import RedisServer


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server on a free port."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres") / "data", free_port(), "integration-tests")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
async def template(postgres: PostgresServer) -> str:
    """A migrated database to copy."""
    name = "template_misybot"
    await _execute(postgres, f"CREATE DATABASE {name}")
    async with await psycopg.AsyncConnection.connect(**postgres.facts.parameters() | {"dbname": name}) as c:
        await migrate(c)
    return name


@pytest.fixture
async def pool(postgres: PostgresServer, template: str) -> AsyncIterator[AsyncConnectionPool]:
    """A pool on a fresh, migrated database."""
    name = f"test_{uuid4().hex}"
    await _execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    parameters = postgres.facts.parameters() | {"dbname": name, "autocommit": True}
    async with AsyncConnectionPool(
        kwargs=parameters, min_size=1, max_size=10, timeout=5, open=False
    ) as opened:
        yield opened
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis on a free port."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncIterator[Redis]:
    """A client; the server is empty and running."""
    redis_server.start()
    async with Redis.from_url(redis_server.url) as client:
        await client.flushall()
        yield client


@pytest.fixture
def contexts(pool: AsyncConnectionPool, redis: Redis) -> ContextBundleService:
    """The service on both stores."""
    return ContextBundleService(
        PostgresConversations(pool), RedisContextCache(redis, 600), timedelta(days=90)
    )


async def _execute(postgres: PostgresServer, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(**postgres.facts.parameters(), autocommit=True) as c:
        await c.execute(statement)
