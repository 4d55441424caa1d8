"""One message as the broker keeps it: its sections as sent, and the broker's own state beside them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from local.service_bus import codec
from local.service_bus.errors import InvalidMessageError

if TYPE_CHECKING:
    from uuid import UUID

MAX_MESSAGE_BYTES = 1024 * 1024
DEAD_LETTER_REASON = "DeadLetterReason"
DEAD_LETTER_DESCRIPTION = "DeadLetterErrorDescription"

_ENQUEUED_TIME = codec.symbol("x-opt-enqueued-time")
_SEQUENCE_NUMBER = codec.symbol("x-opt-sequence-number")
_ENQUEUE_SEQUENCE_NUMBER = codec.symbol("x-opt-enqueue-sequence-number")
_LOCKED_UNTIL = codec.symbol("x-opt-locked-until")
_MESSAGE_STATE = codec.symbol("x-opt-message-state")
_SCHEDULED_TIME = codec.symbol("x-opt-scheduled-enqueue-time")
_BROKER_ANNOTATIONS = frozenset(
    (_ENQUEUED_TIME, _SEQUENCE_NUMBER, _ENQUEUE_SEQUENCE_NUMBER, _LOCKED_UNTIL, _MESSAGE_STATE)
)

# Positions in the AMQP properties section, under the names that correlation filters use.
_SYSTEM_PROPERTIES = {
    "MessageId": 0,
    "To": 2,
    "Label": 3,
    "ReplyTo": 4,
    "CorrelationId": 5,
    "ContentType": 6,
    "SessionId": 10,
    "ReplyToSessionId": 12,
}
SYSTEM_PROPERTY_NAMES = frozenset(_SYSTEM_PROPERTIES)


class MessageState(IntEnum):
    """What peeking shows as the state of a message (`x-opt-message-state`)."""

    ACTIVE = 0
    SCHEDULED = 2


class Message:
    """A message in an entity. Times are milliseconds since 1970; `lock_token` is set while it is locked."""

    __slots__ = (
        "_annotations",
        "_application",
        "_body",
        "_durable",
        "_priority",
        "_properties",
        "_raw_application",
        "_raw_properties",
        "delivery_count",
        "due",
        "enqueued",
        "expires",
        "lock_token",
        "locked_until",
        "sequence_number",
        "state",
        "ttl",
    )

    def __init__(self, payload: bytes) -> None:
        """Read an encoded message; InvalidMessageError if the bytes are not one."""
        self._durable = self._priority = codec.NULL
        self._annotations: list[bytes] = []
        self._raw_properties = self._raw_application = self._body = b""
        self._properties: list[Any] = []
        self._application: dict[str, Any] | None = None
        self.sequence_number = 0
        self.delivery_count = 0
        self.state = MessageState.ACTIVE
        self.enqueued = 0
        self.expires: int | None = None
        self.due: int | None = None
        self.ttl: int | None = None
        self.lock_token: UUID | None = None
        self.locked_until = 0
        try:
            self._read(payload)
        except (ValueError, IndexError) as error:
            raise InvalidMessageError(f"The message cannot be read: {error}") from error

    def _read(self, payload: bytes) -> None:
        for part in codec.sections(payload):
            if part.code == codec.HEADER:
                fields = [*codec.raw_items(payload, part.value), *[codec.NULL] * 5]
                self._durable, self._priority = fields[0], fields[1]
                self.ttl = codec.decode_value(fields[2])
                self.delivery_count = codec.decode_value(fields[4]) or 0
            elif part.code == codec.MESSAGE_ANNOTATIONS:
                self._read_annotations(codec.raw_items(payload, part.value))
            elif part.code == codec.PROPERTIES:
                self._raw_properties = payload[part.start : part.end]
                self._properties = codec.decode_value(payload[part.value : part.end])
            elif part.code == codec.APPLICATION_PROPERTIES:
                self._raw_application = payload[part.start : part.end]
            elif part.code >= codec.DATA:
                self._body = payload[part.start :]
                return

    def _read_annotations(self, items: list[bytes]) -> None:
        for key, value in zip(items[::2], items[1::2], strict=True):
            if key == _SCHEDULED_TIME:
                self.due = codec.decode_value(value)
            if key not in _BROKER_ANNOTATIONS:
                self._annotations += (key, value)

    @classmethod
    def read_transfer(cls, payload: bytes) -> list[Message]:
        """The messages of one transfer, a batch or a single one; InvalidMessageError if it is neither."""
        try:
            parts = codec.split_batch(payload)
        except ValueError as error:
            raise InvalidMessageError(f"The message cannot be read: {error}") from error
        return [cls(part) for part in parts]

    def copy(self) -> Message:
        """The same message for another subscription, with a state of its own."""
        other = Message.__new__(Message)
        for name in Message.__slots__:
            setattr(other, name, getattr(self, name))
        other._annotations = list(self._annotations)
        return other

    def system_property(self, name: str) -> Any:
        """A property by its correlation filter name (`MessageId`, `Label`, ...), or None."""
        index = _SYSTEM_PROPERTIES[name]
        return self._properties[index] if index < len(self._properties) else None

    @property
    def message_id(self) -> str | None:
        """The sender's id, as text."""
        value = self.system_property("MessageId")
        return None if value is None else str(value)

    @property
    def session_id(self) -> str | None:
        """The session (AMQP group-id) that the message belongs to."""
        value = self.system_property("SessionId")
        return None if value is None else str(value)

    @property
    def application_properties(self) -> dict[str, Any]:
        """The sender's application properties (do not change them in place); InvalidMessageError if broken."""
        if self._application is None:
            try:
                self._application = (
                    codec.decode_value(self._raw_application[3:]) if self._raw_application else {}
                )
            except ValueError as error:
                raise InvalidMessageError(f"The application properties cannot be read: {error}") from error
        return self._application

    def mark_dead(self, reason: str | None, description: str | None) -> None:
        """Note in the application properties why the message is dead, and let it live without limit."""
        marks = {DEAD_LETTER_REASON: reason, DEAD_LETTER_DESCRIPTION: description}
        items = codec.raw_items(self._raw_application, 3) if self._raw_application else []
        kept: list[bytes] = []
        for key, value in zip(items[::2], items[1::2], strict=True):
            if marks.get(codec.decode_value(key)) is None:
                kept += (key, value)
        for name, text in marks.items():
            if text is not None:
                kept += (codec.string(name), codec.string(text))
        self._raw_application = codec.encode_section(codec.APPLICATION_PROPERTIES, codec.MAP32, kept)
        self._application = None
        self.expires = self.ttl = self.due = None

    def encode(self) -> bytes:
        """The message as receivers get it: with its delivery count, sequence number, times and lock."""
        ttl = codec.uint(self.ttl) if self.ttl else codec.NULL
        header = codec.encode_section(
            codec.HEADER,
            codec.LIST32,
            (self._durable, self._priority, ttl, codec.NULL, codec.uint(self.delivery_count)),
        )
        number = codec.long(self.sequence_number)
        annotations = [
            *self._annotations,
            _ENQUEUED_TIME,
            codec.timestamp(self.enqueued),
            _SEQUENCE_NUMBER,
            number,
            _ENQUEUE_SEQUENCE_NUMBER,
            number,
        ]
        if self.lock_token:
            annotations += (_LOCKED_UNTIL, codec.timestamp(self.locked_until))
        if self.state is not MessageState.ACTIVE:
            annotations += (_MESSAGE_STATE, codec.small_int(self.state))
        return (
            header
            + codec.encode_section(codec.MESSAGE_ANNOTATIONS, codec.MAP32, annotations)
            + self._raw_properties
            + self._raw_application
            + self._body
        )
