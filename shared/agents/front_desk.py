"""The front desk: keeps the conversation, understands which specialist is wanted, hands the work over.

A message costs one embedding, one search in the conversation, one routing decision and one PostgreSQL
statement that writes the turn, the decision, the request and its embedding together. When the wish is not
clear the front desk asks back instead of guessing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol
from uuid import UUID, uuid4

from shared.agents.clarification import accepted_text, clarification_text, unavailable_text
from shared.agents.routing.port import IntentRouter
from shared.contracts.agent_messages import AgentRequest, RequestMetadata, RequestPayload, ScriptConstraints
from shared.domain.conversation import ContextBundle, ContextTurn
from shared.domain.identity import Principal
from shared.domain.language import detect_language
from shared.domain.refs import bundle_ref
from shared.domain.routing import RoutingDecision
from shared.errors import DependencyUnavailableError, IdempotencyMismatchError
from shared.names import FRONT_DESK, OUTBOX_AGENT_REQUEST
from shared.services.context_bundles import ContextBundleService, IdempotentReply, StoredReply
from shared.services.embedding_outbox import embedding_message, turn_text
from shared.services.embeddings import EmbeddingService
from shared.services.outbox import OutboxMessage, OutboxRelay
from shared.services.vector_store import EmbeddingSearchResult, VectorStore

log = logging.getLogger(__name__)

_CONTEXT_HITS = 5
_CONTEXT_SECONDS = 1.0

Outcome = Literal["processing", "needs_clarification", "unavailable"]


class ConstraintCheck(Protocol):
    """Raises `ConstraintError` for what an agent could never do, before it is accepted."""

    def __call__(self, constraints: ScriptConstraints) -> None: ...


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """What a client sent. `agent` names the specialist; None leaves it to the router."""

    text: str
    session_id: UUID | None = None
    correlation_id: UUID = field(default_factory=uuid4)
    script_constraints: ScriptConstraints | None = None
    agent: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    priority: Literal["low", "normal", "high"] = "normal"
    origin: str = FRONT_DESK


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The caller's key and the fingerprint of its request."""

    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Understood:
    """A message with what the front desk made of it."""

    decision: RoutingDecision
    outcome: Outcome
    reply: str
    embedding: list[float]
    hits: list[EmbeddingSearchResult]
    degraded: tuple[str, ...]


class FrontDesk:
    """Handles messages to MisyBot."""

    def __init__(
        self,
        contexts: ContextBundleService,
        embeddings: EmbeddingService,
        vectors: VectorStore,
        router: IntentRouter,
        relay: OutboxRelay,
        available: frozenset[str],
        checks: dict[str, ConstraintCheck],
    ) -> None:
        self._contexts = contexts
        self._embeddings = embeddings
        self._vectors = vectors
        self._router = router
        self._relay = relay
        self._available = available
        self._checks = checks

    async def preview(self, principal: Principal, message: IncomingMessage) -> RoutingDecision:
        """The routing alone; nothing is stored."""
        bundle = await self._bundle(principal, message)
        return await self._decide(message, bundle)

    async def process_message(
        self, principal: Principal, message: IncomingMessage, idempotency: IdempotencyKey | None = None
    ) -> tuple[dict[str, Any], bool]:
        """Records the message and hands it over; returns the answer (camelCase JSON) and whether it was
        replayed from an earlier call with the same Idempotency-Key.

        Raises `NotFoundError` for a foreign or unknown session, `ConstraintError` for impossible wishes,
        `IdempotencyMismatchError` and `ConflictError` for a key or correlation id used otherwise.
        """
        bundle = await self._bundle(principal, message)
        understood = await self._understand(message, bundle)
        turns, outbox = self._records(message, bundle, understood)
        answer = _answer(message, bundle, turns[0].id, understood)
        reply = IdempotentReply(idempotency.key, idempotency.fingerprint, answer) if idempotency else None
        written = await self._contexts.add_turns(bundle, turns, outbox, reply)
        if written.replayed is not None:
            assert idempotency is not None
            return _replay(written.replayed, idempotency), True
        self._relay.wake()
        return answer, False

    async def _bundle(self, principal: Principal, message: IncomingMessage) -> ContextBundle:
        if message.session_id is None:
            return self._contexts.new_bundle(principal.tenant_id, principal.user_id)
        return await self._contexts.get_context_bundle(
            message.session_id, principal.tenant_id, principal.user_id
        )

    async def _decide(self, message: IncomingMessage, bundle: ContextBundle) -> RoutingDecision:
        if message.agent is not None:
            return RoutingDecision(
                agent=message.agent,
                score=1.0,
                threshold=0.0,
                candidates=(),
                reason="The caller named the agent.",
                router="caller",
                language=detect_language(message.text),
            )
        return await self._router.route(message.text, bundle.short_memory)

    async def _understand(self, message: IncomingMessage, bundle: ContextBundle) -> Understood:
        embedding = await self._embeddings.generate_embedding(message.text)
        hits, degraded = await self._relevant(bundle, embedding)
        decision = await self._decide(message, bundle)
        language: Literal["es", "en"] = "en" if decision.language == "en" else "es"
        if decision.agent is None:
            text = clarification_text(language, decision, self._available)
            return Understood(decision, "needs_clarification", text, embedding, hits, degraded)
        if decision.agent not in self._available:
            text = unavailable_text(language, decision.agent)
            return Understood(decision, "unavailable", text, embedding, hits, degraded)
        if message.script_constraints is not None and (check := self._checks.get(decision.agent)):
            check(message.script_constraints)
        text = accepted_text(language, decision.agent)
        return Understood(decision, "processing", text, embedding, hits, degraded)

    async def _relevant(
        self, bundle: ContextBundle, embedding: list[float]
    ) -> tuple[list[EmbeddingSearchResult], tuple[str, ...]]:
        """What was said before on the matter; a store that is away is named, not hidden."""
        if bundle.turn_count == 0:
            return [], ()
        try:
            async with asyncio.timeout(_CONTEXT_SECONDS):
                return await self._vectors.semantic_search(
                    embedding, tenant_id=bundle.tenant_id, session_id=bundle.session_id, limit=_CONTEXT_HITS
                ), ()
        except (DependencyUnavailableError, TimeoutError) as exc:
            log.warning("going on without the conversation's embeddings: %s", exc)
            return [], ("vectorStore",)

    def _records(
        self, message: IncomingMessage, bundle: ContextBundle, understood: Understood
    ) -> tuple[list[ContextTurn], list[OutboxMessage]]:
        """The turns and messages that one transaction writes."""
        agent = understood.decision.agent if understood.outcome == "processing" else None
        user_turn = _turn(
            bundle,
            "user",
            message.text,
            message.correlation_id,
            {
                "agent": agent,
                "outcome": understood.outcome,
                "routing": understood.decision.record(),
            },
        )
        outbox = [embedding_message(turn_text(bundle, user_turn, FRONT_DESK), understood.embedding)]
        if understood.outcome == "processing":
            outbox.append(_request(message, bundle, understood, user_turn.id))
            return [user_turn], outbox
        question = _turn(bundle, "agent", understood.reply, message.correlation_id, {"agent": FRONT_DESK})
        return [user_turn, question], outbox


