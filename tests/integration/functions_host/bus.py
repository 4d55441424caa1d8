"""The entities that the host's Service Bus tests use, and how to send to them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Self

from azure.servicebus import ServiceBusMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender

from local.service_bus import Emulator
from local.service_bus.config import NamespaceConfig, parse_config
from tests.support.poll import eventually

MAX_DELIVERIES = 3


def _queue(name: str, **properties: Any) -> dict[str, Any]:
    return {
        "Name": name,
        "Properties": {"LockDuration": "PT30S", "MaxDeliveryCount": MAX_DELIVERIES, **properties},
    }


def _subscription(name: str, **properties: Any) -> dict[str, Any]:
    return {"Name": "jobs", "Subscriptions": [_queue(name, **properties)]}


CONFIG: NamespaceConfig = parse_config(
    {
        "UserConfig": {
            "Namespaces": [
                {
                    "Name": "sbemulatorns",
                    "Queues": [
                        *(_queue(name) for name in ("properties", "text", "parallel", "poison")),
                        *(
                            _queue(name, RequiresSession=True)
                            for name in ("order", "turns", "limit", "failing")
                        ),
                        *(_queue(name, LockDuration="PT2S") for name in ("short", "blocking")),
                        _queue("short-sessions", LockDuration="PT2S", RequiresSession=True),
                    ],
                    "Topics": [_subscription("work", RequiresSession=True)],
                }
            ]
        }
    }
)


class Bus:
    """One client of an emulator, with a sender for each entity; `async with` closes it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._client = ServiceBusClient.from_connection_string(emulator.connection_string)
        self._senders: dict[str, ServiceBusSender] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        # Closing a sender takes the SDK up to a second: all at once.
        await asyncio.gather(*(sender.close() for sender in self._senders.values()))
        await self._client.close()

    async def send(self, entity: str, *messages: ServiceBusMessage) -> None:
        """In this order, as one batch."""
        if entity not in self._senders:
            make = self._client.get_topic_sender if entity == "jobs" else self._client.get_queue_sender
            self._senders[entity] = make(entity)
        await self._senders[entity].send_messages(list(messages))

    async def dead_letters(self, queue: str, count: int) -> list[tuple[str, str | None]]:
        """Body and reason of the dead letters, once there are `count`; they are taken out."""
        found: list[tuple[str, str | None]] = []
        async with self._client.get_queue_receiver(
            queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER
        ) as receiver:

            async def enough() -> bool:
                for message in await receiver.receive_messages(max_message_count=10, max_wait_time=1):
                    found.append((str(message), message.dead_letter_reason))
                    await receiver.complete_message(message)
                return len(found) >= count

            await eventually(enough)
        return found

    async def emptied(self, *entities: str) -> None:
        """Returns once these entities (all, if none is named) hold no message, dead letters included."""

        async def empty() -> bool:
            return not any(
                counts.active or counts.dead_letter
                for counts in self.emulator.counts()
                if not entities or counts.name in entities
            )

        await eventually(empty)


def messages(bodies: Iterable[Any], **properties: Any) -> list[ServiceBusMessage]:
    """One JSON message for each body."""
    return [ServiceBusMessage(json.dumps(body), **properties) for body in bodies]
