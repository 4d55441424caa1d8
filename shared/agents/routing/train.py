"""Trains the offline router's weights: `python -m shared.agents.routing.train`.

A development command: it needs scikit-learn, which the app does not. The same examples and features give the
same weights. Temperature and threshold come from five-fold cross-validation: the temperature minimises the
log loss of the held-out predictions; the threshold is the highest that keeps the held-out accuracy within
`TOLERATED_LOSS` of the best, since asking back is better than setting the wrong agent to work.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shared.agents.routing.classifier import WEIGHTS_FILE
from shared.agents.routing.examples import ANY, SAME, Example, inputs_digest, load_examples
from shared.agents.routing.features import COLUMNS, extract, gist
from shared.agents.routing.port import LABELS, UNCLEAR
from shared.names import FRONT_DESK, SPECIALISTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

REGULARISATION: Final = 5.0
FOLDS: Final = 5
SEED: Final = 20_240_501
TOLERATED_LOSS: Final = 0.001

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the model is fitted to: an utterance in one situation."""

    text: str
    last_agent: str | None
    label: str
    weight: float


def samples_of(example: Example, chance: random.Random) -> list[Sample]:
    """The situations an example stands for.

    `same` goes on with each specialist. An example that does not depend on the situation is also seen after
    two agents, so that what it names outweighs who worked last; and once misspelt.
    """
    if example.label == SAME:
        return [Sample(example.text, agent, agent, 0.7) for agent in SPECIALISTS]
    if example.last_agent is not None:
        return [Sample(example.text, example.last_agent, example.label, 1.5)]
    samples = [Sample(example.text, None, example.label, 1.0)]
    if example.label != UNCLEAR or example.after == ANY:
        before = chance.sample((*SPECIALISTS, FRONT_DESK), 2)
        samples += [Sample(example.text, agent, example.label, 0.35) for agent in before]
    samples.append(Sample(misspelt(example.text, chance), None, example.label, 0.3))
    return samples


def misspelt(text: str, chance: random.Random) -> str:
    """The text with a letter dropped, doubled or swapped in about every fourth long word."""
    spelt = []
    for word in text.split():
        if len(word) > 4 and chance.random() < 0.25:
            at = chance.randrange(1, len(word) - 1)
            wrong = (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
            spelt.append(chance.choice(wrong))
        else:
            spelt.append(word)
    return " ".join(spelt)


def fit(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (columns x labels) and bias; the inverse document frequency is folded into the weights."""
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(SEED)  # noqa: S311
    samples = [sample for example in examples for sample in samples_of(example, chance)]
    matrix = _matrix([(s.text, s.last_agent) for s in samples])
    frequency = np.asarray((matrix > 0).sum(axis=0)).ravel()
    scale = np.sqrt(np.log((1 + len(samples)) / (1 + frequency)) + 1)
    model = LogisticRegression(C=REGULARISATION, max_iter=2_000)
    model.fit(
        matrix.multiply(scale).tocsr(),
        [LABELS.index(s.label) for s in samples],
        sample_weight=[s.weight for s in samples],
    )
    return model.coef_.T * scale[:, None], model.intercept_


def _matrix(situations: Sequence[tuple[str, str | None]]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    found = [extract(text, agent) for text, agent in situations]
    rows = np.repeat(np.arange(len(found)), [len(f.columns) for f in found])
    columns = np.concatenate([f.columns for f in found])
    values = np.concatenate([f.values for f in found])
    return csr_matrix((values, (rows, columns)), shape=(len(found), COLUMNS))


def held_out(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Logits and true labels of every example by a model that was fitted without it."""
    from sklearn.model_selection import StratifiedKFold

    chance = random.Random(SEED)  # noqa: S311
    situations, truth = [], []
    for example in examples:
        agent = chance.choice(SPECIALISTS) if example.label == SAME else example.last_agent
        situations.append((example.text, agent))
        truth.append(LABELS.index(str(agent) if example.label == SAME else example.label))
    logits = np.zeros((len(examples), len(LABELS)))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for kept, left in folds.split(situations, [e.language + e.label for e in examples]):
        weights, bias = fit([examples[i] for i in kept])
        logits[left] = _matrix([situations[i] for i in left]) @ weights + bias
    return logits, np.asarray(truth)


def calibrate(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> tuple[float, float, float]:
    """Temperature, threshold and held-out accuracy."""

    def loss(temperature: float) -> float:
        return float(-np.log(_softmax(logits / temperature)[range(len(truth)), truth]).mean())

    temperature = min(np.arange(0.5, 2.01, 0.05).tolist(), key=loss)
    probabilities = _softmax(logits / temperature)
    steps = np.arange(0.2, 0.71, 0.01).tolist()
    accuracies = [_accuracy(probabilities, truth, step) for step in steps]
    good = [s for s, a in zip(steps, accuracies, strict=True) if a >= max(accuracies) - TOLERATED_LOSS]
    threshold = round(max(good), 2)
    return round(temperature, 2), threshold, _accuracy(probabilities, truth, threshold)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def _accuracy(probabilities: NDArray[np.float64], truth: NDArray[np.int64], threshold: float) -> float:
    unclear = LABELS.index(UNCLEAR)
    sure = probabilities.max(axis=1) >= threshold
    return float((np.where(sure, probabilities.argmax(axis=1), unclear) == truth).mean())


def train() -> None:
    """Writes `weights.npz` beside this module."""
    examples = load_examples()
    temperature, threshold, accuracy = calibrate(*held_out(examples))
    weights, bias = fit(examples)
    gists = [gist(example.text) for example in examples]
    np.savez_compressed(
        WEIGHTS_FILE,
        weights=weights.astype(np.float16),
        bias=bias.astype(np.float32),
        temperature=np.float32(temperature),
        threshold=np.float32(threshold),
        digest=np.str_(inputs_digest()),
        example_columns=np.concatenate(gists).astype(np.uint16),
        example_lengths=np.asarray([len(g) for g in gists], dtype=np.uint16),
    )
    _log.info(
        "%d examples, temperature %.2f, threshold %.2f, held-out accuracy %.4f, %d bytes",
        len(examples), temperature, threshold, accuracy, WEIGHTS_FILE.stat().st_size,
    )  # fmt: skip


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train()
