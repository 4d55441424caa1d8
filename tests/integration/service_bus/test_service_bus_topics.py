"""Topics through the real SDK, and the application's own configuration."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

import local.service_bus
from local.service_bus import Emulator
from local.service_bus.config import load_config
from shared.names import RESPONSES_SUBSCRIPTION, SPECIALISTS
from tests.integration.service_bus.sdk import Links, bodies, receive


def _request(text: str, agent: str, **options: str) -> ServiceBusMessage:
    return ServiceBusMessage(text, application_properties={"agent": agent}, session_id="s", **options)


async def test_message_reaches_the_subscriptions_whose_filters_match_once(links: Links) -> None:
    sender, by_sql, everything = await asyncio.gather(
        links.sender("requests", topic=True),
        links.receiver("requests", "sql"),
        links.receiver("requests", "all"),
    )
    await sender.send_messages([_request("trends", "trend-scanner"), _request("video", "video-scriptor")])
    await sender.send_messages(
        [
            _request("none", "nobody", message_id="n"),
            _request("twice", "trend-scanner", message_id="n"),
        ]
    )
    session = await links.receiver("requests", "trend-scanner", session_id=NEXT_AVAILABLE_SESSION)
    assert bodies(await receive(session)) == ["trends"]
    assert bodies(await receive(by_sql)) == ["video"]
    assert bodies(await everything.peek_messages(10)) == ["trends", "video", "none"]


async def test_message_without_session_is_dead_lettered_by_the_subscription(links: Links) -> None:
    sender = await links.sender("strict", topic=True)
    await sender.send_messages(ServiceBusMessage("lost", application_properties={"agent": "trend-scanner"}))
    graves = await links.receiver("strict", "trend-scanner", sub_queue="deadletter")
    (dead,) = await receive(graves)
    assert (str(dead), dead.dead_letter_reason) == ("lost", "Session ID is null.")


async def test_scheduled_message_of_a_topic_can_be_cancelled_before_it_is_copied(links: Links) -> None:
    sender, *receivers = await asyncio.gather(
        links.sender("later", topic=True), links.receiver("later", "one"), links.receiver("later", "two")
    )
    due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    cancelled = await sender.schedule_messages(ServiceBusMessage("cancelled"), due)
    await sender.schedule_messages(ServiceBusMessage("due"), due)
    await sender.cancel_scheduled_messages(cancelled)
    for receiver in receivers:
        (message,) = await receive(receiver)
        assert str(message) == "due"
        assert message.enqueued_time_utc >= due.replace(microsecond=due.microsecond // 1000 * 1000)
        assert len(await receiver.peek_messages(5, sequence_number=1)) == 1


async def test_configuration_of_the_application_serves_every_agent() -> None:
    config = load_config(Path(local.service_bus.__file__).with_name("Config.json"))
    async with Emulator(config) as bus:
        async with ServiceBusClient.from_connection_string(bus.connection_string, retry_total=0) as client:
            links = Links(client)
            requests, responses, graves, memory = await asyncio.gather(
                links.sender("mishy-agent-requests", topic=True),
                links.sender("mishy-agent-responses", topic=True),
                links.sender("mishy-agent-dead-letters"),
                links.sender("mishy-conversation-memory"),
            )
            await requests.send_messages([_request("x", agent) for agent in SPECIALISTS])
            await responses.send_messages(_request("y", "any"))
            await graves.send_messages(ServiceBusMessage("z", message_id="1"))
            await graves.send_messages(ServiceBusMessage("z", message_id="1"))
            await memory.send_messages(ServiceBusMessage("w", session_id="s"))
            await links.close()
        active = {entity.name: entity.active for entity in bus.counts() if entity.kind != "topic"}
    assert active == {
        "mishy-agent-dead-letters": 1,
        "mishy-conversation-memory": 1,
        f"mishy-agent-responses/Subscriptions/{RESPONSES_SUBSCRIPTION}": 1,
        **{f"mishy-agent-requests/Subscriptions/{agent}": 1 for agent in SPECIALISTS},
    }
