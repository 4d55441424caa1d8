"""A message and its conversation as sparse features: n-grams, stems, lexicon classes and their pairs.

A word that only names what the work is about (`candle`, `goat`) counts as its class, without letters or stem:
which product the examples happened to speak of says nothing about the work wanted.

Each feature is hashed (CRC-32) to a column of the weights. Features of one kind share one unit of length, so
that long messages do not outweigh short ones. Each remembers the word it came from: that is how a decision
names its reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise
from math import sqrt
from typing import Final
from zlib import crc32

from shared.agents.routing.lexicon import classes_of, phrases_in
from shared.domain.text import stem, words

COLUMNS: Final = 1 << 16
MAX_WORDS: Final = 160
NOT_A_WORD: Final = -1

# Chosen by the held-out log loss.
_CHARACTERS, _WORDS, _CLASSES, _PAIRS, _SITUATION = 2.2, 2.2, 1.6, 1.6, 1.2
_OWN = frozenset("este esta estos mi mis nuestro nuestra el la the this my our".split())
_ANOTHER = frozenset("un una unos unas a an nuevo nueva new otro otra another".split())
_THINGS = frozenset(
    {"o.video", "o.short", "o.piece", "o.image", "o.ad", "o.script", "o.campaign", "o.poster"}
)


@dataclass(slots=True)
class Features:
    """Parallel lists: the column, the value and the index in `words` (or `NOT_A_WORD`) of each feature."""

    words: list[str]
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def add(self, found: Sequence[tuple[int, int]], weight: float) -> None:
        """Adds (column, owner) pairs as one kind of feature, of length `weight` together."""
        if found:
            value = weight / sqrt(len(found))
            self.columns.extend(column for column, _ in found)
            self.values.extend([value] * len(found))
            self.owners.extend(owner for _, owner in found)


def extract(message: str, last_agent: str | None = None) -> Features:
    """The features of a message after `last_agent` spoke or worked (None: nobody yet)."""
    tokens = words(message)[:MAX_WORDS]
    features = Features(tokens)
    letters = [(c, i) for i, token in enumerate(tokens) if not _subject(token) for c in _ngrams(token)]
    features.add(letters, _CHARACTERS)
    features.add(_words(tokens), _WORDS)
    classes = _classes(tokens)
    features.add([(_column("c", name), i) for name, i in classes], _CLASSES)
    features.add(_pairs(classes), _PAIRS)
    features.add(_situation(message, tokens, classes, last_agent), _SITUATION)
    return features


def gist(message: str) -> list[int]:
    """The columns of the stems and classes alone: what nearest examples are found by."""
    tokens = words(message)[:MAX_WORDS]
    columns = [_column("w", stem(token)) for token in tokens]
    return columns + [_column("c", name) for name, _ in _classes(tokens)]


@lru_cache(maxsize=65_536)
def _column(kind: str, name: str) -> int:
    return crc32(f"{kind}:{name}".encode()) % COLUMNS


@lru_cache(maxsize=16_384)
def _ngrams(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    return tuple(
        _column("n", marked[i : i + size]) for size in (3, 4, 5) for i in range(len(marked) - size + 1)
    )


def _subject(token: str) -> str | None:
    """The class of a word that has classes of the world alone, else None."""
    classes = classes_of(token)
    return classes[0] if classes and all(name.startswith("n.") for name in classes) else None


def _words(tokens: list[str]) -> list[tuple[int, int]]:
    stems = [_subject(token) or stem(token) for token in tokens]
    single = [(_column("w", s), i) for i, s in enumerate(stems)]
    return single + [(_column("b", f"{a} {b}"), i + 1) for i, (a, b) in enumerate(pairwise(stems))]


def _classes(tokens: list[str]) -> list[tuple[str, int]]:
    """Each class once, with the first word that has it, in the order of the words."""
    first: dict[str, int] = {}
    for i, token in enumerate(tokens):
        for name in classes_of(token):
            first.setdefault(name, i)
    for name, i in phrases_in(tokens):
        first[name] = min(i, first.get(name, i))
    for name, i in _determined(tokens):
        first.setdefault(name, i)
    return sorted(first.items(), key=lambda entry: (entry[1], entry[0]))


def _determined(tokens: list[str]) -> list[tuple[str, int]]:
    """Whether a thing is one at hand (`este reel`, `my video`) or one to be made (`un reel`)."""
    found = []
    for i, token in enumerate(tokens):
        for name in _THINGS.intersection(classes_of(token)):
            before = tokens[max(0, i - 2) : i]
            if _OWN.intersection(before):
                found.append((f"own:{name}", i))
            elif _ANOTHER.intersection(before):
                found.append((f"new:{name}", i))
    return found


def _pairs(classes: list[tuple[str, int]]) -> list[tuple[int, int]]:
    pairs = [
        (_column("p", "&".join(sorted((a, b)))), max(i, j)) for (a, i), (b, j) in combinations(classes, 2)
    ]
    verbs = [name for name, _ in classes if name.startswith("v.")]
    if verbs:
        pairs += [(_column("h", f"{verbs[0]}>{name}"), i) for name, i in classes if name[0] == "o"]
    return pairs


def _situation(
    message: str, tokens: list[str], classes: list[tuple[str, int]], last_agent: str | None
) -> list[tuple[int, int]]:
    objects = [name for name, _ in classes if name.startswith("o.")]
    verbs = [name for name, _ in classes if name.startswith("v.")]
    known = len(objects) + len(verbs)
    length = next(size for size in (1, 2, 3, 5, 8, 12, 20, MAX_WORDS) if len(tokens) <= size)
    facts = [f"length={length}", f"known={min(known, 5)}", f"objects={min(len(objects), 3)}"]
    facts.append(f"question={'?' in message}")
    after = f"after={last_agent}"
    facts += [after, f"{after}&known={min(known, 3)}", f"{after}&objects={min(len(objects), 2)}"]
    facts.append(f"{after}&length={length}")
    found = [(_column("s", fact), NOT_A_WORD) for fact in facts]
    if last_agent is not None:
        found += [(_column("a", f"{last_agent}&{name}"), i) for name, i in classes]
        found += [(_column("a", f"any&{name}"), i) for name, i in classes]
    return found
