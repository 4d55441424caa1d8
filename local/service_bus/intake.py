"""What a queue or topic does with arriving messages: numbers, duplicates, scheduled times."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from local.service_bus.errors import ScheduledMessageNotFoundError
from local.service_bus.message import MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from local.service_bus.clock import Clock, Timer
    from local.service_bus.message import Message
    from local.service_bus.store import Store


class Intake:
    """The entrance of one entity; `deliver` takes the messages whose time has come."""

    def __init__(
        self,
        key: str,
        duplicate_window_ms: int | None,
        clock: Clock,
        store: Store,
        deliver: Callable[[Message], None],
    ) -> None:
        self._key = key
        self._window = duplicate_window_ms
        self._clock = clock
        self._store = store
        self._deliver = deliver
        self._seen: dict[str, int] = {}
        self._scheduled: dict[int, tuple[Message, Timer]] = {}

    def restore(self) -> None:
        """Take up what the store kept."""
        self._seen = self._store.seen(self._key)
        for message in self._store.messages(self._key, MessageState.SCHEDULED):
            self._hold(message)

    @property
    def scheduled(self) -> Sequence[Message]:
        """The messages whose time has not come, by sequence number."""
        return [self._scheduled[number][0] for number in sorted(self._scheduled)]

    def publish(self, message: Message) -> int:
        """Take one message in; its sequence number, 0 for a duplicate, which is dropped."""
        now = self._clock.now()
        if self._is_duplicate(message, now):
            return 0
        message.sequence_number = self._store.next_number(self._key)
        if message.due is not None and message.due > now:
            message.state = MessageState.SCHEDULED
            message.enqueued = message.due
            self._store.insert(self._key, message)
            self._hold(message)
        else:
            self._deliver(message)
        return message.sequence_number

    def _is_duplicate(self, message: Message, now: int) -> bool:
        if self._window is None or message.message_id is None:
            return False
        # The window is the same for all ids, so the oldest come first.
        while self._seen and (first := next(iter(self._seen.items())))[1] <= now:
            del self._seen[first[0]]
            self._store.forget_seen(self._key, first[0])
        if message.message_id in self._seen:
            return True
        self._seen[message.message_id] = now + self._window
        self._store.remember(self._key, message.message_id, now + self._window)
        return False

    def _hold(self, message: Message) -> None:
        timer = self._clock.call_at(message.due or 0, partial(self._on_due, message))
        self._scheduled[message.sequence_number] = (message, timer)

    def _on_due(self, message: Message) -> None:
        if message.due is not None and message.due > self._clock.now():
            self._hold(message)
            return
        self._release(message.sequence_number)
        self._deliver(message)

    def _release(self, number: int) -> None:
        message, timer = self._scheduled.pop(number)
        timer.cancel()
        self._store.delete(self._key, message)

    def cancel(self, numbers: Sequence[int]) -> None:
        """Drop scheduled messages, all or none; ScheduledMessageNotFoundError names the first unknown one."""
        for number in numbers:
            if number not in self._scheduled:
                raise ScheduledMessageNotFoundError(number)
        for number in dict.fromkeys(numbers):
            self._release(number)
