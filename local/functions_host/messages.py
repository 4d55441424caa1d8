"""A received Service Bus message as the Functions host hands it to the worker: body and trigger metadata."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from azure.functions.meta import Datum

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusReceivedMessage


def message_datums(message: ServiceBusReceivedMessage) -> tuple[Datum, dict[str, Datum]]:
    """Body (text if it is UTF-8, else bytes) and metadata of one message.

    `DeliveryCount` is 1 on the first delivery, as in .NET; AMQP's own counter starts at 0. `TimeToLive` is left
    out, as the Functions host does; `ExpiresAtUtc` says the same. TypeError for an AMQP body that is neither
    bytes nor text.
    """
    properties = _plain_map(message.application_properties or {})
    values: dict[str, Any] = {
        "MessageId": message.message_id,
        "SessionId": message.session_id,
        "CorrelationId": message.correlation_id,
        "ContentType": message.content_type,
        "Subject": message.subject,
        "Label": message.subject,
        "To": message.to,
        "ReplyTo": message.reply_to,
        "ReplyToSessionId": message.reply_to_session_id,
        "PartitionKey": message.partition_key,
        "DeliveryCount": (message.delivery_count or 0) + 1,
        "SequenceNumber": message.sequence_number,
        "EnqueuedSequenceNumber": message.enqueued_sequence_number,
        "EnqueuedTimeUtc": message.enqueued_time_utc,
        "ExpiresAtUtc": message.expires_at_utc,
        "LockedUntil": message.locked_until_utc,
        "LockToken": str(message.lock_token),
        "ScheduledEnqueueTimeUtc": message.scheduled_enqueue_time_utc,
        "State": int(message.state.value),
        "DeadLetterReason": message.dead_letter_reason,
        "DeadLetterSource": message.dead_letter_source,
        "DeadLetterErrorDescription": message.dead_letter_error_description,
        # The SDK's converter tells single messages from batches by UserProperties.
        "ApplicationProperties": properties,
        "UserProperties": properties,
    }
    return _body_datum(_body(message)), {name: _datum(v) for name, v in values.items() if v is not None}


def text_datums(text: str) -> tuple[Datum, dict[str, Datum]]:
    """A message that never was on a bus, for a manual run."""
    values = {"MessageId": "manual", "DeliveryCount": 1, "ApplicationProperties": {}, "UserProperties": {}}
    return Datum(text, "string"), {name: _datum(value) for name, value in values.items()}


def _body(message: ServiceBusReceivedMessage) -> bytes:
    body = message.body
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    try:
        return b"".join(body)
    except TypeError as error:
        raise TypeError(f"message {message.message_id} has an AMQP value body, which is no bytes") from error


def _body_datum(body: bytes) -> Datum:
    try:
        return Datum(body.decode(), "string")
    except UnicodeDecodeError:
        return Datum(body, "bytes")


def _datum(value: Any) -> Datum:
    if isinstance(value, str):
        return Datum(value, "string")
    if isinstance(value, int):
        return Datum(value, "int")
    return Datum(json.dumps(_plain(value)), "json")


def _plain_map(properties: dict[Any, Any]) -> dict[str, Any]:
    return {str(_plain(name)): _plain(value) for name, value in properties.items()}


def _plain(value: Any) -> Any:
    """A JSON value for an AMQP one: the SDK leaves strings as bytes, and has UUIDs and datetimes."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return _plain_map(value)
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
