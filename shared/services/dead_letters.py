"""Messages that nobody can handle: moved to the dead-letter queue with the reason, and shown as an event."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from shared.errors import MisyBotError
from shared.names import SYSTEM_TENANT, derived_id
from shared.services.context_bundles import ContextBundleService
from shared.services.transaction import AgentEvent, TransactionFactory

log = logging.getLogger(__name__)

_NIL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A bus message as delivered. `deliveries` counts from 1."""

    body: bytes
    message_id: str
    session_id: str | None = None
    deliveries: int = 1


class DeadLetterSender(Protocol):
    """Puts a copy into the dead-letter queue."""

    async def send_dead_letter(
        self, body: bytes, *, message_id: str, reason: str, description: str, source: str
    ) -> None: ...


class DeadLetterService:
    """Sets messages aside; the event comes first, so that a crash in between repeats both harmlessly."""

    def __init__(
        self, sender: DeadLetterSender, begin: TransactionFactory, contexts: ContextBundleService
    ) -> None:
        self._sender = sender
        self._begin = begin
        self._contexts = contexts

    async def set_aside(self, consumer: str, message: ReceivedMessage, error: MisyBotError) -> None:
        """Records a `failed` event and moves the message; raises `Retryable` while either store is down."""
        session_id = _uuid(message.session_id)
        bundle = await self._contexts.find_bundle(session_id) if session_id else None
        async with self._begin() as tx:
            await tx.add_event(
                AgentEvent(
                    id=derived_id("dead-letter", consumer, message.message_id),
                    tenant_id=bundle.tenant_id if bundle else SYSTEM_TENANT,
                    session_id=session_id or _NIL,
                    correlation_id=_correlation(message.body) or _NIL,
                    agent=consumer,
                    event_type="failed",
                    payload={
                        "code": error.code,
                        "message": error.message,
                        "deadLettered": True,
                        "messageId": message.message_id,
                    },
                )
            )
        await self._sender.send_dead_letter(
            message.body,
            message_id=message.message_id,
            reason=error.code,
            description=error.message,
            source=consumer,
        )
        log.error("message %s for %s was dead-lettered: %s", message.message_id, consumer, error.code)


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _correlation(body: bytes) -> UUID | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return _uuid(data.get("correlationId")) if isinstance(data, dict) else None
