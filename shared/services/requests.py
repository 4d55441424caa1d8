"""The life of one request: who asked, what happened since, what came of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from shared.errors import NotFoundError
from shared.services.transaction import AgentEvent, GeneratedArtifact

State = Literal["needs_clarification", "unavailable", "accepted", "started", "completed", "failed"]

FINAL: frozenset[State] = frozenset({"needs_clarification", "unavailable", "completed", "failed"})


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """Where a request came from: the user's turn, or the bus (then `turn_id` and `text` are None)."""

    correlation_id: UUID
    session_id: UUID
    user_id: str
    turn_id: UUID | None
    text: str | None
    metadata: dict[str, Any]
    timestamp: datetime


@dataclass(frozen=True, slots=True)
class RequestLife:
    """Everything known of a request; the state follows from its events."""

    origin: RequestOrigin
    events: list[AgentEvent]
    artifacts: list[GeneratedArtifact]

    @property
    def state(self) -> State:
        """`accepted` until an agent starts, then what its last decisive event says."""
        kinds = {event.event_type for event in self.events}
        if "completed" in kinds:
            return "completed"
        if "failed" in kinds:
            return "failed"
        if kinds:
            return "started"
        outcome: State = self.origin.metadata.get("outcome", "processing")
        return outcome if outcome in FINAL else "accepted"

    @property
    def response(self) -> dict[str, Any] | None:
        """The `agent.response` once there is one."""
        for event in reversed(self.events):
            if event.event_type in ("completed", "failed"):
                return event.payload.get("response")
        return None


class RequestRecords(Protocol):
    """The tables behind a request's life."""

    async def origin(self, tenant_id: str, correlation_id: UUID) -> RequestOrigin | None: ...

    async def events(self, tenant_id: str, correlation_id: UUID) -> list[AgentEvent]: ...

    async def artifacts(self, tenant_id: str, correlation_id: UUID) -> list[GeneratedArtifact]: ...


class RequestService:
    """Follows requests."""

    def __init__(self, records: RequestRecords) -> None:
        self._records = records

    async def get(
        self, tenant_id: str, user_id: str, correlation_id: UUID, wait_seconds: float = 0
    ) -> RequestLife:
        """The request's life, held back up to `wait_seconds` until its state is final.

        Raises `NotFoundError` for absent ones and those of other users.
        """
        deadline = time.monotonic() + wait_seconds
        pause = 0.05
        while True:
            life = await self._read(tenant_id, user_id, correlation_id)
            left = deadline - time.monotonic()
            if life.state in FINAL or left <= 0:
                return life
            await asyncio.sleep(min(pause, left))
            pause = min(pause * 1.5, 0.5)

    async def _read(self, tenant_id: str, user_id: str, correlation_id: UUID) -> RequestLife:
        origin = await self._records.origin(tenant_id, correlation_id)
        if origin is None or origin.user_id != user_id:
            raise NotFoundError("request", str(correlation_id))
        events = await self._records.events(tenant_id, correlation_id)
        return RequestLife(origin, events, await self._records.artifacts(tenant_id, correlation_id))
