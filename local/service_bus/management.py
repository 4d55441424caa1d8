"""The `<entity>/$management` node: lock renewal, peeking, scheduling, settlement by lock token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proton import Array, Data, int32, symbol, timestamp
from proton import Message as ProtonMessage

from local.service_bus.consumer import Outcome
from local.service_bus.errors import (
    VENDOR,
    BusError,
    InvalidRequestError,
    MessageLockLostError,
    SessionLockLostError,
    UnsupportedError,
)
from local.service_bus.message import Message
from local.service_bus.sessions import SessionQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.service_bus.broker import Broker

_OUTCOMES = {"completed": Outcome.COMPLETE, "abandoned": Outcome.ABANDON, "suspended": Outcome.DEAD_LETTER}


class Management:
    """Answers the management requests for one entity. Bodies are maps with the keys of the AMQP protocol."""

    def __init__(self, broker: Broker, address: str) -> None:
        self._broker = broker
        self._address = address
        self._operations: dict[str, Callable[[dict[str, Any], dict[str, Any]], dict[str, Any] | None]] = {
            "renew-lock": self._renew_lock,
            "renew-session-lock": self._renew_session_lock,
            "peek-message": self._peek,
            "schedule-message": self._schedule,
            "cancel-scheduled-message": self._cancel_scheduled,
            "update-disposition": self._update_disposition,
        }

    def answer(self, request: ProtonMessage) -> ProtonMessage:
        """The response: status 200, 204 for an empty result, or the status and condition of a BusError."""
        body: dict[str, Any] | None = None
        fields: dict[str, Any] = {"statusCode": int32(200), "statusDescription": "OK"}
        try:
            body = self._run(request)
            if body is None:
                fields["statusCode"] = int32(204)
                fields["errorCondition"] = symbol(VENDOR + "message-not-found")
        except BusError as error:
            fields = {
                "statusCode": int32(error.status),
                "statusDescription": error.message,
                "errorCondition": symbol(error.condition),
            }
        return ProtonMessage(body=body, correlation_id=request.id, properties=fields)

    def _run(self, request: ProtonMessage) -> dict[str, Any] | None:
        properties: dict[str, Any] = dict(request.properties or {})
        name = str(properties.get("operation", ""))
        operation = self._operations.get(name.removeprefix(VENDOR))
        if operation is None:
            raise UnsupportedError(f"The operation '{name}' is not supported by this emulator.")
        body: Any = request.body
        try:
            return operation(body if isinstance(body, dict) else {}, properties)
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidRequestError(
                f"The request {name} lacks a field or has a wrong one: {error}"
            ) from error

    def _renew_lock(self, body: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
        queue = self._broker.queue(self._address)
        ends = [queue.renew(token) for token in body["lock-tokens"].elements]
        return {"expirations": Array(None, Data.TIMESTAMP, *map(timestamp, ends))}

    def _renew_session_lock(self, body: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
        queue = self._broker.queue(self._address)
        if not isinstance(queue, SessionQueue):
            raise UnsupportedError(f"'{queue.path}' has no sessions.")
        ends = queue.renew_session(str(body["session-id"]), str(properties.get("associated-link-name", "")))
        return {"expiration": timestamp(ends)}

    def _peek(self, body: dict[str, Any], _: dict[str, Any]) -> dict[str, Any] | None:
        found = self._broker.peek(
            self._address, body["from-sequence-number"], body["message-count"], body.get("session-id")
        )
        return {"messages": [{"message": message.encode()} for message in found]} if found else None

    def _schedule(self, body: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
        messages = [Message(bytes(item["message"])) for item in body["messages"]]
        numbers = self._broker.publisher(self._address).publish(messages)
        return {"sequence-numbers": Array(None, Data.LONG, *numbers)}

    def _cancel_scheduled(self, body: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
        self._broker.publisher(self._address).intake.cancel(body["sequence-numbers"].elements)
        return {}

    def _update_disposition(self, body: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
        status = body["disposition-status"]
        if status not in _OUTCOMES:
            raise UnsupportedError(f"The disposition '{status}' is not supported by this emulator.")
        queue = self._broker.queue(self._address)
        for token in body["lock-tokens"].elements:
            try:
                queue.settle(
                    token,
                    _OUTCOMES[status],
                    body.get("deadletter-reason"),
                    body.get("deadletter-description"),
                )
            except MessageLockLostError as error:
                session_id = body.get("session-id")
                raise (SessionLockLostError(session_id) if session_id else error) from error
        return {}
