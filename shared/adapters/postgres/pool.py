"""Connections to PostgreSQL: one pool a process, and errors in the terms of this project."""

from __future__ import annotations

import asyncio
import os
import select
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from shared.errors import ConcurrentUpdateError, DependencyUnavailableError

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool

    from shared.settings import Settings

DEPENDENCY = "postgresql"
CHECKOUT_SECONDS = 2.0
STATEMENT_SECONDS = 10
_CONNECT_SECONDS = 3
_RECONNECT_SECONDS = 3
"""Attempts follow at growing distances for so long; after that the next caller starts a new one at once."""
_ANSWER_SECONDS = STATEMENT_SECONDS + 2.0


async def open_pool(settings: Settings) -> AsyncConnectionPool[Any]:
    """A pool in autocommit mode: a statement is one round trip; use `transaction()` for several.

    It opens also while PostgreSQL is down: then `connection` raises until it is back.
    """
    from psycopg_pool import AsyncConnectionPool

    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        kwargs=connection_parameters(settings),
        min_size=1,
        max_size=settings.db_pool_max,
        timeout=CHECKOUT_SECONDS,
        reconnect_timeout=_RECONNECT_SECONDS,
        open=False,
    )
    await pool.open(wait=False)
    return pool


def connection_parameters(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for `psycopg.AsyncConnection.connect`."""
    return {
        "host": settings.db_host,
        "port": settings.db_port,
        "user": settings.db_username,
        "password": settings.db_password.get_secret_value(),
        "dbname": settings.db_name,
        "sslmode": "require" if settings.db_ssl else "disable",
        "application_name": "misybot",
        "connect_timeout": _CONNECT_SECONDS,
        "keepalives_idle": 30,
        "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=30s",
        "autocommit": True,
        "prepare_threshold": 1,
    }


@asynccontextmanager
async def connection(
    pool: AsyncConnectionPool[Any], within: float = _ANSWER_SECONDS
) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection for the work in the block, which must be done `within` seconds.

    Raises `DependencyUnavailableError` when PostgreSQL cannot be reached or does not answer in time, and
    `ConcurrentUpdateError` for a deadlock or a failed serialisation.
    """
    from psycopg import OperationalError
    from psycopg.errors import DeadlockDetected, SerializationFailure

    try:
        c = await _checkout(pool, min(within, CHECKOUT_SECONDS))
        # Cancelling a query waits for the server, which may be what does not answer: hang up instead.
        watchdog = asyncio.get_running_loop().call_later(within, _hang_up, c)
        try:
            async with c:
                yield c
        finally:
            watchdog.cancel()
            await pool.putconn(c)
    except (SerializationFailure, DeadlockDetected) as exc:
        raise ConcurrentUpdateError("another transaction was faster") from exc
    except OperationalError as exc:
        raise DependencyUnavailableError(DEPENDENCY) from exc


async def _checkout(pool: AsyncConnectionPool[Any], timeout: float) -> AsyncConnection[Any]:
    """A connection that still works. Those that a restarted server left dead are replaced, not handed out."""
    from psycopg import OperationalError

    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    while True:
        c: AsyncConnection[Any] = await pool.getconn(deadline - loop.time())
        try:
            # Nothing may arrive on an idle connection but the end of it: only then is a round trip spent.
            if _has_news(c):
                await c.execute("")
            return c
        except OperationalError:
            await c.close()
            await pool.putconn(c)
        except BaseException:
            await pool.putconn(c)
            raise


def _has_news(c: AsyncConnection[Any]) -> bool:
    poll = select.poll()
    poll.register(c.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _hang_up(c: AsyncConnection[Any]) -> None:
    if not c.closed:
        with socket.socket(fileno=os.dup(c.fileno())) as copy:
            copy.shutdown(socket.SHUT_RDWR)
