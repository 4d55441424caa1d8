"""All entities of one namespace, by address; no AMQP here."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from local.service_bus.address import DEAD_LETTER_SUFFIX, entity_path
from local.service_bus.errors import EntityNotFoundError, UnsupportedError
from local.service_bus.intake import Intake
from local.service_bus.queue import Queue
from local.service_bus.sessions import SessionQueue
from local.service_bus.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.service_bus.clock import Clock
    from local.service_bus.config import NamespaceConfig, QueueSettings
    from local.service_bus.message import Message
    from local.service_bus.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EntityCounts:
    """How many messages an entity holds; `active` includes the `locked` ones."""

    name: str
    kind: str
    active: int
    locked: int
    dead_letter: int
    scheduled: int

    def to_json(self) -> dict[str, Any]:
        """The counts with camelCase names."""
        fields = asdict(self)
        fields["deadLetter"] = fields.pop("dead_letter")
        return fields


class Broker:
    """The entities that a configuration names, filled with what the store kept of them."""

    def __init__(self, config: NamespaceConfig, clock: Clock, store: Store) -> None:
        self._clock = clock
        self._store = store
        self._queues: dict[str, Queue] = {}
        self._kinds: dict[str, str] = {}
        self._topics: dict[str, Topic] = {}
        self._intakes: dict[str, Intake] = {}
        for queue_config in config.queues:
            queue = self._add_queue(queue_config.name, "queue", queue_config.settings)
            self._add_intake(queue, queue_config.duplicate_window_ms)
        for topic_config in config.topics:
            topic = Topic(topic_config.name, topic_config.default_ttl_ms, store)
            self._topics[topic.key] = topic
            for subscription in topic_config.subscriptions:
                path = f"{topic.path}/Subscriptions/{subscription.name}"
                topic.add(self._add_queue(path, "subscription", subscription.settings), subscription.filters)
            self._add_intake(topic, topic_config.duplicate_window_ms)
        self._restore()

    def _add_queue(self, path: str, kind: str, settings: QueueSettings) -> Queue:
        grave_settings = replace(
            settings, requires_session=False, default_ttl_ms=None, dead_letter_on_expiration=False
        )
        grave = Queue(path + DEAD_LETTER_SUFFIX, grave_settings, self._clock, self._store, None)
        make = SessionQueue if settings.requires_session else Queue
        queue = make(path, settings, self._clock, self._store, grave)
        self._queues[grave.key] = grave
        self._queues[queue.key] = queue
        self._kinds[queue.key] = kind
        return queue

    def _add_intake(self, entity: Queue | Topic, duplicate_window_ms: int | None) -> None:
        self._intakes[entity.key] = Intake(
            entity.key, duplicate_window_ms, self._clock, self._store, entity.accept
        )

    def _restore(self) -> None:
        for queue in self._queues.values():
            queue.restore()
        for intake in self._intakes.values():
            intake.restore()
        for key, count in self._store.message_counts().items():
            if key not in self._queues and key not in self._intakes:
                _log.warning("The store keeps %d messages of '%s', which the configuration lacks", count, key)

    def queue(self, address: str) -> Queue:
        """What one can receive from at the address; EntityNotFoundError, UnsupportedError for a topic."""
        path = entity_path(address)
        key = path.lower()
        if key in self._topics:
            raise UnsupportedError(f"Receive from a subscription of the topic '{path}', not from the topic.")
        if key not in self._queues:
            raise EntityNotFoundError(path)
        return self._queues[key]

    def publisher(self, address: str) -> Publisher:
        """What one can send to at the address; EntityNotFoundError, UnsupportedError for a subscription."""
        path = entity_path(address)
        key = path.lower()
        if key in self._intakes:
            return Publisher(self._topics.get(key) or self._queues[key], self._intakes[key])
        if key in self._queues:
            raise UnsupportedError(f"Nobody can send to '{path}'.")
        raise EntityNotFoundError(path)

    def require(self, address: str) -> None:
        """EntityNotFoundError unless there is an entity of any kind at the address."""
        path = entity_path(address)
        if path.lower() not in self._queues and path.lower() not in self._topics:
            raise EntityNotFoundError(path)

    def peek(self, address: str, start: int, count: int, session_id: str | None) -> list[Message]:
        """Messages of a queue from a sequence number on, scheduled ones included; nothing is locked."""
        queue = self.queue(address)
        found = queue.peek(start, count, session_id)
        if queue.key in self._intakes:
            found += (
                message
                for message in self._intakes[queue.key].scheduled
                if message.sequence_number >= start and session_id in (None, message.session_id)
            )
        return sorted(found, key=lambda message: message.sequence_number)[:count]

    def counts(self) -> list[EntityCounts]:
        """The counts of every queue, topic and subscription, in the order of the configuration."""
        found: list[EntityCounts] = []
        for key, topic in self._topics.items():
            found.append(EntityCounts(topic.path, "topic", 0, 0, 0, len(self._intakes[key].scheduled)))
        for key, queue in self._queues.items():
            if queue.dead_letter is not None:
                scheduled = len(self._intakes[key].scheduled) if key in self._intakes else 0
                dead = queue.dead_letter.active
                found.append(
                    EntityCounts(queue.path, self._kinds[key], queue.active, queue.locked, dead, scheduled)
                )
        return found


class Publisher:
    """The sending side of a queue or topic."""

    def __init__(self, entity: Queue | Topic, intake: Intake) -> None:
        self._entity = entity
        self.intake = intake

    def publish(self, messages: Sequence[Message]) -> list[int]:
        """Take in all messages or, with a BusError, none; their numbers, 0 for a dropped duplicate."""
        for message in messages:
            self._entity.check(message)
        return [self.intake.publish(message) for message in messages]
