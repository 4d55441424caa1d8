"""Exact nearest neighbours with NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_BINARY_VECTOR_HEADER = 2
"""Bytes before the numbers of a BSON binary vector: their type, and padding that 32-bit floats do not need."""


def best(stored: Sequence[Any], query: Sequence[float], limit: int) -> list[tuple[int, float]]:
    """Positions in `stored` and cosine similarities of the `limit` nearest vectors, best first.

    `stored` holds BSON binary vectors of 32-bit floats, or arrays of numbers, all of the query's length.
    """
    import numpy as np

    if isinstance(stored[0], bytes):
        packed = b"".join(value[_BINARY_VECTOR_HEADER:] for value in stored)
        vectors = np.frombuffer(packed, dtype="<f4").reshape(len(stored), len(query))
    else:
        vectors = np.asarray(stored, dtype=np.float32)
    wanted = np.asarray(query, dtype=np.float32)
    scores = vectors @ wanted / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(wanted))
    count = min(limit, len(stored))
    top = np.argpartition(-scores, count - 1)[:count]
    ranked = top[np.argsort(-scores[top], kind="stable")]
    return [(int(position), float(scores[position])) for position in ranked]
