"""Queues through the real SDK: what arrives, settlement, locks, limits, refusals."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import uuid

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusMessageState, ServiceBusReceiveMode
from azure.servicebus.aio import AutoLockRenewer
from azure.servicebus.exceptions import (
    MessageLockLostError,
    MessageNotFoundError,
    MessageSizeExceededError,
    MessagingEntityNotFoundError,
    ServiceBusError,
)

from local.service_bus import Emulator
from tests.integration.service_bus.sdk import Links, bodies, receive


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def test_message_arrives_as_sent_with_the_brokers_annotations(links: Links) -> None:
    sender, receiver = await links.pair("plain")
    body = bytes(range(256)) * 4
    await sender.send_messages(
        ServiceBusMessage(
            body,
            message_id="m-1",
            correlation_id="c-1",
            subject="s",
            content_type="application/json",
            session_id="session",
            partition_key="session",
            reply_to="r",
            reply_to_session_id="rs",
            to="t",
            time_to_live=dt.timedelta(minutes=5),
            application_properties={
                "text": "ñandú",
                "int": 7,
                "float": 1.5,
                "bool": True,
                "id": uuid.UUID(int=5),
            },
        )
    )
    (message,) = await receive(receiver)
    assert b"".join(message.body) == body
    assert (message.message_id, message.correlation_id, message.subject) == ("m-1", "c-1", "s")
    assert (message.content_type, message.session_id, message.partition_key) == (
        "application/json",
        "session",
        "session",
    )
    assert (message.reply_to, message.reply_to_session_id, message.to) == ("r", "rs", "t")
    assert message.application_properties == {
        b"text": "ñandú".encode(),
        b"int": 7,
        b"float": 1.5,
        b"bool": True,
        b"id": uuid.UUID(int=5),
    }
    assert message.delivery_count == 0
    assert message.sequence_number == 1
    assert message.time_to_live == dt.timedelta(minutes=5)
    assert message.expires_at_utc == message.enqueued_time_utc + dt.timedelta(minutes=5)
    assert message.locked_until_utc > _now()
    await receiver.complete_message(message)
    assert not await receiver.peek_messages(sequence_number=1)


async def test_batches_are_taken_apart_in_order(links: Links) -> None:
    sender, receiver = await links.pair("batches", prefetch_count=50)
    batch = await sender.create_message_batch()
    for number in range(60):
        batch.add_message(ServiceBusMessage(f"{number}", application_properties={"number": number}))
    await sender.send_messages(batch)
    await sender.send_messages([ServiceBusMessage(f"{number}") for number in range(60, 70)])
    await sender.send_messages([ServiceBusMessage("70")])
    messages = await receive(receiver, 71)
    assert bodies(messages) == [str(number) for number in range(71)]
    assert [message.application_properties[b"number"] for message in messages[:60]] == list(range(60))


async def test_message_below_the_limit_passes_and_above_is_rejected(links: Links) -> None:
    sender, receiver = await links.pair("large")
    with pytest.raises(MessageSizeExceededError):
        await sender.send_messages(ServiceBusMessage(os.urandom(1024 * 1024)))
    body = os.urandom(1024 * 1024 - 200)
    await sender.send_messages(ServiceBusMessage(body))
    (message,) = await receive(receiver)
    assert b"".join(message.body) == body


async def test_failed_message_moves_to_the_dead_letter_queue_after_the_maximum_of_deliveries(
    links: Links,
) -> None:
    sender, receiver = await links.pair("poisoned")
    await sender.send_messages(
        ServiceBusMessage("poison", message_id="p", application_properties={"agent": "x"})
    )
    for attempt in range(3):
        (message,) = await receive(receiver)
        assert message.delivery_count == attempt
        await receiver.abandon_message(message)
    graves = await links.receiver("poisoned", sub_queue="deadletter")
    (dead,) = await receive(graves)
    assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"
    assert dead.dead_letter_error_description == "Message could not be consumed after 3 delivery attempts."
    assert (dead.message_id, dead.application_properties[b"agent"], str(dead)) == ("p", b"x", "poison")
    await graves.complete_message(dead)
    assert not await graves.peek_messages(sequence_number=1)


async def test_dead_lettering_keeps_reason_and_description_and_happens_once(links: Links) -> None:
    sender, receiver = await links.pair("graves")
    await sender.send_messages([ServiceBusMessage("bad"), ServiceBusMessage("worse")])
    first, second = await receive(receiver, 2)
    await receiver.dead_letter_message(first, reason="invalid", error_description="not JSON")
    await receiver.dead_letter_message(second)
    graves = await links.receiver("graves", sub_queue="deadletter")
    dead, plain = await receive(graves, 2)
    assert (str(dead), dead.dead_letter_reason, dead.dead_letter_error_description) == (
        "bad",
        "invalid",
        "not JSON",
    )
    assert (str(plain), plain.dead_letter_reason) == ("worse", None)
    with pytest.raises(ServiceBusError, match="cannot be dead-lettered again"):
        await graves.dead_letter_message(dead, reason="again")
    assert len(await graves.peek_messages(5, sequence_number=1)) == 2


async def test_expired_lock_is_lost_and_the_message_comes_again(links: Links) -> None:
    sender, receiver = await links.pair("short-lock")
    await sender.send_messages(ServiceBusMessage("slow"))
    (message,) = await receive(receiver)
    (again,) = await receive(receiver)
    assert (again.sequence_number, again.delivery_count) == (message.sequence_number, 1)
    # The SDK would refuse by its own clock: let the broker decide.
    message._expiry = _now() + dt.timedelta(minutes=1)
    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(message)
    assert await receiver.renew_message_lock(again) > _now()
    await receiver.complete_message(again)
    assert not await receiver.peek_messages(sequence_number=1)


async def test_auto_lock_renewer_holds_messages_and_sessions_beyond_their_locks(links: Links) -> None:
    (plain, receiver), (session, talker) = await asyncio.gather(
        links.pair("renewed"), links.pair("session-renewed", session_id="s")
    )
    await plain.send_messages(ServiceBusMessage("long job"))
    await session.send_messages(ServiceBusMessage("long talk", session_id="s"))
    async with AutoLockRenewer() as renewer:
        (message,), (talk,) = await receive(receiver), await receive(talker)
        renewer.register(receiver, message)
        renewer.register(talker, talker.session)
        message_end, session_end = message.locked_until_utc, talker.session.locked_until_utc
        async with asyncio.timeout(20):
            while _now() <= max(message_end, session_end):
                assert not await receiver.receive_messages(max_wait_time=0.5)
        await receiver.complete_message(message)
        await talker.complete_message(talk)
    assert not await receiver.peek_messages(sequence_number=1)
    assert not await talker.peek_messages(sequence_number=1)


async def test_expired_message_is_dead_lettered(links: Links) -> None:
    sender = await links.sender("mortal")
    await sender.send_messages(ServiceBusMessage("mortal"))
    graves = await links.receiver("mortal", sub_queue="deadletter")
    (dead,) = await receive(graves)
    assert (str(dead), dead.dead_letter_reason) == ("mortal", "TTLExpiredException")


async def test_second_message_with_the_same_id_is_dropped(links: Links) -> None:
    sender, receiver = await links.pair("once")
    await sender.send_messages(ServiceBusMessage("first", message_id="same"))
    await sender.send_messages(
        [
            ServiceBusMessage("second", message_id="same"),
            ServiceBusMessage("other", message_id="other"),
        ]
    )
    first = await receive(receiver, 2)
    assert bodies(first) == ["first", "other"]
    for message in first:
        await receiver.complete_message(message)
    await sender.send_messages(ServiceBusMessage("third", message_id="same"))
    assert not await receiver.peek_messages(sequence_number=1)


async def test_peeking_shows_messages_in_order_and_locks_nothing(links: Links) -> None:
    sender, receiver = await links.pair("peeked")
    await sender.send_messages([ServiceBusMessage(f"p{number}") for number in range(6)])
    first = await receiver.peek_messages(max_message_count=4)
    rest = await receiver.peek_messages(max_message_count=100)
    assert bodies([*first, *rest]) == [f"p{number}" for number in range(6)]
    assert bodies(await receive(receiver, 6)) == [f"p{number}" for number in range(6)]


async def test_scheduled_message_waits_for_its_time_unless_it_is_cancelled(links: Links) -> None:
    sender, receiver = await links.pair("timed")
    due = _now() + dt.timedelta(seconds=2)
    await sender.schedule_messages(ServiceBusMessage("due"), due)
    cancelled = await sender.schedule_messages([ServiceBusMessage("a"), ServiceBusMessage("b")], due)
    waiting = await receiver.peek_messages(5)
    assert [message.state for message in waiting] == [ServiceBusMessageState.SCHEDULED] * 3
    await sender.cancel_scheduled_messages(cancelled)
    (message,) = await receive(receiver)
    assert str(message) == "due"
    assert _now() >= due
    assert not (await receiver.peek_messages(5, sequence_number=2))
    with pytest.raises(MessageNotFoundError):
        await sender.cancel_scheduled_messages(cancelled)


async def test_competing_receivers_get_every_message_once(links: Links) -> None:
    (sender, first), second = await asyncio.gather(
        links.pair("competing", prefetch_count=5), links.receiver("competing", prefetch_count=5)
    )
    receivers = [first, second]
    await sender.send_messages([ServiceBusMessage(str(number)) for number in range(100)])
    seen: list[str] = []
    shares = [0, 0]

    async def work(index: int) -> None:
        while len(seen) < 100:
            for message in await receivers[index].receive_messages(5, max_wait_time=0.5):
                seen.append(str(message))
                shares[index] += 1
                await receivers[index].complete_message(message)

    async with asyncio.timeout(20):
        await asyncio.gather(work(0), work(1))
    assert sorted(seen, key=int) == [str(number) for number in range(100)]
    assert min(shares) > 0


async def test_lock_survives_a_lost_connection(bus: Emulator, links: Links) -> None:
    sender, receiver = await links.pair("dropped")
    await sender.send_messages(ServiceBusMessage("kept"))
    (message,) = await receive(receiver)
    receiver._handler._connection._transport.writer.transport.abort()
    other = await links.receiver("dropped")
    assert not await other.receive_messages(max_wait_time=0.3)
    assert len(await other.peek_messages(5)) == 1
    await other._settle_message_via_mgmt_link("completed", [message.lock_token])
    counts = {entity.name: entity for entity in bus.counts()}
    assert (counts["dropped"].active, counts["dropped"].locked) == (0, 0)


async def test_unknown_entities_are_not_found(links: Links) -> None:
    errors = await asyncio.gather(
        links.sender("nowhere"), links.receiver("requests", "nothing"), return_exceptions=True
    )
    assert [type(error) for error in errors] == [MessagingEntityNotFoundError] * 2
    assert "'nowhere' could not be found" in str(errors[0])
    assert "'requests/Subscriptions/nothing' could not be found" in str(errors[1])


async def test_what_the_emulator_lacks_is_refused_by_name(links: Links) -> None:
    sender, receiver = await links.pair("refusals")
    await sender.send_messages(ServiceBusMessage("x"))
    (message,) = await receive(receiver)
    with pytest.raises(ServiceBusError, match="Deferring messages is not supported"):
        await receiver.defer_message(message)
    errors = await asyncio.gather(
        links.receiver("refusals", receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE),
        links.receiver("refusals", session_id="s"),
        return_exceptions=True,
    )
    assert "Receive-and-delete is not supported" in str(errors[0])
    assert "does not have sessions" in str(errors[1])
