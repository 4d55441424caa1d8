"""Keeps the lock of a message or session while its function runs."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from azure.servicebus.exceptions import ServiceBusError

if TYPE_CHECKING:
    from types import TracebackType

    from azure.servicebus import ServiceBusReceivedMessage

log = logging.getLogger("host.service_bus")

_RENEW_TIMEOUT_SECONDS = 10.0
_TOO_SHORT_SECONDS = 2.0


class LockRenewal:
    """Renews at half of the time that is left, for at most `limit` seconds after entering.

    The receiver must not be used for anything else in the meantime: two readers of one AMQP connection delay
    each other.
    """

    def __init__(self, receiver: Any, message: ServiceBusReceivedMessage, limit: float) -> None:
        self._receiver, self._message = receiver, message
        self._session = receiver.session
        self._limit = limit
        self._task: asyncio.Task[None] | None = None
        self._renewing = self._left = False

    async def __aenter__(self) -> Self:
        # A session's lock is as old as the session: several short messages may have used it up.
        if self._session is not None and self._limit > 0 and self._seconds_left() < _TOO_SHORT_SECONDS:
            await self._renew()
        self._task = asyncio.create_task(self._keep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self._left = True
        if not self._renewing:  # a request on the wire is awaited: its answer would disturb the settlement
            self._task.cancel()
        await asyncio.wait([self._task])

    async def _keep(self) -> None:
        end = time.monotonic() + self._limit
        while not self._left:
            pause = max(self._seconds_left() / 2, 0.05)
            if time.monotonic() + pause > end:
                return
            await asyncio.sleep(pause)
            self._renewing = True
            try:
                await self._renew()
            except (ServiceBusError, ValueError) as error:  # ValueError: the SDK has shut the receiver down
                log.warning(
                    "The lock of message %s could not be renewed, so it may be delivered again: %s",
                    self._message.message_id,
                    error,
                )
                return
            finally:
                self._renewing = False

    async def _renew(self) -> None:
        if self._session is not None:
            await self._session.renew_lock(timeout=_RENEW_TIMEOUT_SECONDS)
        else:
            await self._receiver.renew_message_lock(self._message, timeout=_RENEW_TIMEOUT_SECONDS)

    def _seconds_left(self) -> float:
        until: datetime | None = (self._session or self._message).locked_until_utc
        return (until - datetime.now(UTC)).total_seconds() if until else float("inf")
