"""The trained classifier: multinomial logistic regression over hashed features, in NumPy.

`weights.npz` holds the weights (columns x labels, half precision), the bias, the temperature that calibrates
the probabilities, the threshold, the digest of what they were trained from, and the examples' gists as the
rows of a sparse matrix, by which the nearest examples are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.agents.routing.features import COLUMNS, NOT_A_WORD, Features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# Added to an example's length, so that one of a single word is not the nearest to all that contain it.
_SHORTNESS: Final = 4.0
WEIGHTS_FILE: Final = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class Classifier:
    """Probabilities of the labels, the words that speak for a label, and the nearest examples."""

    weights: Floats
    bias: Floats
    temperature: float
    threshold: float
    digest: str
    example_columns: NDArray[np.int64]
    example_rows: NDArray[np.int64]
    example_values: Floats
    example_count: int
    rarity: Floats

    def probabilities(self, features: Features) -> list[float]:
        """Calibrated probabilities in the order of `LABELS`; they sum to 1."""
        import numpy as np

        values = np.asarray(features.values, dtype=np.float32)
        logits = (values @ self.weights[features.columns] + self.bias) / self.temperature
        exponentials = np.exp(logits - logits.max())
        return [float(p) for p in exponentials / exponentials.sum()]

    def contributions(self, features: Features, label: int) -> tuple[list[float], float]:
        """How much each word, and the situation beside the words, speaks for a label.

        In units of the logit, against the mean of the other labels.
        """
        import numpy as np

        rows = self.weights[features.columns]
        others = (rows.sum(axis=1) - rows[:, label]) / (rows.shape[1] - 1)
        parts = (rows[:, label] - others) * np.asarray(features.values, dtype=np.float32)
        owners = np.asarray(features.owners)
        sums = np.bincount(owners + 1, weights=parts, minlength=len(features.words) + 1)
        return [float(s) for s in sums[1:]], float(sums[NOT_A_WORD + 1])

    def nearest_examples(self, gist: list[int], limit: int) -> list[int]:
        """The indices of the examples with the most similar gist, best first; those that share nothing never."""
        import numpy as np

        message = np.zeros(COLUMNS, dtype=np.float32)
        message[gist] = self.rarity[gist]
        shared = self.example_values * message[self.example_columns]
        scores = np.bincount(self.example_rows, weights=shared, minlength=self.example_count)
        nearest: list[int] = []
        while len(nearest) < limit and scores.max() > 0:
            nearest.append(int(scores.argmax()))
            scores[nearest[-1]] = 0
        return nearest


@lru_cache(maxsize=1)
def load_classifier() -> Classifier:
    """Reads the committed weights, once per process."""
    import numpy as np

    with np.load(WEIGHTS_FILE, allow_pickle=False) as stored:
        columns = stored["example_columns"].astype(np.int64)
        lengths = stored["example_lengths"].astype(np.int64)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        frequency = np.bincount(columns, minlength=COLUMNS)
        rarity = np.log((1 + len(lengths)) / (1 + frequency)).astype(np.float32)
        values = rarity[columns]
        norms = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(lengths))) + _SHORTNESS
        return Classifier(
            weights=stored["weights"].astype(np.float32),
            bias=stored["bias"],
            temperature=float(stored["temperature"]),
            threshold=float(stored["threshold"]),
            digest=str(stored["digest"]),
            example_columns=columns,
            example_rows=rows,
            example_values=(values / norms[rows]).astype(np.float32),
            example_count=len(lengths),
            rarity=rarity,
        )
