"""A topic: copies every message into the subscriptions whose filters match."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.service_bus.message import Message
    from local.service_bus.queue import Queue
    from local.service_bus.rules import CorrelationFilter
    from local.service_bus.store import Store


class Topic:
    """A message that matches no subscription is gone, as in the service."""

    def __init__(self, path: str, default_ttl_ms: int | None, store: Store) -> None:
        self.path = path
        self.key = path.lower()
        self._default_ttl_ms = default_ttl_ms
        self._store = store
        self._subscriptions: list[tuple[Queue, tuple[CorrelationFilter, ...]]] = []

    def add(self, queue: Queue, filters: tuple[CorrelationFilter, ...]) -> None:
        """Feed the subscription's queue with the messages that any of the filters matches."""
        self._subscriptions.append((queue, filters))

    def check(self, message: Message) -> None:
        """InvalidMessageError if the application properties, which filters read, are broken."""
        _ = message.application_properties

    def accept(self, message: Message) -> None:
        """Copy a message that is due now to the matching subscriptions, each with a number of its own."""
        ttl = min((limit for limit in (message.ttl, self._default_ttl_ms) if limit), default=None)
        for queue, filters in self._subscriptions:
            if any(one.matches(message) for one in filters):
                copy = message.copy()
                copy.ttl = ttl
                copy.sequence_number = self._store.next_number(queue.key)
                queue.accept(copy)
