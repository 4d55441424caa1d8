"""A person writes, the front desk understands, the agent works from the bus, the person gets a script."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from local.stack import Stack
from tests.support.api import BRIEF, CONSTRAINTS, finished, say, script_of
from tests.support.poll import eventually


async def test_a_brief_becomes_a_finished_script_with_captions(client: httpx.AsyncClient) -> None:
    answer = await say(client, BRIEF, scriptConstraints=CONSTRAINTS)
    assert answer["status"] == "processing"
    assert answer["agent"] == "video-scriptor"
    assert answer["routing"]["candidates"][0]["agent"] == "video-scriptor"
    life = await finished(client, answer["correlationId"])
    assert life["state"] == "completed"
    kinds = [event["eventType"] for event in life["events"]]
    assert kinds[0] == "started"
    assert kinds[-1] == "completed"
    assert "progress" in kinds
    assert life["response"]["resultSummary"].startswith("scriptRef:artifact://script/")
    assert {a["name"] for a in life["artifacts"]} >= {"script", "captions.srt", "captions.vtt"}
    assert all(a["aiGenerated"] for a in life["artifacts"])

    script = await script_of(client, life)
    assert script["scenes"][0]["start"] == 0
    assert script["scenes"][-1]["end"] <= 30
    assert "cafetería" in str(script).lower()

    vtt = next(a for a in life["artifacts"] if a["name"] == "captions.vtt")
    captions = await client.get(vtt["links"]["content"])
    assert captions.text.startswith("WEBVTT")
    assert captions.headers["content-type"].startswith("text/vtt")


async def test_the_conversation_keeps_both_sides_in_order(client: httpx.AsyncClient) -> None:
    first = await say(client, BRIEF)
    await finished(client, first["correlationId"])
    session = first["sessionId"]
    second = await say(client, "ahora hazlo más corto, de 15 segundos", sessionId=session)
    await finished(client, second["correlationId"])

    async def four_turns() -> list[dict[str, object]] | None:
        turns = (await client.get(f"/api/sessions/{session}/turns")).json()["turns"]
        return turns if len(turns) == 4 else None

    turns = await eventually(four_turns)
    assert [t["role"] for t in turns] == ["user", "agent", "user", "agent"]
    assert [t["position"] for t in turns] == [1, 2, 3, 4]
    assert turns[0]["text"] == BRIEF
    context = (await client.get(f"/api/sessions/{session}/context")).json()
    assert [t["role"] for t in context["shortMemory"]] == ["user", "agent", "user", "agent"]
    assert context["lastAccessedAt"]
    assert context["expiresAt"]
    listed = (await client.get("/api/sessions")).json()["sessions"]
    assert session in [s["sessionId"] for s in listed]


async def test_a_wish_about_the_last_script_changes_that_script(client: httpx.AsyncClient) -> None:
    first = await say(client, "guion de 30 segundos para mi panadería vegana La Miga en Valencia")
    life = await finished(client, first["correlationId"])
    before = await script_of(client, life)
    second = await say(client, "acorta a 15 segundos", sessionId=first["sessionId"])
    assert second["agent"] == "video-scriptor"
    after = await script_of(client, await finished(client, second["correlationId"]))
    assert after["revisionOf"] == next(a["ref"] for a in life["artifacts"] if a["type"] == "script")
    assert after["scenes"][-1]["end"] <= 15 < before["scenes"][-1]["end"]
    assert "La Miga" in str(after["scenes"])


async def test_an_unclear_message_is_answered_with_a_question(client: httpx.AsyncClient) -> None:
    answer = await say(client, "hola, ¿qué tal?")
    assert answer["status"] == "needs_clarification"
    assert answer["agent"] is None
    assert "?" in answer["message"]
    life = await finished(client, answer["correlationId"])
    assert life["state"] == "needs_clarification"
    turns = (await client.get(f"/api/sessions/{answer['sessionId']}/turns")).json()["turns"]
    assert [t["role"] for t in turns] == ["user", "agent"]


async def test_a_dry_run_routes_and_stores_nothing(client: httpx.AsyncClient) -> None:
    before = (await client.get("/api/sessions")).json()["sessions"]
    response = await client.post(
        "/api/agents/front-desk/messages", json={"message": "write me a tiktok script", "dryRun": True}
    )
    assert response.status_code == 200
    assert response.json()["agent"] == "video-scriptor"
    assert (await client.get("/api/sessions")).json()["sessions"] == before


async def test_what_was_said_is_found_by_meaning(client: httpx.AsyncClient) -> None:
    answer = await say(client, "guion de 20 segundos para mi panadería vegana La Miga en Valencia")
    await finished(client, answer["correlationId"])

    async def found() -> list[dict[str, object]]:
        response = await client.get(
            "/api/agents/front-desk/semantic-search",
            params={"query": "panadería La Miga", "sessionId": answer["sessionId"], "limit": 5},
        )
        assert response.status_code == 200, response.text
        hits = response.json()["results"]
        return hits if {"conversation_turn", "script"} <= {h["metadata"]["type"] for h in hits} else []

    hits = await eventually(found)
    assert [h["score"] for h in hits] == sorted((h["score"] for h in hits), reverse=True)
    scripts = await client.get(
        "/api/agents/front-desk/semantic-search", params={"query": "panadería", "type": "script"}
    )
    assert {h["metadata"]["type"] for h in scripts.json()["results"]} == {"script"}


async def test_a_service_requests_work_of_an_agent_directly(stack: Stack) -> None:
    key = await stack.mint_api_key("acme", f"ci-{uuid4().hex[:6]}")
    async with httpx.AsyncClient(
        base_url=stack.base_url, headers={"x-api-key": key}, timeout=60, trust_env=False
    ) as service:
        response = await service.post(
            "/api/agents/video-scriptor/requests",
            json={"intent": "a 20 second video for our bike shop", "priority": "high"},
        )
        assert response.status_code == 202, response.text
        life = await finished(service, response.json()["correlationId"])
        assert life["state"] == "completed"
        assert (await script_of(service, life))["language"] == "en"


@pytest.mark.parametrize(
    ("constraints", "word"),
    [
        ({"max_seconds": 0}, "0"),
        ({"max_seconds": -5}, "-5"),
        ({"platforms": ["myspace"]}, "myspace"),
        ({"max_seconds": 10_000, "platforms": ["instagram story"]}, "10"),
    ],
)
async def test_impossible_constraints_are_refused_with_the_reason(
    client: httpx.AsyncClient, constraints: dict[str, object], word: str
) -> None:
    response = await client.post(
        "/api/agents/front-desk/messages", json={"message": BRIEF, "scriptConstraints": constraints}
    )
    assert response.status_code == 422, response.text
    problem = response.json()
    assert problem["code"] == "impossible_constraints"
    assert word in problem["detail"]


async def test_the_content_of_an_artifact_is_served_in_ranges(client: httpx.AsyncClient) -> None:
    answer = await say(client, BRIEF)
    life = await finished(client, answer["correlationId"])
    link = life["artifacts"][0]["links"]["content"]
    whole = (await client.get(link)).content
    part = await client.get(link, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == whole[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert (await client.get(link, headers={"Range": "bytes=-5"})).content == whole[-5:]
    beyond = await client.get(link, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
