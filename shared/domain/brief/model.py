"""A brief as understood: what is to be shown, to whom, why, where, how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.domain.platforms import Target

Language = Literal["es", "en"]
Kind = Literal["place", "product", "app", "course", "service", "event", "cause", "shop", "property"]
Goal = Literal[
    "promote", "launch", "tutorial", "testimonial", "event", "sale", "behind", "list", "compare", "myths"
]
Tone = Literal["fun", "emotional", "professional", "urgent", "inspiring"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing of the brief as a noun phrase without determiner; gender matters in Spanish only."""

    noun: str
    kind: Kind
    industry: str
    feminine: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """Every field that the text does not give is None or empty; the writer then speaks generally.

    `offer`, `date`, `place` and `audience` are phrases of the brief ("2x1 los martes", "el sábado 15 de marzo",
    "Valencia", "familias con niños"); `claims` are whole sentences of it, `features` noun phrases.
    `seconds` is the length the text asks for, `count` the number in "5 reasons".
    """

    text: str
    language: Language
    goal: Goal
    industry: str
    subject: Subject | None = None
    brand: str | None = None
    audience: str | None = None
    offer: str | None = None
    place: str | None = None
    date: str | None = None
    topic: str | None = None
    tone: Tone | None = None
    count: int | None = None
    seconds: float | None = None
    targets: tuple[Target, ...] = ()
    claims: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
