"""The connection pool when PostgreSQL goes away, comes back, freezes, or rolls back a deadlock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest
from psycopg_pool import AsyncConnectionPool
from pydantic import SecretStr

from local.ports import free_port
from local.postgres import PostgresServer
from shared.adapters.postgres.pool import connection, open_pool
from shared.errors import ConcurrentUpdateError, DependencyUnavailableError
from shared.settings import Settings
from tests.support.poll import eventually


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server that the tests here may mistreat."""
    server = PostgresServer(tmp_path_factory.mktemp("pool") / "data", free_port(), "pool-tests")
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def _opening(server: PostgresServer) -> AsyncIterator[AsyncConnectionPool]:
    facts = server.facts
    settings = SimpleNamespace(
        db_host=facts.host, db_port=facts.port, db_username=facts.user, db_password=SecretStr(facts.password),
        db_name=facts.dbname, db_ssl=False, db_pool_max=8,
    )  # fmt: skip
    pool = await open_pool(cast(Settings, settings))
    try:
        yield pool
    finally:
        await pool.close()


@pytest.fixture
async def opened(server: PostgresServer) -> AsyncIterator[AsyncConnectionPool]:
    """A pool as the application opens it, on a server that runs."""
    server.start()
    async with _opening(server) as pool:
        yield pool


async def _answer(pool: AsyncConnectionPool, statement: str = "SELECT 1", within: float = 12) -> Any:
    async with connection(pool, within) as c:
        row = await (await c.execute(statement)).fetchone()
    return row and row[0]


async def _answers_again(pool: AsyncConnectionPool) -> bool:
    try:
        return bool(await _answer(pool) == 1)
    except DependencyUnavailableError:
        return False


async def test_connections_left_dead_by_a_restart_are_not_handed_out(
    server: PostgresServer, opened: AsyncConnectionPool
) -> None:
    await asyncio.gather(*(_answer(opened, "SELECT 1 FROM pg_sleep(0.05)") for _ in range(8)))
    server.kill()
    server.start()

    assert await asyncio.gather(*(_answer(opened) for _ in range(16))) == [1] * 16


async def test_server_that_is_down_is_said_so_and_found_again(
    server: PostgresServer, opened: AsyncConnectionPool
) -> None:
    assert await _answer(opened) == 1
    server.stop()
    try:
        with pytest.raises(DependencyUnavailableError, match="postgresql"):
            await asyncio.wait_for(_answer(opened), timeout=10)
    finally:
        server.start()

    assert await eventually(lambda: _answers_again(opened))


async def test_pool_opens_while_the_server_is_down(server: PostgresServer) -> None:
    server.stop()
    async with _opening(server) as pool:
        with pytest.raises(DependencyUnavailableError):
            await asyncio.wait_for(_answer(pool), timeout=10)
        server.start()
        assert await eventually(lambda: _answers_again(pool))


async def test_server_that_does_not_answer_is_given_up_in_time(
    server: PostgresServer, opened: AsyncConnectionPool
) -> None:
    assert await _answer(opened) == 1
    assert server.process is not None
    leader = psutil.Process(server.process.pid)
    frozen = [leader, *leader.children()]
    for process in frozen:
        process.suspend()
    try:
        with pytest.raises(DependencyUnavailableError):
            await asyncio.wait_for(_answer(opened, within=0.5), timeout=10)
    finally:
        for process in frozen:
            process.resume()

    assert await eventually(lambda: _answers_again(opened))


async def test_deadlock_is_a_concurrent_update(opened: AsyncConnectionPool) -> None:
    async with connection(opened) as c:
        await c.execute("CREATE TABLE IF NOT EXISTS pairs (id int PRIMARY KEY)")
        await c.execute("INSERT INTO pairs VALUES (1), (2) ON CONFLICT DO NOTHING")
    both = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> None:
        async with connection(opened) as c, c.transaction():
            await c.execute("SELECT FROM pairs WHERE id = %s FOR UPDATE", (first,))
            await both.wait()
            await c.execute("SELECT FROM pairs WHERE id = %s FOR UPDATE", (second,))

    outcomes = await asyncio.gather(lock(1, 2), lock(2, 1), return_exceptions=True)

    assert sorted(type(o).__name__ for o in outcomes) == [ConcurrentUpdateError.__name__, "NoneType"]


async def test_statement_that_the_server_cancels_is_a_passing_fault(opened: AsyncConnectionPool) -> None:
    with pytest.raises(DependencyUnavailableError):
        async with connection(opened) as c, c.transaction():
            await c.execute("SET LOCAL statement_timeout = '50ms'")
            await c.execute("SELECT pg_sleep(30)")

    assert await _answer(opened) == 1
