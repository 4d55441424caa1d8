"""SDK receivers, opened and polled without the SDK's pauses.

azure-servicebus 7.15 sleeps 50 ms after every frame while a link opens (0.5 s to open a receiver, 55 ms from the
arrival of a session to its first message), rounds every wait up to its socket timeout, and keeps a background
reader that competes with `receive_messages` for the socket. The functions here drive the same handler without
those pauses; they use the SDK's internals, whose version is pinned. Receiving and settling stay the SDK's own.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import ssl
import time
from typing import TYPE_CHECKING, Any

from azure.servicebus import NEXT_AVAILABLE_SESSION
from azure.servicebus._pyamqp.constants import LinkState
from azure.servicebus.aio import ServiceBusClient, ServiceBusSession
from azure.servicebus.aio._async_utils import create_authentication

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure.servicebus import ServiceBusReceivedMessage

log = logging.getLogger("host.service_bus")

# A waiting receiver wakes up this often; frames wake it at once.
_WAKE_UP_SECONDS = 1.0
_OPEN_TIMEOUT_SECONDS = 20.0
_CLOSE_TIMEOUT_SECONDS = 5.0


def create_client(connection_string: str) -> ServiceBusClient:
    """A client that fails fast: this host does the retrying, so that it can tell what is going on.

    One TLS context serves all receivers; the SDK would load the CA file for each (30 ms of CPU), even without
    TLS.
    """
    return ServiceBusClient.from_connection_string(
        connection_string, retry_total=0, ssl_context=_shared_tls_context()
    )


@functools.cache
def _shared_tls_context() -> ssl.SSLContext:
    return ssl.create_default_context()


async def open_receiver(receiver: Any, accept_timeout: float, on_connected: Callable[[], None]) -> None:
    """Attaches `receiver`; for a next-available session that waits until a session is there.

    `on_connected` is called once the broker has accepted the connection. Raises the SDK's ServiceBusError;
    OperationTimeoutError if no session came within `accept_timeout` seconds.
    """
    deadline = time.monotonic() + accept_timeout + _OPEN_TIMEOUT_SECONDS
    attach = functools.partial(_attach, receiver, on_connected, deadline)
    await receiver._do_retryable_operation(attach)


async def _attach(receiver: Any, on_connected: Callable[[], None], deadline: float) -> None:
    receiver._create_handler(await create_authentication(receiver))  # type: ignore[no-untyped-call]
    handler = receiver._handler
    handler._keep_alive_interval = None  # the background reader
    async with asyncio.timeout(_OPEN_TIMEOUT_SECONDS):
        await handler.open_async(connection=None)
        await _until(handler.auth_complete_async, deadline)
    on_connected()
    handler._socket_timeout = _WAKE_UP_SECONDS
    await _until(handler.client_ready_async, deadline)
    receiver._running = True


async def accept_next_session(receiver: Any, accept_timeout: float) -> None:
    """Gives the session back and waits for the next one over the same connection.

    Opening another receiver would do the same with a new connection, at three times the cost on both sides.
    Raises as `open_receiver` does.
    """
    deadline = time.monotonic() + accept_timeout + _OPEN_TIMEOUT_SECONDS
    await receiver._do_retryable_operation(functools.partial(_reattach, receiver, deadline))


async def _reattach(receiver: Any, deadline: float) -> None:
    handler = receiver._handler
    link, amqp_session = handler._link, handler._session

    async def detached() -> bool:
        if link.state == LinkState.DETACH_SENT:
            await handler._connection.listen(wait=_WAKE_UP_SECONDS)
        return bool(link.state != LinkState.DETACH_SENT)

    await link.detach(close=True)
    await _until(detached, deadline)
    handler._socket_timeout = _WAKE_UP_SECONDS
    # The SDK expects one link per session and never forgets one.
    amqp_session.links.pop(link.name, None)
    amqp_session._output_handles.pop(link.handle, None)
    amqp_session._input_handles.pop(link.remote_handle, None)
    handler._link = None
    receiver._session_id = NEXT_AVAILABLE_SESSION
    receiver._session = ServiceBusSession(NEXT_AVAILABLE_SESSION, receiver)  # type: ignore[arg-type]
    handler.source = receiver._get_source()
    await _until(handler.client_ready_async, deadline)


async def _until(ready: Callable[[], Any], deadline: float) -> None:
    """Lets the handler process frames until it is ready."""
    while not await ready():
        if time.monotonic() > deadline:
            raise TimeoutError("the broker did not answer in time")
        # Each step waits for a frame by itself; this only keeps a dying connection from spinning.
        await asyncio.sleep(0.001)


async def receive_one(receiver: Any, wait: float) -> ServiceBusReceivedMessage | None:
    """The next message, None if none came within `wait` seconds (at most a wake-up interval more)."""
    receiver._handler._socket_timeout = min(wait, _WAKE_UP_SECONDS)
    messages: list[ServiceBusReceivedMessage] = await receiver.receive_messages(
        max_message_count=1, max_wait_time=wait
    )
    return messages[0] if messages else None


async def close_receiver(receiver: Any) -> None:
    """Detaches and disconnects, which releases the session or the messages in flight; never raises.

    There is nothing to do about a receiver that cannot be closed: its locks expire.
    """
    if receiver._handler is not None:
        receiver._handler._socket_timeout = 0.05
    try:
        async with asyncio.timeout(_CLOSE_TIMEOUT_SECONDS):
            await receiver.close()
    except Exception as error:
        log.debug("Closing a receiver failed: %s", error)
