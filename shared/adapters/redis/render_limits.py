"""Concurrent renders and daily budgets by tenant, in Redis.

`misybot:renders:<tenant>` is a sorted set of leases scored by the time they end; a render whose process died
frees its place when its lease ends. `misybot:spent:<tenant>:<day>` counts millionths of a US dollar. While Redis
does not answer, this process's own account decides: it keeps one all the time, so that an outage does not start
from nothing.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shared.agents.creative_synthesizer.ports import LimitExceededError

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger(__name__)

# Leases are taken by Redis' own clock: the workers' may differ.
_ACQUIRE = """
local now = redis.call('TIME')[1]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return {'concurrent', tonumber(first[2]) - now}
end
local spent = tonumber(redis.call('GET', KEYS[2]) or '0')
if spent + tonumber(ARGV[4]) > tonumber(ARGV[5]) then return {'budget', 0} end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('INCRBY', KEYS[2], ARGV[4])
redis.call('EXPIRE', KEYS[2], 172800)
return {'ok', 0}
"""
_RELEASE = """
redis.call('ZREM', KEYS[1], ARGV[1])
if tonumber(ARGV[2]) ~= 0 then
  redis.call('INCRBY', KEYS[2], ARGV[2])
  redis.call('EXPIRE', KEYS[2], 172800)
end
return 1
"""
_MICRO = 1_000_000
_AWAY_SECONDS = 2.0
# A running render ends long before its lease; somebody who asks again meanwhile should not wait for that.
_MOST_RETRY_SECONDS = 30


class RenderLease:
    """One render's place and reserved budget."""

    def __init__(self, token: str, reserved: int) -> None:
        self.token = token
        self.reserved = reserved
        self.spent = 0

    def settle(self, cost: float) -> None:
        """What it really cost, in US dollars."""
        self.spent = round(cost * _MICRO)


@dataclass(slots=True)
class _Account:
    """What this process knows of a tenant: its running leases, and what it spent on which day."""

    running: dict[str, float] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class RedisRenderLimits:
    """The `RenderLimits` on Redis; `lease_seconds` is longer than any render takes."""

    def __init__(
        self,
        redis: Redis,
        *,
        concurrent: int,
        daily_dollars: float,
        lease_seconds: int = 3_000,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._redis = redis
        self._concurrent = concurrent
        self._budget = round(daily_dollars * _MICRO)
        self._lease_seconds = lease_seconds
        self._now = now
        self._away_until = 0.0
        self._accounts: dict[str, _Account] = defaultdict(_Account)
        self._acquire_script = redis.register_script(_ACQUIRE)
        self._release_script = redis.register_script(_RELEASE)

    @asynccontextmanager
    async def acquire(self, tenant_id: str, cost: float) -> AsyncIterator[RenderLease]:
        """See `RenderLimits.acquire`."""
        lease = RenderLease(uuid4().hex, round(cost * _MICRO))
        day = self._now().date().isoformat()
        keys = [f"misybot:renders:{tenant_id}", f"misybot:spent:{tenant_id}:{day}"]
        account = self._accounts[tenant_id]
        answer = await self._try(
            self._acquire_script,
            keys,
            [lease.token, self._concurrent, self._lease_seconds, lease.reserved, self._budget],
        )
        in_redis = answer is not None
        verdict, wait = (answer[0].decode(), int(answer[1])) if answer else self._decide(account, day, lease)
        if verdict != "ok":
            raise self._refusal(verdict, wait)
        account.running[lease.token] = time.monotonic() + self._lease_seconds
        account.spent[day] += lease.reserved
        try:
            yield lease
        finally:
            change = lease.spent - lease.reserved
            account.running.pop(lease.token, None)
            account.spent[day] += change
            for old in [d for d in account.spent if d < day]:
                del account.spent[old]
            if in_redis:
                await self._try(self._release_script, keys, [lease.token, change])

    def _decide(self, account: _Account, day: str, lease: RenderLease) -> tuple[str, int]:
        now = time.monotonic()
        for token in [t for t, end in account.running.items() if end <= now]:
            del account.running[token]
        if len(account.running) >= self._concurrent:
            return "concurrent", int(min(account.running.values()) - now)
        if account.spent[day] + lease.reserved > self._budget:
            return "budget", 0
        return "ok", 0

    def _refusal(self, verdict: str, wait: int) -> LimitExceededError:
        if verdict == "concurrent":
            message = f"{self._concurrent} renders are running already; more than that are not done at once."
            return LimitExceededError("concurrentRenders", message, max(1, min(wait, _MOST_RETRY_SECONDS)))
        now = self._now()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
        message = "The day's budget for renders is used up; it starts anew at 00:00 UTC."
        return LimitExceededError("dailyBudget", message, max(1, int((midnight - now).total_seconds()) + 1))

    async def _try(self, script: Any, keys: list[str], args: list[Any]) -> Any:
        from redis.exceptions import RedisError

        if time.monotonic() < self._away_until:
            return None
        try:
            return await script(keys=keys, args=args)
        except (RedisError, OSError, TimeoutError) as exc:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            log.warning("Redis does not answer, render limits are kept by this process: %s", exc)
            return None
