"""The agent runner: from a delivered message to recorded effects, once.

1. Read the message; one that breaks its contract is dead-lettered with the reason and shown as an event.
2. Find its conversation, which says whose work it is.
3. Claim it in the inbox, or return the response that an earlier delivery stored.
4. Record `started`, let the agent work, upload its files.
5. In one transaction: artifacts, the agent's own rows, `completed`, embeddings and response into the outbox, the inbox.

A `Retryable` fault is tried again, in place first, then by another delivery; a `Permanent` one, or the last
delivery, becomes a `failed` response with a machine-readable reason.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.agents.base import Agent, AgentResult, AgentWork, ArtifactDraft, Effects
from shared.contracts.agent_messages import (
    AgentRequest,
    AgentResponse,
    ArtifactLink,
    ResponseError,
    ResponseMetrics,
    parse_agent_request,
)
from shared.domain.conversation import ContextBundle
from shared.domain.refs import artifact_ref
from shared.errors import MalformedMessageError, MisyBotError, NotFoundError, Permanent
from shared.names import OUTBOX_AGENT_RESPONSE, derived_id
from shared.services.artifacts import GeneratedArtifactService
from shared.services.context_bundles import ContextBundleService
from shared.services.dead_letters import DeadLetterService, ReceivedMessage
from shared.services.embedding_outbox import embedding_message
from shared.services.inbox import Inbox
from shared.services.outbox import OutboxMessage, OutboxRelay
from shared.services.retry import patiently
from shared.services.transaction import AgentEvent, GeneratedArtifact, InboxClaim, TransactionFactory
from shared.services.vector_store import EmbeddingText

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """One claimed request: what the runner needs to finish it."""

    request: AgentRequest
    bundle: ContextBundle
    message_id: str
    claim: InboxClaim


class AgentRunner:
    """Runs agents for the bus triggers."""

    def __init__(
        self,
        agents: Mapping[str, Agent],
        contexts: ContextBundleService,
        artifacts: GeneratedArtifactService,
        inbox: Inbox,
        begin: TransactionFactory,
        relay: OutboxRelay,
        dead_letters: DeadLetterService,
        max_deliveries: int = 10,
    ) -> None:
        self._agents = agents
        self._contexts = contexts
        self._artifacts = artifacts
        self._inbox = inbox
        self._begin = begin
        self._relay = relay
        self._dead_letters = dead_letters
        self._max_deliveries = max_deliveries

    async def run(self, agent: str, message: ReceivedMessage) -> dict[str, Any] | None:
        """Handles one delivery; returns the `agent.response` as JSON, or None for a dead-lettered message.

        Raises the `Retryable` fault when the broker should deliver again.
        """

        async def attempt() -> dict[str, Any] | None:
            try:
                return await self._run(agent, message)
            except Permanent as exc:
                await self._dead_letters.set_aside(agent, message, exc)
                return None

        return await patiently(attempt, message)

    async def _run(self, agent: str, message: ReceivedMessage) -> dict[str, Any] | None:
        request = parse_agent_request(message.body)
        if request.agent != agent:
            raise MalformedMessageError(f"The message is for {request.agent}, not for {agent}.")
        bundle = await self._contexts.find_bundle(request.session_id)
        if bundle is None:
            raise NotFoundError("session", str(request.session_id))
        async with self._inbox.deliver(agent, message.message_id) as delivery:
            if delivery.claim is None:
                return delivery.response
            work = Work(request, bundle, message.message_id, delivery.claim)
            return await self._work(
                self._agents[agent], work, last=message.deliveries >= self._max_deliveries
            )

    async def _work(self, agent: Agent, work: Work, *, last: bool) -> dict[str, Any]:
        await self._record(work, "started", {"intent": work.request.payload.intent})
        try:
            result = await agent.handle(AgentWork(work.request, work.bundle, self._progress(work)))
            stored = [
                (d, await self._artifacts.store(work.bundle, work.request, d)) for d in result.artifacts
            ]
        except Permanent as exc:
            return await self._fail(work, exc)
        except Exception as exc:
            if not last:
                raise
            log.exception("%s gives up on %s", agent.name, work.message_id)
            return await self._fail(work, exc)
        return await self._complete(work, result, stored)

    async def _complete(
        self, work: Work, result: AgentResult, stored: Sequence[tuple[ArtifactDraft, GeneratedArtifact]]
    ) -> dict[str, Any]:
        response = AgentResponse(
            session_id=work.request.session_id,
            correlation_id=work.request.correlation_id,
            agent=work.request.agent,
            status="completed",
            result_summary=result.summary,
            artifacts=[ArtifactLink(type=a.type, ref=str(artifact_ref(a.type, a.id))) for _, a in stored],
            metrics=_metrics(work.request, result.resource_usage),
            metadata={"reply": result.reply, "result": result.result},
        )
        embeddings = [
            embedding_message(_artifact_text(work, draft, artifact))
            for draft, artifact in stored
            if draft.embedding_text
        ]
        return await self._finish(work, response, [a for _, a in stored], embeddings, result.effects)

    async def _fail(self, work: Work, error: Exception) -> dict[str, Any]:
        if isinstance(error, Permanent):
            reason = ResponseError(code=error.code, message=error.message, details=_plain(error.details))
        else:
            code = error.code if isinstance(error, MisyBotError) else "internal"
            reason = ResponseError(
                code="retries_exhausted",
                message="The work failed every time it was tried.",
                details={"cause": code},
            )
        response = AgentResponse(
            session_id=work.request.session_id,
            correlation_id=work.request.correlation_id,
            agent=work.request.agent,
            status="failed",
            result_summary=reason.message,
            metrics=_metrics(work.request, {}),
            error=reason,
            metadata={"reply": reason.message},
        )
        return await self._finish(work, response, [], [])

    async def _finish(
        self,
        work: Work,
        response: AgentResponse,
        artifacts: Sequence[GeneratedArtifact],
        embeddings: Sequence[OutboxMessage],
        effects: Effects | None = None,
    ) -> dict[str, Any]:
        body = response.model_dump(mode="json", by_alias=True, exclude_none=True)
        answer = OutboxMessage(
            f"session:{work.request.session_id}", OUTBOX_AGENT_RESPONSE, f"{work.message_id}:response", body
        )
        async with self._begin() as tx:
            await tx.complete_claim(work.claim, body)
            for artifact in artifacts:
                await tx.add_artifact(artifact)
            if effects is not None:
                await effects(tx, artifacts)
            await tx.add_event(_event(work, response.status, {"response": body}))
            await tx.add_outbox([*embeddings, answer])
        self._relay.wake()
        return body

    def _progress(self, work: Work) -> Any:
        async def progress(percent: int, text: str) -> None:
            await self._record(work, "progress", {"percent": percent, "message": text}, str(percent))

        return progress

    async def _record(self, work: Work, kind: Any, payload: dict[str, Any], part: str = "") -> None:
        async with self._begin() as tx:
            await tx.add_event(_event(work, kind, payload, part))


def _event(work: Work, kind: Any, payload: dict[str, Any], part: str = "") -> AgentEvent:
    # The id follows from the message: an event told again on another delivery is the same event.
    return AgentEvent(
        id=derived_id("event", work.request.agent, work.message_id, kind, part),
        tenant_id=work.bundle.tenant_id,
        session_id=work.request.session_id,
        correlation_id=work.request.correlation_id,
        agent=work.request.agent,
        event_type=kind,
        payload=payload,
    )


def _artifact_text(work: Work, draft: ArtifactDraft, artifact: GeneratedArtifact) -> EmbeddingText:
    return EmbeddingText(
        id=artifact.id,
        tenant_id=artifact.tenant_id,
        user_id=artifact.user_id,
        session_id=artifact.session_id,
        role="agent",
        text=draft.embedding_text or "",
        bundle_id=work.bundle.id,
        ttl=artifact.expires_at,
        metadata={
            "agent": artifact.agent,
            "type": draft.type,
            "timestamp": artifact.created_at.isoformat(),
            "artifactId": str(artifact.id),
            "ref": str(artifact_ref(artifact.type, artifact.id)),
            **{
                key: draft.metadata[key] for key in ("title", "language", "template") if key in draft.metadata
            },
        },
    )


def _metrics(request: AgentRequest, usage: dict[str, Any]) -> ResponseMetrics:
    elapsed = datetime.now(UTC) - request.timestamp
    extra = {"resourceUsage": usage} if usage else {}
    return ResponseMetrics.model_validate(
        {"elapsed_ms": max(0, round(elapsed.total_seconds() * 1000)), **extra}
    )


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    json_types = (str, int, float, bool, list, dict, type(None))
    return {k: v if isinstance(v, json_types) else str(v) for k, v in details.items()}
