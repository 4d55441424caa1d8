"""Entities for the tests here, and handles on the real SDK that keep the tests short.

The SDK takes about half a second to open a link and up to a second to close one, so senders are shared and
receivers close in the background.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender
from azure.servicebus.exceptions import ServiceBusError

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusReceivedMessage


def _queue(name: str, **properties: object) -> dict[str, object]:
    return {"Name": name, "Properties": properties}


def _session_subscription(agent: str, **properties: object) -> dict[str, object]:
    rule = {"FilterType": "Correlation", "CorrelationFilter": {"Properties": {"agent": agent}}}
    return {
        "Name": agent,
        "Properties": {"RequiresSession": True, **properties},
        "Rules": [{"Name": "agent", "Properties": rule}],
    }


SQL_RULE = {
    "Name": "sql",
    "Properties": {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "agent = 'video-scriptor'"}},
}

CONFIG = {
    "UserConfig": {
        "Namespaces": [
            {
                "Name": "test",
                "Queues": [
                    *(
                        _queue(name)
                        for name in (
                            "plain",
                            "batches",
                            "large",
                            "peeked",
                            "timed",
                            "competing",
                            "dropped",
                            "refusals",
                        )
                    ),
                    _queue("poisoned", MaxDeliveryCount=3),
                    _queue("graves", MaxDeliveryCount=3),
                    _queue("short-lock", LockDuration="PT2S"),
                    _queue("renewed", LockDuration="PT5S"),
                    _queue("mortal", DefaultMessageTimeToLive="PT1S", DeadLetteringOnMessageExpiration=True),
                    _queue(
                        "once",
                        RequiresDuplicateDetection=True,
                        DuplicateDetectionHistoryTimeWindow="PT10M",
                    ),
                    *(
                        _queue(name, RequiresSession=True)
                        for name in (
                            "ordered",
                            "parallel",
                            "exclusive",
                            "released",
                            "awaited",
                        )
                    ),
                    _queue("session-poison", RequiresSession=True, MaxDeliveryCount=3),
                    _queue("session-short", RequiresSession=True, LockDuration="PT2S"),
                    _queue("session-renewed", RequiresSession=True, LockDuration="PT5S"),
                ],
                "Topics": [
                    {
                        "Name": "requests",
                        "Properties": {"RequiresDuplicateDetection": True},
                        "Subscriptions": [
                            _session_subscription("trend-scanner"),
                            {"Name": "sql", "Rules": [SQL_RULE]},
                            {"Name": "all"},
                        ],
                    },
                    {"Name": "later", "Subscriptions": [{"Name": "one"}, {"Name": "two"}]},
                    {"Name": "strict", "Subscriptions": [_session_subscription("trend-scanner")]},
                ],
            }
        ]
    }
}


class Links:
    """Opens senders once and receivers on demand."""

    def __init__(self, client: ServiceBusClient) -> None:
        self._client = client
        self._senders: dict[str, ServiceBusSender] = {}
        self._receivers: list[ServiceBusReceiver] = []
        self._closing: list[asyncio.Task[None]] = []

    async def sender(self, entity: str, *, topic: bool = False) -> ServiceBusSender:
        if entity not in self._senders:
            make = self._client.get_topic_sender if topic else self._client.get_queue_sender
            self._senders[entity] = await make(entity).__aenter__()
        return self._senders[entity]

    async def receiver(
        self, entity: str, subscription: str | None = None, **options: Any
    ) -> ServiceBusReceiver:
        if subscription is None:
            receiver = self._client.get_queue_receiver(entity, **options)
        else:
            receiver = self._client.get_subscription_receiver(entity, subscription, **options)
        await receiver.__aenter__()
        self._receivers.append(receiver)
        return receiver

    async def pair(self, queue: str, **options: Any) -> tuple[ServiceBusSender, ServiceBusReceiver]:
        """A sender and a receiver of one queue, opened at the same time."""
        return await asyncio.gather(self.sender(queue), self.receiver(queue, **options))

    def close_receivers_soon(self) -> None:
        self._closing += [asyncio.create_task(_close(receiver)) for receiver in self._receivers]
        self._receivers.clear()

    async def close(self) -> None:
        await asyncio.gather(*self._closing, *(_close(sender) for sender in self._senders.values()))


async def _close(handler: ServiceBusReceiver | ServiceBusSender) -> None:
    with suppress(ServiceBusError, ConnectionError):  # some tests cut the connection on purpose
        await handler.close()


async def receive(receiver: ServiceBusReceiver, count: int = 1) -> list[ServiceBusReceivedMessage]:
    """Exactly `count` messages, or a failure after ten seconds."""
    found: list[ServiceBusReceivedMessage] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            found += await receiver.receive_messages(max_message_count=count - len(found), max_wait_time=5)
    return found


def bodies(messages: list[ServiceBusReceivedMessage]) -> list[str]:
    """The bodies as text."""
    return [str(message) for message in messages]
