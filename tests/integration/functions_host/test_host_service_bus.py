"""Service Bus triggers: what a function sees, order, concurrency, failures. One host serves nearly all tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import httpx
import pytest
from azure.servicebus import ServiceBusMessage

from local.service_bus import Emulator
from tests.integration.functions_host.bus import CONFIG, MAX_DELIVERIES, Bus, messages
from tests.integration.functions_host.conftest import MakeHost
from tests.integration.functions_host.hosting import RunningHost
from tests.support.poll import eventually

CALLS, SESSIONS = 4, 3
APP = """
running = {"parallel": 0, "limit": 0}

def body(m):
    return json.loads(m.get_body())

def on_queue(name, sessions=False):
    return app.service_bus_queue_trigger(arg_name="m", queue_name=name, connection="BUS",
                                         is_sessions_enabled=sessions)

async def count(name):
    running[name] += 1
    note(name, running[name])
    await asyncio.sleep(0.2)
    running[name] -= 1

@on_queue("%PROPERTIES_QUEUE%")
async def properties(m: func.ServiceBusMessage) -> None:
    note("properties", m.get_body().decode("latin-1"), m.message_id, m.correlation_id, m.subject, m.content_type,
         m.to, m.reply_to, m.delivery_count, m.sequence_number, m.application_properties, m.user_properties,
         m.enqueued_time_utc.isoformat(), m.expires_at_utc.isoformat(), m.locked_until.isoformat(), m.lock_token,
         m.session_id, m.dead_letter_reason)

@on_queue("text")
def text(m: str) -> None:
    note("text", m)

@on_queue("parallel")
async def parallel(m: func.ServiceBusMessage) -> None:
    await count("parallel")

@on_queue("poison")
async def poison(m: func.ServiceBusMessage) -> None:
    note("poison", body(m), m.delivery_count)
    if body(m) == "poison":
        raise ValueError("cannot digest this")

@on_queue("order", sessions=True)
async def order(m: func.ServiceBusMessage) -> None:
    note("order", "start", m.session_id, body(m))
    await asyncio.sleep(0.05)
    note("order", "end", m.session_id, body(m))

@on_queue("turns", sessions=True)
async def turns(m: func.ServiceBusMessage) -> None:
    note("turns", body(m))

@on_queue("limit", sessions=True)
async def limit(m: func.ServiceBusMessage) -> None:
    await count("limit")

@on_queue("failing", sessions=True)
async def failing(m: func.ServiceBusMessage) -> None:
    note("failing", body(m), m.delivery_count)
    if body(m) == 1 and m.delivery_count == 1:
        raise ValueError("not yet")

@app.service_bus_topic_trigger(arg_name="m", topic_name="jobs", subscription_name="work", connection="BUS",
                               is_sessions_enabled=True)
def work(m: func.ServiceBusMessage) -> None:
    note("work", m.session_id, body(m))

@on_queue("short")
async def short(m: func.ServiceBusMessage) -> None:
    note("short", m.delivery_count)
    await asyncio.sleep(3)

@on_queue("short-sessions", sessions=True)
async def short_sessions(m: func.ServiceBusMessage) -> None:
    note("short", m.delivery_count)
    await asyncio.sleep(3)

@on_queue("blocking")
async def blocking(m: func.ServiceBusMessage) -> None:
    note("blocking", m.delivery_count)
    time.sleep(3)
