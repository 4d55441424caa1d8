"""Service Bus triggers: queues and subscriptions, with and without sessions, over the real SDK."""

from __future__ import annotations

import asyncio
import functools
import logging
from typing import TYPE_CHECKING, Any

from azure.servicebus import NEXT_AVAILABLE_SESSION
from azure.servicebus.exceptions import MessageLockLostError, ServiceBusError, SessionLockLostError

from local.functions_host.configuration import service_bus_connection_string
from local.functions_host.errors import ConfigurationError, InvocationError
from local.functions_host.lock_renewal import LockRenewal
from local.functions_host.messages import message_datums, text_datums
from local.functions_host.receiver_pool import WAIT_SECONDS, Availability, ReceiverPool
from local.functions_host.receivers import create_client

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from azure.servicebus import ServiceBusReceivedMessage
    from azure.servicebus.aio import ServiceBusClient

    from local.functions_host.configuration import ServiceBusOptions
    from local.functions_host.indexing import Function
    from local.functions_host.worker import Worker

log = logging.getLogger("host.service_bus")


class ServiceBusListener:
    """One pool of receivers for each function."""

    def __init__(self, functions: Sequence[Function], worker: Worker, options: ServiceBusOptions) -> None:
        self.functions = functions
        self._worker, self._options = worker, options
        self._connections = {function.name: _connection(function) for function in functions}
        self._clients: dict[str, tuple[ServiceBusClient, Availability]] = {}
        self._pools: list[ReceiverPool] = []

    def describe(self, function: Function) -> str:
        """The entity it reads."""
        sessions = " (sessions)" if _has_sessions(function) else ""
        return f"serviceBusTrigger {_entity(function)}{sessions}"

    async def start(self) -> None:
        """Starts to connect; a broker that is not there yet is waited for."""
        for function in self.functions:
            pool = self._pool(function)
            pool.start()
            self._pools.append(pool)

    async def stop(self) -> None:
        """Takes no more messages and settles those in hand."""
        await asyncio.gather(*(pool.stop() for pool in self._pools))
        for client, _ in self._clients.values():
            await client.close()

    async def run_manually(self, function: Function, text: str) -> None:
        """Runs the function with `text` as the message body; no message passes through the bus."""
        await self._worker.invoke(function, *text_datums(text))

    def _pool(self, function: Function) -> ReceiverPool:
        client, broker = self._client(function)
        with_sessions = _has_sessions(function)
        return ReceiverPool(
            _receiver_factory(client, function, with_sessions),
            functools.partial(self._handle, function),
            self._options.max_concurrent_sessions if with_sessions else self._options.max_concurrent_calls,
            self._options.session_idle_timeout if with_sessions else None,
            broker,
            Availability(f"Service Bus entity {_entity(function)}"),
        )

    def _client(self, function: Function) -> tuple[ServiceBusClient, Availability]:
        setting = _connection_setting(function)
        if setting not in self._clients:
            try:
                client = create_client(self._connections[function.name])
            except ValueError as error:
                raise ConfigurationError(
                    f"The connection string in {setting} is not usable: {error}."
                ) from error
            self._clients[setting] = client, Availability(f"Service Bus ({setting})")
        return self._clients[setting]

    async def _handle(self, function: Function, receiver: Any, message: ServiceBusReceivedMessage) -> None:
        """Runs the function, then completes the message, or abandons it if the function failed.

        Raises ServiceBusError if the receiver is of no more use: the session or the connection is gone.
        """
        async with LockRenewal(receiver, message, self._options.max_auto_lock_renewal_duration):
            succeeded = await self._run(function, message)
        try:
            await (receiver.complete_message(message) if succeeded else receiver.abandon_message(message))
        except (MessageLockLostError, SessionLockLostError) as error:
            log.error(
                "Function '%s' outlived the lock of message %s, which will be delivered again: %s",
                function.name,
                message.message_id,
                error,
            )
            if isinstance(error, SessionLockLostError):
                raise
        except ServiceBusError as error:
            log.error(
                "Message %s of function '%s' could not be settled and will be delivered again: %s",
                message.message_id,
                function.name,
                error,
            )
            raise

    async def _run(self, function: Function, message: ServiceBusReceivedMessage) -> bool:
        try:
            body, metadata = message_datums(message)
        except TypeError as error:
            log.error("Function '%s' cannot be given its message: %s", function.name, error)
            return False
        try:
            await self._worker.invoke(function, body, metadata)
        except InvocationError:
            return False
        return True


def _has_sessions(function: Function) -> bool:
    return bool(function.trigger.get("isSessionsEnabled"))


def _entity(function: Function) -> str:
    trigger = function.trigger
    return str(trigger.get("queueName") or f"{trigger['topicName']}/{trigger['subscriptionName']}")


def _connection_setting(function: Function) -> str:
    return str(function.trigger.get("connection") or "ServiceBus")


def _connection(function: Function) -> str:
    if str(function.trigger.get("cardinality", "one")).lower() == "many":
        raise ConfigurationError(
            f"Function '{function.name}' asks for batches (cardinality many), which this host does not serve."
        )
    return service_bus_connection_string(_connection_setting(function), function.name)


def _receiver_factory(client: ServiceBusClient, function: Function, with_sessions: bool) -> Callable[[], Any]:
    trigger = function.trigger
    options: dict[str, Any] = {}
    if with_sessions:
        options = {"session_id": NEXT_AVAILABLE_SESSION, "max_wait_time": WAIT_SECONDS}
    if trigger.get("queueName"):
        return functools.partial(client.get_queue_receiver, trigger["queueName"], **options)
    return functools.partial(
        client.get_subscription_receiver, trigger["topicName"], trigger["subscriptionName"], **options
    )
