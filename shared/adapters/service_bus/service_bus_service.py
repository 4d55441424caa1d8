"""ServiceBusService: agent requests and responses over Azure Service Bus.

Messages carry `session_id` = the conversation, so that one conversation is handled in order, and `message_id`,
so that the broker and the inbox recognise a repeat. One sender a topic lives as long as the process: opening
one costs about half a second.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.contracts.agent_messages import (
    AgentRequest,
    AgentResponse,
    parse_agent_request,
    parse_agent_response,
)
from shared.errors import DependencyUnavailableError, Permanent
from shared.names import RESPONSES_SUBSCRIPTION
from shared.services.outbox import OutboxMessage

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusMessage
    from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender

log = logging.getLogger(__name__)

_SEND_SECONDS = 5.0
_PROBE_SECONDS = 1.5
_DEPENDENCY = "service bus"


class MessageTooLargeError(Permanent):
    """A message exceeds what the namespace takes."""

    code = "message_too_large"


@dataclass(frozen=True, slots=True)
class Topics:
    """The entities of the namespace."""

    requests: str
    responses: str
    memory: str
    dead_letters: str


class ServiceBusService:
    """Sends to and, for programs other than the Functions app, receives from the topics."""

    def __init__(self, connection_string: str, topics: Topics) -> None:
        self._connection_string = connection_string
        self._topics = topics
        self._client: ServiceBusClient | None = None
        self._senders: dict[str, ServiceBusSender] = {}
        self._probe: ServiceBusReceiver | None = None
        self._locks: dict[str, asyncio.Lock] = {}

    async def send_agent_request(self, request: AgentRequest, message_id: str | None = None) -> None:
        """Sends one request; raises `DependencyUnavailableError`."""
        await self._send(
            self._topics.requests,
            [
                _message(
                    request.to_json(),
                    request.agent,
                    str(request.session_id),
                    str(request.correlation_id),
                    message_id or f"{request.correlation_id}:request",
                )
            ],
        )

    async def send_agent_response(self, response: AgentResponse, message_id: str | None = None) -> None:
        """Sends one response; raises `DependencyUnavailableError`."""
        await self._send(
            self._topics.responses,
            [
                _message(
                    response.to_json(),
                    response.agent,
                    str(response.session_id),
                    str(response.correlation_id),
                    message_id or f"{response.correlation_id}:response",
                )
            ],
        )

    async def send_requests(self, messages: Sequence[OutboxMessage]) -> None:
        """Sends outbox rows to the requests topic."""
        await self._send(self._topics.requests, [_from_outbox(m) for m in messages])

    async def send_responses(self, messages: Sequence[OutboxMessage]) -> None:
        """Sends outbox rows to the responses topic."""
        await self._send(self._topics.responses, [_from_outbox(m) for m in messages])

    async def send_memory_requests(self, messages: Sequence[OutboxMessage]) -> None:
        """Sends outbox rows to the queue of the conversation memory."""
        from azure.servicebus import ServiceBusMessage

        await self._send(
            self._topics.memory,
            [
                ServiceBusMessage(
                    json.dumps(m.payload),
                    content_type="application/json",
                    session_id=m.payload["sessionId"],
                    message_id=m.message_id,
                )
                for m in messages
            ],
        )

    async def send_dead_letter(
        self, body: bytes, *, message_id: str, reason: str, description: str, source: str
    ) -> None:
        """Sets a message aside that nobody can handle, with the properties that Service Bus itself uses.

        Functions for Python cannot settle a message as dead-lettered, so it goes to a queue of its own.
        """
        from azure.servicebus import ServiceBusMessage

        await self._send(
            self._topics.dead_letters,
            [
                ServiceBusMessage(
                    body,
                    message_id=f"{source}:{message_id}"[:128],
                    application_properties={
                        "DeadLetterReason": reason,
                        "DeadLetterErrorDescription": description[:1_000],
                        "DeadLetterSource": source,
                    },
                )
            ],
        )

    async def subscribe_to_agent_requests(
        self, agent: str, handler: Callable[[AgentRequest], Awaitable[None]]
    ) -> None:
        """Handles an agent's requests, conversation by conversation, until cancelled.

        A handler that raises has the message delivered again, up to the subscription's limit.
        """

        async def handle(body: bytes) -> None:
            await handler(parse_agent_request(body))

        await self._subscribe(self._topics.requests, agent, None, handle)

    async def subscribe_to_agent_responses(
        self, session_id: str, handler: Callable[[AgentResponse], Awaitable[None]]
    ) -> None:
        """Handles one conversation's responses in order, until cancelled."""

        async def handle(body: bytes) -> None:
            await handler(parse_agent_response(body))

        await self._subscribe(self._topics.responses, RESPONSES_SUBSCRIPTION, session_id, handle)

    async def ping(self) -> None:
        """Makes a round trip to the broker; raises `DependencyUnavailableError`."""
        from azure.servicebus.exceptions import ServiceBusError

        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                if self._probe is None:  # opening one costs half a second, so it stays
                    self._probe = self._connected().get_queue_receiver(self._topics.dead_letters)
                await self._probe.peek_messages(max_message_count=1)
        except (ServiceBusError, OSError, TimeoutError, ValueError) as exc:
            probe, self._probe = self._probe, None
            if probe is not None:
                await _close_broken(probe)
            raise DependencyUnavailableError(_DEPENDENCY) from exc

    async def close(self) -> None:
        """Closes senders and connection."""
        for topic in list(self._senders):
            await self._drop_sender(topic)
        if self._probe is not None:
            await _close_broken(self._probe)
            self._probe = None
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _connected(self) -> ServiceBusClient:
        if self._client is None:
            from azure.servicebus.aio import ServiceBusClient

            # The outbox retries; the SDK's own long retries would only delay the answer that it is away.
            self._client = ServiceBusClient.from_connection_string(
                self._connection_string,
                retry_total=1,
                retry_backoff_factor=0.1,
                retry_backoff_max=1,
            )
        return self._client

    async def _send(self, entity: str, messages: Sequence[ServiceBusMessage]) -> None:
        from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusError

        async with self._locks.setdefault(entity, asyncio.Lock()):
            try:
                async with asyncio.timeout(_SEND_SECONDS):
                    sender = self._senders.get(entity)
                    if sender is None:
                        sender = self._senders[entity] = self._connected().get_topic_sender(entity)
                    await _send_batches(sender, messages)
            except MessageSizeExceededError as exc:
                raise MessageTooLargeError(str(exc)) from exc
            except (ServiceBusError, OSError, TimeoutError, ValueError) as exc:
                # ValueError: the SDK's answer on a handler that its own failed reconnect has closed.
                await self._drop_sender(entity)
                raise DependencyUnavailableError(
                    _DEPENDENCY, f"service bus did not take the message: {exc}"
                ) from exc

    async def _drop_sender(self, entity: str) -> None:
        sender = self._senders.pop(entity, None)
        if sender is not None:
            await _close_broken(sender)

    async def _subscribe(
        self,
        topic: str,
        subscription: str,
        session_id: str | None,
        handle: Callable[[bytes], Awaitable[None]],
    ) -> None:
        from azure.servicebus import NEXT_AVAILABLE_SESSION
        from azure.servicebus.exceptions import OperationTimeoutError, ServiceBusError

        while True:
            try:
                receiver = self._connected().get_subscription_receiver(
                    topic,
                    subscription,
                    session_id=session_id or NEXT_AVAILABLE_SESSION,
                    max_wait_time=5,
                )
                async with receiver:
                    await _receive(receiver, handle)
            except OperationTimeoutError:
                continue
            except (ServiceBusError, OSError) as exc:
                log.warning("receiving from %s/%s was interrupted: %s", topic, subscription, exc)
                await asyncio.sleep(1)