"""


@pytest.fixture(scope="module")
async def bus() -> AsyncIterator[Bus]:
    async with Emulator(CONFIG) as emulator, Bus(emulator) as opened:
        yield opened


@pytest.fixture(scope="module")
async def host(bus: Bus, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHost]:
    running = RunningHost(
        tmp_path_factory.mktemp("bus"),
        APP,
        {"extensions": {"serviceBus": {"maxConcurrentCalls": CALLS, "maxConcurrentSessions": SESSIONS}}},
        {"BUS": bus.emulator.connection_string, "PROPERTIES_QUEUE": "properties"},
    )
    yield await running.start()
    await running.kill()


async def test_a_function_sees_body_and_properties(host: RunningHost, bus: Bus) -> None:
    await bus.send(
        "properties",
        ServiceBusMessage(
            b"\x00\xff",
            message_id="id",
            correlation_id="corr",
            subject="subj",
            content_type="text/x",
            to="to",
            reply_to="back",
            time_to_live=timedelta(hours=1),
            application_properties={"text": "ñ", "number": 5, "yes": True, "uuid": UUID(int=1)},
        ),
    )
    (seen,) = await host.noted(1, "properties")
    properties = {"text": "ñ", "number": 5, "yes": True, "uuid": str(UUID(int=1))}
    assert seen[:7] == ["\x00\xff", "id", "corr", "subj", "text/x", "to", "back"]
    assert seen[7:11] == [1, 1, properties, properties]
    enqueued, expires, locked = map(datetime.fromisoformat, seen[11:14])
    assert abs(datetime.now(UTC) - enqueued) < timedelta(minutes=1)
    assert expires - enqueued == timedelta(hours=1)
    assert locked > enqueued
    assert UUID(seen[14])
    assert seen[15:] == [None, None]
    await bus.emptied("properties")


async def test_a_text_parameter_receives_the_body(host: RunningHost, bus: Bus) -> None:
    await bus.send("text", ServiceBusMessage("¡hola!"))
    assert await host.noted(1, "text") == [["¡hola!"]]


async def test_messages_without_session_run_side_by_side_up_to_the_limit(host: RunningHost, bus: Bus) -> None:
    await bus.send("parallel", *messages(range(20)))
    await bus.emptied("parallel")
    peaks = [note[0] for note in host.notes("parallel")]
    assert (len(peaks), max(peaks)) == (20, CALLS)


async def test_each_session_is_in_order_and_sessions_run_side_by_side(host: RunningHost, bus: Bus) -> None:
    await bus.send(
        "order", *(m for turn in range(5) for session in "abc" for m in messages([turn], session_id=session))
    )
    await bus.emptied("order")
    notes = host.notes("order")
    by_session: dict[str, list[list[Any]]] = defaultdict(list)
    for event, session, turn in notes:
        by_session[session].append([event, turn])
    expected = [[event, turn] for turn in range(5) for event in ("start", "end")]
    assert dict(by_session) == dict.fromkeys("abc", expected)
    assert any(first[0] == second[0] == "start" for first, second in pairwise(notes))


async def test_more_sessions_than_receivers_all_get_their_turn(host: RunningHost, bus: Bus) -> None:
    await bus.send("turns", *(m for i in range(40) for m in messages([i], session_id=str(i))))
    await bus.emptied("turns")
    assert sorted(note[0] for note in host.notes("turns")) == list(range(40))


async def test_no_more_sessions_than_the_limit_are_held_at_once(host: RunningHost, bus: Bus) -> None:
    await bus.send("limit", *(m for i in range(12) for m in messages([i], session_id=str(i))))
    await bus.emptied("limit")
    peaks = [note[0] for note in host.notes("limit")]
    assert (len(peaks), max(peaks)) == (12, SESSIONS)


async def test_subscriptions_are_served(host: RunningHost, bus: Bus) -> None:
    await bus.send("jobs", *messages([1, 2, 3], session_id="s"))
    assert await host.noted(3, "work") == [["s", 1], ["s", 2], ["s", 3]]


async def test_a_poison_message_is_dead_lettered_and_neighbours_go_on(host: RunningHost, bus: Bus) -> None:
    await bus.send("poison", *messages(["poison", "good"]))
    assert await bus.dead_letters("poison", 1) == [('"poison"', "MaxDeliveryCountExceeded")]
    notes = host.notes("poison")
    assert [note[1] for note in notes if note[0] == "poison"] == list(range(1, MAX_DELIVERIES + 1))
    assert ["good", 1] in notes
    assert "cannot digest this" in host.output()


async def test_a_failing_message_keeps_its_place_in_the_session(host: RunningHost, bus: Bus) -> None:
    await bus.send("failing", *messages([1, 2], session_id="s"))
    assert await host.noted(3, "failing") == [[1, 1], [1, 2], [2, 1]]
    await bus.emptied("failing")


async def test_locks_are_renewed_while_a_function_outlasts_them(host: RunningHost, bus: Bus) -> None:
    await bus.send("short", *messages([1]))
    await bus.send("short-sessions", *messages([1], session_id="s"))
    await host.noted(2, "short")
    await bus.emptied("short", "short-sessions")
    assert host.notes("short") == [[1], [1]]


async def test_a_function_that_blocks_its_loop_does_not_lose_its_lock(host: RunningHost, bus: Bus) -> None:
    await bus.send("blocking", *messages([1]))
    await host.noted(1, "blocking")
    await bus.emptied("blocking")
    assert host.notes("blocking") == [[1]]


async def test_a_bus_function_is_run_by_hand(host: RunningHost) -> None:
    before = len(host.notes("text"))
    async with httpx.AsyncClient() as client:
        answer = await client.post(host.run_url("text"), json={"input": {"a": 1}})
    assert answer.status_code == 202
    assert (await host.noted(before + 1, "text"))[-1] == ['{"a": 1}']


async def test_a_message_that_outlives_its_lock_is_delivered_again(make_host: MakeHost) -> None:
    async with Emulator(CONFIG) as emulator, Bus(emulator) as bus:
        host = await make_host(
            """
@app.service_bus_queue_trigger(arg_name="m", queue_name="short", connection="BUS")
async def short(m: func.ServiceBusMessage) -> None:
    note("plain", m.delivery_count)
    await asyncio.sleep(3 if m.delivery_count == 1 else 0)

@app.service_bus_queue_trigger(arg_name="m", queue_name="short-sessions", connection="BUS", is_sessions_enabled=True)
async def short_sessions(m: func.ServiceBusMessage) -> None:
    note("session", json.loads(m.get_body()), m.delivery_count)
    await asyncio.sleep(3 if m.delivery_count == 1 and m.get_body() == b"1" else 0)
""",
            host_json={"extensions": {"serviceBus": {"maxAutoLockRenewalDuration": "00:00:00"}}},
            settings={"BUS": emulator.connection_string},
        ).start()
        await bus.send("short", *messages([1]))
        await bus.send("short-sessions", *messages([1, 2], session_id="s"))
        assert await host.noted(2, "plain") == [[1], [2]]
        assert await host.noted(3, "session") == [[1, 1], [1, 2], [2, 1]]
        await bus.emptied()

        async def told() -> bool:
            return host.output().count("outlived the lock") == 2

        await eventually(told)
        assert "not available" not in host.output()
