"""The lexicon: every entry can match, and misspelt words count as the entry they are near to."""

from __future__ import annotations

from collections import Counter

import pytest

from shared.agents.routing.features import extract
from shared.agents.routing.lexicon import classes_of, phrases_in
from shared.agents.routing.vocabulary import CLASSES
from shared.domain.text import words

ENTRIES = [(name, entry) for name, entries in CLASSES.items() for entry in entries.split()]


def test_every_entry_is_found_in_a_message_that_has_it() -> None:
    lost = []
    for name, entry in ENTRIES:
        tokens = words(entry.replace("_", " ").replace("*", ""))
        found = {c for token in tokens for c in classes_of(token)} | {c for c, _ in phrases_in(tokens)}
        if name not in found:
            lost.append(entry)
    assert lost == []


@pytest.mark.parametrize(
    ("misspelt", "name"),
    [("tendenicas", "o.trend"), ("campnaa", "o.campaign"), ("minitura", "o.poster"), ("hastag", "o.hashtag")],
)
def test_a_misspelt_long_word_counts_as_the_one_it_is_near(misspelt: str, name: str) -> None:
    assert name in classes_of(misspelt)


@pytest.mark.parametrize("word", ["perro", "zapatos", "yesterday", "lavanderia", "xyz"])
def test_other_words_have_no_kind_of_work(word: str) -> None:
    assert [name for name in classes_of(word) if name.startswith("v.")] == []


def test_no_entry_is_listed_twice_in_a_class() -> None:
    assert [entry for entry, count in Counter(ENTRIES).items() if count > 1] == []


def test_the_product_spoken_of_does_not_matter() -> None:
    waffles = extract("a reel about waffles")
    assert waffles.columns == extract("a reel about pickles").columns
    assert waffles.columns != extract("a poster about waffles").columns
