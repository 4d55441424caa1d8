"""Finds the vocabulary's classes in a message: words, prefixes, phrases and misspelt words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from shared.agents.routing.vocabulary import CLASSES


@lru_cache(maxsize=1)
def _compiled() -> tuple[
    dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, list[tuple[list[str], str]]]
]:
    exact: dict[str, tuple[str, ...]] = {}
    prefixes: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for name, entries in CLASSES.items():
        for entry in entries.split():
            parts = [part for part in entry.split("_") if part]
            if len(parts) > 1:
                phrases.setdefault(parts[0].rstrip("*"), []).append((parts, name))
            elif parts[0].endswith("*"):
                key = parts[0][:-1]
                prefixes[key] = (*prefixes.get(key, ()), name)
            else:
                exact[parts[0]] = (*exact.get(parts[0], ()), name)
    return exact, prefixes, phrases


@lru_cache(maxsize=16_384)
def classes_of(word: str) -> tuple[str, ...]:
    """The classes of one folded word, sorted; a misspelt long word counts as the entry it is one edit from."""
    found = _listed(word)
    if not found and len(word) >= _TYPO_MIN:
        found = frozenset(name for entry in _one_edit_away(word) for name in _listed(entry))
    return tuple(sorted(found))


def _listed(word: str) -> frozenset[str]:
    exact, prefixes, _ = _compiled()
    found = set(exact.get(word, ()))
    for length in range(2, len(word) + 1):
        found.update(prefixes.get(word[:length], ()))
    return frozenset(found)


_TYPO_MIN = 6


@lru_cache(maxsize=1)
def _deletions() -> dict[str, set[str]]:
    """Every long entry under itself and under itself less one letter: shared keys mean about one edit."""
    exact, prefixes, _ = _compiled()
    table: dict[str, set[str]] = {}
    for entry in (*exact, *prefixes):
        if len(entry) >= _TYPO_MIN:
            for key in _less_one_letter(entry):
                table.setdefault(key, set()).add(entry)
    return table


def _one_edit_away(word: str) -> set[str]:
    """Entries about one edit from the word, and prefix entries about one edit from its beginning."""
    table = _deletions()
    _, prefixes, _ = _compiled()
    found = {entry for key in _less_one_letter(word) for entry in table.get(key, ())}
    for length in range(_TYPO_MIN, len(word)):
        keys = _less_one_letter(word[:length])
        found |= {e for key in keys for e in table.get(key, ()) if e in prefixes and len(e) == length}
    return found


def _less_one_letter(word: str) -> Iterator[str]:
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def phrases_in(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Every phrase entry found, as (class, position of its last word)."""
    _, _, phrases = _compiled()
    for start, word in enumerate(words):
        for parts, name in phrases.get(word, ()):
            end = start + len(parts)
            if end <= len(words) and all(map(_matches, words[start:end], parts)):
                yield name, end - 1


def _matches(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
