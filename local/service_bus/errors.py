"""What the emulator refuses, with the AMQP condition and the status code that Service Bus answers."""

from __future__ import annotations

from typing import ClassVar

from shared.errors import MisyBotError

VENDOR = "com.microsoft:"


class EmulatorStartError(MisyBotError):
    """The emulator cannot start or go on: bad configuration, port in use, unusable store."""


class ConfigError(EmulatorStartError):
    """A configuration that does not make sense; the message names the entity and the key."""

    def __init__(self, entity: str, key: str, problem: str) -> None:
        super().__init__(f"{entity}: {key}: {problem}", entity=entity, key=key)
        self.entity = entity
        self.key = key


class StoreError(EmulatorStartError):
    """The message store cannot be opened or written."""


class BusError(MisyBotError):
    """A request that the broker refuses; `condition` is the AMQP error symbol the SDK maps to its exceptions."""

    status: ClassVar[int] = 400
    condition: ClassVar[str] = "amqp:not-allowed"


class InvalidRequestError(BusError):
    """A management request with missing or wrong fields."""

    condition = "amqp:invalid-field"


class InvalidMessageError(BusError):
    """Bytes that are not an AMQP message."""

    condition = "amqp:decode-error"


class UnsupportedError(BusError):
    """A feature of Service Bus that this emulator does not have."""

    status = 501
    condition = "amqp:not-implemented"


class UnauthorizedError(BusError):
    """No token, or one that does not hold for the entity."""

    status = 401
    condition = "amqp:unauthorized-access"


class EntityNotFoundError(BusError):
    """There is no queue, topic or subscription at the address."""

    status = 404
    condition = "amqp:not-found"

    def __init__(self, path: str) -> None:
        super().__init__(f"The messaging entity '{path}' could not be found.", path=path)
        self.path = path


class MessageTooLargeError(BusError):
    """A message or batch above the size limit."""

    status = 413
    condition = "amqp:link:message-size-exceeded"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The message is larger than the allowed {limit} bytes.", limit=limit)
        self.limit = limit


class MessageLockLostError(BusError):
    """The lock token is unknown: the lock expired or the message was settled."""

    status = 410
    condition = VENDOR + "message-lock-lost"

    def __init__(self) -> None:
        super().__init__(
            "The lock supplied is invalid. Either the lock expired, or the message has already been "
            "removed from the queue."
        )


class SessionLockLostError(BusError):
    """The session is not, or no longer, held by the receiver."""

    status = 410
    condition = VENDOR + "session-lock-lost"

    def __init__(self, session_id: str) -> None:
        super().__init__(f"The lock on the session '{session_id}' has expired.", session_id=session_id)
        self.session_id = session_id


class SessionCannotBeLockedError(BusError):
    """Another receiver holds the session."""

    status = 409
    condition = VENDOR + "session-cannot-be-locked"

    def __init__(self, session_id: str) -> None:
        super().__init__(f"The session '{session_id}' is held by another receiver.", session_id=session_id)
        self.session_id = session_id


class NoSessionAvailableError(BusError):
    """No session got a message within the time that the receiver was ready to wait."""

    status = 408
    condition = VENDOR + "timeout"

    def __init__(self) -> None:
        super().__init__("No session became available in time.")


class ScheduledMessageNotFoundError(BusError):
    """There is no scheduled message with the sequence number."""

    status = 404
    condition = VENDOR + "message-not-found"

    def __init__(self, sequence_number: int) -> None:
        super().__init__(f"There is no scheduled message {sequence_number}.", sequence_number=sequence_number)
        self.sequence_number = sequence_number
