"""What an agent is: it takes a request with its context and returns drafts; the runner makes them real.

An agent writes nothing itself. The runner stores its drafts (blob, row, embedding), records the events and
sends the response, so that a delivery repeated after a crash has one effect. Rows of the agent's own are an
effect that the runner has it write in that same transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.agent_messages import AgentRequest
from shared.domain.conversation import ContextBundle
from shared.services.artifacts import ArtifactDraft as ArtifactDraft
from shared.services.artifacts import artifact_id
from shared.services.transaction import GeneratedArtifact, Transaction

Progress = Callable[[int, str], Awaitable[None]]
Effects = Callable[[Transaction, Sequence[GeneratedArtifact]], Awaitable[None]]
"""Writes an agent's own rows; it is given the artifacts made of its drafts, in their order."""


@dataclass(frozen=True, slots=True)
class AgentResult:
    """`summary` goes into the response, `reply` is what the person reads in the conversation."""

    summary: str
    reply: str
    artifacts: tuple[ArtifactDraft, ...] = ()
    result: dict[str, Any] = field(default_factory=dict)
    resource_usage: dict[str, Any] = field(default_factory=dict)
    effects: Effects | None = None


@dataclass(frozen=True, slots=True)
class AgentWork:
    """One request to be done, with the conversation it belongs to."""

    request: AgentRequest
    bundle: ContextBundle
    progress: Progress

    @property
    def tenant_id(self) -> str:
        """Whose work it is, taken from the conversation, never from the message."""
        return self.bundle.tenant_id

    def artifact_id(self, name: str) -> UUID:
        """The id that the draft `name` will have."""
        return artifact_id(self.bundle.session_id, self.request.correlation_id, self.request.agent, name)


class Agent(Protocol):
    """A specialist. `handle` raises `Permanent` for what cannot be done, `Retryable` for passing faults."""

    @property
    def name(self) -> str: ...

    async def handle(self, work: AgentWork) -> AgentResult: ...
