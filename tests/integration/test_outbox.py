"""The outbox on real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from psycopg_pool import AsyncConnectionPool

from shared.adapters.postgres.outbox import PostgresOutbox
from shared.adapters.postgres.transaction import transactions
from shared.errors import DependencyUnavailableError
from shared.services.outbox import OutboxMessage, OutboxRelay
from tests.support.poll import eventually


async def fill(pool: AsyncConnectionPool, keys: int, each: int) -> None:
    async with transactions(pool)() as tx:
        await tx.add_outbox(
            [
                OutboxMessage(f"k{key}", "kind", f"k{key}-{number}", {"n": number})
                for number in range(each)
                for key in range(keys)
            ]
        )


async def test_two_relays_at_once_send_each_row_once_and_each_key_in_order(pool: AsyncConnectionPool) -> None:
    await fill(pool, keys=20, each=10)
    sent: list[str] = []

    async def send(messages: Sequence[OutboxMessage]) -> None:
        await asyncio.sleep(0.002)
        sent.extend(m.message_id for m in messages)

    store = PostgresOutbox(pool)
    relays = [OutboxRelay(store, {"kind": send}) for _ in range(3)]

    async def all_sent() -> bool:
        await asyncio.gather(*(relay.drain() for relay in relays))
        return await store.depth() == (0, 0)

    await eventually(all_sent)
    assert max(Counter(sent).values()) == 1
    for key in range(20):
        assert [m for m in sent if m.startswith(f"k{key}-")] == [f"k{key}-{n}" for n in range(10)]


async def test_rows_that_a_dead_relay_had_leased_are_sent_after_the_lease(pool: AsyncConnectionPool) -> None:
    await fill(pool, keys=3, each=1)
    store = PostgresOutbox(pool)
    assert len(await store.claim(10, lease_seconds=0.5)) == 3
    assert await store.claim(10, lease_seconds=0.5) == []

    async def due() -> int:
        return len(await store.claim(10, lease_seconds=30))

    assert await eventually(due) == 3


async def test_a_sender_that_is_down_delays_and_keeps_everything_in_order(pool: AsyncConnectionPool) -> None:
    await fill(pool, keys=2, each=3)
    store, sent, down = PostgresOutbox(pool), [], True

    async def send(messages: Sequence[OutboxMessage]) -> None:
        if down:
            raise DependencyUnavailableError("service bus")
        sent.extend(m.message_id for m in messages)

    relay = OutboxRelay(store, {"kind": send})
    assert await relay.drain() == 0
    assert await store.depth() == (6, 0)
    down = False

    async def drained() -> bool:
        await relay.drain()
        return await store.depth() == (0, 0)

    await eventually(drained)
    assert [m for m in sent if m.startswith("k0")] == ["k0-0", "k0-1", "k0-2"]


async def test_a_parked_row_does_not_hold_up_its_key(pool: AsyncConnectionPool) -> None:
    await fill(pool, keys=1, each=2)
    store = PostgresOutbox(pool)
    (first,) = await store.claim(10, 30)
    await store.park([first.id], "too large")
    (second,) = await store.claim(10, 30)
    assert second.message.message_id == "k0-1"
    assert await store.depth() == (1, 1)
