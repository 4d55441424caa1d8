"""The conversation memory on real PostgreSQL and Redis."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from psycopg_pool import AsyncConnectionPool

from shared.domain.conversation import SHORT_MEMORY_TURNS, ContextBundle, ContextTurn
from shared.domain.memory import remembered_facts
from shared.services.context_bundles import ContextBundleService
from shared.services.conversation_memory import ConversationMemoryService
from shared.services.memory_request import EVERY_TURNS


def a_turn(bundle: ContextBundle, text: str) -> ContextTurn:
    return ContextTurn(
        id=uuid4(),
        tenant_id=bundle.tenant_id,
        session_id=bundle.session_id,
        bundle_id=bundle.id,
        role="user",
        text=text,
        timestamp=datetime.now(UTC),
        correlation_id=uuid4(),
    )


async def conversation(contexts: ContextBundleService, *texts: str) -> ContextBundle:
    bundle = contexts.new_bundle("acme", "ana")
    for text in texts:
        bundle = (await contexts.add_turns(bundle, [a_turn(bundle, text)])).bundle
    return bundle


def memory(contexts: ContextBundleService) -> ConversationMemoryService:
    return ConversationMemoryService(contexts, cast(Any, None))


async def facts(contexts: ContextBundleService, bundle: ContextBundle) -> dict[str, str]:
    found = await contexts.find_bundle(bundle.session_id, cached=False)
    assert found is not None
    return {fact.kind: fact.value for fact in remembered_facts(found.long_memory_summary)}


async def test_facts_of_turns_that_left_are_kept_and_doing_it_again_changes_nothing(
    contexts: ContextBundleService,
) -> None:
    bundle = await conversation(
        contexts,
        "Mi panadería se llama La Miga",
        "Prefiero un tono divertido",
        *["vale"] * SHORT_MEMORY_TURNS,
    )
    await memory(contexts).refresh(bundle.session_id)
    once = await contexts.find_bundle(bundle.session_id, cached=False)
    kept = await facts(contexts, bundle)
    assert kept["brand"] == "La Miga"
    assert kept["tone"] == "fun"
    await memory(contexts).refresh(bundle.session_id)
    assert await contexts.find_bundle(bundle.session_id, cached=False) == once


async def test_refreshes_at_once_and_turns_arriving_meanwhile_lose_nothing(
    contexts: ContextBundleService,
) -> None:
    bundle = await conversation(
        contexts, "Mi panadería se llama La Miga", "Nunca uses emojis", *["vale"] * SHORT_MEMORY_TURNS
    )
    service = memory(contexts)
    await asyncio.gather(
        *(service.refresh(bundle.session_id) for _ in range(4)),
        *(contexts.add_turns(bundle, [a_turn(bundle, f"meanwhile {n}")]) for n in range(4)),
    )
    found = await contexts.find_bundle(bundle.session_id, cached=False)
    assert found is not None
    assert found.turn_count == SHORT_MEMORY_TURNS + 6
    assert set(await facts(contexts, bundle)) >= {"brand", "preference"}


async def test_the_work_is_asked_for_over_the_outbox_every_few_turns(
    contexts: ContextBundleService, pool: AsyncConnectionPool
) -> None:
    bundle = await conversation(contexts, *["vale"] * (SHORT_MEMORY_TURNS + 2 * EVERY_TURNS))
    async with pool.connection() as c:
        rows = await (
            await c.execute(
                "SELECT payload->>'sessionId', message_id FROM outbox WHERE kind = 'conversation.memory' ORDER BY id"
            )
        ).fetchall()
    assert [session for session, _ in rows] == [str(bundle.session_id)] * 2
    assert len({message for _, message in rows}) == 2


async def test_a_conversation_that_is_gone_needs_nothing(contexts: ContextBundleService) -> None:
    await memory(contexts).refresh(uuid4())
