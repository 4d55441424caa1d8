"""One PostgreSQL transaction, as services and agents see it: everything is written, or nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID, uuid4

from shared.domain.conversation import ContextBundle, ContextTurn
from shared.services.outbox import OutboxMessage
from shared.services.trends import TrendWrite

EventType = Literal["started", "progress", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class AgentEvent:
    """A row of the event log. An event whose id is already there is not written again."""

    tenant_id: str
    session_id: UUID
    correlation_id: UUID
    agent: str
    event_type: EventType
    payload: dict[str, Any]
    metadata: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)
    timestamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class GeneratedArtifact:
    """A stored file with its owner; `metadata` holds name, mediaType, bytes, provenance."""

    id: UUID
    tenant_id: str
    user_id: str
    session_id: UUID
    correlation_id: UUID
    agent: str
    type: str
    storage_ref: str
    metadata: dict[str, Any]
    created_at: datetime
    expires_at: datetime | None = None


class Transaction(Protocol):
    """Rolls back unless the block ends without an error."""

    async def add_turns(
        self, before: ContextBundle, after: ContextBundle, turns: Sequence[ContextTurn]
    ) -> None:
        """Writes the turns and the bundle's new state; raises `ConcurrentUpdateError` if it changed since."""
        ...

    async def add_event(self, event: AgentEvent) -> None: ...

    async def add_events(self, events: Sequence[AgentEvent]) -> None: ...

    async def add_artifact(self, artifact: GeneratedArtifact) -> None:
        """Inserts, or replaces the row of the same id."""
        ...

    async def add_artifacts(self, artifacts: Sequence[GeneratedArtifact]) -> None:
        """As `add_artifact`, for many."""
        ...

    async def add_trends(self, write: TrendWrite) -> None:
        """Brings the tenant's trend index up to date."""
        ...

    async def add_outbox(self, messages: Sequence[OutboxMessage]) -> None: ...

    async def complete_claim(self, claim: InboxClaim, response: dict[str, Any]) -> None:
        """Stores the response; raises `ClaimLostError` when another delivery has taken over."""
        ...


@dataclass(frozen=True, slots=True)
class InboxClaim:
    """The right to handle one message, held until its lease ends."""

    consumer: str
    message_id: str
    token: UUID


class TransactionFactory(Protocol):
    """Begins a transaction."""

    def __call__(self) -> AbstractAsyncContextManager[Transaction]: ...
