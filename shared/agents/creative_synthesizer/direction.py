"""Art direction: from a script to the words, colours, signs and times of its pictures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shared.agents.creative_synthesizer.intent import quoted_texts
from shared.contracts.creative import CreativeOptions
from shared.contracts.script import ScriptDocument
from shared.domain.captions import cues
from shared.domain.design.canvas import AspectRatio
from shared.domain.design.colour import Colour
from shared.domain.design.colour_names import find_colours
from shared.domain.design.icons import icon_for, icon_for_call
from shared.domain.design.palette import Palette, SchemeName, palette_for, scheme_of
from shared.domain.design.storyboard import TEMPLATES, Shot, Still, Storyboard, heard_seconds
from shared.domain.script import Scene
from shared.domain.text import words

_T = TypeVar("_T")

HEADLINE_CHARACTERS = 64
BUTTON_CHARACTERS = 30
_BODY_SCHEMES: tuple[SchemeName, ...] = ("light", "dark", "accent")
_STILL_SCHEMES: tuple[SchemeName, ...] = ("vivid", "light", "dark", "vivid")
_CLAUSE_ENDS = re.compile(r"\s*[.:;,!…—]\s*|\s+[-–]\s+")


@dataclass(frozen=True, slots=True)
class Look:
    """What all pictures of a request share."""

    palette: Palette
    template: str
    seed: str
    brand: str
    industry: str


def make_look(script: ScriptDocument, options: CreativeOptions, known: Sequence[str]) -> Look:
    """The brand's name and colours from the options, else from what was said (`known`, newest first)."""
    colours = [Colour.parse(text) for text in options.brand.colors]
    for text in known:
        colours = colours or find_colours(text)
    brand = options.brand.name or script.brief.brand or ""
    industry = script.brief.industry
    # A brand keeps its look from one request to the next; without one, each script has its own.
    seed = brand or script.title
    return Look(
        palette_for(colours, industry, seed),
        options.template or _picked(TEMPLATES, seed + industry),
        seed,
        brand,
        industry,
    )


def direct_still(
    script: ScriptDocument, look: Look, options: CreativeOptions, intent: str, ratio: AspectRatio
) -> Still:
    """One picture: what the request asks to be written, else the script's hook, offer and call."""
    quoted = quoted_texts(intent)
    title = (
        options.title
        or (quoted[0] if quoted else None)
        or headline(script.scenes[0].on_screen_text, script.hook)
    )
    subtitle = options.subtitle or (quoted[1] if len(quoted) > 1 else None) or _subtitle(script, title)
    call = options.call_to_action or button(script.call_to_action)
    return Still(
        ratio=ratio,
        template=look.template,
        scheme=scheme_of(look.palette, _picked(_STILL_SCHEMES, look.seed)),
        seed=look.seed,
        icon=icon_for(f"{title} {subtitle}", look.industry),
        title=title,
        eyebrow=look.brand,
        subtitle=subtitle,
        call=call,
    )


def direct_shots(script: ScriptDocument, look: Look) -> tuple[Shot, ...]:
    """A shot a scene: the first and last in the brand's colour, those between in turns; signs change."""
    shots: list[Shot] = []
    last = len(script.scenes) - 1
    for number, scene in enumerate(script.scenes):
        text = headline(scene.on_screen_text, scene.narration)
        closing = number == last and last > 0
        scheme: SchemeName = "vivid" if number == 0 or closing else _BODY_SCHEMES[(number - 1) % 3]
        call = button(script.call_to_action) if closing else ""
        recent = [shot.icon for shot in shots[-4:]]
        icon = icon_for_call(script.call_to_action) if closing else icon_for(text, look.industry, recent)
        shots.append(
            Shot(
                start=scene.start,
                end=scene.end,
                scheme=scheme_of(look.palette, scheme),
                icon=icon,
                headline=text,
                eyebrow=look.brand,
                call="" if _same(call, text) else call,
            )
        )
    return tuple(shots)


def direct_board(
    ratio: AspectRatio,
    look: Look,
    shots: tuple[Shot, ...],
    scenes: Sequence[Scene],
    spoken: Sequence[float | None],
) -> Storyboard:
    """The storyboard; captions follow the voice where one is heard (`spoken` seconds a scene), else the scene."""
    timed = [
        scene if seconds is None else replace(scene, end=scene.start + heard_seconds(seconds, scene.seconds))
        for scene, seconds in zip(scenes, spoken, strict=True)
    ]
    return Storyboard(ratio, look.template, look.seed, shots, cues(timed))


def headline(shown: str, said: str) -> str:
    """The words on the picture: those meant to be shown, else the beginning of what is said."""
    text = " ".join((shown or said).split())
    if len(text) <= HEADLINE_CHARACTERS or shown:
        return text
    first = re.split(r"(?<=[.!?…])\s", text)[0]
    if len(first) <= HEADLINE_CHARACTERS:
        return first
    return text[:HEADLINE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def button(call: str) -> str:
    """A call's first clause, where it is short enough for a button; else nothing."""
    text = " ".join(call.split())
    first = next((part for part in _CLAUSE_ENDS.split(text.lstrip("¡¿")) if part), "")
    if first and len(first) <= BUTTON_CHARACTERS:
        opened = text[0] if text and text[0] in "¡¿" else ""
        return f"{opened}{first}{'!' if opened == '¡' else '?' if opened == '¿' else ''}"
    return ""


def _subtitle(script: ScriptDocument, title: str) -> str:
    brief = script.brief
    facts = [fact for fact in (brief.offer, brief.date, brief.place) if fact and not _same(fact, title)]
    if facts:
        joined = " · ".join(facts)
        return joined[0].upper() + joined[1:]
    others = (headline(s.on_screen_text, s.narration) for s in script.scenes[1:-1])
    return next((text for text in others if not _same(text, title)), "")


def _same(one: str, other: str) -> bool:
    """Whether the first says nothing that the other does not."""
    return set(words(one)) <= set(words(other))


def _picked(options: Sequence[_T], seed: str) -> _T:
    return options[hashlib.sha256(seed.encode()).digest()[0] % len(options)]
