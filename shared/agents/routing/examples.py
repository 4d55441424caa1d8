"""The labelled utterances of `examples.jsonl`, one JSON object a line.

`label` is a specialist, `unclear`, or `same`: whoever worked last goes on. `after` is the agent that worked
last when the utterance has its label only then; `any` says that the label holds whatever came before.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from shared.agents.routing.features import COLUMNS, extract

EXAMPLES_FILE: Final = Path(__file__).with_name("examples.jsonl")
SAME: Final = "same"
ANY: Final = "any"


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled utterance."""

    language: str
    label: str
    text: str
    after: str | None = None

    @property
    def last_agent(self) -> str | None:
        """The agent that has to have worked last, if it matters."""
        return None if self.after == ANY else self.after


@lru_cache(maxsize=1)
def load_examples() -> tuple[Example, ...]:
    """All examples, in the file's order."""
    with EXAMPLES_FILE.open(encoding="utf-8") as lines:
        return tuple(Example(**json.loads(line)) for line in lines)


def inputs_digest() -> str:
    """SHA-256 of the examples and of their features: weights of another digest are out of step."""
    digest = hashlib.sha256(str(COLUMNS).encode())
    for example in load_examples():
        features = extract(example.text, example.last_agent)
        digest.update(repr((example.language, example.label, example.text, example.after)).encode())
        digest.update(struct.pack(f"<{len(features.columns)}I", *features.columns))
        digest.update(struct.pack(f"<{len(features.values)}d", *(round(v, 9) for v in features.values)))
    return digest.hexdigest()
