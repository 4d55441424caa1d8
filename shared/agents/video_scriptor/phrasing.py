"""Fills the slots of library lines from a brief, with the grammar of the language."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import Any

from shared.agents.video_scriptor.library import Common, Line, Trade
from shared.domain.brief import Brief, Subject

_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\{n:([^|}]*)\|([^}]*)\}")
_SENTENCE_START = re.compile(r"(^|[.!?…]\s+)([¿¡«\"“(]*)([a-záéíóúüñ])")
_STOPS = re.compile(r"([.!?…])[.]+(?=\s|$)")
# "de el teatro" is "del teatro"; a name keeps its article: "de El Nopal".
_CONTRACTED = re.compile(r"\b([Dd]e|[Aa]) el (?=[a-záéíóúñ])")
_VOWEL_SOUND = re.compile(r"^(?:[aeio]|u(?!ni|se|til|s\b))", re.IGNORECASE)


class Phrasing:
    """The slots of one brief. `fill` gives None for a line that needs something the brief does not say."""

    def __init__(self, brief: Brief, common: Common, trade: Trade, platform: str, rng: Random) -> None:
        words = common.words
        self._brand = brief.brand
        self._spanish = brief.language == "es"
        subject = brief.subject
        self._plural = bool(subject and subject.plural and not brief.brand)
        name = brief.brand or (self._our(words, subject) if subject else words["brand"])
        kind = subject.kind if subject else "product" if brief.brand else "unnamed"
        self.slots: dict[str, str] = {
            "name": name,
            "label": brief.brand or cap(subject.noun if subject else words["brand"]),
            "with": f"{words['prepositions'][kind]} {name}",
            "intro": self._intro(words, brief, name),
            "intro_a": self._intro_a(brief, name),
            "setting": trade.setting,
            "people": trade.people,
            "closeup": rng.choice(trade.closeups),
        }
        for slot in ("logo", "sign"):
            named, unnamed = words[slot]
            self.slots[slot] = named.replace("{brand}", brief.brand) if brief.brand else unnamed
        self.slots["intro_cap"] = cap(self.slots["intro"], brief.brand)
        for slot in ("offer", "audience", "place", "date"):
            if value := getattr(brief, slot):
                # An audience is taken from within a sentence and may begin with a name ("Gen Z women").
                self.slots[slot] = value if slot == "audience" else uncap(value, brief.brand)
                self.slots[f"{slot}_cap"] = cap(value)
        if brief.features:
            self.slots["features"] = join(brief.features, words["reply"]["and"])
        topic = brief.topic or self.fill(words["topic"]) or ""
        self.slots["topic"] = uncap(topic, brief.brand)
        self.slots["topic_cap"] = cap(topic)
        if platform in words["links"]:
            self.slots["link"] = words["links"][platform]
        act = (
            self.fill(rng.choice([*trade.acts.get(kind, ()), *words["acts"][kind]]))
            or words["short_acts"][kind]
        )
        if kind in ("place", "event", "course", "cause"):
            self.slots["join_us"] = words["joinUs"]
        self.slots |= {
            "act": act,
            "act_lower": uncap(act, brief.brand),
            "short_act": words["short_acts"][kind],
        }

    def fill(self, template: str, **extra: str) -> str | None:
        """The text of a template, sentences capitalised; None where a slot has no value."""
        slots = {**self.slots, **extra}
        if any(slot not in slots for slot in _slots(template)):
            return None
        text = template
        if "{" in text:
            text = _CHOICE.sub(lambda m: m[2] if self._plural else m[1], text)
            text = _SLOT.sub(lambda m: slots[m[1]], text)
        return _polish(text, self._spanish, self._brand)

    def line(self, line: Line, **extra: str) -> Line | None:
        """Both texts of a line; None where a slot has no value."""
        spoken = self.fill(line.spoken, **extra)
        screen = self.fill(line.screen, **extra)
        return None if spoken is None or screen is None else Line(spoken, screen)

    def _our(self, words: dict[str, Any], subject: Subject) -> str:
        key = ("f" if subject.feminine else "m") + ("p" if subject.plural else "")
        return f"{words['our'][key]} {subject.noun}"

    def _intro(self, words: dict[str, Any], brief: Brief, name: str) -> str:
        subject = brief.subject
        intro = name
        if brief.brand and subject:
            intro += f", {self._determiner(words['apposition'][subject.kind], subject)} {subject.noun}"
        return f"{intro} {brief.place}" if brief.place else intro

    def _determiner(self, word: str, subject: Subject) -> str:
        if word != "the":
            return word + "s" if self._spanish and subject.plural else word
        if not self._spanish:
            return "the"
        return {(False, False): "el", (True, False): "la", (False, True): "los", (True, True): "las"}[
            (subject.feminine, subject.plural)
        ]

    def _intro_a(self, brief: Brief, name: str) -> str:
        """As a customer would say it: "La Miga, una cafetería vegana", "this vegan bakery"."""
        subject = brief.subject
        if subject is None:
            return name
        if self._spanish:
            one = {(False, False): "un", (True, False): "una", (False, True): "unos", (True, True): "unas"}
            this = {
                (False, False): "este",
                (True, False): "esta",
                (False, True): "estos",
                (True, True): "estas",
            }
            key = (subject.feminine, subject.plural)
            intro = f"{name}, {one[key]} {subject.noun}" if brief.brand else f"{this[key]} {subject.noun}"
        elif brief.brand:
            article = "" if subject.plural else "an " if _VOWEL_SOUND.match(subject.noun) else "a "
            intro = f"{name}, {article}{subject.noun}"
        else:
            intro = f"{'these' if subject.plural else 'this'} {subject.noun}"
        return f"{intro} {brief.place}" if brief.place else intro


# Attempts at one script repeat most of their texts.
@lru_cache(maxsize=4_096)
def _polish(text: str, spanish: bool, brand: str | None) -> str:
    """Single spaces and stops, contracted articles, capitals at the start of sentences."""
    text = _STOPS.sub(r"\1", " ".join(text.split()))
    if spanish:
        text = _CONTRACTED.sub(r"\1l ", text)

    def upper(match: re.Match[str]) -> str:
        if brand and text.startswith(brand, match.start(3)):
            return match.group()
        return match[1] + match[2] + match[3].upper()

    return _SENTENCE_START.sub(upper, text)


@lru_cache(maxsize=4_096)
def _slots(template: str) -> tuple[str, ...]:
    return tuple(_SLOT.findall(template))


def join(parts: tuple[str, ...], conjunction: str) -> str:
    """ "a, b y c"; Spanish "y" becomes "e" before the sound i."""
    if len(parts) == 1:
        return parts[0]
    if conjunction == "y" and re.match(r"h?i(?!e)", parts[-1], re.IGNORECASE):
        conjunction = "e"
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def cap(text: str, brand: str | None = None) -> str:
    """The first letter in upper case, but for a brand that is written in lower case."""
    return text if brand and text.startswith(brand) else text[:1].upper() + text[1:]


def uncap(text: str, brand: str | None = None) -> str:
    """The first letter in lower case, but for the brand, abbreviations and names with inner capitals."""
    first = text.split()[0] if text.split() else ""
    is_name = bool(brand and text.startswith(brand))
    is_shouted = any(c.isupper() for c in first[1:])
    return text if is_name or is_shouted else text[:1].lower() + text[1:]
