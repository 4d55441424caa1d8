"""Sessions through the real SDK: order, exclusiveness, loss, fairness."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusMessage
from azure.servicebus.exceptions import (
    OperationTimeoutError,
    ServiceBusError,
    SessionCannotBeLockedError,
    SessionLockLostError,
)

from tests.integration.service_bus.sdk import Links, bodies, receive

if TYPE_CHECKING:
    from azure.servicebus.aio import ServiceBusReceiver


def _messages(*texts: str) -> list[ServiceBusMessage]:
    """Messages whose first letter is their session."""
    return [ServiceBusMessage(text, session_id=text[0]) for text in texts]


async def _next(links: Links, entity: str) -> ServiceBusReceiver:
    return await links.receiver(entity, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=10)


async def test_abandoned_message_keeps_its_place_in_the_session(links: Links) -> None:
    sender, receiver = await links.pair("ordered", session_id="A")
    await sender.send_messages(_messages("A0", "B0", "A1", "B1", "A2"))
    first, second = await receive(receiver, 2)
    assert bodies([first, second]) == ["A0", "A1"]
    await receiver.abandon_message(first)
    again, third = await receive(receiver, 2)
    assert bodies([again, third]) == ["A0", "A2"]
    assert again.delivery_count == 1
    assert bodies(await receiver.peek_messages(10, sequence_number=1)) == ["A0", "A1", "A2"]


async def test_sessions_are_handled_in_order_and_in_parallel(links: Links) -> None:
    sender = await links.sender("parallel")
    await sender.send_messages(_messages(*[f"{session}{n}" for n in range(5) for session in "AB"]))
    receivers = await asyncio.gather(*(_next(links, "parallel") for _ in "AB"))
    assert {receiver.session.session_id for receiver in receivers} == {"A", "B"}
    both = asyncio.Barrier(2)

    async def work(receiver: ServiceBusReceiver) -> list[str]:
        texts: list[str] = []
        for _ in range(5):
            (message,) = await receive(receiver)
            texts.append(str(message))
            await both.wait()  # passes only if the other session has got as far
            await receiver.complete_message(message)
        return texts

    async with asyncio.timeout(20):
        orders = sorted(await asyncio.gather(*map(work, receivers)))
    assert orders == [[f"A{n}" for n in range(5)], [f"B{n}" for n in range(5)]]


async def test_session_belongs_to_one_receiver(links: Links) -> None:
    sender, holder = await links.pair("exclusive", session_id="A")
    same, other, plain = await asyncio.gather(
        links.receiver("exclusive", session_id="A"),
        links.receiver("exclusive", session_id=NEXT_AVAILABLE_SESSION, max_wait_time=0.5),
        links.receiver("exclusive"),
        return_exceptions=True,
    )
    assert isinstance(same, SessionCannotBeLockedError)
    assert isinstance(other, OperationTimeoutError)
    assert "requires sessions" in str(plain)
    with pytest.raises(ServiceBusError, match="session identifier is null"):
        await sender.send_messages([ServiceBusMessage("in", session_id="A"), ServiceBusMessage("out")])
    assert not await holder.peek_messages()


async def test_receiver_waits_for_the_next_session(links: Links) -> None:
    sender = await links.sender("awaited")
    waiting = asyncio.create_task(_next(links, "awaited"))
    await sender.send_messages(_messages("A0"))
    receiver = await waiting
    assert receiver.session.session_id == "A"
    assert bodies(await receive(receiver)) == ["A0"]


async def test_closed_session_goes_on_elsewhere_without_a_failed_delivery(links: Links) -> None:
    sender = await links.sender("released")
    await sender.send_messages(_messages("A0", "A1"))
    receiver = await _next(links, "released")
    assert bodies(await receive(receiver, 2)) == ["A0", "A1"]
    await receiver.close()
    messages = await receive(await _next(links, "released"), 2)
    assert [(str(message), message.delivery_count) for message in messages] == [("A0", 0), ("A1", 0)]


async def test_expired_session_is_lost_and_its_messages_count_as_failed(links: Links) -> None:
    sender = await links.sender("session-short")
    await sender.send_messages(_messages("A0"))
    receiver = await _next(links, "session-short")
    (message,) = await receive(receiver)
    granted = receiver.session.locked_until_utc
    assert await receiver.session.renew_lock() > granted
    successor = await _next(links, "session-short")
    (again,) = await receive(successor)
    assert (str(again), again.delivery_count) == ("A0", 1)
    # The SDK would refuse by its own clock: let the broker decide.
    receiver.session._locked_until_utc = successor.session.locked_until_utc
    with pytest.raises(SessionLockLostError):
        await receiver.complete_message(message)
    await successor.complete_message(again)


async def test_poison_in_one_session_does_not_hold_up_another(links: Links) -> None:
    sender = await links.sender("session-poison")
    await sender.send_messages(_messages("A0 poison", "B0", "A1"))
    handled: list[str] = []
    closing: list[asyncio.Task[None]] = []
    async with asyncio.timeout(30):
        while len(handled) < 2:
            receiver = await _next(links, "session-poison")
            (message,) = await receive(receiver)
            if "poison" in str(message):
                await receiver.abandon_message(message)
            else:
                handled.append(str(message))
                await receiver.complete_message(message)
            closing.append(asyncio.create_task(receiver.close()))
        await asyncio.gather(*closing)
    # The session of the poison waits its turn after each failure, so B comes first.
    assert handled == ["B0", "A1"]
    graves = await links.receiver("session-poison", sub_queue="deadletter")
    (dead,) = await receive(graves)
    assert (str(dead), dead.session_id, dead.dead_letter_reason) == (
        "A0 poison",
        "A",
        "MaxDeliveryCountExceeded",
    )
