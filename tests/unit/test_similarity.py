"""The likeness of texts is a proper, symmetric measure between 0 and 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.similarity import nearest, similarity

TEXTS = st.lists(st.sampled_from("pan café horno ven hoy la miga de barrio".split()), max_size=20).map(
    " ".join
)


def test_it_is_the_share_of_common_three_word_runs() -> None:
    # {abc, bcd} and {bcd, cde}: one of three.
    assert similarity("a b c d", "b c d e") == pytest.approx(1 / 3)


def test_case_accents_and_signs_do_not_count() -> None:
    assert similarity("¿Café, o té?", "cafe o te") == 1.0


def test_texts_without_a_common_run_are_wholly_different() -> None:
    assert similarity("ven hoy a la miga", "la miga, hoy: ven") == 0.0


def test_empty_texts_are_the_same_and_unlike_all_others() -> None:
    assert similarity("", "…") == 1.0
    assert similarity("", "pan") == 0.0


def test_short_texts_are_compared_whole() -> None:
    assert (similarity("pan", "pan"), similarity("pan", "sal"), similarity("pan y", "pan")) == (1.0, 0.0, 0.0)


@given(TEXTS, TEXTS)
def test_it_is_symmetric_and_bounded(first: str, second: str) -> None:
    assert similarity(first, second) == similarity(second, first)
    assert 0.0 <= similarity(first, second) <= 1.0
    assert similarity(first, first) == 1.0


def test_nearest_is_the_greatest_of_all() -> None:
    assert nearest("a b c d", ["x y z", "b c d e", "q"]) == pytest.approx(1 / 3)
    assert nearest("a b c", []) == 0.0
