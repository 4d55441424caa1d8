"""The template library: narrative structures, trade vocabularies and common phrases, read from JSON files.

A line is `spoken | on screen`. Slots in braces are filled by `phrasing.py`; a line whose slot the brief does not
fill is not used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from shared.domain.brief import Language

LIBRARY_VERSION = "1.1.0"
LANGUAGES: tuple[Language, ...] = ("es", "en")
_ROOT = Path(__file__).parent / "library"

Source = Literal["lines", "pains", "dreams", "points", "myths", "offer", "date", "place", "audience", "cta"]


@dataclass(frozen=True, slots=True)
class Line:
    """What is said and what is shown while it is said."""

    spoken: str
    screen: str


@dataclass(frozen=True, slots=True)
class Beat:
    """A part of a structure. The lower its rank, the later it is dropped when time is short."""

    role: str
    source: Source
    rank: float | None
    lines: tuple[Line, ...] = ()
    more: tuple[str, ...] = ()
    visuals: tuple[str, ...] = ()
    prefix: str = ""
    numbered: bool = False
    industry: str | None = None
    needs_subject: bool = False


@dataclass(frozen=True, slots=True)
class Aspect:
    """One strength of a trade: a label, a sentence, a second one, and how to film it."""

    label: str
    line: str
    more: str
    shot: str


@dataclass(frozen=True, slots=True)
class Trade:
    """The vocabulary of an industry.

    `acts` are calls to action of its own, by kind of subject; they go before the common ones.
    `place_only` lists the screen texts that do not suit a thing one buys.
    """

    name: str
    setting: str
    people: str
    closeups: tuple[str, ...]
    hooks: dict[str, tuple[Line, ...]]
    pains: tuple[Line, ...]
    dreams: tuple[Line, ...]
    aspects: tuple[Aspect, ...]
    myths: tuple[tuple[str, str], ...]
    hashtags: tuple[str, ...]
    place_only: frozenset[str] = frozenset()
    acts: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Structure:
    """A narrative structure. `trade_hooks`: whose hooks it may borrow, the brief's trade or a named one."""

    id: str
    language: Language
    title: str
    description: str
    goals: tuple[str, ...]
    titles: tuple[str, ...]
    hooks: dict[str, tuple[Line, ...]]
    beats: tuple[Beat, ...]
    fallback_hooks: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    trade_hooks: str | bool = False


@dataclass(frozen=True, slots=True)
class Common:
    """Phrases of a language that every structure shares; `words` holds the small tables by name.

    `tones` holds what is said for each tone, whatever the structure.
    """

    facts: dict[str, Beat]
    tones: dict[str, Beat]
    cta: Beat
    extras: tuple[Beat, ...]
    visuals: tuple[str, ...]
    words: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything of one language."""

    language: Language
    structures: dict[str, Structure]
    trades: dict[str, Trade]
    common: Common


@cache
def load_library(language: Language) -> Library:
    """Reads a language's files once a process."""
    folder = _ROOT / language
    structures = [
        _structure(_read(path), language) for path in sorted((folder / "structures").glob("*.json"))
    ]
    trades = {
        path.stem: _trade(path.stem, _read(path)) for path in sorted((folder / "industries").glob("*.json"))
    }
    return Library(language, {s.id: s for s in structures}, trades, _common(_read(folder / "common.json")))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _line(text: str) -> Line:
    spoken, _, screen = text.partition(" | ")
    return Line(spoken, screen)


def _hooks(data: dict[str, list[str]]) -> dict[str, tuple[Line, ...]]:
    return {style: tuple(map(_line, lines)) for style, lines in data.items()}


def _beat(role: str, data: dict[str, Any]) -> Beat:
    return Beat(
        role,
        data.get("from", "lines"),
        data.get("rank"),
        tuple(map(_line, data.get("lines", ()))),
        tuple(data.get("more", ())),
        tuple(data.get("visual", ())),
        data.get("prefix", ""),
        data.get("numbered", False),
        data.get("industry"),
        data.get("needsSubject", False),
    )


def _structure(data: dict[str, Any], language: Language) -> Structure:
    return Structure(
        data["id"],
        language,
        data["title"],
        data["description"],
        tuple(data["goals"]),
        tuple(data["titles"]),
        _hooks(data["hooks"]),
        tuple(_beat(b["role"], b) for b in data["beats"]),
        _hooks(data.get("fallbackHooks", {})),
        data.get("industryHooks", False),
    )


def _trade(name: str, data: dict[str, Any]) -> Trade:
    return Trade(
        name,
        data["setting"],
        data["people"],
        tuple(data["closeups"]),
        _hooks(data["hooks"]),
        tuple(map(_line, data["pains"])),
        tuple(map(_line, data["dreams"])),
        tuple(Aspect(*aspect) for aspect in data["aspects"]),
        tuple((myth, truth) for myth, truth in data["myths"]),
        tuple(data["hashtags"]),
        frozenset(data.get("placeOnly", ())),
        {kind: tuple(acts) for kind, acts in data.get("acts", {}).items()},
    )


def _common(data: dict[str, Any]) -> Common:
    return Common(
        {name: _beat(name, fact) for name, fact in data["facts"].items()},
        {tone: _beat("tone", beat) for tone, beat in data["tones"].items()},
        _beat("cta", data["cta"]),
        tuple(_beat(extra["role"], extra) for extra in data["extras"]),
        tuple(data["visuals"]),
        {k: v for k, v in data.items() if k not in ("facts", "tones", "cta", "extras", "visuals")},
    )
