"""What a client of the HTTP API does, in a few words."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx

BRIEF = "crear video promocional 30s para mi cafetería"
CONSTRAINTS = {"max_seconds": 30, "platforms": ["instagram", "youtube"]}
FINAL = ("completed", "failed", "needs_clarification", "unavailable")


async def say(client: httpx.AsyncClient, message: str, **fields: Any) -> dict[str, Any]:
    """Sends a message that must be accepted; returns the answer."""
    response = await client.post("/api/agents/front-desk/messages", json={"message": message, **fields})
    assert response.status_code == 202, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def finished(
    client: httpx.AsyncClient, correlation_id: str, seconds: float = 60, *, unheard: bool = False
) -> dict[str, Any]:
    """The request's life once its state is final; an app that is away for a moment is asked again.

    `unheard`: the request went straight to the bus, so the app may not know of it yet.
    """
    deadline = time.monotonic() + seconds
    seen: object = None
    while time.monotonic() < deadline:
        try:
            response = await client.get(f"/api/requests/{correlation_id}", params={"wait": 10})
        except httpx.TransportError as exc:
            seen = exc
            await asyncio.sleep(0.2)
            continue
        if response.status_code == 503 or (unheard and response.status_code == 404):
            await asyncio.sleep(0.2)
            continue
        assert response.status_code == 200, response.text
        life: dict[str, Any] = response.json()
        if life["state"] in FINAL:
            return life
        seen = life
    raise AssertionError(f"not finished after {seconds} s: {seen!r}")


async def script_of(client: httpx.AsyncClient, life: dict[str, Any]) -> dict[str, Any]:
    """The script document of a completed request."""
    artifact = next(a for a in life["artifacts"] if a["type"] == "script")
    response = await client.get(artifact["links"]["content"])
    assert response.status_code == 200, response.text
    script: dict[str, Any] = response.json()
    return script
