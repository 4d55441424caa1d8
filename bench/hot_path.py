"""The hot path, POST /api/agents/front-desk/messages, beside its floor (`bench/floor.py`) in the same run.

Both servers use the same PostgreSQL, Redis and Service Bus on this machine and run one after the other, in
turns, each turn with the same messages. Every client goes on with a conversation of its own. The agents are
switched off, so that what is measured is the front desk with its outbox, not the agents' work.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from statistics import median
from typing import Any

import aiohttp

from bench.load import LoadResult, closed_loop
from local.ports import HOST, free_port
from local.stack import ROOT, Stack

AGENTS_OFF = {
    f"AzureWebJobs.{name}.Disabled": "true"
    for name in (
        "agent_video_scriptor",
        "agent_creative_synthesizer",
        "agent_trend_scanner",
        "agent_responses",
        "conversation_memory",
    )
}
MESSAGES = (
    "crear video promocional 30s para mi cafetería",
    "write a 20 second reel script for our bike shop, 2x1 on Tuesdays",
    "guion de tiktok para la apertura de mi panadería vegana La Miga en Valencia",
    "we need a youtube short that explains our budgeting app to students",
)
CLIENTS = (1, 8, 32)
ROUNDS = 3


async def measure(stack: Stack, requests: int = 600) -> dict[str, Any]:
    """Medians of `ROUNDS` rounds per number of clients, and the ratios to the floor."""
    results = []
    async with _floor(stack) as floor_url:
        for clients in CLIENTS:
            app, floor = [], []
            for _ in range(ROUNDS):
                floor.append(await _load(floor_url, stack.token(), clients, requests))
                app.append(await _load(stack.base_url, stack.token(), clients, requests))
            results.append(_row(clients, app, floor))
    return {"rounds": ROUNDS, "requestsPerRound": requests, "results": results}


def _row(clients: int, app: list[LoadResult], floor: list[LoadResult]) -> dict[str, Any]:
    ours, theirs = _median(app), _median(floor)
    return {
        "clients": clients,
        "app": ours,
        "floor": theirs,
        "latencyRatio": round(ours["p50_ms"] / theirs["p50_ms"], 2),
        "p95Ratio": round(ours["p95_ms"] / theirs["p95_ms"], 2),
        "throughputRatio": round(ours["per_second"] / theirs["per_second"], 2),
    }


def _median(rounds: list[LoadResult]) -> dict[str, float]:
    return {
        key: round(median(asdict(r)[key] for r in rounds), 2) for key in ("p50_ms", "p95_ms", "per_second")
    }


async def _load(base_url: str, token: str, clients: int, requests: int) -> LoadResult:
    sessions: dict[int, str] = {}
    sent = [0] * clients
    headers = {"Authorization": f"Bearer {token}"}
    connector = aiohttp.TCPConnector(limit=clients)
    async with aiohttp.ClientSession(base_url, headers=headers, connector=connector) as http:

        async def send(client: int) -> None:
            body = {"message": MESSAGES[(client + sent[client]) % len(MESSAGES)]}
            sent[client] += 1
            if client in sessions:
                body["sessionId"] = sessions[client]
            async with http.post("/api/agents/front-desk/messages", json=body) as response:
                if response.status != 202:
                    raise RuntimeError(f"{response.status}: {await response.text()}")
                sessions[client] = (await response.json())["sessionId"]

        return await closed_loop(send, clients, requests)


@asynccontextmanager
async def _floor(stack: Stack) -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.floor", str(port), cwd=ROOT, env=stack.environment
    )
    try:
        for _ in range(100):
            try:
                (await asyncio.open_connection(HOST, port))[1].close()
                break
            except OSError:
                await asyncio.sleep(0.1)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _main() -> None:
    import json
    import os
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        async with Stack(Path(folder) / "data", base_environment={**os.environ, **AGENTS_OFF}) as stack:
            print(json.dumps(await measure(stack), indent=2))


if __name__ == "__main__":
    asyncio.run(_main())
