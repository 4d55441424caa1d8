"""The length that a text asks for: `30s`, `30 segundos`, `de un minuto`, `half a minute`, `1:30`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.domain.platforms import plain

_WORDS = {
    "un": 1,
    "una": 1,
    "one": 1,
    "a": 1,
    "dos": 2,
    "two": 2,
    "tres": 3,
    "three": 3,
    "cuatro": 4,
    "four": 4,
    "cinco": 5,
    "five": 5,
    "seis": 6,
    "six": 6,
    "siete": 7,
    "seven": 7,
    "ocho": 8,
    "eight": 8,
    "nueve": 9,
    "nine": 9,
    "diez": 10,
    "ten": 10,
    "doce": 12,
    "twelve": 12,
    "quince": 15,
    "fifteen": 15,
    "veinte": 20,
    "twenty": 20,
    "veinticinco": 25,
    "treinta": 30,
    "thirty": 30,
    "cuarenta": 40,
    "forty": 40,
    "cincuenta": 50,
    "fifty": 50,
    "sesenta": 60,
    "sixty": 60,
    "noventa": 90,
    "ninety": 90,
    "cuarenta y cinco": 45,
    "twenty five": 25,
    "twenty-five": 25,
    "forty five": 45,
    "forty-five": 45,
}
_NUMBER = (
    r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?|"
    + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
    + ")"
)
_SECONDS = r"(?:s|seg|segs|segundos?|sec|secs|seconds?)\b"
_MINUTES = r"(?:m|min|mins|minutos?|minutes?)\b"

_PATTERNS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern), factor)
    for pattern, factor in (
        (rf"\b{_NUMBER}\s?-?\s?{_MINUTES}\s*(?:y|and|,)?\s*(?P<extra>\d+)\s?-?\s?{_SECONDS}", 60.0),
        (r"\b(?P<number>\d{1,2})m(?P<extra>\d{1,2})s\b", 60.0),
        (rf"\b{_NUMBER}\s?-?\s?{_MINUTES} (?P<half>y medio|and a half)", 60.0),
        (r"\b(?P<number>one|a|un) (?:minute|minuto) (?P<half>and a half|y medio)", 60.0),
        (r"(?P<number>\b)(?P<half>half a minute|half-a-minute|medio minuto|half minute)\b", 0.0),
        (r"\bminuto (?P<half>y medio)(?P<number>\b)", 60.0),
        (rf"(?<![\w.,:])(?P<sign>-)?{_NUMBER}\s?-?\s?{_SECONDS}", 1.0),
        (rf"\b{_NUMBER}(?:''|\"(?!\w))", 1.0),
        (rf"(?<![\w.,:])(?P<sign>-)?{_NUMBER}\s?-?\s?{_MINUTES}", 60.0),
        (r"(?<![\w:.,])(?P<number>\d{1,2}):(?P<extra>[0-5]\d)(?![\w:])", 60.0),
    )
)
# What is around decides whether a length is the video's or something the brief tells about.
_VIDEO = re.compile(
    r"\b(?:videos?|guion(?:es)?|script|reels?|shorts?|tik ?toks?|clip|spot|anuncio|ad|historias?|story|stories"
    r"|pieza|dure|duracion|maximo|max|length|long|duration|hasta|up to|youtube|instagram|acorta\w*|shorten)\b"
)
_CLOCK_BEFORE = re.compile(
    r"(?:\ba las?|\bat|\bdesde las?|\bfrom|\bhasta las?|\buntil|\by las|\band|\ba)\s*$"
)
_CLOCK_AFTER = re.compile(r"^\s*(?:[ap]\.?m\b|h\b|hrs?\b|horas?\b|o'clock)")
_OTHER_BEFORE = re.compile(
    r"\b(?:clases?|sesion(?:es)?|cursos?|entregas?|entrenamientos?|rutinas?|recetas?|masajes?|lecciones"
    r"|classes|sessions?|courses?|workouts?|lessons?|recipes?|massages?|listo|listas?|ready|delivered|delivery"
    r"|vuelta|a solo|only|just|away)\s+(?:\w+\s+){0,2}$"
)
_OTHER_AFTER = re.compile(
    r"^\s*-?\s*(?:\w+\s+)?(?:class(?:es)?|sessions?|courses?|workouts?|lessons?|recipes?|massages?|delivery|walk"
    r"|de (?:clase|sesion|entrenamiento|la playa|el centro)|al dia|a day|each|cada|away|later|gratis|free)\b"
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length in seconds and the part of the text that says it."""

    seconds: float
    start: int
    end: int


def find_length(text: str) -> Length | None:
    """The length of the video that the text asks for; None when it names none.

    Of several it takes the one nearest to a word for a video. Lengths of other things ("clases de 45 minutos",
    "delivered in 30 minutes", "a las 7:30") are passed over.
    """
    lengths = find_lengths(text)
    folded = plain(text)
    return max(lengths, key=lambda length: (_nearness(folded, length), -length.start)) if lengths else None


def find_lengths(text: str) -> list[Length]:
    """Every length in the text that can be the video's."""
    folded = plain(text)
    found: list[Length] = []
    for pattern, factor in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(match.start() < known.end and known.start < match.end() for known in found):
                continue
            if _is_other(folded, match):
                continue
            found.append(Length(_seconds(match, factor), match.start(), match.end()))
    return found


def _seconds(match: re.Match[str], factor: float) -> float:
    groups = match.groupdict()
    raw = groups["number"] or ""
    if not raw:
        return factor + 30.0
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", raw):
        value = float(re.sub(r"[.,]", "", raw))
    else:
        value = float(_WORDS[raw]) if raw in _WORDS else float(raw.replace(",", "."))
    total = value * factor + (30.0 if groups.get("half") else float(groups.get("extra") or 0))
    return -total if groups.get("sign") else total


def _is_other(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 30]
    if ":" in match.group() and (_CLOCK_BEFORE.search(before) or _CLOCK_AFTER.search(after)):
        return True
    if match.group().startswith(("a ", "un ", "una ")) and re.search(r"\b(?:en|in|dame|give me)\s*$", before):
        return True
    without_of = re.sub(r"\b(?:de|of|en|in|menos de|less than|under)\s*$", "", before)
    without_of = re.sub(r"\b(?:de|of|en|in|menos|less)\s*$", "", without_of.rstrip() + " ")
    return bool(_OTHER_BEFORE.search(without_of) or _OTHER_AFTER.search(after))


def _nearness(text: str, length: Length) -> float:
    distances = [min(abs(m.start() - length.end), abs(length.start - m.end())) for m in _VIDEO.finditer(text)]
    return -float(min(distances)) if distances else -1_000.0
