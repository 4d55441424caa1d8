"""Health: asks every dependency, all at once, with a time limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from shared.contracts.health import DependencyView, OutboxView, ReadyView

_CHECK_SECONDS = 2.0

Ping = Callable[[], Awaitable[object]]


class HealthService:
    """`checks` by name; only those in `required` make the whole unavailable."""

    def __init__(
        self,
        checks: Mapping[str, Ping],
        required: frozenset[str],
        outbox_depth: Callable[[], Awaitable[tuple[int, int]]],
    ) -> None:
        self._checks = checks
        self._required = required
        self._outbox_depth = outbox_depth

    async def check(self) -> ReadyView:
        """The state of each dependency and of the outbox."""
        views = await asyncio.gather(*(self._one(name, ping) for name, ping in self._checks.items()))
        down = {v.name for v in views if v.state == "down"}
        if down & self._required:
            return ReadyView(status="unavailable", dependencies=list(views))
        waiting, parked = await self._outbox_depth()
        return ReadyView(
            status="degraded" if down else "ok",
            dependencies=list(views),
            outbox=OutboxView(waiting=waiting, parked=parked),
        )

    async def _one(self, name: str, ping: Ping) -> DependencyView:
        started = time.perf_counter()
        detail = None
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                await ping()
        except TimeoutError:
            detail = f"no answer within {_CHECK_SECONDS:.0f} s"
        except Exception as exc:
            # Whatever a client raises, the answer is the same: it does not work. Its text may hold secrets.
            detail = type(exc).__name__
        took = round((time.perf_counter() - started) * 1000, 1)
        return DependencyView(
            name=name,
            state="down" if detail else "up",
            required=name in self._required,
            latency_ms=took,
            detail=detail,
        )
