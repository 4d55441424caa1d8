"""A queue, a subscription or a dead-letter queue: messages in order, locks, settlement. Knows no AMQP."""

from __future__ import annotations

import heapq
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from local.service_bus.consumer import Outcome
from local.service_bus.errors import BusError, MessageLockLostError
from local.service_bus.message import MessageState

if TYPE_CHECKING:
    from uuid import UUID

    from local.service_bus.clock import Clock, Timer
    from local.service_bus.config import QueueSettings
    from local.service_bus.consumer import Consumer
    from local.service_bus.message import Message
    from local.service_bus.store import Store


class _Lock(NamedTuple):
    message: Message
    timer: Timer | None


class Queue:
    """Messages by sequence number, handed to competing consumers under a lock each.

    `dead_letter` is the queue for dead messages; a queue without one is a dead-letter queue itself: it keeps
    messages until they are completed.
    """

    def __init__(
        self, path: str, settings: QueueSettings, clock: Clock, store: Store, dead_letter: Queue | None
    ) -> None:
        self.path = path
        self.key = path.lower()
        self.settings = settings
        self.dead_letter = dead_letter
        self._clock = clock
        self._store = store
        self._messages: dict[int, Message] = {}
        self._locks: dict[UUID, _Lock] = {}
        self._expiry_timers: dict[int, Timer] = {}
        self._ready: list[int] = []
        self._consumers: deque[Consumer] = deque()

    @property
    def active(self) -> int:
        """How many messages are here, locked ones included."""
        return len(self._messages)

    @property
    def locked(self) -> int:
        """How many messages are locked."""
        return len(self._locks)

    def restore(self) -> None:
        """Take up the messages that the store kept."""
        for message in self._store.messages(self.key, MessageState.ACTIVE):
            self._place(message)

    def check(self, message: Message) -> None:
        """BusError if the queue cannot take the message."""

    def accept(self, message: Message) -> None:
        """Take a numbered message that is due now."""
        now = self._clock.now()
        message.state = MessageState.ACTIVE
        message.enqueued = now
        ttl = min((limit for limit in (message.ttl, self.settings.default_ttl_ms) if limit), default=None)
        message.expires = now + ttl if ttl else None
        self._keep(message)

    def _keep(self, message: Message) -> None:
        self._store.insert(self.key, message)
        self._place(message)

    def _place(self, message: Message) -> None:
        self._messages[message.sequence_number] = message
        if message.expires is not None:
            self._watch_expiry(message, message.expires)
        self._make_available(message)

    def _make_available(self, message: Message) -> None:
        heapq.heappush(self._ready, message.sequence_number)
        self.dispatch()

    def attach(self, consumer: Consumer) -> None:
        """Serve a consumer from now on."""
        self._consumers.append(consumer)

    def detach(self, consumer: Consumer) -> None:
        """Serve a consumer no longer. Its locks stay, as in the service, until settled or expired."""
        if consumer in self._consumers:
            self._consumers.remove(consumer)

    def on_credit(self, consumer: Consumer) -> None:
        """A consumer is ready for more."""
        self.dispatch()

    def dispatch(self) -> None:
        """Hand out ready messages while consumers take them, in turn."""
        while message := self._head(self._ready):
            consumer = self._consumer_in_turn()
            if consumer is None:
                return
            heapq.heappop(self._ready)
            until = self._clock.now() + self.settings.lock_ms
            self._lock(message, until, watched=True)
            consumer.deliver(message)

    def _consumer_in_turn(self) -> Consumer | None:
        for _ in range(len(self._consumers)):
            self._consumers.rotate(-1)
            if self._consumers[-1].credit > 0:
                return self._consumers[-1]
        return None

    def _head(self, ready: list[int]) -> Message | None:
        """The first message that can be handed out; leaves of removed and expired ones are swept aside."""
        while ready:
            message = self._messages.get(ready[0])
            if message is not None and message.expires is not None and message.expires <= self._clock.now():
                self._expire(message)
            elif message is not None and message.lock_token is None:
                return message
            heapq.heappop(ready)
        return None

    def _lock(self, message: Message, until: int, *, watched: bool) -> None:
        token = uuid4()
        message.lock_token, message.locked_until = token, until
        timer = self._clock.call_at(until, partial(self._on_lock_end, token)) if watched else None
        self._locks[token] = _Lock(message, timer)

    def _on_lock_end(self, token: UUID) -> None:
        message = self._locks[token].message
        if message.locked_until > self._clock.now():
            timer = self._clock.call_at(message.locked_until, partial(self._on_lock_end, token))
            self._locks[token] = _Lock(message, timer)
        else:
            self._return(message, failed=True)

    def _find(self, token: UUID) -> Message:
        lock = self._locks.get(token)
        if lock is None or lock.message.locked_until <= self._clock.now():
            raise MessageLockLostError
        return lock.message

    def renew(self, token: UUID) -> int:
        """Hold the lock for its full duration from now; until when. MessageLockLostError if it is gone."""
        message = self._find(token)
        message.locked_until = self._clock.now() + self.settings.lock_ms
        return message.locked_until

    def settle(
        self, token: UUID, outcome: Outcome, reason: str | None = None, description: str | None = None
    ) -> None:
        """End a lock as the receiver says; MessageLockLostError if it is gone already."""
        message = self._find(token)
        if outcome is Outcome.COMPLETE:
            self._remove(message)
        elif outcome is Outcome.DEAD_LETTER:
            self._bury(message, reason, description)
        else:
            self._return(message, failed=outcome is Outcome.ABANDON)

    def _unlock(self, message: Message) -> None:
        if message.lock_token is not None:
            lock = self._locks.pop(message.lock_token)
            if lock.timer is not None:
                lock.timer.cancel()
            message.lock_token = None

    def _return(self, message: Message, *, failed: bool) -> None:
        if self._survives(message, failed=failed):
            self._make_available(message)

    def _survives(self, message: Message, *, failed: bool) -> bool:
        """End the lock of a message that was not handled; whether it stays here."""
        self._unlock(message)
        if failed:
            message.delivery_count += 1
            self._store.update_delivery_count(self.key, message)
        most = self.settings.max_delivery_count
        if self.dead_letter is not None and message.delivery_count >= most:
            text = f"Message could not be consumed after {most} delivery attempts."
            self._bury(message, "MaxDeliveryCountExceeded", text)
            return False
        if message.expires is not None and message.expires <= self._clock.now():
            self._expire(message)
            return False
        return True

    def _remove(self, message: Message) -> None:
        self._unlock(message)
        timer = self._expiry_timers.pop(message.sequence_number, None)
        if timer is not None:
            timer.cancel()
        del self._messages[message.sequence_number]
        self._store.delete(self.key, message)

    def _bury(self, message: Message, reason: str | None, description: str | None) -> None:
        if self.dead_letter is None:
            raise BusError("A message in a dead-letter queue cannot be dead-lettered again.")
        self._remove(message)
        message.mark_dead(reason, description)
        self.dead_letter._keep(message)

    def _watch_expiry(self, message: Message, when: int) -> None:
        timer = self._clock.call_at(when, partial(self._on_expiry, message, when))
        self._expiry_timers[message.sequence_number] = timer

    def _on_expiry(self, message: Message, when: int) -> None:
        if when > self._clock.now():
            self._watch_expiry(message, when)
        elif message.lock_token is None:  # a locked message may still be completed
            self._expire(message)

    def _expire(self, message: Message) -> None:
        if self.settings.dead_letter_on_expiration:
            self._bury(message, "TTLExpiredException", "The message expired and was dead lettered.")
        else:
            self._remove(message)

    def peek(self, start: int, count: int, session_id: str | None = None) -> list[Message]:
        """Up to `count` messages from sequence number `start` on, of one session if given; locks nothing."""
        found = (
            message
            for number, message in sorted(self._messages.items())
            if number >= start and session_id in (None, message.session_id)
        )
        return [message for message, _ in zip(found, range(count), strict=False)]
