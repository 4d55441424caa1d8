"""How alike two texts are, by the runs of three words that they share."""

from __future__ import annotations

from collections.abc import Iterable

from shared.domain.text import words

SHINGLE_WORDS = 3


def similarity(first: str, second: str) -> float:
    """0 (nothing in common) to 1 (the same words): the Jaccard index |A ∩ B| / |A ∪ B|.

    A and B are the texts' sets of three-word shingles, folded (Broder, "On the resemblance and containment of
    documents", 1997). A text of fewer words is one shingle. Two empty texts are the same: 1.
    """
    a, b = _shingles(first), _shingles(second)
    return len(a & b) / len(a | b) if a or b else 1.0


def nearest(text: str, others: Iterable[str]) -> float:
    """The similarity to the most similar of `others`, 0 where there are none."""
    return max((similarity(text, other) for other in others), default=0.0)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    if not found:
        return frozenset()
    last = max(1, len(found) - SHINGLE_WORDS + 1)
    return frozenset(tuple(found[i : i + SHINGLE_WORDS]) for i in range(last))
