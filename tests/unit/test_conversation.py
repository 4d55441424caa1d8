"""The memory of a conversation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conversation import (
    SHORT_MEMORY_CHARACTERS,
    SHORT_MEMORY_TURNS,
    SUMMARY_POINTS,
    TURN_EXCERPT_CHARACTERS,
    MemoryTurn,
    remember,
)


def turn(number: int, text: str | None = None) -> MemoryTurn:
    return MemoryTurn(str(number), "user", text or f"turn {number}", "2026-01-01T00:00:00+00:00")


def test_turns_that_leave_short_memory_are_summarised_with_their_ids() -> None:
    short, summary = (), {}
    for number in range(SHORT_MEMORY_TURNS + 3):
        short, summary = remember(short, summary, turn(number))
    assert [t.turn_id for t in short] == [str(n) for n in range(3, SHORT_MEMORY_TURNS + 3)]
    assert [p["turnId"] for p in summary["points"]] == ["0", "1", "2"]
    assert summary["turns"] == 3


def test_a_long_turn_is_kept_as_an_excerpt() -> None:
    short, _ = remember((), {}, turn(1, "palabra " * 1_000))
    assert len(short[0].text) <= TURN_EXCERPT_CHARACTERS
    assert short[0].text.endswith("…")


@given(st.lists(st.text(max_size=3_000), max_size=60))
def test_memory_stays_bounded_and_loses_no_turn(texts: list[str]) -> None:
    short, summary = (), {}
    for number, text in enumerate(texts):
        short, summary = remember(short, summary, turn(number, text or " "))
    assert len(short) <= SHORT_MEMORY_TURNS
    assert sum(len(t.text) for t in short) <= SHORT_MEMORY_CHARACTERS
    assert len(summary.get("points", [])) <= SUMMARY_POINTS
    assert len(short) + summary.get("turns", 0) == len(texts)
