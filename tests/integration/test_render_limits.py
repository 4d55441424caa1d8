"""Render limits on a real Redis: concurrency, budget, leases that end, and the account kept without Redis."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from shared.adapters.redis.render_limits import RedisRenderLimits
from shared.agents.creative_synthesizer.ports import LimitExceededError
from tests.support.poll import eventually
from tests.support.redis import RedisServer


def limits(redis: Redis, **changes: object) -> RedisRenderLimits:
    return RedisRenderLimits(redis, **{"concurrent": 2, "daily_dollars": 1.0, **changes})  # type: ignore[arg-type]


async def test_no_more_renders_run_at_once_than_allowed(redis: Redis) -> None:
    one, other = limits(redis), limits(redis)  # two processes
    async with one.acquire("acme", 0.1), other.acquire("acme", 0.1):
        with pytest.raises(LimitExceededError) as caught:
            async with other.acquire("acme", 0.1):
                pass
        assert caught.value.limit == "concurrentRenders"
        assert 1 <= caught.value.retry_after_seconds <= 30
        async with other.acquire("globex", 0.1):
            pass
    async with other.acquire("acme", 0.1):
        pass


async def test_twenty_at_once_take_exactly_the_places_there_are(redis: Redis) -> None:
    shared, inside, most = limits(redis, concurrent=3), 0, 0

    async def one() -> bool:
        nonlocal inside, most
        try:
            async with shared.acquire("acme", 0.001):
                inside += 1
                most = max(most, inside)
                await all_tried.wait()
                inside -= 1
        except LimitExceededError:
            return False
        return True

    all_tried = asyncio.Event()
    tasks = [asyncio.create_task(one()) for _ in range(20)]

    async def refused() -> bool:
        return sum(t.done() for t in tasks) >= 17

    await eventually(refused)
    all_tried.set()
    assert sum(await asyncio.gather(*tasks)) == most == 3


async def test_the_budget_counts_what_was_settled_and_refuses_until_midnight(redis: Redis) -> None:
    late = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    shared = limits(redis, now=lambda: late)
    async with shared.acquire("acme", 0.9) as lease:
        lease.settle(0.3)  # the estimate was high: the rest is free again
    async with shared.acquire("acme", 0.6) as lease:
        lease.settle(0.6)
    with pytest.raises(LimitExceededError) as caught:
        async with shared.acquire("acme", 0.2):
            pass
    assert (caught.value.limit, caught.value.retry_after_seconds) == ("dailyBudget", 3601)

    next_day = limits(redis, now=lambda: datetime(2026, 3, 2, 0, 1, tzinfo=UTC))
    async with next_day.acquire("acme", 0.2):
        pass


async def test_a_failed_render_costs_nothing(redis: Redis) -> None:
    shared = limits(redis)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with shared.acquire("acme", 0.9):
                raise ZeroDivisionError
    async with shared.acquire("acme", 0.9):
        pass


async def test_the_lease_of_a_dead_process_ends(redis: Redis) -> None:
    dead = limits(redis, concurrent=1, lease_seconds=1)
    entered = dead.acquire("acme", 0.1)
    await entered.__aenter__()  # and never leaves
    living = limits(redis, concurrent=1)

    async def free() -> bool:
        try:
            async with living.acquire("acme", 0.1):
                return True
        except LimitExceededError:
            return False

    await eventually(free)


async def test_limits_hold_while_redis_is_away(redis: Redis, redis_server: RedisServer) -> None:
    shared = limits(redis, concurrent=1, daily_dollars=0.5)
    async with shared.acquire("acme", 0.3) as lease:
        lease.settle(0.3)
    redis_server.stop()
    try:
        async with shared.acquire("acme", 0.1) as lease:
            with pytest.raises(LimitExceededError, match="running already"):
                async with shared.acquire("acme", 0.1):
                    pass
            lease.settle(0.1)
        with pytest.raises(LimitExceededError, match="budget"):
            async with shared.acquire("acme", 0.2):
                pass
    finally:
        redis_server.start()
