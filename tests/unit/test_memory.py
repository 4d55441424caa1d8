"""The facts that a conversation must not forget."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from shared.domain.conversation import ContextTurn, SpeakerRole
from shared.domain.memory import PREFERENCES, Fact, facts_of, fold


def turn(text: str, position: int = 1, role: SpeakerRole = "user") -> ContextTurn:
    return ContextTurn(
        UUID(int=position), "acme", uuid4(), uuid4(), role, text, datetime.now(UTC), position=position
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Mi panadería se llama La Miga. Nuestro público son familias con niños.",
            {"brand", "product", "audience"},
        ),
        ("prefiero siempre un tono divertido", {"tone", "preference"}),
        ("We are a vegan bakery. Never use emojis.", {"product", "preference"}),
        ("hola, ¿qué tal?", set()),
        ("gracias, lo pienso", set()),
        ("ok thanks", set()),
    ],
)
def test_decisive_sentences_are_recognised(text: str, kinds: set[str]) -> None:
    assert {fact.kind for fact in facts_of(turn(text))} == kinds


def test_what_agents_say_is_no_fact() -> None:
    assert facts_of(turn("Mi panadería se llama La Miga", role="agent")) == []


def test_facts_name_the_turn_they_come_from() -> None:
    (fact,) = [f for f in facts_of(turn("Hola. Nunca uses emojis.", 7)) if f.kind == "preference"]
    assert (fact.turn_id, fact.position, fact.sentence) == (str(UUID(int=7)), 7, "Nunca uses emojis.")


def test_of_each_kind_the_newest_holds_and_preferences_add_up() -> None:
    facts = fold([], facts_of(turn("Mi marca se llama Sol. Nunca uses emojis.", 1)))
    facts = fold(facts, facts_of(turn("Mi marca se llama Luna. Prefiero un tono serio.", 5)))
    assert [f.value for f in facts if f.kind == "brand"] == ["Luna"]
    assert [f.value for f in facts if f.kind == "preference"] == [
        "Nunca uses emojis.",
        "Prefiero un tono serio.",
    ]


def test_folding_again_in_any_order_changes_nothing() -> None:
    first, second = facts_of(turn("Mi marca se llama Sol.", 1)), facts_of(turn("Mi marca se llama Luna.", 2))
    facts = fold(fold([], first), second)
    assert fold(facts, first) == fold(fold([], second), first) == facts


def test_preferences_are_bounded() -> None:
    many = [Fact("preference", f"nunca digas {n}", "", str(n), n) for n in range(50)]
    assert [f.position for f in fold([], many)] == list(range(50 - PREFERENCES, 50))


def test_a_fact_survives_storage() -> None:
    (fact,) = facts_of(turn("Nunca uses emojis.", 3))
    assert Fact.from_json(fact.to_json()) == fact
