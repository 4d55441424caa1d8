"""One TCP connection: bytes to and from qpid-proton's protocol engine, its events to link objects.

Everything runs on the event loop's thread. Proton does no input or output here; its reactor is not used.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from proton import Collector, Endpoint, Link, Terminus, Transport
from proton import Connection as ProtonConnection

from local.service_bus.address import CBS, management_target
from local.service_bus.errors import BusError
from local.service_bus.links import ConsumerLink, IncomingLink, ProducerLink, RequestLink, to_condition
from local.service_bus.management import Management
from local.service_bus.message import MAX_MESSAGE_BYTES
from local.service_bus.tokens import TokenGate

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.service_bus.broker import Broker
    from local.service_bus.clock import Clock
    from local.service_bus.store import Store

# Proton types link, session and delivery as optional, whatever the kind of the event.
ProtonEvent = Any

_MAX_FRAME_BYTES = 65_536


class Connection(asyncio.Protocol):
    """A client; `live` is the set of all connections, which it enters and leaves by itself."""

    def __init__(
        self, broker: Broker, store: Store, clock: Clock, key: str | None, live: set[Connection]
    ) -> None:
        self._broker = broker
        self._store = store
        self._gate = TokenGate(key, clock)
        self._live = live
        self._loop = asyncio.get_running_loop()
        self.gone = asyncio.Event()
        self._links: dict[Link, IncomingLink | ConsumerLink] = {}
        self._response_links: dict[tuple[Any, str], Link] = {}
        self._flush_scheduled = False
        self._tick: asyncio.TimerHandle | None = None
        self._collector = Collector()
        self._proton = ProtonConnection()
        self._engine = Transport(Transport.SERVER)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the client's SASL header; any client may connect, tokens come later."""
        assert isinstance(transport, asyncio.Transport)
        self._socket = transport
        self._live.add(self)
        self._proton.collect(self._collector)
        self._proton.container = "service-bus-emulator"
        self._engine.max_frame_size = _MAX_FRAME_BYTES
        self._engine.sasl().allowed_mechs("ANONYMOUS")
        self._engine.bind(self._proton)

    def data_received(self, data: bytes) -> None:
        """Run what arrived through the engine, then answer."""
        try:
            while data and (room := self._engine.capacity()) > 0:
                self._engine.push(data[:room])
                data = data[room:]
                self._process_events()
        except Exception:
            self.abort()
            raise
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up everything that the client held."""
        self._live.discard(self)
        if self._tick is not None:
            self._tick.cancel()
        for link in list(self._links.values()):
            link.closed()
        self._links.clear()
        self._response_links.clear()
        self._engine.unbind()
        self._proton.free()
        self.gone.set()

    def abort(self) -> None:
        """Hang up at once."""
        self._socket.abort()

    def call_later(self, seconds: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """A timer of the event loop."""
        return self._loop.call_later(seconds, callback)

    def schedule_flush(self) -> None:
        """Send, soon, what other connections or timers caused on this one."""
        if not self._flush_scheduled:
            self._flush_scheduled = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_scheduled = False
        if self._socket.is_closing():
            return
        try:
            self._process_events()
            self._store.commit()  # before the client learns that anything happened
        except Exception:
            self.abort()
            raise
        self._keep_alive()
        while (size := self._engine.pending()) > 0:
            self._socket.write(bytes(self._engine.peek(size) or b""))
            self._engine.pop(size)
        if size < 0:
            self._socket.close()

    def _keep_alive(self) -> None:
        if self._engine.remote_idle_timeout:
            now = time.monotonic()
            deadline = self._engine.tick(now)
            if self._tick is not None:
                self._tick.cancel()
            self._tick = self.call_later(max(0.1, deadline - now), self._flush)

    def _process_events(self) -> None:
        while event := self._collector.peek():
            handler = getattr(self, event.type.method, None)
            if handler is not None:
                handler(event)
            self._collector.pop()

    def on_connection_remote_open(self, event: ProtonEvent) -> None:
        """Open as soon as the client does."""
        self._proton.open()

    def on_connection_remote_close(self, event: ProtonEvent) -> None:
        """Close as soon as the client does."""
        self._proton.close()

    def on_session_remote_open(self, event: ProtonEvent) -> None:
        """Begin the AMQP session."""
        event.session.open()

    def on_session_remote_close(self, event: ProtonEvent) -> None:
        """End the AMQP session and its links."""
        for link in [link for link in self._links if link.session == event.session]:
            self._links.pop(link).closed()
        event.session.close()

    def on_link_remote_open(self, event: ProtonEvent) -> None:
        """Attach the link to what its address names, or refuse it."""
        link = event.link
        terminus = link.remote_source if link.is_sender else link.remote_target
        link.snd_settle_mode = link.remote_snd_settle_mode
        link.rcv_settle_mode = link.remote_rcv_settle_mode
        link.max_message_size = MAX_MESSAGE_BYTES
        try:
            self._open_link(link, terminus.address or "")
        except BusError as error:
            self.refuse(link, error)

    def _open_link(self, link: Link, address: str) -> None:
        managed = management_target(address)
        if address == CBS or managed is not None:
            if managed is not None:
                self._gate.require(managed)
                self._broker.require(managed)
            self.confirm(link)
            if link.is_sender:
                self._response_links[link.session, address] = link
            else:
                answer = (
                    Management(self._broker, managed).answer if managed is not None else self._gate.answer
                )
                self._links[link] = RequestLink(self, link, answer)
            return
        self._gate.require(address)
        if link.is_sender:
            consumer = ConsumerLink(self, link, self._broker.queue(address))
            self._links[link] = consumer
            consumer.open()
        else:
            publisher = self._broker.publisher(address)
            self.confirm(link)
            self._links[link] = ProducerLink(self, link, publisher)

    def response_link(self, request_link: Link) -> Link | None:
        """The link for answers to what arrives on a request link."""
        return self._response_links.get((request_link.session, request_link.remote_target.address or ""))

    def confirm(self, link: Link, filters: dict[Any, Any] | None = None) -> None:
        """Attach with the source and target that the client asked for; `filters` replaces the source's."""
        link.source.copy(link.remote_source)
        link.target.copy(link.remote_target)
        if filters is not None:
            link.source.filter.clear()
            link.source.filter.put_dict(filters)
        link.open()
        self.schedule_flush()

    def refuse(self, link: Link, error: BusError) -> None:
        """Attach with null source and target, then detach with the error, or the client believes it is open."""
        refused = self._links.pop(link, None)
        if refused is not None:
            refused.closed()
        link.source.type = link.target.type = Terminus.UNSPECIFIED
        link.condition = to_condition(error)
        link.open()
        link.close()
        self.schedule_flush()

    def on_link_flow(self, event: ProtonEvent) -> None:
        """Credit arrived."""
        link = self._links.get(event.link)
        if isinstance(link, ConsumerLink) and event.link.state & Endpoint.LOCAL_ACTIVE:
            link.on_flow()

    def on_delivery(self, event: ProtonEvent) -> None:
        """A piece of a message arrived, or the outcome of one that was sent."""
        link = self._links.get(event.link)
        if isinstance(link, ConsumerLink):
            if event.delivery.updated:
                link.on_disposition(event.delivery)
        elif isinstance(link, IncomingLink) and event.delivery.readable:
            link.on_data(event.delivery)

    def on_link_remote_close(self, event: ProtonEvent) -> None:
        """The client closed a link."""
        link = self._links.pop(event.link, None)
        if link is not None:
            link.closed()
        self._response_links = {key: one for key, one in self._response_links.items() if one != event.link}
        event.link.close()
        event.link.free()

    on_link_remote_detach = on_link_remote_close
