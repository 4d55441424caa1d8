"""Conversations over HTTP: the caller's sessions, their context, their turns."""

from __future__ import annotations

import azure.functions as func

from shared.contracts.conversations import (
    ContextView,
    PageQuery,
    SessionsView,
    SessionView,
    TurnsQuery,
    TurnsView,
    TurnView,
)
from shared.domain.conversation import ContextBundle
from triggers.http import Call, Reply, endpoint

bp = func.Blueprint()


@endpoint(
    bp,
    "GET",
    "sessions",
    query=PageQuery,
    answers={200: SessionsView},
    summary="The caller's conversations",
    tag="sessions",
)
async def get_sessions(call: Call[None, PageQuery]) -> Reply:
    """Latest first; `next` is the `before` of the page after."""
    query, who = call.query, call.principal
    bundles = await call.services.contexts.get_sessions(who.tenant_id, who.user_id, query.limit, query.before)
    following = bundles[-1].updated_at if len(bundles) == query.limit else None
    return Reply(200, SessionsView(sessions=[_session_view(b) for b in bundles], next=following))


@endpoint(
    bp,
    "GET",
    "sessions/{sessionId}/context",
    answers={200: ContextView},
    summary="A conversation's context",
    tag="sessions",
)
async def get_session_context(call: Call[None, None]) -> Reply:
    """Short memory and the summary of what left it, as the agents see them."""
    b = await _bundle(call)
    return Reply(
        200,
        ContextView(
            id=b.id,
            session_id=b.session_id,
            user_id=b.user_id,
            short_memory=[t.to_json() for t in b.short_memory],
            long_memory_summary=b.long_memory_summary,
            turn_count=b.turn_count,
            created_at=b.created_at,
            updated_at=b.updated_at,
            last_accessed_at=b.last_accessed_at,
            expires_at=b.expires_at,
        ),
    )


@endpoint(
    bp,
    "GET",
    "sessions/{sessionId}/turns",
    query=TurnsQuery,
    answers={200: TurnsView},
    summary="A conversation's turns",
    tag="sessions",
)
async def get_session_turns(call: Call[None, TurnsQuery]) -> Reply:
    """The latest turns, oldest first; `next` is the `before` of the page with the earlier ones."""
    bundle = await _bundle(call)
    turns = await call.services.contexts.get_context_turns(bundle.id, call.query.limit, call.query.before)
    following = turns[0].position if turns and turns[0].position > 1 else None
    views = [
        TurnView(
            id=t.id,
            position=t.position,
            role=t.role,
            text=t.text,
            turn_id=t.turn_id,
            correlation_id=t.correlation_id,
            metadata=t.metadata,
            timestamp=t.timestamp,
        )
        for t in turns
    ]
    return Reply(200, TurnsView(session_id=bundle.session_id, turns=views, next=following))


async def _bundle(call: Call[None, None] | Call[None, TurnsQuery]) -> ContextBundle:
    return await call.services.contexts.get_context_bundle(
        call.uuid("sessionId"), call.principal.tenant_id, call.principal.user_id, cached=False
    )


def _session_view(b: ContextBundle) -> SessionView:
    last = next((t.text for t in reversed(b.short_memory) if t.role == "user"), None)
    return SessionView(
        session_id=b.session_id,
        bundle_id=b.id,
        turn_count=b.turn_count,
        last_message=last,
        created_at=b.created_at,
        updated_at=b.updated_at,
        expires_at=b.expires_at,
    )
