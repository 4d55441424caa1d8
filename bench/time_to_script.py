"""From the message to the finished script, as a client sees it: POST, then GET the request until it is final."""

from __future__ import annotations

import time
from statistics import quantiles
from typing import Any

import aiohttp

from local.stack import Stack

BRIEFS = (
    "crear video promocional 30s para mi cafetería",
    "write a 20 second reel script for our bike shop, 2x1 on Tuesdays",
    "guion de tiktok de 15 segundos para la apertura de mi panadería vegana La Miga en Valencia",
    "a 45 second youtube video that explains our budgeting app to students",
)


async def measure(stack: Stack, messages: int = 100) -> dict[str, Any]:
    """Milliseconds, one message after the other, each in a new conversation."""
    taken = []
    headers = {"Authorization": f"Bearer {stack.token()}"}
    async with aiohttp.ClientSession(stack.base_url, headers=headers) as http:
        for number in range(messages + 5):
            started = time.perf_counter()
            async with http.post(
                "/api/agents/front-desk/messages", json={"message": BRIEFS[number % len(BRIEFS)]}
            ) as response:
                answer = await response.json()
            async with http.get(answer["links"]["request"], params={"wait": 30}) as response:
                life = await response.json()
            if life["state"] != "completed":
                raise RuntimeError(f"{life['state']}: {life['events']}")
            if number >= 5:  # the first ones open connections
                taken.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(taken, n=100)
    return {"messages": messages, "p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1)}
