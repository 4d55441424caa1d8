"""What a client of the HTTP API does, in a few words."""

from __future__ import annotations

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


async def finished(client: httpx.AsyncClient, correlation_id: str, rounds: int = 6) -> dict[str, Any]:
    """The request's life once its state is final; each round waits up to 20 seconds."""
    for _ in range(rounds):
        response = await client.get(f"/api/requests/{correlation_id}", params={"wait": 20})
        assert response.status_code == 200, response.text
        life: dict[str, Any] = response.json()
        if life["state"] in FINAL:
            return life
    raise AssertionError(f"still {life['state']}: {life['events']}")


async def script_of(client: httpx.AsyncClient, life: dict[str, Any]) -> dict[str, Any]:
    """The script document of a completed request."""
    artifact = next(a for a in life["artifacts"] if a["type"] == "script")
    response = await client.get(artifact["links"]["content"])
    assert response.status_code == 200, response.text
    script: dict[str, Any] = response.json()
    return script
