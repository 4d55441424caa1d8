"""The inbox on real PostgreSQL."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from psycopg_pool import AsyncConnectionPool

from shared.adapters.postgres.inbox import PostgresInbox
from shared.adapters.postgres.transaction import transactions
from shared.services.inbox import ClaimLostError, Inbox
from shared.services.transaction import AgentEvent


async def test_second_delivery_returns_the_stored_response(pool: AsyncConnectionPool) -> None:
    inbox, begin = Inbox(PostgresInbox(pool)), transactions(pool)
    async with inbox.deliver("agent", "m1") as delivery:
        assert delivery.claim is not None
        async with begin() as tx:
            await tx.complete_claim(delivery.claim, {"answer": 42})
    async with inbox.deliver("agent", "m1") as again:
        assert again.claim is None
        assert again.response == {"answer": 42}


async def test_ten_deliveries_at_once_have_one_effect(pool: AsyncConnectionPool) -> None:
    inbox, begin = Inbox(PostgresInbox(pool)), transactions(pool)

    async def deliver() -> dict[str, object] | None:
        async with inbox.deliver("agent", "m1") as delivery:
            if delivery.claim is None:
                return delivery.response
            await asyncio.sleep(0.3)
            async with begin() as tx:
                await tx.add_event(AgentEvent("acme", uuid4(), uuid4(), "agent", "completed", {}))
                await tx.complete_claim(delivery.claim, {"answer": 42})
            return {"answer": 42}

    assert await asyncio.gather(*(deliver() for _ in range(10))) == [{"answer": 42}] * 10
    async with pool.connection() as c:
        assert await (await c.execute("SELECT count(*) FROM agent_events")).fetchone() == (1,)


async def test_a_failed_delivery_lets_the_next_one_claim_at_once(pool: AsyncConnectionPool) -> None:
    inbox = Inbox(PostgresInbox(pool))
    with pytest.raises(RuntimeError, match="boom"):
        async with inbox.deliver("agent", "m1"):
            raise RuntimeError("boom")
    async with inbox.deliver("agent", "m1", patience=0) as delivery:
        assert delivery.claim is not None


async def test_a_claim_whose_lease_ran_out_is_taken_over_and_the_late_worker_changes_nothing(
    pool: AsyncConnectionPool,
) -> None:
    begin = transactions(pool)
    store = PostgresInbox(pool)
    dead = Inbox(store, lease_seconds=0.3)
    async with dead.deliver("agent", "m1") as first:
        assert first.claim is not None
        await store.release(first.claim)  # as if the worker had died and its lease had ended
        async with Inbox(store).deliver("agent", "m1") as second:
            assert second.claim is not None
            with pytest.raises(ClaimLostError):
                async with begin() as tx:
                    await tx.add_event(AgentEvent("acme", uuid4(), uuid4(), "agent", "completed", {}))
                    await tx.complete_claim(first.claim, {"late": True})
            async with begin() as tx:
                await tx.complete_claim(second.claim, {"late": False})
    async with pool.connection() as c:
        assert await (await c.execute("SELECT count(*) FROM agent_events")).fetchone() == (0,)
        assert await (await c.execute("SELECT response FROM inbox")).fetchone() == ({"late": False},)


async def test_a_slow_worker_keeps_its_claim_by_renewing_it(pool: AsyncConnectionPool) -> None:
    store = PostgresInbox(pool)
    async with Inbox(store, lease_seconds=0.6).deliver("agent", "m1"):
        with pytest.raises(ClaimLostError):
            async with Inbox(store).deliver("agent", "m1", patience=1.5):
                pass


async def test_consumers_do_not_share_claims(pool: AsyncConnectionPool) -> None:
    inbox = Inbox(PostgresInbox(pool))
    async with inbox.deliver("one", "m1") as first, inbox.deliver("two", "m1", patience=0) as second:
        assert first.claim is not None
        assert second.claim is not None
