"""ContextBundleService on real PostgreSQL and Redis."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from psycopg_pool import AsyncConnectionPool
from redis.asyncio import Redis

from shared.adapters.postgres.conversations import PostgresConversations
from shared.adapters.redis.context_cache import RedisContextCache
from shared.domain.conversation import SHORT_MEMORY_TURNS, ContextBundle, ContextTurn
from shared.errors import ConcurrentUpdateError, ConflictError, NotFoundError
from shared.services.context_bundles import ContextBundleService, IdempotentReply
from shared.services.outbox import OutboxMessage
from tests.support.redis import RedisServer


def a_turn(bundle: ContextBundle, text: str, correlation_id: UUID | None = None) -> ContextTurn:
    return ContextTurn(
        id=uuid4(),
        tenant_id=bundle.tenant_id,
        session_id=bundle.session_id,
        bundle_id=bundle.id,
        role="user",
        text=text,
        timestamp=datetime.now(UTC),
        correlation_id=correlation_id or uuid4(),
        metadata={"agent": "video-scriptor"},
    )


async def begin(contexts: ContextBundleService, text: str = "hola") -> ContextBundle:
    bundle = contexts.new_bundle("acme", "ana")
    return (await contexts.add_turns(bundle, [a_turn(bundle, text)])).bundle


async def test_a_conversation_is_found_with_its_turns_in_order(contexts: ContextBundleService) -> None:
    bundle = await begin(contexts, "uno")
    for text in ("dos", "tres"):
        bundle = (await contexts.add_turns(bundle, [a_turn(bundle, text)])).bundle
    found = await contexts.get_context_bundle(bundle.session_id, "acme", "ana", cached=False)
    turns = await contexts.get_context_turns(bundle.id)
    assert [t.text for t in turns] == ["uno", "dos", "tres"]
    assert [t.position for t in turns] == [1, 2, 3]
    assert [t.text for t in found.short_memory] == ["uno", "dos", "tres"]
    assert found.turn_count == 3
    assert found.expires_at is not None
    assert found.expires_at > datetime.now(UTC) + timedelta(days=89)


async def test_the_methods_of_the_specification_work_alone(contexts: ContextBundleService) -> None:
    bundle = await contexts.create_context_bundle("acme", "ana")
    added = await contexts.add_context_turn(bundle.id, a_turn(bundle, "hola"))
    assert added.position == 1
    changed = await contexts.update_context_bundle(
        bundle.id, lambda b: replace(b, long_memory_summary={"text": "una cafetería"})
    )
    assert changed.long_memory_summary == {"text": "una cafetería"}
    found = await contexts.get_context_bundle(bundle.session_id, "acme")
    assert found.long_memory_summary == {"text": "una cafetería"}


async def test_turns_that_leave_short_memory_reach_the_summary(contexts: ContextBundleService) -> None:
    bundle = await begin(contexts, "mi marca es La Miga")
    for number in range(SHORT_MEMORY_TURNS):
        bundle = (await contexts.add_turns(bundle, [a_turn(bundle, f"turno {number}")])).bundle
    found = await contexts.get_context_bundle(bundle.session_id, "acme", "ana", cached=False)
    assert len(found.short_memory) == SHORT_MEMORY_TURNS
    assert found.long_memory_summary["points"][0]["text"] == "mi marca es La Miga"


@pytest.mark.parametrize(("tenant", "user"), [("rival", "ana"), ("acme", "eva")])
async def test_strangers_find_nothing(contexts: ContextBundleService, tenant: str, user: str) -> None:
    bundle = await begin(contexts)
    with pytest.raises(NotFoundError) as foreign:
        await contexts.get_context_bundle(bundle.session_id, tenant, user)
    absent_id = uuid4()
    with pytest.raises(NotFoundError) as absent:
        await contexts.get_context_bundle(absent_id, tenant, user)
    assert str(foreign.value).replace(str(bundle.session_id), "") == str(absent.value).replace(
        str(absent_id), ""
    )


async def test_writers_of_two_processes_lose_no_turn(
    pool: AsyncConnectionPool, redis: Redis, contexts: ContextBundleService
) -> None:
    other = ContextBundleService(
        PostgresConversations(pool), RedisContextCache(redis, 600), timedelta(days=90)
    )
    bundle = await begin(contexts)

    async def write(service: ContextBundleService, name: str) -> None:
        for number in range(10):
            stale = await service.get_context_bundle(bundle.session_id, "acme")
            await service.add_turns(stale, [a_turn(bundle, f"{name}{number}")])

    await asyncio.gather(write(contexts, "a"), write(other, "b"))
    turns = await contexts.get_context_turns(bundle.id, 100)
    assert [t.position for t in turns] == list(range(1, 22))
    assert [t.text for t in turns if t.text[0] == "a"] == [f"a{n}" for n in range(10)]
    found = await contexts.get_context_bundle(bundle.session_id, "acme", cached=False)
    assert found.turn_count == 21
    assert [t.text for t in found.short_memory] == [t.text for t in turns[-SHORT_MEMORY_TURNS:]]


async def test_a_stale_cache_entry_costs_a_second_try_and_no_turn(
    contexts: ContextBundleService, redis: Redis
) -> None:
    bundle = await begin(contexts)
    key = f"misybot:context:{bundle.session_id}"
    old = await redis.hgetall(key)
    await contexts.add_turns(bundle, [a_turn(bundle, "dos")])
    await redis.delete(key)
    await redis.hset(key, mapping=old)
    stale = await contexts.get_context_bundle(bundle.session_id, "acme")
    assert stale.turn_count == 1
    written = await contexts.add_turns(stale, [a_turn(bundle, "tres")])
    assert [t.text for t in written.bundle.short_memory] == ["hola", "dos", "tres"]


async def test_an_older_version_does_not_replace_a_newer_one_in_the_cache(
    contexts: ContextBundleService, redis: Redis
) -> None:
    bundle = await begin(contexts)
    newer = (await contexts.add_turns(bundle, [a_turn(bundle, "dos")])).bundle
    await RedisContextCache(redis, 600).put(bundle)
    assert await RedisContextCache(redis, 600).get(bundle.session_id) == newer


async def test_the_cache_entry_lives_as_long_as_the_settings_say(
    contexts: ContextBundleService, redis: Redis
) -> None:
    bundle = await begin(contexts)
    assert 590 <= await redis.ttl(f"misybot:context:{bundle.session_id}") <= 600


async def test_without_redis_everything_works(
    contexts: ContextBundleService, redis_server: RedisServer, redis: Redis
) -> None:
    bundle = await begin(contexts)
    redis_server.stop()
    bundle = (await contexts.add_turns(bundle, [a_turn(bundle, "dos")])).bundle
    assert (await contexts.get_context_bundle(bundle.session_id, "acme")).turn_count == 2


async def test_an_expired_conversation_is_gone(
    contexts: ContextBundleService, pool: AsyncConnectionPool
) -> None:
    expired = ContextBundleService(PostgresConversations(pool), contexts._cache, timedelta(seconds=-1))
    bundle = await begin(expired)
    with pytest.raises(NotFoundError):
        await contexts.get_context_bundle(bundle.session_id, "acme", "ana")
    assert await contexts.get_sessions("acme", "ana") == []


async def test_one_idempotency_key_writes_once_however_many_try(contexts: ContextBundleService) -> None:
    async def attempt(number: int) -> dict[str, object] | None:
        bundle = contexts.new_bundle("acme", "ana")
        reply = IdempotentReply("key-1", b"same", {"number": number})
        written = await contexts.add_turns(bundle, [a_turn(bundle, "hola")], idempotency=reply)
        return written.replayed.response if written.replayed else None

    replies = await asyncio.gather(*(attempt(n) for n in range(50)))
    winner = replies.index(None)
    assert [r for r in replies if r is not None] == [{"number": winner}] * 49
    assert len(await contexts.get_sessions("acme", "ana")) == 1


async def test_an_idempotency_key_within_a_conversation_writes_once(contexts: ContextBundleService) -> None:
    bundle = await begin(contexts)
    reply = IdempotentReply("key-2", b"same", {"first": True})
    first = await contexts.add_turns(bundle, [a_turn(bundle, "dos")], idempotency=reply)
    again = await contexts.add_turns(bundle, [a_turn(bundle, "dos")], idempotency=reply)
    assert first.replayed is None
    assert again.replayed is not None
    assert len(await contexts.get_context_turns(bundle.id)) == 2


async def test_a_correlation_id_is_refused_the_second_time(contexts: ContextBundleService) -> None:
    bundle = await begin(contexts)
    correlation_id = uuid4()
    await contexts.add_turns(bundle, [a_turn(bundle, "dos", correlation_id)])
    with pytest.raises(ConflictError):
        await contexts.add_turns(bundle, [a_turn(bundle, "tres", correlation_id)])
    other = contexts.new_bundle("rival", "bob")
    await contexts.add_turns(other, [a_turn(other, "mine", correlation_id)])


async def test_turn_and_outbox_rows_are_written_together_or_not_at_all(
    contexts: ContextBundleService, pool: AsyncConnectionPool
) -> None:
    bundle = await begin(contexts)
    row = OutboxMessage("session:x", "agent.request", "m1", {"n": 1})
    await contexts.add_turns(bundle, [a_turn(bundle, "dos")], [row])
    broken = replace(a_turn(bundle, "tres"), id=(await contexts.get_context_turns(bundle.id))[0].id)
    with pytest.raises(ConcurrentUpdateError):
        await contexts.add_turns(bundle, [broken], [row])
    async with pool.connection() as c:
        count = await (await c.execute("SELECT count(*) FROM outbox")).fetchone()
    assert count == (1,)
    assert len(await contexts.get_context_turns(bundle.id)) == 2


async def test_text_that_postgresql_cannot_store_is_cleaned(contexts: ContextBundleService) -> None:
    bundle = await begin(contexts, "nul \x00 byte, ñandú, 🎬, \u2028")
    assert (await contexts.get_context_turns(bundle.id))[0].text == "nul  byte, ñandú, 🎬, \u2028"


async def test_sessions_are_listed_latest_first_and_paged(contexts: ContextBundleService) -> None:
    made = [await begin(contexts, f"n{n}") for n in range(3)]
    first = await contexts.get_sessions("acme", "ana", 2)
    assert [b.session_id for b in first] == [made[2].session_id, made[1].session_id]
    rest = await contexts.get_sessions("acme", "ana", 2, first[-1].updated_at)
    assert [b.session_id for b in rest] == [made[0].session_id]
