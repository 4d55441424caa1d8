"""The brand's name in a brief: quoted, introduced, or written like a name where one is due."""

from __future__ import annotations

import re

from shared.domain.brief import lexicon
from shared.domain.brief.function_words import ARTICLES, POSSESSIVES, STOP
from shared.domain.brief.subject import FoundSubject
from shared.domain.brief.tokens import Token, tokenize
from shared.domain.platforms import plain

_QUOTED = re.compile(r"[\"“”«»'‘’]([^\"“”«»'‘’]{2,40})[\"“”«»'‘’](?!\w)")
_SAID = re.compile(
    r"(?:di|diga|dice|texto|lema|eslogan|slogan|say|says|saying|text|tagline|frase|phrase)\W*$"
)
_WORD_OF_NAME = r"[A-ZÁÉÍÓÚÑ0-9][\w'’&-]*(?:\.\w+)*"
_NAME = rf"{_WORD_OF_NAME}(?:\s+(?:(?:de|del|la|las|los|el|y|&|of|the|and)\s+)*{_WORD_OF_NAME})*"
_CALLED = re.compile(
    r"\b(?:llamad[oa]s?|se llaman?|called|named|(?:marca|brand)(?: name)?(?: es| is|:)?"
    r"|de nombre|nombre(?: es|:)|bautizad[oa]s?(?: como)?)\s*:?\s+",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    rf"(?:^|[.!?]\s+)({_NAME})(?:,| is| es| are| son)\s+(?:an?|un|una|mi|my|nuestr[ao]|our|the|la|el)\b"
)
_AFTER_TRIGGER = re.compile(
    rf"\b(?:promocion\w*|promot\w*|para|for|about|sobre|de|anunci\w*|launch\w*|lanz\w*|at)\s+({_NAME})"
)
_NO_BRAND = re.compile(
    r"^(?:instagram|insta|ig|tik ?tok|youtube|facebook|linkedin|twitter|x|reels?|shorts|stories|pinterest|threads"
    r"|we|you|they|he|she|it|this|that|these|those|there|here|nosotros|nosotras|yo|ellos|ellas|esto|eso|este|esta"
    r"|whatsapp|navidad|christmas|black friday|halloween|san valentin|i|cta|seo|url|ai|ia|hook|gen z|spanish"
    r"|english|espana|\d.*|halloween|easter|mother's day|valentine's day|thanksgiving|verano|summer"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|monday.*)$"
)


def find_brand(text: str, tokens: list[Token], found: FoundSubject | None) -> str | None:
    """The brand's name: quoted, introduced by "llamada" or "called", or written like a name after the noun."""
    for match in _CALLED.finditer(text):
        # "mi marca de café" names nothing; "llamada la miga" names something even in lower case.
        if name := _named_at(
            text, match.end(), loose=match.group().lstrip()[:3].lower() not in ("mar", "bra")
        ):
            return name
    for quoted in _QUOTED.finditer(text):
        name = quoted.group(1).strip(" .,;:|")
        if name and not _SAID.search(plain(text[: quoted.start()])) and len(name.split()) <= 5:
            return name
    options = []
    if found is not None and (before := _names_before(text, tokens, found.first)):
        options.append(re.match(_NAME, before))
    if found is not None and found.last < len(tokens) and tokens[found.last].is_name:
        options.append(re.match(_NAME, text[tokens[found.last].start :]))
    if introduced := _INTRODUCED.search(text):
        options.append(re.match(_NAME, introduced.group(1)))
    options += [re.match(_NAME, m.group(1)) for m in _AFTER_TRIGGER.finditer(text)]
    for option in options:
        name = option.group().strip(" .,'’-") if option else ""
        if (
            name
            and not _NO_BRAND.match(plain(name))
            and plain(name) not in lexicon.CITIES
            and not text.isupper()
        ):
            return name
    return None


def _names_before(text: str, tokens: list[Token], last: int) -> str:
    """The names right before the noun, after a determiner: "the Ergo desk lamp"."""
    first = last
    while first and tokens[first - 1].is_name and tokens[first - 1].folded not in POSSESSIVES | ARTICLES:
        first -= 1
    determined = first and tokens[first - 1].folded in POSSESSIVES | ARTICLES
    return text[tokens[first].start : tokens[last - 1].end] if determined and first < last else ""


def _named_at(text: str, start: int, *, loose: bool) -> str | None:
    rest = text[start:]
    if quoted := re.match(r"[\"“«'‘]([^\"”»'’]{2,40})[\"”»'’]", rest):
        return quoted.group(1).strip(" .,;:|") or None
    if written := re.match(_NAME, rest):
        name = written.group().rstrip(" .,'’-")
        return None if _NO_BRAND.match(plain(name)) else name
    words: list[str] = []
    for token in tokenize(rest)[:3] if loose else []:
        if not token.is_word or token.folded in STOP or token.text.isdigit():
            break
        words.append(token.text)
    return " ".join(words).title() if words and rest[0].isalnum() else None
