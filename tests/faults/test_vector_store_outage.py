"""The app on MongoDB as vector store, which goes away and comes back: it is named, never mistaken for no results."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from local.stack import Stack
from tests.support.api import BRIEF, finished, say
from tests.support.mongo import MongoServer
from tests.support.poll import eventually
from tests.support.stack import clean_environment

SEARCH = "/api/agents/front-desk/semantic-search"


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    server = MongoServer(tmp_path_factory.mktemp("mongo"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
async def mongo_stack(tmp_path_factory: pytest.TempPathFactory, mongo: MongoServer) -> AsyncIterator[Stack]:
    environment = clean_environment() | {
        "VECTOR_STORE": "mongodb",
        "MONGODB_VECTOR_DIALECT": "exact",
        "MONGODB_CONNECTION_STRING": mongo.url("misybot"),
    }
    async with Stack(tmp_path_factory.mktemp("mongo-stack") / "data", base_environment=environment) as stack:
        yield stack


@pytest.fixture
async def mongo_client(mongo_stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {mongo_stack.token()}"}
    async with httpx.AsyncClient(
        base_url=mongo_stack.base_url, headers=headers, timeout=60, trust_env=False
    ) as client:
        yield client


async def found(client: httpx.AsyncClient, turn_id: str) -> bool:
    response = await client.get(SEARCH, params={"query": BRIEF, "type": "conversation_turn"})
    return response.status_code == 200 and turn_id in [r["turnId"] for r in response.json()["results"]]


async def test_a_vector_store_that_is_down_is_named_and_catches_up_when_it_is_back(
    mongo_client: httpx.AsyncClient, mongo: MongoServer
) -> None:
    client = mongo_client
    first = await say(client, BRIEF)
    await finished(client, first["correlationId"])
    await eventually(lambda: found(client, first["turnId"]))

    mongo.stop()
    response = await client.get(SEARCH, params={"query": BRIEF}, timeout=20)
    assert response.status_code == 503, response.text
    during = await say(client, BRIEF, sessionId=first["sessionId"])
    assert during["degraded"] == ["vectorStore"]
    life = await finished(client, during["correlationId"])
    assert life["state"] == "completed"
    ready = (await client.get("/api/health/ready")).json()
    assert ready["status"] == "degraded"
    assert {d["name"] for d in ready["dependencies"] if d["state"] == "down"} == {"vectorStore"}

    mongo.start()
    await eventually(lambda: found(client, during["turnId"]), 60)
    after = await say(client, BRIEF, sessionId=first["sessionId"])
    assert after["degraded"] == []
