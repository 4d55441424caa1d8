"""The two ends of AMQP links: what clients send on, and what they receive on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from proton import Condition, Delivery, Link, ProtonException, symbol
from proton import Message as ProtonMessage

from local.service_bus.consumer import Outcome
from local.service_bus.errors import (
    VENDOR,
    BusError,
    InvalidMessageError,
    MessageTooLargeError,
    NoSessionAvailableError,
    UnsupportedError,
)
from local.service_bus.message import MAX_MESSAGE_BYTES, Message
from local.service_bus.sessions import SessionQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.service_bus.broker import Publisher
    from local.service_bus.connection import Connection
    from local.service_bus.queue import Queue

SESSION_FILTER = symbol(VENDOR + "session-filter")
_SESSION_LOCKED_UNTIL = symbol(VENDOR + "locked-until-utc")
_SESSION_TIMEOUT = VENDOR + "timeout"
_DEFAULT_SESSION_TIMEOUT_MS = 60_000
_TICKS_AT_1970 = 621_355_968_000_000_000  # .NET ticks are 100 ns since year 1
_TICKS_PER_MS = 10_000

# Credit is topped up in bulk: the SDK sleeps 50 ms for every frame that it gets while it opens a link.
_CREDIT = 1000


def to_condition(error: BusError) -> Condition:
    """The AMQP error. Its info must not be empty, or the SDK fails to read the rejection and hangs."""
    return Condition(error.condition, error.message, {symbol("tracking-id"): str(uuid4())})


class IncomingLink:
    """A link the client sends on: gathers the frames of a transfer and keeps the client in credit."""

    def __init__(self, connection: Connection, link: Link) -> None:
        self._connection = connection
        self._link = link
        self._buffer = bytearray()
        link.flow(_CREDIT)

    def on_data(self, delivery: Delivery) -> None:
        """Take what arrived of a transfer; bytes beyond the size limit are counted by one and dropped."""
        chunk = self._link.recv(delivery.pending) or b""
        self._buffer += chunk[: MAX_MESSAGE_BYTES + 1 - len(self._buffer)]
        if delivery.partial:
            return
        self._link.advance()
        payload, self._buffer = bytes(self._buffer), bytearray()
        _clear_condition(delivery)
        try:
            if len(payload) > MAX_MESSAGE_BYTES:
                raise MessageTooLargeError(MAX_MESSAGE_BYTES)
            self.on_message(payload)
            delivery.update(Delivery.ACCEPTED)
        except BusError as error:
            delivery.local.condition = to_condition(error)
            delivery.update(Delivery.REJECTED)
        delivery.settle()
        if self._link.credit < _CREDIT // 2:
            self._link.flow(_CREDIT - self._link.credit)

    def on_message(self, payload: bytes) -> None:
        """Handle a whole transfer; a BusError rejects it."""
        raise NotImplementedError

    def closed(self) -> None:
        """The link or its connection is gone."""


class ProducerLink(IncomingLink):
    """Messages from a client to a queue or topic."""

    def __init__(self, connection: Connection, link: Link, publisher: Publisher) -> None:
        super().__init__(connection, link)
        self._publisher = publisher

    def on_message(self, payload: bytes) -> None:
        """Publish a single message or a batch, all of it or nothing."""
        self._publisher.publish(Message.read_transfer(payload))


class RequestLink(IncomingLink):
    """Requests to `$cbs` or a management node; responses leave on the link of the same session and address."""

    def __init__(
        self, connection: Connection, link: Link, answer: Callable[[ProtonMessage], ProtonMessage]
    ) -> None:
        super().__init__(connection, link)
        self._answer = answer

    def on_message(self, payload: bytes) -> None:
        """Answer one request, if the client listens for answers."""
        request = ProtonMessage()
        try:
            request.decode(payload)
        except ProtonException as error:
            raise InvalidMessageError(f"The request cannot be read: {error}") from error
        response = self._answer(request).encode()
        link = self._connection.response_link(self._link)
        if link is not None:
            delivery = link.delivery(uuid4().bytes)  # type: ignore[arg-type]  # proton takes binary tags too
            link.stream(response)
            link.advance()
            delivery.settle()


class ConsumerLink:
    """Messages from a queue to a client; a `Consumer` of the queue."""

    def __init__(self, connection: Connection, link: Link, queue: Queue) -> None:
        """Check what the client asks for; UnsupportedError or BusError if it does not fit the queue."""
        self._connection = connection
        self._link = link
        self._queue = queue
        self._wait_timer: Any = None
        if link.remote_snd_settle_mode == Link.SND_SETTLED:
            raise UnsupportedError("Receive-and-delete is not supported by this emulator; use peek-lock.")
        filters = _source_filters(link)
        self._by_session = SESSION_FILTER in filters
        if self._by_session != isinstance(queue, SessionQueue):
            verb = "requires" if isinstance(queue, SessionQueue) else "does not have"
            raise BusError(f"'{queue.path}' {verb} sessions; open the receiver accordingly.")
        wanted = filters.get(SESSION_FILTER)
        self._wanted_session: str | None = getattr(wanted, "value", wanted)

    @property
    def name(self) -> str:
        """The link name, unique to the receiver."""
        return str(self._link.name)

    @property
    def wanted_session(self) -> str | None:
        """The session that the client asks for, None for any."""
        return self._wanted_session

    @property
    def credit(self) -> int:
        """How many more messages the client takes now."""
        return self._link.credit

    def open(self) -> None:
        """Open the link: at once, or for sessions when one is granted (see `granted`)."""
        if self._by_session:
            properties = self._link.remote_properties or {}
            wait = int(properties.get(_SESSION_TIMEOUT, _DEFAULT_SESSION_TIMEOUT_MS))
            self._wait_timer = self._connection.call_later(wait / 1000, self._refuse_waiting)
            self._queue.attach(self)
        else:
            self._connection.confirm(self._link)
            self._queue.attach(self)

    def granted(self, session_id: str, locked_until: int) -> None:
        """Open the link with the id of the session and the end of its lock."""
        self._wait_timer.cancel()
        ticks = _TICKS_AT_1970 + locked_until * _TICKS_PER_MS
        self._link.properties = {_SESSION_LOCKED_UNTIL: ticks}
        self._connection.confirm(self._link, {SESSION_FILTER: session_id})

    def _refuse_waiting(self) -> None:
        self._queue.detach(self)
        self._connection.refuse(self._link, NoSessionAvailableError())

    def lost(self, error: BusError) -> None:
        """Detach the client, which lost its session."""
        self._link.condition = to_condition(error)
        self._link.close()
        self._connection.schedule_flush()

    def deliver(self, message: Message) -> None:
        """Send a locked message; its lock token is the delivery tag."""
        assert message.lock_token is not None
        delivery = self._link.delivery(message.lock_token.bytes_le)  # type: ignore[arg-type]
        delivery.lock_token = message.lock_token  # proton keeps attributes of its objects
        self._link.stream(message.encode())
        self._link.advance()
        self._connection.schedule_flush()

    def on_flow(self) -> None:
        """The client gave credit, or wants what is left of it back."""
        self._queue.on_credit(self)
        if self._link.drain_mode:
            self._link.drained()

    def on_disposition(self, delivery: Delivery) -> None:
        """Settle as the client says, and answer with the same outcome or a rejection with the error."""
        state, remote = delivery.remote_state, delivery.remote
        if not delivery.settled and state in (0, Delivery.RECEIVED):
            return
        _clear_condition(delivery)
        try:
            outcome, reason, description = _outcome(delivery)
            self._queue.settle(delivery.lock_token, outcome, reason, description)
            if state == Delivery.MODIFIED:
                delivery.local.failed, delivery.local.undeliverable = remote.failed, remote.undeliverable
            delivery.update(state or Delivery.RELEASED)
        except BusError as error:
            delivery.local.condition = to_condition(error)
            delivery.update(Delivery.REJECTED)
        delivery.settle()

    def closed(self) -> None:
        """The link or its connection is gone."""
        if self._wait_timer is not None:
            self._wait_timer.cancel()
        self._queue.detach(self)


def _clear_condition(delivery: Delivery) -> None:
    # Proton reuses delivery objects, with what the last answer said.
    delivery.local.condition = None  # type: ignore[assignment]


def _source_filters(link: Link) -> dict[Any, Any]:
    data = link.remote_source.filter
    data.rewind()
    return (data.get_object() if data.next() else None) or {}


def _outcome(delivery: Delivery) -> tuple[Outcome, str | None, str | None]:
    state, remote = delivery.remote_state, delivery.remote
    if state == Delivery.ACCEPTED:
        return Outcome.COMPLETE, None, None
    if state == Delivery.REJECTED:
        info: Any = (remote.condition.info if remote.condition else None) or {}
        return Outcome.DEAD_LETTER, info.get("DeadLetterReason"), info.get("DeadLetterErrorDescription")
    if state == Delivery.MODIFIED and remote.undeliverable:
        raise UnsupportedError("Deferring messages is not supported by this emulator.")
    return (Outcome.ABANDON if state == Delivery.MODIFIED else Outcome.RELEASE), None, None
