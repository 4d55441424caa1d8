"""What of a conversation must not be forgotten: brand, product, audience, offer, place, date, tone, preferences.

Extractive: a fact is what a person's own sentence says, kept with that sentence and its turn. Of each kind the
newest holds, of preferences the newest `PREFERENCES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from shared.domain.brief import understand
from shared.domain.conversation import ContextTurn

PREFERENCES: Final = 20
PREFERENCE: Final = "preference"
SENTENCE_CHARACTERS: Final = 300

_UNSPECIFIC: Final = frozenset(("", "general", "retail", "services"))
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
# A brand or product counts when the person speaks of their own: "lo pienso" is no pet food.
_OWN = re.compile(
    r"\b(?:mi|mis|nuestr[oa]s?|somos|tengo|tenemos|vend(?:o|emos)|se llama|llamad[oa]|my|our|we are|we're|i have"
    r"|we have|[iw]e? (?:sell|run|own|make)|called|named)\b",
    re.IGNORECASE,
)
_PREFERENCE = re.compile(
    r"\b(?:siempre|nunca|jam[aá]s|prefier\w+|preferimos"
    r"|no (?:uses?|pongas?|digas?|quiero|queremos|me gusta\w*|nos gusta\w*)|evita\w*|recuerda|acu[eé]rdate"
    r"|me gusta\w*|nos gusta\w*|de ahora en adelante"
    r"|always|never|prefer\w*|avoid|remember|don'?t (?:use|say|want|like|mention)|do not (?:use|say|want|like|mention)"
    r"|we (?:like|love|hate)|i (?:like|love|hate)|from now on|no (?:emojis?|slang))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is the fact, `sentence` where it was said, in turn `turn_id` at `position`."""

    kind: str
    value: str
    sentence: str
    turn_id: str
    position: int

    def to_json(self) -> dict[str, Any]:
        """As stored in `longMemorySummary.facts`."""
        return {
            "kind": self.kind,
            "value": self.value,
            "sentence": self.sentence,
            "turnId": self.turn_id,
            "position": self.position,
        }

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Fact:
        """Reads the stored shape."""
        return cls(entry["kind"], entry["value"], entry["sentence"], entry["turnId"], entry["position"])


def facts_of(turn: ContextTurn) -> list[Fact]:
    """The facts that a person's turn states; none for an agent's."""
    if turn.role != "user":
        return []
    found = []
    for sentence in (match[0].strip() for match in _SENTENCE.finditer(turn.text)):
        cut = sentence[:SENTENCE_CHARACTERS]
        found += [Fact(kind, value, cut, str(turn.id), turn.position) for kind, value in _stated(cut)]
    return found


def fold(facts: Iterable[Fact], new: Iterable[Fact]) -> list[Fact]:
    """The facts that hold after `new` ones, oldest first. Folding the same ones again changes nothing."""
    single: dict[str, Fact] = {}
    preferences: dict[str, Fact] = {}
    for fact in sorted([*facts, *new], key=lambda f: f.position):
        if fact.kind == PREFERENCE:
            preferences[fact.value.casefold()] = fact
        else:
            single[fact.kind] = fact
    kept = sorted(preferences.values(), key=lambda f: f.position)[-PREFERENCES:]
    return sorted([*single.values(), *kept], key=lambda f: (f.position, f.kind))


def remembered_facts(summary: dict[str, Any]) -> list[Fact]:
    """The facts of a `longMemorySummary`."""
    return [Fact.from_json(entry) for entry in summary.get("facts", [])]


def _stated(sentence: str) -> list[tuple[str, str]]:
    brief = understand(sentence)
    own = _OWN.search(sentence) is not None
    product = (
        brief.subject.noun if own and brief.subject and brief.subject.industry not in _UNSPECIFIC else None
    )
    values = {
        "brand": brief.brand if own else None,
        "product": product,
        "audience": brief.audience,
        "offer": brief.offer,
        "place": brief.place,
        "date": brief.date,
        "tone": brief.tone,
    }
    stated = [(kind, value) for kind, value in values.items() if value]
    return [*stated, (PREFERENCE, sentence)] if _PREFERENCE.search(sentence) else stated
