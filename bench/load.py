"""A closed-loop load: so many clients, each sending its next request when the last one is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Latencies in milliseconds, throughput in requests a second."""

    clients: int
    requests: int
    p50_ms: float
    p95_ms: float
    per_second: float


async def closed_loop(
    send: Callable[[int], Awaitable[None]], clients: int, requests: int, warmup: int = 20
) -> LoadResult:
    """`send(client)` makes one request and raises when it fails; `requests` is the total over all clients."""
    for number in range(warmup):
        await send(number % clients)
    latencies: list[float] = []

    async def client(number: int) -> None:
        for _ in range(requests // clients):
            started = time.perf_counter()
            await send(number)
            latencies.append((time.perf_counter() - started) * 1000)

    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(clients)))
    took = time.perf_counter() - began
    cuts = quantiles(latencies, n=100)
    return LoadResult(
        clients, len(latencies), round(cuts[49], 2), round(cuts[94], 2), round(len(latencies) / took, 1)
    )
