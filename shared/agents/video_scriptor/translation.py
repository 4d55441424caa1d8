"""Carries the facts of a brief into the other language, from a small table of terms and never by guessing.

Brands, names and figures stay. What the table does not know is left out and named, so that a script never mixes
languages.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from shared.domain.brief import Brief, Language, Subject
from shared.domain.brief.lexicon import is_feminine, is_plural
from shared.domain.platforms import plain

_PATH: Final = Path(__file__).parent / "library" / "terms.json"
_FACTS: Final = ("offer", "date", "audience", "place")


def translate_brief(brief: Brief, language: Language) -> tuple[Brief, tuple[str, ...]]:
    """The brief in a language, and the phrases of it that could not be said there."""
    if brief.language == language:
        return brief, ()
    lost: list[str] = []
    subject = _subject(brief.subject, language, lost) if brief.subject else None
    facts: dict[str, str | None] = {}
    for name in _FACTS:
        phrase = getattr(brief, name)
        facts[name] = _fact(name, phrase, language) if phrase else None
        if phrase and facts[name] is None:
            lost.append(phrase)
    lost += [*brief.claims, *brief.features, *([brief.topic] if brief.topic else [])]
    carried = replace(
        brief,
        language=language,
        subject=subject,
        claims=(),
        features=(),
        topic=None,
        offer=facts["offer"],
        date=facts["date"],
        audience=facts["audience"],
        place=facts["place"],
    )
    return carried, tuple(lost)


@cache
def _table(name: str, language: Language) -> dict[str, str]:
    """From folded terms of the other language to those of `language`; the first of equal terms counts."""
    pairs = json.loads(_PATH.read_text(encoding="utf-8"))[name]
    table: dict[str, str] = {}
    for spanish, english in pairs:
        source, target = (spanish, english) if language == "en" else (english, spanish)
        table.setdefault(plain(source), target)
    return table


def _subject(subject: Subject, language: Language, lost: list[str]) -> Subject | None:
    noun = _noun(subject, language)
    if noun is None:
        lost.append(subject.noun)
        return None
    head = plain(noun).split()[0 if language == "es" else -1]
    feminine = language == "es" and is_feminine(head)
    return replace(subject, noun=noun, feminine=feminine, plural=is_plural(head, language))


def _noun(subject: Subject, language: Language) -> str | None:
    """The longest known term of the phrase with its adjectives; None where a word is unknown."""
    nouns, adjectives = _table("nouns", language), _table("adjectives", language)
    words = plain(subject.noun).split()
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            head = _number(" ".join(words[start : start + size]), nouns)
            around = [*words[:start], *words[start + size :]]
            known = [_adjective(word, adjectives) for word in around]
            if head is not None and all(known):
                described = [word for word in known if word]
                return _phrase(head, described, language)
    return None


def _number(term: str, nouns: dict[str, str]) -> str | None:
    if term in nouns:
        return nouns[term]
    if term.endswith("s") and (
        one := nouns.get(term.removesuffix("s")) or nouns.get(term.removesuffix("es"))
    ):
        return one + (
            "es" if one[-1] not in "aeioué" and one.isascii() and one.endswith(("n", "l", "r")) else "s"
        )
    return None


def _adjective(word: str, adjectives: dict[str, str]) -> str | None:
    """Spanish adjectives are listed in the masculine singular."""
    forms = (word, re.sub(r"as?$", "o", word), re.sub(r"s$", "", word), re.sub(r"es$", "", word))
    return next((adjectives[form] for form in forms if form in adjectives), None)


def _phrase(head: str, described: list[str], language: Language) -> str:
    if language == "en":
        return " ".join((*described, head))
    first = plain(head).split()[0]
    ending = ("a" if is_feminine(first) else "o") + ("s" if is_plural(first, "es") else "")
    agreeing = [re.sub("o$", ending, word) if word.endswith("o") else word for word in described]
    return " ".join((head, *agreeing))


def _fact(name: str, phrase: str, language: Language) -> str | None:
    known = _table("phrases", language).get(plain(phrase))
    if known is not None or name == "audience":
        return known
    if name == "place":
        return _place(phrase, language)
    return _date(phrase, language) if name == "date" else _offer(phrase, language)


def _place(phrase: str, language: Language) -> str | None:
    """ "en Valencia": a preposition and a name; anything else has words of its own."""
    before, after = ("en", "in") if language == "en" else ("in", "en")
    match = re.fullmatch(rf"{before} ([A-ZÁÉÍÓÚÑ][\w'.-]*(?: (?:de |del |la )?[A-ZÁÉÍÓÚÑ][\w'.-]*)*)", phrase)
    return f"{after} {match[1]}" if match else None


def _date(phrase: str, language: Language) -> str | None:
    """A weekday, a day and month, or both."""
    days, months = _table("days", language), _table("months", language)
    day, month = "|".join(map(re.escape, days)), "|".join(map(re.escape, months))
    folded = plain(phrase)
    if language == "en":
        match = re.fullmatch(rf"(?:el )?(?:({day}) ?)?(?:(\d{{1,2}}) de ({month}))?", folded)
        if match is None or not match[0]:
            return None
        parts = [days[match[1]] if match[1] else "", f"{months[match[3]]} {match[2]}" if match[2] else ""]
        return "on " + ", ".join(part for part in parts if part) if any(parts) else None
    match = re.fullmatch(rf"(?:on )?(?:({day}),? ?)?(?:({month}) (\d{{1,2}}))?", folded)
    if match is None or not (match[1] or match[2]):
        return None
    parts = [days[match[1]] if match[1] else "", f"{match[3]} de {months[match[2]]}" if match[2] else ""]
    return "el " + " ".join(part for part in parts if part)


def _offer(phrase: str, language: Language) -> str | None:
    """A discount or "2x1", with the weekdays it holds."""
    days = _table("days", language)
    day = "|".join(map(re.escape, days))
    folded = plain(phrase)
    if language == "en":
        match = re.fullmatch(
            rf"(?:un )?(?:(\d{{1,2}}) ?% de descuento|(\d)x(\d))(?: (?:todos )?(?:los|cada) ({day}))?", folded
        )
        if match is None:
            return None
        what = f"{match[1]}% off" if match[1] else f"{match[2]}-for-{match[3]}"
        return f"{what} on {days[match[4]]}s" if match[4] else what
    match = re.fullmatch(
        rf"(?:(\d{{1,2}}) ?% (?:off|discount)|(\d)[ -]?(?:for|x)[ -]?(\d))(?: (?:on|every) ({day})s?)?",
        folded,
    )
    if match is None:
        return None
    what = f"{match[1]}% de descuento" if match[1] else f"{match[2]}x{match[3]}"
    if not match[4]:
        return what
    name = days[match[4]]
    return f"{what} los {name if name.endswith('s') else name + 's'}"
