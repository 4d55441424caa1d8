"""The outbox relay."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import DependencyUnavailableError, Permanent
from shared.services.outbox import ClaimedRow, OutboxMessage, OutboxRelay


class MemoryOutbox:
    """An `OutboxStore` whose rows are never due again once postponed."""

    def __init__(self, *keys: str) -> None:
        self.rows = {
            number: OutboxMessage(key, "kind", str(number), {}) for number, key in enumerate(keys, 1)
        }
        self.postponed: set[int] = set()
        self.parked: set[int] = set()

    async def claim(self, limit: int, lease_seconds: float) -> list[ClaimedRow]:
        heads: dict[str, ClaimedRow] = {}
        for number, message in self.rows.items():
            if number not in self.parked:
                heads.setdefault(message.key, ClaimedRow(number, message, 1))
        return [row for row in heads.values() if row.id not in self.postponed][:limit]

    async def delete(self, ids: Sequence[int]) -> None:
        for number in ids:
            del self.rows[number]

    async def postpone(self, ids: Sequence[int], seconds: float, error: str) -> None:
        self.postponed.update(ids)

    async def park(self, ids: Sequence[int], error: str) -> None:
        self.parked.update(ids)


async def test_rows_of_one_key_leave_in_order_until_nothing_is_due() -> None:
    store, sent = MemoryOutbox("a", "a", "b", "a"), []

    async def send(messages: Sequence[OutboxMessage]) -> None:
        sent.extend(m.message_id for m in messages)

    assert await OutboxRelay(store, {"kind": send}).drain() == 4
    assert store.rows == {}
    assert [m for m in sent if m in "124"] == ["1", "2", "4"]


async def test_a_failing_sender_keeps_the_rows_for_later() -> None:
    store = MemoryOutbox("a", "b")

    async def send(messages: Sequence[OutboxMessage]) -> None:
        raise DependencyUnavailableError("service bus")

    assert await OutboxRelay(store, {"kind": send}).drain() == 0
    assert store.postponed == {1, 2}


async def test_a_row_that_can_never_be_sent_is_parked_and_its_neighbours_leave() -> None:
    store, sent = MemoryOutbox("a", "b", "c", "b"), []

    async def send(messages: Sequence[OutboxMessage]) -> None:
        if any(m.message_id == "2" for m in messages):
            raise Permanent("too large")
        sent.extend(m.message_id for m in messages)

    assert await OutboxRelay(store, {"kind": send}).drain() == 3
    assert store.parked == {2}
    assert sorted(sent) == ["1", "3", "4"]


async def test_a_wake_during_a_run_is_not_lost() -> None:
    store, sent = MemoryOutbox("a"), []
    relay: OutboxRelay

    async def send(messages: Sequence[OutboxMessage]) -> None:
        sent.extend(m.message_id for m in messages)
        if len(sent) == 1:
            store.rows[9] = OutboxMessage("z", "kind", "9", {})
            relay.wake()

    relay = OutboxRelay(store, {"kind": send})
    relay.wake()
    await relay.settle()
    assert sent == ["1", "9"]
