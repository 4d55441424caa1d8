"""Who may see what: nobody without a credential, nobody else's data with one."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from local.stack import Stack
from tests.support.api import BRIEF, finished, say


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(("tenant", "user"), [("rival", "demo-user"), ("demo", "somebody-else")])
async def test_strangers_see_404_as_for_absent_things(
    client: httpx.AsyncClient, stack: Stack, tenant: str, user: str
) -> None:
    answer = await say(client, BRIEF)
    life = await finished(client, answer["correlationId"])
    artifact = life["artifacts"][0]["id"]
    stranger = bearer(stack.token(tenant, user))
    for path, own in (
        ("/api/sessions/{}/context", answer["sessionId"]),
        ("/api/sessions/{}/turns", answer["sessionId"]),
        ("/api/requests/{}", answer["correlationId"]),
        ("/api/artifacts/{}", artifact),
        ("/api/artifacts/{}/content", artifact),
    ):
        absent_id = str(uuid4())
        foreign = await client.get(path.format(own), headers=stranger)
        absent = await client.get(path.format(absent_id), headers=stranger)
        assert foreign.status_code == absent.status_code == 404
        assert scrub(foreign, own) == scrub(absent, absent_id)
        assert (await client.get(path.format(own))).status_code == 200
    for session in (answer["sessionId"], str(uuid4())):
        response = await client.post(
            "/api/agents/front-desk/messages", headers=stranger, json={"message": BRIEF, "sessionId": session}
        )
        assert response.status_code == 404
    search = await client.get(
        "/api/agents/front-desk/semantic-search", headers=stranger, params={"query": BRIEF}
    )
    assert search.json()["results"] == []


def scrub(response: httpx.Response, identifier: str) -> str:
    body = response.json()
    for per_answer in ("correlationId", "instance"):
        body.pop(per_answer)
    return str(body).replace(identifier, "<id>")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic YTpi"},
        {"x-api-key": "mb_live_x_y_z"},
    ],
)
async def test_without_a_good_credential_everything_is_401(stack: Stack, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=stack.base_url, headers=headers, trust_env=False) as anonymous:
        for method, path in (
            ("POST", "/api/agents/front-desk/messages"),
            ("GET", "/api/sessions"),
            ("GET", f"/api/requests/{uuid4()}"),
            ("GET", "/api/agents/front-desk/semantic-search?query=x"),
        ):
            response = await anonymous.request(method, path)
            assert response.status_code == 401, path
            assert response.headers["www-authenticate"]
            assert response.headers["content-type"].startswith("application/problem+json")


async def test_a_user_may_not_use_the_services_entrance(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/agents/video-scriptor/requests", json={"intent": "un guion"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-correlation-id": "not-a-uuid"}, 400),
        ({"x-session-id": "<script>"}, 400),
        ({"x-user-id": "eva"}, 403),
    ],
)
async def test_headers_are_validated_and_never_reflected(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await client.post("/api/agents/front-desk/messages", headers=headers, json={"message": BRIEF})
    assert response.status_code == status
    assert next(iter(headers.values())) not in str(response.headers)