def _turn(
    bundle: ContextBundle,
    role: Literal["user", "agent"],
    text: str,
    correlation_id: UUID,
    metadata: dict[str, Any],
) -> ContextTurn:
    return ContextTurn(
        id=uuid4(),
        tenant_id=bundle.tenant_id,
        session_id=bundle.session_id,
        bundle_id=bundle.id,
        role=role,
        text=text,
        timestamp=datetime.now(UTC),
        correlation_id=correlation_id,
        metadata=metadata,
    )


def _request(
    message: IncomingMessage, bundle: ContextBundle, understood: Understood, turn_id: UUID
) -> OutboxMessage:
    assert understood.decision.agent is not None
    extra = dict(message.payload)
    if understood.hits:
        extra["semanticContext"] = [
            {"text": h.document.text, "role": h.document.role, "score": round(h.score, 4)}
            for h in understood.hits
        ]
    payload = RequestPayload.model_validate(
        {
            **extra,
            "intent": message.text,
            "contextSnapshotRef": str(bundle_ref(bundle.id)),
            "scriptConstraints": message.script_constraints and message.script_constraints.model_dump(),
        }
    )
    request = AgentRequest(
        session_id=bundle.session_id,
        correlation_id=message.correlation_id,
        agent=understood.decision.agent,
        payload=payload,
        metadata=RequestMetadata(priority=message.priority, request_origin=message.origin),
    )
    # The turn's id is ours and new: unlike a correlation id, no client can make two messages share it.
    return OutboxMessage(
        f"session:{bundle.session_id}",
        OUTBOX_AGENT_REQUEST,
        str(turn_id),
        request.model_dump(mode="json", by_alias=True, exclude_none=True),
    )


def _answer(
    message: IncomingMessage, bundle: ContextBundle, turn_id: UUID, understood: Understood
) -> dict[str, Any]:
    return {
        "status": understood.outcome,
        "message": understood.reply,
        "sessionId": str(bundle.session_id),
        "turnId": str(turn_id),
        "correlationId": str(message.correlation_id),
        "agent": understood.decision.agent,
        "routing": understood.decision.record(),
        "degraded": list(understood.degraded),
        "links": {
            "request": f"/api/requests/{message.correlation_id}",
            "session": f"/api/sessions/{bundle.session_id}/context",
        },
    }


def _replay(stored: StoredReply, idempotency: IdempotencyKey) -> dict[str, Any]:
    if stored.fingerprint != idempotency.fingerprint:
        raise IdempotencyMismatchError("This Idempotency-Key was used for a request with another body.")
    return stored.response
