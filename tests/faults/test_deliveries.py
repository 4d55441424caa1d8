"""Messages delivered again, malformed ones, and kills under load."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from local.stack import Stack
from shared.bootstrap import Services, build
from shared.services.dead_letters import ReceivedMessage
from shared.settings import load_settings
from tests.faults.conftest import Database
from tests.support.api import BRIEF, finished, say
from tests.support.poll import eventually

REQUESTS, DEAD_LETTERS = "mishy-agent-requests", "mishy-agent-dead-letters"


async def publish(stack: Stack, *messages: ServiceBusMessage) -> None:
    async with ServiceBusClient.from_connection_string(
        stack.environment["SERVICE_BUS_CONNECTION_STRING"]
    ) as bus:
        async with bus.get_topic_sender(REQUESTS) as sender:
            for message in messages:
                await sender.send_messages(message)


async def dead_letters(stack: Stack, reason: str) -> list[tuple[str, str]]:
    """Body and description of the dead letters with `reason`."""
    async with ServiceBusClient.from_connection_string(
        stack.environment["SERVICE_BUS_CONNECTION_STRING"]
    ) as bus:
        async with bus.get_queue_receiver(DEAD_LETTERS) as receiver:
            messages = await receiver.peek_messages(max_message_count=100)
    found = []
    for message in messages:
        properties = {k.decode(): v for k, v in (message.application_properties or {}).items()}
        if properties["DeadLetterReason"] == reason.encode():
            body = b"".join(message.body).decode(errors="replace")
            found.append((body, properties["DeadLetterErrorDescription"].decode()))
    return found


def request_body(session_id: str, correlation_id: str, **changes: Any) -> str:
    return json.dumps(
        {
            "type": "agent.request",
            "schemaVersion": "1.0.0",
            "sessionId": session_id,
            "correlationId": correlation_id,
            "timestamp": "2026-01-01T00:00:00Z",
            "agent": "video-scriptor",
            "payload": {"intent": BRIEF},
            **changes,
        }
    )


def message(session_id: str, body: str) -> ServiceBusMessage:
    return ServiceBusMessage(
        body,
        session_id=session_id,
        message_id=uuid4().hex,
        application_properties={"agent": "video-scriptor"},
    )


async def a_session(client: httpx.AsyncClient) -> str:
    session: str = (await say(client, "hola"))["sessionId"]
    return session


@pytest.fixture
async def app(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    """A second instance of the app on the same stores, beside the one in the host."""
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    services = await build(load_settings())
    yield services
    await services.close()


async def test_a_message_delivered_ten_times_at_once_and_again_has_one_effect(
    client: httpx.AsyncClient, app: Services, database: Database
) -> None:
    session, correlation, work = await a_session(client), str(uuid4()), uuid4().hex
    body = request_body(session, correlation).encode()

    def deliveries(count: int) -> list[Any]:
        return [
            app.runner.run("video-scriptor", ReceivedMessage(body, work, session, n + 1))
            for n in range(count)
        ]

    responses = await asyncio.gather(*deliveries(9))
    responses += await asyncio.gather(*deliveries(1))
    assert responses == [responses[0]] * 10
    assert responses[0]["status"] == "completed"
    life = await finished(client, correlation)
    kinds = [e["eventType"] for e in life["events"]]
    assert kinds.count("started") == kinds.count("completed") == 1
    artifacts = "SELECT count(*) FROM generated_artifacts WHERE correlation_id = %s"
    assert await database.count(artifacts, correlation) == len(life["artifacts"]) == 3
    agent_turns = "SELECT count(*) FROM context_turns WHERE correlation_id = %s AND role = 'agent'"

    async def told() -> bool:
        return await database.count(agent_turns, correlation) == 1

    await eventually(told)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schemaVersion": "2.0.0"}, "unsupported_schema_version"),
        ({"payload": {}}, "malformed_message"),
        ({"agent": "trend-scanner"}, "malformed_message"),
    ],
)
async def test_a_message_that_breaks_its_contract_is_set_aside_with_the_reason(
    client: httpx.AsyncClient, stack: Stack, database: Database, changes: dict[str, Any], reason: str
) -> None:
    session, correlation = await a_session(client), str(uuid4())
    poison = request_body(session, correlation, **changes)
    good = str(uuid4())
    await publish(stack, message(session, poison), message(session, request_body(session, good)))
    life = await finished(client, good, unheard=True)
    assert life["state"] == "completed", "a neighbour in the same conversation was held up"

    async def set_aside() -> list[tuple[str, str]]:
        return [d for d in await dead_letters(stack, reason) if correlation in d[0]]

    (found,) = await eventually(set_aside)
    assert found[0] == poison
    assert found[1]
    (event,) = await database.rows("SELECT payload FROM agent_events WHERE correlation_id = %s", correlation)
    assert event[0]["code"] == reason
    assert event[0]["deadLettered"] is True


@pytest.mark.parametrize("body", ["not json", "[]", "{" * 5_000, "\x00\x01", "ñ" * 200_000])
async def test_poison_is_set_aside_and_the_next_conversation_goes_on(
    client: httpx.AsyncClient, stack: Stack, body: str
) -> None:
    session = await a_session(client)
    await publish(stack, message(session, body))
    answer = await say(client, BRIEF)
    assert (await finished(client, answer["correlationId"]))["state"] == "completed"

    async def set_aside() -> bool:
        return body in [found for found, _ in await dead_letters(stack, "malformed_message")]

    await eventually(set_aside)


async def test_a_request_for_a_conversation_that_does_not_exist_is_set_aside(stack: Stack) -> None:
    session, correlation = str(uuid4()), str(uuid4())
    await publish(stack, message(session, request_body(session, correlation)))

    async def set_aside() -> bool:
        return any(correlation in found for found, _ in await dead_letters(stack, "not_found"))

    await eventually(set_aside)


async def test_random_kills_under_load_lose_no_accepted_message(
    client: httpx.AsyncClient, stack: Stack, database: Database
) -> None:
    accepted: list[str] = []
    chaos = random.Random(7)

    async def writer() -> None:
        for _ in range(8):
            try:
                response = await client.post("/api/agents/front-desk/messages", json={"message": BRIEF})
            except httpx.TransportError:
                await stack.wait_ready("functions_host")
                continue
            if response.status_code == 202:
                accepted.append(response.json()["correlationId"])

    async def killer() -> None:
        for _ in range(3):
            await asyncio.sleep(chaos.uniform(0.5, 2))
            await stack.kill("functions_host")
            await stack.wait_ready("functions_host")

    await asyncio.gather(killer(), *(writer() for _ in range(4)))
    assert accepted
    for correlation in accepted:
        life = await finished(client, correlation)
        assert life["state"] == "completed"
        assert [e["eventType"] for e in life["events"]].count("completed") == 1
    double = (
        "SELECT count(*) FROM (SELECT 1 FROM context_turns WHERE correlation_id = ANY(%s::uuid[])"
        " GROUP BY correlation_id HAVING count(*) > 2) AS doubled"
    )
    assert await database.count(double, accepted) == 0
