"""What clients may rely on: idempotency, validation, problem details, health, the OpenAPI document."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx
import pytest

from tests.support.api import BRIEF, finished

MESSAGES = "/api/agents/front-desk/messages"


async def test_one_idempotency_key_executes_once_however_many_call(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    responses = await asyncio.gather(
        *(client.post(MESSAGES, headers=headers, json={"message": BRIEF}) for _ in range(50))
    )
    assert {r.status_code for r in responses} == {202}
    assert len({r.json()["turnId"] for r in responses}) == 1
    assert sum(r.headers.get("idempotent-replayed") == "true" for r in responses) == 49
    changed = await client.post(MESSAGES, headers=headers, json={"message": "otra cosa"})
    assert changed.status_code == 422
    assert changed.json()["code"] == "idempotency_key_reused"
    life = await finished(client, responses[0].json()["correlationId"])
    assert [e["eventType"] for e in life["events"]].count("completed") == 1


async def test_a_correlation_id_of_the_callers_is_kept_and_used_once(client: httpx.AsyncClient) -> None:
    correlation = str(uuid4())
    first = await client.post(MESSAGES, headers={"x-correlation-id": correlation}, json={"message": BRIEF})
    assert first.json()["correlationId"] == first.headers["x-correlation-id"] == correlation
    again = await client.post(MESSAGES, headers={"x-correlation-id": correlation}, json={"message": BRIEF})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"message": ""}', 422),
        (b'{"message": "   "}', 422),
        (b'{"message": 7}', 422),
        (b'{"message": "hola", "tenant": "rival"}', 422),
        (b'{"message": "hola", "sessionId": "x"}', 422),
        (b'{"message": "hola", "agent": "root"}', 422),
        (b'{"message": "hola", "scriptConstraints": {"max_seconds": "many"}}', 422),
        (b'{"message": "hola", "scriptConstraints": {"budget": 1}}', 422),
        (b'{"message": "' + b"a" * 9_000 + b'"}', 422),
        (b'{"message": "' + b"a" * 1_100_000 + b'"}', 413),
        (b'{"message": ' + b"[" * 200 + b"]" * 200 + b"}", 422),
        (b"\xff\xfe", 400),
    ],
)
async def test_bad_bodies_get_problem_details_that_say_what_is_wrong(
    client: httpx.AsyncClient, content: bytes, status: int
) -> None:
    response = await client.post(MESSAGES, content=content, headers={"content-type": "application/json"})
    assert response.status_code in (status, 400) if status == 422 else response.status_code == status, (
        response.text
    )
    assert response.headers["content-type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["detail"]
    assert problem["status"] == response.status_code
    assert problem["correlationId"] == response.headers["x-correlation-id"]


async def test_another_content_type_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post(MESSAGES, content=b"message=hola", headers={"content-type": "text/plain"})
    assert response.status_code == 415


@pytest.mark.parametrize(
    "path",
    [
        "/api/sessions?limit=0",
        "/api/sessions?limit=1000",
        "/api/sessions?before=yesterday",
        "/api/sessions?color=red",
        "/api/agents/front-desk/semantic-search",
        "/api/agents/front-desk/semantic-search?query=x&limit=ten",
    ],
)
async def test_bad_queries_are_refused(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code in (400, 422)


async def test_ids_that_are_none_look_absent(client: httpx.AsyncClient) -> None:
    for path in ("/api/sessions/abc/context", "/api/requests/1", "/api/artifacts/..%2f..%2fetc/content"):
        assert (await client.get(path)).status_code == 404


async def test_health_names_every_dependency(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/health/live")).json() == {"status": "ok"}
    ready = await client.get("/api/health/ready")
    assert ready.status_code == 200
    states = {d["name"]: d["state"] for d in ready.json()["dependencies"]}
    assert states == dict.fromkeys(("postgresql", "redis", "serviceBus", "blobStorage", "vectorStore"), "up")


async def test_the_openapi_document_describes_every_endpoint(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/openapi.json", headers={"Authorization": ""})
    document = response.json()
    assert document["openapi"].startswith("3.1")
    for path in (
        "/agents/front-desk/messages",
        "/agents/front-desk/semantic-search",
        "/agents/{agent}/requests",
        "/sessions",
        "/sessions/{sessionId}/context",
        "/sessions/{sessionId}/turns",
        "/requests/{correlationId}",
        "/artifacts/{artifactId}",
        "/artifacts/{artifactId}/content",
        "/health/live",
        "/health/ready",
    ):
        assert any(known.endswith(path) for known in document["paths"]), path