async def _close_broken(link: ServiceBusSender | ServiceBusReceiver) -> None:
    with suppress(Exception):  # it is being thrown away because it is broken
        await asyncio.wait_for(link.close(), 2)


async def _receive(receiver: ServiceBusReceiver, handle: Callable[[bytes], Awaitable[None]]) -> None:
    async for message in receiver:
        try:
            await handle(b"".join(message.body))
        except Permanent as exc:
            await receiver.dead_letter_message(message, reason=exc.code, error_description=str(exc))
        except Exception:
            log.exception("a handler failed; the message will be delivered again")
            await receiver.abandon_message(message)
        else:
            await receiver.complete_message(message)


async def _send_batches(sender: ServiceBusSender, messages: Sequence[ServiceBusMessage]) -> None:
    if len(messages) == 1:
        await sender.send_messages(messages[0])
        return
    batch = await sender.create_message_batch()
    for message in messages:
        try:
            batch.add_message(message)
        except ValueError:  # full
            if len(batch):
                await sender.send_messages(batch)
            batch = await sender.create_message_batch()
            batch.add_message(message)
    await sender.send_messages(batch)


def _from_outbox(row: OutboxMessage) -> ServiceBusMessage:
    body: dict[str, Any] = row.payload
    return _message(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        body["agent"],
        body["sessionId"],
        body["correlationId"],
        row.message_id,
    )


def _message(
    body: str, agent: str, session_id: str, correlation_id: str, message_id: str
) -> ServiceBusMessage:
    from azure.servicebus import ServiceBusMessage

    return ServiceBusMessage(
        body,
        content_type="application/json",
        session_id=session_id,
        correlation_id=correlation_id,
        message_id=message_id,
        application_properties={"agent": agent},
    )
