"""`python -m shared.agents.trend_scanner.cluster_process`: groups vectors by density, in a process of its own.

In: a NumPy array file (n rows of unit vectors) on standard input. Out: one of n 32-bit integers on standard
output, the group of each row, -1 for those that belong to none. The same input gives the same groups.

HDBSCAN (Campello, Moulavi and Sander, 2013) finds groups of unequal density and needs no number of groups. It
runs on the first principal components: distances in hundreds of dimensions hardly differ, and take long.
"""

from __future__ import annotations

import io
import sys
from typing import Any, Final

COMPONENTS: Final = 48
SMALLEST_GROUP: Final = 3


def group(vectors: Any) -> Any:
    """The group of each row as int32, -1 for none."""
    import numpy as np
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import PCA

    rows = np.asarray(vectors, dtype=np.float32)
    if len(rows) < 2 * SMALLEST_GROUP:
        return np.full(len(rows), -1, dtype=np.int32)
    components = min(COMPONENTS, *rows.shape)
    reduced = PCA(components, svd_solver="randomized", random_state=0).fit_transform(rows)
    length = np.linalg.norm(reduced, axis=1, keepdims=True)
    reduced /= np.where(length > 0, length, 1.0)
    model = HDBSCAN(min_cluster_size=SMALLEST_GROUP, min_samples=2, copy=True)
    return model.fit_predict(reduced).astype(np.int32)


def main() -> None:
    """Reads, groups, writes."""
    import numpy as np

    vectors = np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
    answer = io.BytesIO()  # NumPy asks a file for its position, which a pipe has not
    np.save(answer, group(vectors), allow_pickle=False)
    sys.stdout.buffer.write(answer.getvalue())


if __name__ == "__main__":
    main()
