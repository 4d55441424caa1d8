"""The receivers of one Service Bus function: as many as the load needs, at least a few that wait."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from azure.servicebus.exceptions import (
    OperationTimeoutError,
    ServiceBusConnectionError,
    ServiceBusError,
    SessionLockLostError,
)

from local.functions_host.receivers import accept_next_session, close_receiver, open_receiver, receive_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure.servicebus import ServiceBusReceivedMessage

log = logging.getLogger("host.service_bus")

# With two waiting, the second message or session finds a receiver while the first's successor is being opened.
SPARE_RECEIVERS = 2
# How long an open receiver waits for work before the pool considers whether it is needed.
WAIT_SECONDS = 30.0
# A session that has no message is given back after this time: long enough for the next message of a burst, and
# taking the session up again costs milliseconds. Unless a receiver has waited at the broker for a while, other
# sessions are waiting for a receiver: then it is given back as soon as the broker had time to send more.
SESSION_HOLD_SECONDS = 0.25
SESSION_HOLD_UNDER_PRESSURE_SECONDS = 0.01
NO_PRESSURE_AFTER_SECONDS = 0.1
FIRST_MESSAGE_SECONDS = 1.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.1, 2.0


class Availability:
    """Whether something can be reached; each change is logged once, however many receivers notice it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lost = False

    def lost(self, error: BaseException) -> None:
        """It cannot be used now."""
        if not self._lost:
            log.warning("%s is not available; trying on: %s", self._name, str(error).split("\n")[0])
        self._lost = True

    def restored(self) -> None:
        """It works."""
        if self._lost:
            log.warning("%s is available again", self._name)
        self._lost = False


class Handler(Protocol):
    """What a pool does with a message: run the function, settle the message."""

    async def __call__(self, receiver: Any, message: ServiceBusReceivedMessage) -> None:
        """Raises ServiceBusError or ValueError if the receiver cannot be used any more."""


class ReceiverPool:
    """Runs up to `limit` receivers, each of which handles one message, or one session in order, at a time.

    `create_receiver` makes an SDK receiver; `session_hold` is None for entities without sessions, else the
    longest time in seconds to hold a session that has no message.
    """

    def __init__(
        self,
        create_receiver: Callable[[], Any],
        handle: Handler,
        limit: int,
        session_hold: float | None,
        broker: Availability,
        entity: Availability,
    ) -> None:
        self._create_receiver, self._handle, self._limit = create_receiver, handle, limit
        self._session_hold = session_hold
        self._broker, self._entity = broker, entity
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._at_broker_since: dict[asyncio.Task[None], float] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._stopping = False

    def start(self) -> None:
        """Opens the first receivers in the background."""
        self._add(SPARE_RECEIVERS)

    async def stop(self) -> None:
        """Ends the waiting receivers at once and the busy ones after their message."""
        self._stopping = True
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*self._closing)

    def _add(self, count: int) -> None:
        for _ in range(min(count, 0 if self._stopping else self._limit - len(self._tasks))):
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            self._waiting.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._waiting.discard(task)
        self._add(SPARE_RECEIVERS - len(self._waiting))

    @property
    def _surplus(self) -> bool:
        return len(self._waiting) > SPARE_RECEIVERS

    @contextmanager
    def _busy(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._waiting.discard(task)
        self._at_broker_since.pop(task, None)
        self._add(max(SPARE_RECEIVERS - len(self._waiting), 1 if self._under_pressure() else 0))
        try:
            yield
        finally:
            self._waiting.add(task)
            self._at_broker_since[task] = time.monotonic()

    async def _run(self) -> None:
        """Opens a receiver, serves with it, and opens the next one, with growing pauses while that fails."""
        task = asyncio.current_task()
        assert task is not None
        retry = FIRST_RETRY_SECONDS
        while not self._stopping:
            receiver = self._create_receiver()
            connected = False

            def on_connected() -> None:
                nonlocal connected
                connected = True
                self._broker.restored()
                self._at_broker_since[task] = time.monotonic()

            try:
                await open_receiver(receiver, WAIT_SECONDS, on_connected)
                self._entity.restored()
                retry = FIRST_RETRY_SECONDS
                if self._session_hold is not None:
                    await self._serve_sessions(receiver, self._session_hold)
                else:
                    await self._serve_messages(receiver)
                return
            except Exception as error:
                if connected and isinstance(error, (OperationTimeoutError, SessionLockLostError)):
                    # No session had a message, or the handler outlived its session: the entity itself answers.
                    self._entity.restored()
                    if self._surplus:
                        return
                    continue
                self._report(error, connected)
                await asyncio.sleep(retry * random.uniform(0.5, 1.0))  # noqa: S311 - only spreads the retries
                retry = min(retry * 2, LONGEST_RETRY_SECONDS)
            finally:
                self._at_broker_since.pop(task, None)
                self._close_in_background(receiver)

    def _report(self, error: Exception, connected: bool) -> None:
        if not isinstance(error, (ServiceBusError, OSError, ValueError)):
            log.error("A receiver failed unexpectedly and is opened anew", exc_info=error)
        elif connected and not _is_disconnection(error):
            self._entity.lost(error)
        else:
            self._broker.lost(error)

    async def _serve_messages(self, receiver: Any) -> None:
        """Returns when this receiver is not needed any more."""
        while not self._stopping:
            message = await receive_one(receiver, WAIT_SECONDS)
            if message is not None:
                with self._busy():
                    await self._handle(receiver, message)
            elif self._surplus:
                return

    async def _serve_sessions(self, receiver: Any, longest_hold: float) -> None:
        while True:
            await self._serve_session(receiver, longest_hold)
            if self._stopping:  # nobody would cancel the wait for another session
                return
            await accept_next_session(receiver, WAIT_SECONDS)

    async def _serve_session(self, receiver: Any, longest_hold: float) -> None:
        with self._busy():
            hold = FIRST_MESSAGE_SECONDS
            while not self._stopping and (message := await receive_one(receiver, hold)) is not None:
                await self._handle(receiver, message)
                hold = min(
                    longest_hold,
                    SESSION_HOLD_UNDER_PRESSURE_SECONDS if self._under_pressure() else SESSION_HOLD_SECONDS,
                )

    def _under_pressure(self) -> bool:
        latest = time.monotonic() - NO_PRESSURE_AFTER_SECONDS
        return not any(since < latest for since in self._at_broker_since.values())

    def _close_in_background(self, receiver: Any) -> None:
        task = asyncio.create_task(close_receiver(receiver))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _is_disconnection(error: Exception) -> bool:
    # ValueError is what the SDK raises for a receiver that it has shut down after losing its connection.
    return isinstance(error, (ServiceBusConnectionError, OSError, ValueError))
