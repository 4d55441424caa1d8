"""Locks are renewed while a function runs, one request at a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from azure.servicebus.exceptions import ServiceBusError

from local.functions_host.lock_renewal import LockRenewal
from tests.support.poll import eventually


class Receiver:
    """A receiver whose message lock lasts `seconds`."""

    session = None

    def __init__(self, seconds: float, error: Exception | None = None) -> None:
        self.seconds, self.error = seconds, error
        self.renewals = 0
        self.answer = asyncio.Event()
        self.answer.set()
        self.answered = 0
        self.message: Any = SimpleNamespace(message_id="m", locked_until_utc=None)
        self._extend()

    def _extend(self) -> None:
        self.message.locked_until_utc = datetime.now(UTC) + timedelta(seconds=self.seconds)

    async def renew_message_lock(self, message: Any, timeout: float) -> None:
        self.renewals += 1
        await self.answer.wait()
        if self.error is not None:
            raise self.error
        self._extend()
        self.answered += 1


async def test_a_lock_is_renewed_again_and_again() -> None:
    receiver = Receiver(0.2)

    async def renewed_three_times() -> bool:
        return receiver.renewals >= 3

    async with LockRenewal(receiver, receiver.message, limit=60):
        await eventually(renewed_three_times)


async def test_renewal_ends_at_its_limit() -> None:
    receiver = Receiver(0.2)
    renewal = LockRenewal(receiver, receiver.message, limit=0.25)

    async def ended() -> bool:
        return renewal._task is not None and renewal._task.done()

    async with renewal:
        await eventually(ended)
        assert receiver.renewals <= 2


async def test_leaving_waits_for_a_renewal_on_the_wire() -> None:
    receiver = Receiver(0.1)
    receiver.answer.clear()

    async def asked() -> bool:
        return receiver.renewals == 1

    async with LockRenewal(receiver, receiver.message, limit=60):
        await eventually(asked)
        asyncio.get_running_loop().call_later(0.05, receiver.answer.set)
    assert receiver.answered == 1


async def test_a_failed_renewal_does_not_disturb_the_function() -> None:
    receiver = Receiver(0.1, ServiceBusError("gone"))

    async def asked() -> bool:
        return receiver.renewals == 1

    async with LockRenewal(receiver, receiver.message, limit=60):
        await eventually(asked)


async def test_a_session_lock_that_is_nearly_used_up_is_renewed_first() -> None:
    renewed = []

    async def renew_lock(timeout: float) -> None:
        renewed.append(timeout)

    session = SimpleNamespace(
        locked_until_utc=datetime.now(UTC) + timedelta(seconds=1), renew_lock=renew_lock
    )
    receiver = SimpleNamespace(session=session)
    async with LockRenewal(receiver, SimpleNamespace(message_id="m"), limit=60):  # type: ignore[arg-type]
        assert len(renewed) == 1
