"""HTTP bodies of the front desk, sessions, requests and artifacts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from shared.contracts.agent_messages import ScriptConstraints
from shared.contracts.base import Contract, View

# The pattern says in the published schema what stripping implies: blank text is no message.
MessageText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8_000, pattern=r"\S")
]
# A query travels in the address, of which servers take about 8,000 bytes.
QueryText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000, pattern=r"\S")
]
Specialist = Literal[
    "video-scriptor",
    "creative-synthesizer",
    "trend-scanner",
    "viralization-route-engine",
    "viral-campaign-orchestrator",
]


class Constraints(ScriptConstraints):
    """Limits of a script, as a client sends them: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class MessageBody(Contract):
    """A message to the front desk."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "message": "crear video promocional 30s para mi cafetería",
                    "scriptConstraints": {"max_seconds": 30, "platforms": ["instagram", "youtube"]},
                }
            ]
        }
    )

    message: MessageText
    session_id: UUID | None = Field(
        None, description="The conversation to go on with; leave out to start one."
    )
    script_constraints: Constraints | None = None
    agent: Specialist | None = Field(
        None, description="Names the specialist instead of leaving it to the router."
    )
    dry_run: bool = Field(False, description="Answer with the routing alone and store nothing.")


class AgentRequestBody(Contract):
    """A request that a service makes of an agent, without routing. Further payload fields go into `payload`."""

    intent: MessageText
    session_id: UUID | None = None
    script_constraints: Constraints | None = None
    payload: dict[str, Any] = Field(default_factory=dict, description="Fields that the agent understands.")
    priority: Literal["low", "normal", "high"] = "normal"


class CandidateView(View):
    """An agent and the probability that it is the one wanted."""

    agent: str
    score: float


class RoutingView(View):
    """How the front desk decided."""

    agent: str | None
    score: float
    threshold: float
    candidates: list[CandidateView]
    reason: str
    router: str
    language: str
    evidence: list[str] = []


class RoutingPreview(View):
    """The answer to a dry run."""

    status: Literal["dry_run"] = "dry_run"
    agent: str | None
    routing: RoutingView


class MessageLinks(View):
    """Where to go on."""

    request: str
    session: str


class MessageAnswer(View):
    """What became of a message: handed to an agent, a question back when the wish is not clear, or the word
    that this deployment does not run the agent. `degraded` names what was away while it was understood."""

    status: Literal["processing", "needs_clarification", "unavailable"]
    message: str
    session_id: UUID
    turn_id: UUID
    correlation_id: UUID
    agent: str | None = None
    routing: RoutingView
    degraded: list[str] = []
    links: MessageLinks


class SearchQuery(Contract):
    """Parameters of the semantic search."""

    query: QueryText
    limit: int = Field(10, ge=1, le=100)
    session_id: UUID | None = None
    agent: str | None = Field(None, max_length=64)
    type: str | None = Field(None, max_length=64)
    since: datetime | None = None


class SearchHit(View):
    """A text found by meaning; `score` is the cosine similarity."""

    score: float
    text: str
    role: str
    session_id: UUID
    turn_id: UUID | None = None
    metadata: dict[str, Any]


class SearchAnswer(View):
    """Hits, best first."""

    query: str
    results: list[SearchHit]
    embedding_model: str


class PageQuery(Contract):
    """Paging back in time."""

    limit: int = Field(50, ge=1, le=100)
    before: datetime | None = Field(None, description="`next` of the page before.")


class TurnsQuery(Contract):
    """Paging back through a conversation."""

    limit: int = Field(50, ge=1, le=100)
    before: int | None = Field(None, ge=1, description="`next` of the page before: a position.")


class SessionView(View):
    """A conversation in a list."""

    session_id: UUID
    bundle_id: UUID
    turn_count: int
    last_message: str | None = None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None = None


class SessionsView(View):
    """A page of conversations, latest first."""

    sessions: list[SessionView]
    next: datetime | None = None


class ContextView(View):
    """A conversation's context as the agents see it."""

    id: UUID
    session_id: UUID
    user_id: str
    short_memory: list[dict[str, Any]]
    long_memory_summary: dict[str, Any]
    turn_count: int
    created_at: datetime
    updated_at: datetime
    last_accessed_at: datetime | None = None
    expires_at: datetime | None = None


class TurnView(View):
    """One turn."""

    id: UUID
    position: int
    role: Literal["user", "agent"]
    text: str
    turn_id: str | None = None
    correlation_id: UUID | None = None
    metadata: dict[str, Any]
    timestamp: datetime


class TurnsView(View):
    """A page of turns, oldest first."""

    session_id: UUID
    turns: list[TurnView]
    next: int | None = None


class WaitQuery(Contract):
    """How long an answer may be held back."""

    wait: float = Field(0, ge=0, le=60, description="Seconds to wait for a final state.")


class EventView(View):
    """One entry of a request's timeline."""

    event_type: Literal["started", "progress", "completed", "failed"]
    agent: str
    timestamp: datetime
    payload: dict[str, Any]


class ArtifactLinks(View):
    """Where the file is."""

    self: str
    content: str


class ArtifactView(View):
    """A generated file."""

    id: UUID
    type: str
    ref: str
    name: str
    media_type: str
    bytes: int
    ai_generated: bool
    agent: str
    session_id: UUID
    correlation_id: UUID
    metadata: dict[str, Any]
    created_at: datetime
    expires_at: datetime | None = None
    links: ArtifactLinks


class RequestView(View):
    """A request's whole life."""

    correlation_id: UUID
    session_id: UUID
    turn_id: UUID | None = None
    agent: str | None = None
    state: Literal["needs_clarification", "unavailable", "accepted", "started", "completed", "failed"]
    text: str | None = None
    accepted_at: datetime
    routing: dict[str, Any] | None = None
    events: list[EventView]
    response: dict[str, Any] | None = None
    artifacts: list[ArtifactView]
