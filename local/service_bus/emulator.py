"""The emulator as one object: starts and stops the broker, its AMQP port and its admin port."""

from __future__ import annotations

import asyncio
import errno
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Self

from local.service_bus.admin import start_admin
from local.service_bus.broker import Broker
from local.service_bus.clock import LoopClock
from local.service_bus.connection import Connection
from local.service_bus.errors import EmulatorStartError
from local.service_bus.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from local.service_bus.broker import EntityCounts
    from local.service_bus.config import NamespaceConfig
    from local.service_bus.errors import StoreError

KEY_NAME = "RootManageSharedAccessKey"


class Emulator:
    """`async with Emulator(config) as bus:` serves until the block ends; `bus.connection_string` leads to it.

    `store` is a SQLite file, or `:memory:`. Port 0 takes a free one; `admin_port` None means no admin port.
    With a `key` only clients that sign their tokens with it are let in; without one, all are.
    """

    def __init__(
        self,
        config: NamespaceConfig,
        *,
        port: int = 0,
        store: str = ":memory:",
        host: str = "127.0.0.1",
        admin_port: int | None = None,
        key: str | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.admin_port = admin_port
        self._config = config
        self._store_path = store
        self._key = key
        self._connections: set[Connection] = set()
        self._running = AsyncExitStack()

    @property
    def connection_string(self) -> str:
        """For `ServiceBusClient.from_connection_string`, once the emulator has started."""
        return (
            f"Endpoint=sb://{self.host}:{self.port};SharedAccessKeyName={KEY_NAME};"
            f"SharedAccessKey={self._key or 'local'};UseDevelopmentEmulator=true;"
        )

    def counts(self) -> list[EntityCounts]:
        """How many messages every entity holds now."""
        return self._broker.counts()

    async def start(self) -> None:
        """Open the store and listen; EmulatorStartError (or StoreError, a kind of it) if that fails."""
        loop = asyncio.get_running_loop()
        self._failure: asyncio.Future[StoreError] = loop.create_future()
        async with AsyncExitStack() as stack:
            store = Store(self._store_path, loop.call_soon, self._fail)
            stack.callback(store.close)
            clock = LoopClock(loop)
            stack.callback(clock.stop)
            self._broker = Broker(self._config, clock, store)
            connect = partial(Connection, self._broker, store, clock, self._key, self._connections)
            stack.push_async_callback(self._hang_up)
            with _port_errors(self.host, self.port):
                server = await loop.create_server(connect, self.host, self.port)
            stack.callback(server.close)
            self.port = server.sockets[0].getsockname()[1]
            if self.admin_port is not None:
                with _port_errors(self.host, self.admin_port):
                    runner = await start_admin(self._broker, self.host, self.admin_port)
                stack.push_async_callback(runner.cleanup)
                self.admin_port = runner.addresses[0][1]
            self._running = stack.pop_all()

    async def stop(self) -> None:
        """Stop listening, hang up, and close the store with everything in it."""
        await self._running.aclose()

    async def _hang_up(self) -> None:
        leaving = list(self._connections)
        for connection in leaving:
            connection.abort()
        for connection in leaving:
            await connection.gone.wait()

    def _fail(self, error: StoreError) -> None:
        if not self._failure.done():
            self._failure.set_result(error)

    async def failure(self) -> StoreError:
        """Wait for an error that makes it useless to go on."""
        return await asyncio.shield(self._failure)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


@contextmanager
def _port_errors(host: str, port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be opened: {error}"
        raise EmulatorStartError(f"Port {port} on {host} {problem}.") from error
