"""Dependencies stop and start again under load: everything accepted is done, and what is missing is said."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from local.stack import Stack
from tests.support.api import BRIEF, finished, say
from tests.support.poll import eventually


async def ready(client: httpx.AsyncClient) -> tuple[int, dict[str, str]]:
    response = await client.get("/api/health/ready")
    return response.status_code, {d["name"]: d["state"] for d in response.json()["dependencies"]}


async def test_with_service_bus_down_messages_are_accepted_and_done_when_it_is_back(
    client: httpx.AsyncClient, stack: Stack
) -> None:
    await stack.stop("service_bus")
    answers = [await say(client, BRIEF) for _ in range(5)]
    status, states = await ready(client)
    assert status == 200
    assert states["serviceBus"] == "down"
    lives = [(await client.get(f"/api/requests/{a['correlationId']}")).json()["state"] for a in answers]
    assert lives == ["accepted"] * 5
    await stack.start("service_bus")
    for answer in answers:
        assert (await finished(client, answer["correlationId"]))["state"] == "completed"


async def test_with_redis_down_answers_stay_right(client: httpx.AsyncClient, stack: Stack) -> None:
    first = await say(client, "hola")
    session = first["sessionId"]
    await stack.stop("redis")
    for number in range(3):
        await say(client, f"hola {number}", sessionId=session)
    assert (await ready(client))[1]["redis"] == "down"
    context = (await client.get(f"/api/sessions/{session}/context")).json()
    assert [t["text"] for t in context["shortMemory"] if t["role"] == "user"] == [
        "hola",
        "hola 0",
        "hola 1",
        "hola 2",
    ]
    await stack.start("redis")
    await say(client, "hola 3", sessionId=session)
    turns = (await client.get(f"/api/sessions/{session}/turns")).json()["turns"]
    assert [t["text"] for t in turns if t["role"] == "user"] == [
        "hola",
        "hola 0",
        "hola 1",
        "hola 2",
        "hola 3",
    ]

    async def used_again() -> bool:
        return (await ready(client))[1]["redis"] == "up"

    await eventually(used_again)


async def test_a_restarted_database_loses_nothing_accepted(client: httpx.AsyncClient, stack: Stack) -> None:
    accepted, refused = [], []
    restarted = asyncio.Event()

    async def writer() -> None:
        while not restarted.is_set() or len(accepted) < 5:
            response = await client.post("/api/agents/front-desk/messages", json={"message": BRIEF})
            if response.status_code == 202:
                accepted.append(response.json()["correlationId"])
            else:
                refused.append(response)
            await asyncio.sleep(0.05)

    writing = asyncio.create_task(writer())
    await asyncio.sleep(0.3)
    await stack.kill("postgres")
    await stack.wait_ready("postgres")
    restarted.set()
    await writing
    assert {r.status_code for r in refused} <= {503}
    assert all("retry-after" in r.headers for r in refused)
    for correlation in accepted:
        assert (await finished(client, correlation))["state"] == "completed"


async def test_without_the_database_the_app_says_so_and_recovers(
    client: httpx.AsyncClient, stack: Stack
) -> None:
    await stack.stop("postgres")
    response = await client.post("/api/agents/front-desk/messages", json={"message": BRIEF})
    assert response.status_code == 503
    assert response.json()["code"] == "unavailable"
    assert (await ready(client))[0] == 503
    assert (await client.get("/api/health/live")).status_code == 200
    await stack.start("postgres")

    async def healthy() -> bool:
        return (await ready(client))[0] == 200

    await eventually(healthy)
    assert (await finished(client, (await say(client, BRIEF))["correlationId"]))["state"] == "completed"


async def test_without_the_blob_store_work_waits_and_is_done_when_it_is_back(
    client: httpx.AsyncClient, stack: Stack
) -> None:
    await stack.stop("azurite")
    answer = await say(client, BRIEF)

    async def started() -> bool:
        life = (await client.get(f"/api/requests/{answer['correlationId']}")).json()
        return life["state"] == "started"

    await eventually(started)
    await stack.start("azurite")
    life = await finished(client, answer["correlationId"])
    assert life["state"] == "completed"
    assert [e["eventType"] for e in life["events"]].count("completed") == 1


@pytest.mark.parametrize("part", ["redis", "service_bus", "azurite"])
async def test_a_frozen_dependency_does_not_hold_up_other_routes(
    client: httpx.AsyncClient, stack: Stack, part: str
) -> None:
    await say(client, "hola")
    stack.pause(part)
    try:
        async with asyncio.timeout(10):
            assert (await client.get("/api/sessions")).status_code == 200
            assert (
                await client.post("/api/agents/front-desk/messages", json={"message": "hola"})
            ).status_code == 202
            assert (await client.get("/api/health/ready")).status_code == 200
    finally:
        stack.resume(part)
    answer = await say(client, BRIEF)
    assert (await finished(client, answer["correlationId"]))["state"] == "completed"
