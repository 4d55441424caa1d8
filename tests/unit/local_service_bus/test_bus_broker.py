"""Queues, sessions, topics and intakes on a clock that the tests move."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from local.service_bus.broker import Broker
from local.service_bus.config import parse_config
from local.service_bus.consumer import Outcome
from local.service_bus.errors import (
    BusError,
    EntityNotFoundError,
    MessageLockLostError,
    ScheduledMessageNotFoundError,
    SessionLockLostError,
    UnsupportedError,
)
from local.service_bus.sessions import SessionQueue
from tests.unit.local_service_bus.fakes import FakeClock, FakeConsumer, body_of, message, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from local.service_bus.store import Store


def _broker(clock: FakeClock, store: Store | None = None, **properties: Any) -> Broker:
    """A broker with the queue `q`, and the topic `t` with a subscription per agent."""
    subscriptions = [
        {
            "Name": agent,
            "Rules": [
                {
                    "Name": "r",
                    "Properties": {
                        "FilterType": "Correlation",
                        "CorrelationFilter": {"Properties": {"agent": agent}},
                    },
                }
            ],
        }
        for agent in ("one", "two")
    ]
    topic = {
        "Name": "t",
        "Properties": {"DefaultMessageTimeToLive": "PT10S"},
        "Subscriptions": [*subscriptions, {"Name": "talks", "Properties": {"RequiresSession": True}}],
    }
    namespace = {"Queues": [{"Name": "q", "Properties": properties}], "Topics": [topic]}
    config = parse_config({"UserConfig": {"Namespaces": [namespace]}})
    return Broker(config, clock, store or open_store())


def _counts(broker: Broker, name: str = "q") -> tuple[int, int, int, int]:
    """(active, locked, dead letter, scheduled) of one entity."""
    (found,) = [entity for entity in broker.counts() if entity.name == name]
    return found.active, found.locked, found.dead_letter, found.scheduled


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_lock_ends_at_its_time_and_counts_as_a_failed_delivery(clock: FakeClock) -> None:
    broker = _broker(clock, LockDuration="PT30S", MaxDeliveryCount=2)
    queue, consumer = broker.queue("q"), FakeConsumer()
    queue.attach(consumer)
    broker.publisher("q").publish([message()])
    clock.advance(29_999)
    assert queue.renew(consumer.token()) == clock.now() + 30_000
    clock.advance(29_999)
    assert _counts(broker) == (1, 1, 0, 0)
    lost = consumer.token()
    clock.advance(1)
    assert _counts(broker) == (1, 0, 0, 0)
    with pytest.raises(MessageLockLostError):
        queue.settle(lost, Outcome.COMPLETE)
    consumer.take_more(queue)
    assert consumer.messages[-1].delivery_count == 1
    clock.advance(30_000)
    assert _counts(broker) == (0, 0, 1, 0)
    assert clock.pending == 0


def test_released_message_does_not_count_as_failed_and_keeps_its_place(clock: FakeClock) -> None:
    broker = _broker(clock)
    queue, consumer = broker.queue("q"), FakeConsumer(credit=2)
    queue.attach(consumer)
    broker.publisher("q").publish([message("first"), message("second"), message("third")])
    first, second = consumer.messages
    assert first.lock_token is not None
    queue.settle(first.lock_token, Outcome.RELEASE)
    consumer.take_more(queue, credit=2)
    assert [body_of(one) for one in consumer.messages[2:]] == ["first", "third"]
    assert (first.delivery_count, second.delivery_count) == (0, 0)


def test_locked_message_expires_only_when_it_returns(clock: FakeClock) -> None:
    broker = _broker(clock, DefaultMessageTimeToLive="PT5S", DeadLetteringOnMessageExpiration=True)
    queue, consumer = broker.queue("q"), FakeConsumer(credit=2)
    queue.attach(consumer)
    broker.publisher("q").publish([message("completed"), message("abandoned"), message("untouched")])
    clock.advance(5_000)
    assert _counts(broker) == (2, 2, 1, 0)
    completed, abandoned = (one.lock_token for one in consumer.messages)
    assert completed is not None
    assert abandoned is not None
    queue.settle(completed, Outcome.COMPLETE)
    queue.settle(abandoned, Outcome.ABANDON)
    assert _counts(broker) == (0, 0, 2, 0)
    assert queue.dead_letter is not None
    dead = [body_of(one) for one in queue.dead_letter.peek(0, 10)]
    assert dead == ["abandoned", "untouched"]
    clock.advance(1_000_000_000)
    assert queue.dead_letter.active == 2


def test_expired_message_is_dropped_unless_dead_lettering_is_on(clock: FakeClock) -> None:
    broker = _broker(clock)
    broker.publisher("q").publish([message(ttl_ms=1_000), message()])
    clock.advance(1_000)
    assert _counts(broker) == (1, 0, 0, 0)


def test_duplicate_is_dropped_within_the_window_only(clock: FakeClock) -> None:
    broker = _broker(clock, RequiresDuplicateDetection=True, DuplicateDetectionHistoryTimeWindow="PT10M")
    publisher = broker.publisher("q")
    assert publisher.publish([message(message_id="a"), message(message_id="a"), message()]) == [1, 0, 2]
    clock.advance(599_999)
    assert publisher.publish([message(message_id="a")]) == [0]
    clock.advance(1)
    assert publisher.publish([message(message_id="a"), message(message_id="a")]) == [3, 0]


def test_batch_with_one_bad_message_leaves_nothing_behind(clock: FakeClock) -> None:
    broker = _broker(clock, RequiresSession=True)
    with pytest.raises(BusError, match="session identifier is null"):
        broker.publisher("q").publish([message(session_id="s"), message()])
    assert _counts(broker) == (0, 0, 0, 0)


def test_topic_copies_to_matching_subscriptions_with_its_time_to_live(clock: FakeClock) -> None:
    broker = _broker(clock)
    publisher = broker.publisher("t")
    assert publisher.publish([message("x", agent="one", session_id="s"), message("y", agent="two")]) == [1, 2]
    assert _counts(broker, "t/Subscriptions/one") == (1, 0, 0, 0)
    assert _counts(broker, "t/Subscriptions/two") == (1, 0, 0, 0)
    assert _counts(broker, "t/Subscriptions/talks") == (1, 0, 1, 0)
    (dead,) = broker.queue("t/subscriptions/TALKS/$deadletterqueue").peek(0, 10)
    assert dead.application_properties["DeadLetterReason"] == "Session ID is null."
    clock.advance(10_000)
    assert _counts(broker, "t/Subscriptions/one") == (0, 0, 0, 0)


def test_scheduled_messages_of_a_topic_are_cancelled_all_or_none(clock: FakeClock) -> None:
    broker = _broker(clock)
    publisher = broker.publisher("t")
    due = clock.now() + 5_000
    numbers = publisher.publish([message(agent="one", due=due), message(agent="two", due=due)])
    assert _counts(broker, "t") == (0, 0, 0, 2)
    with pytest.raises(ScheduledMessageNotFoundError):
        publisher.intake.cancel([numbers[0], 99])
    assert _counts(broker, "t") == (0, 0, 0, 2)
    publisher.intake.cancel([numbers[0], numbers[0]])
    clock.advance(5_000)
    assert _counts(broker, "t") == (0, 0, 0, 0)
    assert _counts(broker, "t/Subscriptions/one") == (0, 0, 0, 0)
    (arrived,) = broker.peek("t/Subscriptions/two", 0, 10, None)
    assert arrived.enqueued == due


def test_addresses_are_found_in_any_case_and_unknown_ones_refused(clock: FakeClock) -> None:
    broker = _broker(clock)
    assert broker.queue("amqps://127.0.0.1:5672/Q").path == "q"
    assert broker.queue("amqps://h/T/subscriptions/ONE/$deadletterqueue").dead_letter is None
    with pytest.raises(EntityNotFoundError):
        broker.queue("q/$Other")
    with pytest.raises(EntityNotFoundError):
        broker.publisher("nowhere")
    with pytest.raises(UnsupportedError):
        broker.queue("t")
    with pytest.raises(UnsupportedError):
        broker.publisher("t/Subscriptions/one")


def test_session_that_was_given_up_waits_behind_the_others(clock: FakeClock) -> None:
    broker = _broker(clock, RequiresSession=True)
    queue = broker.queue("q")
    broker.publisher("q").publish([message(session_id=session) for session in ("a", "b", "a")])
    first = FakeConsumer(credit=2)
    queue.attach(first)
    queue.on_credit(first)
    assert (first.session, len(first.messages)) == ("a", 2)
    queue.detach(first)
    order = [FakeConsumer(), FakeConsumer(), FakeConsumer()]
    for consumer in order:
        queue.attach(consumer)
        queue.on_credit(consumer)
    assert [consumer.session for consumer in order] == ["b", "a", None]
    assert order[1].messages[0].sequence_number == 1
    assert order[1].messages[0].delivery_count == 0


def test_expired_session_counts_as_failed_and_only_its_holder_can_renew(clock: FakeClock) -> None:
    broker = _broker(clock, RequiresSession=True, LockDuration="PT30S")
    queue = broker.queue("q")
    assert isinstance(queue, SessionQueue)
    broker.publisher("q").publish([message(session_id="s")])
    holder, successor = FakeConsumer(name="holder"), FakeConsumer(name="successor")
    for consumer in (holder, successor):
        queue.attach(consumer)
        queue.on_credit(consumer)
    clock.advance(20_000)
    assert queue.renew_session("s", "holder") == clock.now() + 30_000
    with pytest.raises(SessionLockLostError):
        queue.renew_session("s", "successor")
    clock.advance(29_999)
    assert (holder.errors, successor.session) == ([], None)
    clock.advance(1)
    queue.on_credit(successor)
    assert isinstance(holder.errors[0], SessionLockLostError)
    assert successor.messages[0].delivery_count == 1
    with pytest.raises(SessionLockLostError):
        queue.renew_session("s", "holder")
    queue.settle(successor.token(), Outcome.COMPLETE)
    queue.detach(successor)
    assert clock.pending == 0


def test_everything_accepted_is_there_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    settings = {"RequiresDuplicateDetection": True, "MaxDeliveryCount": 2}
    store = open_store(str(tmp_path / "bus.sqlite"))
    broker = _broker(clock, store, **settings)
    publisher, queue, consumer = broker.publisher("q"), broker.queue("q"), FakeConsumer(credit=2)
    due = clock.now() + 1_000_000
    publisher.publish([message("a", message_id="a"), message("b"), message("c"), message("d", due=due)])
    queue.attach(consumer)
    queue.on_credit(consumer)
    queue.settle(consumer.token(), Outcome.ABANDON)
    store.close()

    store, clock = open_store(str(tmp_path / "bus.sqlite")), FakeClock(clock.now())
    broker = _broker(clock, store, **settings)
    assert _counts(broker) == (3, 0, 0, 1)
    found = broker.peek("q", 0, 10, None)
    assert [(body_of(one), one.sequence_number, one.delivery_count) for one in found] == [
        ("a", 1, 0),
        ("b", 2, 1),
        ("c", 3, 0),
        ("d", 4, 0),
    ]
    assert broker.publisher("q").publish([message(message_id="a"), message("e")]) == [0, 5]
    clock.advance(1_000_000)
    assert _counts(broker) == (5, 0, 0, 0)
    store.close()


@pytest.mark.parametrize("seed", range(12))
def test_no_message_is_lost_doubled_or_shared_whatever_happens(tmp_path: Path, seed: int) -> None:
    """Random traffic on a session queue, with a restart in the middle: the books must balance."""
    chance, path = random.Random(seed), str(tmp_path / "bus.sqlite")
    sent = completed = 0
    for _ in range(2):
        clock, store = FakeClock(), open_store(path)
        broker = _broker(clock, store, RequiresSession=True, LockDuration="PT10S", MaxDeliveryCount=3)
        queue, consumers = broker.queue("q"), []
        for _ in range(300):
            action = chance.choice(["send", "attach", "credit", "settle", "settle", "detach", "wait"])
            consumer = chance.choice(consumers) if consumers else None
            if action == "send":
                broker.publisher("q").publish([message(session_id=chance.choice("abcd"))])
                sent += 1
            elif action == "attach" and len(consumers) < 4:
                consumers.append(FakeConsumer(credit=0))
                queue.attach(consumers[-1])
            elif action == "credit" and consumer is not None:
                consumer.take_more(queue, chance.randint(1, 3))
            elif action == "settle" and consumer is not None:
                locked = [one for one in consumer.messages if one.lock_token is not None]
                if locked and consumer.session is not None and not consumer.errors:
                    one = locked[0]
                    assert one.lock_token is not None
                    outcome = chance.choice(list(Outcome))
                    queue.settle(one.lock_token, outcome)
                    completed += outcome is Outcome.COMPLETE
            elif action == "detach" and consumer is not None:
                consumers.remove(consumer)
                queue.detach(consumer)
            elif action == "wait":
                clock.advance(chance.randint(1, 6_000))
            consumers = [one for one in consumers if not one.errors]
            held = [one.session for one in consumers if one.session is not None]
            assert len(held) == len(set(held))
            active, _, dead, _ = _counts(broker)
            assert sent == completed + active + dead
        store.close()
    store = open_store(path)
    restored = _broker(FakeClock(), store, RequiresSession=True, MaxDeliveryCount=3)
    active, locked, dead, _ = _counts(restored)
    assert (sent, locked) == (completed + active + dead, 0)
    assert completed > 0
    assert dead > 0
    store.close()
