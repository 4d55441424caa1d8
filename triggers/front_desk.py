"""The front desk over HTTP."""

from __future__ import annotations

import hashlib
from uuid import UUID

import azure.functions as func

from shared.agents.front_desk import IdempotencyKey, IncomingMessage
from shared.contracts.base import Contract
from shared.contracts.conversations import (
    AgentRequestBody,
    MessageAnswer,
    MessageBody,
    RoutingPreview,
    RoutingView,
    SearchAnswer,
    SearchHit,
    SearchQuery,
)
from shared.domain.identity import Role
from shared.errors import ConflictError, NotFoundError
from shared.names import SPECIALISTS
from shared.services.vector_store import SearchFilters
from triggers.http import Call, Reply, endpoint

bp = func.Blueprint()


@endpoint(
    bp,
    "POST",
    "agents/front-desk/messages",
    body=MessageBody,
    answers={202: MessageAnswer, 200: RoutingPreview},
    summary="Say something to the front desk",
    tag="front desk",
)
async def post_message(call: Call[MessageBody, None]) -> Reply:
    """Understands the message and hands it to the specialist it asks for; asks back when it is not clear.

    With `dryRun` only the routing is answered (200) and nothing is stored.
    """
    body = call.body
    message = IncomingMessage(
        text=body.message,
        session_id=_session(call, body.session_id),
        correlation_id=call.correlation_id,
        script_constraints=body.script_constraints,
        agent=body.agent,
    )
    desk = call.services.front_desk
    if body.dry_run:
        decision = await desk.preview(call.principal, message)
        routing = RoutingView.model_validate(decision.record())
        return Reply(200, RoutingPreview(agent=decision.agent, routing=routing))
    return await _accepted(call, message, body)


@endpoint(
    bp,
    "POST",
    "agents/{agent}/requests",
    body=AgentRequestBody,
    answers={202: MessageAnswer},
    summary="Request work of one agent, without routing",
    tag="agents",
    roles=(Role.SERVICE, Role.MANAGER),
)
async def post_agent_request(call: Call[AgentRequestBody, None]) -> Reply:
    """For services that know which agent they want; the request is a turn of a conversation like any other."""
    agent = call.params["agent"]
    if agent not in SPECIALISTS:
        raise NotFoundError("agent", agent[:64], f"The agents are {', '.join(SPECIALISTS)}.")
    body = call.body
    return await _accepted(
        call,
        IncomingMessage(
            text=body.intent,
            session_id=_session(call, body.session_id),
            correlation_id=call.correlation_id,
            script_constraints=body.script_constraints,
            agent=agent,
            payload=body.payload,
            priority=body.priority,
            origin="api",
        ),
        body,
    )


@endpoint(
    bp,
    "GET",
    "agents/front-desk/semantic-search",
    query=SearchQuery,
    answers={200: SearchAnswer},
    summary="Search conversations and artifacts by meaning",
    tag="front desk",
)
async def semantic_search(call: Call[None, SearchQuery]) -> Reply:
    """The nearest texts of the caller's own sessions, best first."""
    query, services, principal = call.query, call.services, call.principal
    if query.session_id is not None:
        await services.contexts.get_context_bundle(query.session_id, principal.tenant_id, principal.user_id)
    vector = await services.embeddings.generate_embedding(query.query)
    results = await services.vectors.semantic_search(
        vector,
        tenant_id=principal.tenant_id,
        session_id=query.session_id,
        limit=query.limit,
        filters=SearchFilters(principal.user_id, query.agent, query.type, query.since),
    )
    hits = [
        SearchHit(
            score=round(r.score, 4),
            text=r.document.text,
            role=r.document.role,
            session_id=r.document.session_id,
            turn_id=r.document.turn_id,
            metadata=r.document.metadata,
        )
        for r in results
    ]
    return Reply(
        200, SearchAnswer(query=query.query, results=hits, embedding_model=services.embeddings.model_name)
    )


async def _accepted(call: Call[Contract, None], message: IncomingMessage, body: Contract) -> Reply:
    key = None
    if call.idempotency_key:
        text = f"{message.agent}\n{message.session_id}\n{body.model_dump_json()}"
        key = IdempotencyKey(call.idempotency_key, hashlib.sha256(text.encode()).digest())
    answer, replayed = await call.services.front_desk.process_message(call.principal, message, key)
    headers = {"Location": answer["links"]["request"]} | ({"Idempotent-Replayed": "true"} if replayed else {})
    return Reply(202, MessageAnswer.model_validate(answer), headers)


def _session(call: Call[Contract, None], named: UUID | None) -> UUID | None:
    if named and call.session_id and named != call.session_id:
        raise ConflictError("x-session-id and the body's sessionId name different sessions.")
    return named or call.session_id
