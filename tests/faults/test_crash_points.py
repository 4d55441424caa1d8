"""The host is killed between any two steps that write: nothing is lost, nothing happens twice."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from local.stack import Stack
from tests.faults.conftest import Database
from tests.support.api import BRIEF, finished
from tests.support.poll import eventually

MESSAGES = "/api/agents/front-desk/messages"
POINTS = (
    "accept: before commit",
    "accept: after commit",
    "request: before publish",
    "request: after publish",
    "agent: before upload",
    "agent: after upload",
    "agent: before commit",
    "agent: after commit",
    "response: before publish",
    "response: after publish",
)


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_any_point_loses_nothing_and_doubles_nothing(
    client: httpx.AsyncClient, stack: Stack, database: Database, crash_file: Path, point: str
) -> None:
    pid = stack.pid("functions_host")
    crash_file.write_text(point)
    correlation, key = await send_until_accepted(client, stack)
    life = await finished(client, correlation)
    assert life["state"] == "completed"

    async def died() -> bool:
        return not crash_file.exists()

    await eventually(died)
    await stack.wait_ready("functions_host")
    assert stack.pid("functions_host") != pid

    async def told() -> bool:
        turns = (await client.get(f"/api/sessions/{life['sessionId']}/turns")).json()["turns"]
        return [t["role"] for t in turns] == ["user", "agent"]

    await eventually(told, 40)

    async def nothing_left_to_send() -> bool:
        return await database.count("SELECT count(*) FROM outbox") == 0

    await eventually(nothing_left_to_send, 40)
    kinds = [event["eventType"] for event in life["events"]]
    assert kinds.count("started") == kinds.count("completed") == 1
    assert len({a["name"] for a in life["artifacts"]}) == len(life["artifacts"])
    assert (
        await database.count("SELECT count(*) FROM context_turns WHERE correlation_id = %s", correlation) == 2
    )
    assert await database.count("SELECT count(*) FROM idempotency_keys WHERE key = %s", key) == 1
    bundles = "SELECT count(*) FROM context_bundles WHERE session_id = %s"
    assert await database.count(bundles, life["sessionId"]) == 1


async def send_until_accepted(client: httpx.AsyncClient, stack: Stack) -> tuple[str, str]:
    """As a careful client does: the same message with the same key until there is an answer."""
    key = uuid4().hex
    answer: list[httpx.Response] = []

    async def accepted() -> bool:
        try:
            response = await client.post(MESSAGES, json={"message": BRIEF}, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            await stack.wait_ready("functions_host")
            return False
        answer.append(response)
        return response.status_code == 202

    await eventually(accepted, 40)
    return answer[-1].json()["correlationId"], key


async def test_a_message_that_was_never_committed_leaves_no_trace(
    client: httpx.AsyncClient, stack: Stack, database: Database, crash_file: Path
) -> None:
    before = await database.count("SELECT count(*) FROM context_turns")
    events = await database.count("SELECT count(*) FROM agent_events")
    crash_file.write_text("accept: before commit")
    with pytest.raises(httpx.TransportError):
        await client.post(MESSAGES, json={"message": BRIEF})
    await stack.wait_ready("functions_host")
    assert await database.count("SELECT count(*) FROM context_turns") == before
    assert await database.count("SELECT count(*) FROM agent_events") == events
