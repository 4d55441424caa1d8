"""A clock that tests move, receivers that remember, messages as the SDK would encode them."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING, Any

from proton import Message as ProtonMessage
from proton import timestamp

from local.service_bus.message import Message
from local.service_bus.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from local.service_bus.errors import BusError, StoreError
    from local.service_bus.queue import Queue


class FakeTimer:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class FakeClock:
    """Time stands still until it is advanced; timers then fire in order."""

    def __init__(self, now: int = 1_700_000_000_000) -> None:
        self._now = now
        self._timers: list[tuple[int, int, FakeTimer]] = []
        self._order = count()

    def now(self) -> int:
        return self._now

    def call_at(self, when: int, callback: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(callback)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        return timer

    def advance(self, milliseconds: int) -> None:
        end = self._now + milliseconds
        while self._timers and self._timers[0][0] <= end:
            when, _, timer = heapq.heappop(self._timers)
            self._now = max(self._now, when)
            if timer.callback is not None:
                timer.callback()
        self._now = end

    @property
    def pending(self) -> int:
        return sum(timer.callback is not None for _, _, timer in self._timers)


class FakeConsumer:
    """Takes up to `credit` messages; sessions it was granted or lost are noted."""

    def __init__(self, credit: int = 1, wanted_session: str | None = None, name: str = "link") -> None:
        self.name = name
        self.wanted_session = wanted_session
        self.credit = credit
        self.messages: list[Message] = []
        self.session: str | None = None
        self.errors: list[BusError] = []

    def deliver(self, message: Message) -> None:
        assert self.credit > 0
        self.credit -= 1
        self.messages.append(message)

    def granted(self, session_id: str, locked_until: int) -> None:
        self.session = session_id

    def lost(self, error: BusError) -> None:
        self.errors.append(error)

    def token(self) -> UUID:
        """The lock token of the last message."""
        token = self.messages[-1].lock_token
        assert token is not None
        return token

    def take_more(self, queue: Queue, credit: int = 1) -> None:
        self.credit += credit
        queue.on_credit(self)


def encoded(body: str = "body", *, due: int | None = None, ttl_ms: int = 0, **properties: Any) -> bytes:
    """An encoded message; `message_id`, `session_id`, `subject` and application properties by name."""
    names = {"message_id": "id", "session_id": "group_id", "subject": "subject"}
    message = ProtonMessage(body=body, ttl=ttl_ms / 1000)
    application: dict[str, Any] = {}
    for name, value in properties.items():
        if name in names:
            setattr(message, names[name], value)
        else:
            application[name] = value
    message.properties = application or None
    if due is not None:
        message.annotations = {"x-opt-scheduled-enqueue-time": timestamp(due)}
    return bytes(message.encode())


def message(body: str = "body", **properties: Any) -> Message:
    """A message as it arrives."""
    return Message(encoded(body, **properties))


def body_of(message: Message) -> str:
    """The body of a message as it would leave."""
    sent = ProtonMessage()
    sent.decode(message.encode())
    return str(sent.body)


def open_store(path: str = ":memory:") -> Store:
    """A store that commits every write at once and lets failures through."""

    def fail(error: StoreError) -> None:
        raise error

    return Store(path, lambda commit: commit(), fail)
