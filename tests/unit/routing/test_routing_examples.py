"""The examples and the weights trained from them."""

from __future__ import annotations

from collections import Counter

from shared.agents.routing.classifier import WEIGHTS_FILE, load_classifier
from shared.agents.routing.examples import ANY, SAME, inputs_digest, load_examples
from shared.agents.routing.port import LABELS
from shared.names import FRONT_DESK, SPECIALISTS


def test_the_weights_are_in_step_with_examples_and_features() -> None:
    assert load_classifier().digest == inputs_digest(), "run: python -m shared.agents.routing.train"


def test_the_weights_stay_small() -> None:
    assert WEIGHTS_FILE.stat().st_size < 1_000_000


def test_every_label_has_many_examples_in_each_language() -> None:
    counts = Counter((e.language, e.label) for e in load_examples())
    assert all(counts[language, label] >= 150 for language in ("es", "en") for label in LABELS)


def test_the_examples_are_well_formed_and_differ() -> None:
    examples = load_examples()
    assert {e.label for e in examples} <= {*LABELS, SAME}
    assert {e.after for e in examples} <= {None, ANY, FRONT_DESK, *SPECIALISTS}
    assert {e.language for e in examples} == {"es", "en"}
    seen = Counter((e.language, e.text.lower(), e.last_agent, e.label == SAME) for e in examples)
    assert [key for key, count in seen.items() if count > 1] == []
