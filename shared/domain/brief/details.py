"""Offer, date, place and tone of a brief: phrases taken from it as they stand."""

from __future__ import annotations

import re

from shared.domain.brief.lexicon import CITIES
from shared.domain.brief.model import Language, Tone
from shared.domain.brief.tokens import Phrase
from shared.domain.platforms import plain

_DAY = {
    "es": r"(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)",
    "en": r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)",
}
_MONTH = {
    "es": r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)",
    "en": r"(?:january|february|march|april|may|june|july|august|september|october|november|december)",
}
_SEASON = {
    "es": r"(?:navidad|black friday|san valentin|halloween|semana santa|verano|otoño|invierno|primavera"
    r"|(?:el )?dia de la madre|(?:el )?dia del padre)",
    "en": r"(?:christmas|black friday|valentine'?s day|halloween|easter|thanksgiving|mother'?s day|father'?s day"
    r"|summer|winter|spring|fall|autumn)",
}
_D, _M, _S = _DAY["es"], _MONTH["es"], _SEASON["es"].replace("ñ", "n")
_HOUR_ES = r"(?:,? a las? \d{1,2}(?:[:.]\d{2})?(?: ?h| ?horas)?)?"
_DATE_ES = (
    rf"(?:hasta|desde) (?:el|este) (?:proximo )?(?:{_D}(?: \d{{1,2}})?|\d{{1,2}})(?: de {_M})?"
    rf"|a partir del? (?:{_D}|\d{{1,2}}(?: de {_M})?|{_M})"
    rf"|del \d{{1,2}} al \d{{1,2}} de {_M}"
    rf"|(?:este|el|el proximo|los|todos los|cada) {_D}(?: y {_D})?(?: \d{{1,2}})?(?: de {_M})?{_HOUR_ES}"
    rf"|el \d{{1,2}} de {_M}{_HOUR_ES}|este fin de semana|esta semana|este mes|solo hoy|mañana mismo"
    rf"|(?:en|por|durante|estas?|este) {_S}|hasta fin de mes|de lunes a (?:viernes|sabado|domingo)"
).replace("ñ", "n")
_D, _M = _DAY["en"], _MONTH["en"]
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_HOUR_EN = r"(?: at \d{1,2}(?::\d{2})? ?(?:am|pm|a\.m\.|p\.m\.)?)?"
_DATE_EN = (
    rf"(?:until|through|starting|from) (?:{_D}(?:,? {_M} {_NTH})?|{_M} {_NTH}|next week)"
    rf"(?: (?:to|through) (?:{_D}|{_NTH}|{_M} {_NTH}))?"
    rf"|(?:on |this |next |every )(?:{_D}(?: and {_D})?(?:,? {_M} {_NTH})?|{_M} {_NTH}){_HOUR_EN}"
    rf"|\b{_M} {_NTH}{_HOUR_EN}|this weekend|this week|this month|today only|all month"
    rf"|(?:on |at |this |for |in ){_SEASON['en']}"
)
_DATE = {"es": re.compile(rf"\b(?:{_DATE_ES})\b"), "en": re.compile(rf"\b(?:{_DATE_EN})\b")}

_WHEN_OR_WHAT = {
    "es": rf"(?: (?:en|de|a|sobre|con|por|para) (?!tik|insta|youtube|face|redes|\d+ ?s)(?:\w+ ?){{1,5}}?"
    rf"(?=[,.;!?|)]|$| (?:para|hasta|solo|este|y|con|en|por|los|desde|del|a partir)\b))?(?: (?:{_DATE_ES}))?",
    "en": rf"(?: (?:on|off|with|for|at|in) (?!tik|insta|youtube|face|social)(?:\w+ ?){{1,5}}?"
    rf"(?=[,.;!?|)]|$| (?:until|for|this|every|on|and|with|in|through|all)\b))?(?: (?:{_DATE_EN}))?",
}
_OFFER = {
    "es": re.compile(
        rf"\b(?:(?:(?!(?:\w*mos|los|las|es|[mts][iu]s) )\w+s )?\d ?x ?\d|dos por uno|tres por dos|2 por 1|3 por 2)"
        rf"{_WHEN_OR_WHAT['es']}"
        rf"|(?:\bhasta (?:un )?)?(?:\bun )?\b\d{{1,2}} ?% (?:de )?(?:descuento|dto\.?|menos|rebaja)"
        rf"{_WHEN_OR_WHAT['es']}"
        rf"|\bdescuentos? (?:del?|de hasta el) \d{{1,2}} ?%{_WHEN_OR_WHAT['es']}|-\d{{1,2}} ?%{_WHEN_OR_WHAT['es']}"
        rf"|\b(?:envios?|entrega) (?:gratis|gratuitos?)(?: (?:en|a|desde|por) (?:[\w€$]+ ?){{1,5}}?(?=[,.;!?|]|$))?"
        rf"|\b(?:(?:primera?|segund[ao]|prueba|clase|consulta|mes|sesion|dia|semana|un|una|\d+|dias|meses|el|la)\s+)"
        rf"(?:\w+ ){{0,4}}?(?:gratis|gratuit[oa]s?)(?: (?:con|por|al) (?:\w+ ?){{1,5}}?(?=[,.;!?|]|$))?"
        rf"|\b(?:\w+ de \w+ |\w+ )?gratis (?:el|la|tu|los|las) primer\w* \w+"
        rf"|\b(?:por )?(?:solo|desde) \d+(?:[.,]\d+)? ?(?:€|\$|euros?|dolares|pesos|usd)(?: al mes)?"
        rf"|\b(?:regalo|de regalo) (?:con|por) (?:\w+ ?){{1,5}}?(?=[,.;!?|]|$)"
        rf"|\b(?:prueba|entrada|consulta|envio|demo|clase|asesoria) (?:gratis|gratuit[oa]|libre)(?: de \d+ dias)?"
    ),
    "en": re.compile(
        rf"\b(?:buy one,? get one(?: free| half off)?|bogo|two for one|2 for 1|\d ?for ?\d|\dx\d|half price"
        rf"|half off){_WHEN_OR_WHAT['en']}"
        rf"|(?:\bup to )?\b\d{{1,2}} ?% (?:off|discount)(?: (?:all|every|your|our|the|any) (?:\w+ ?){{1,4}}?"
        rf"(?=[,.;!?|]|$| (?:until|for|this|every|on|and|with|in)\b))?{_WHEN_OR_WHAT['en']}"
        rf"|\ba? ?\d{{1,2}} ?% discount{_WHEN_OR_WHAT['en']}|[$€£]\d+ off{_WHEN_OR_WHAT['en']}"
        rf"|\b(?:(?:your|a|the|one|first|\d+)[ -])?(?:first|\d+[- ]days?|one|two|\d+)? ?(?:\w+ )?free"
        rf" (?:shipping|trial|delivery|class|consultation|month|week|session|coffee|demo|quote|sample|gift|entry"
        rf"|lesson|tasting|drink|dessert)(?: (?:with|on|for|when) (?:[\w$€£]+ ?){{1,6}}?(?=[,.;!?|]|$))?"
        rf"|\b(?:first|one) (?:\w+ ){{1,2}}(?:is |are )?free\b|\b\d+[- ]day free trial"
        rf"|\b(?:for )?(?:only|just|from) [$€£]\d+(?:\.\d+)?(?: (?:a|per) month)?"
        rf"|\bfree entry\b|\bkids eat free{_WHEN_OR_WHAT['en']}"
    ),
}
_NOT_AN_OFFER = re.compile(r"^(?:un|una|a|the|el|la|uno)? ?(?:video|guion|script|reel)")


def find_offer(text: str, language: Language) -> Phrase | None:
    """A discount, gift, price or trial, with its days and things where they follow it."""
    folded = plain(text)
    for match in _OFFER[language].finditer(folded):
        if _NOT_AN_OFFER.match(match.group()):
            continue
        start, end = match.span()
        while end > start and text[end - 1] in " ,":
            end -= 1
        while start < end and text[start] == " ":
            start += 1
        return Phrase(text[start:end], start, end)
    return None


def find_date(text: str, language: Language) -> Phrase | None:
    """When it happens, as an adverbial phrase ("el sábado 15 de marzo", "this weekend", "on March 15")."""
    match = _DATE[language].search(plain(text))
    if match is None:
        return None
    phrase = text[match.start() : match.end()].strip()
    if language == "en" and re.match(rf"{_MONTH['en']}\b", plain(phrase)):
        phrase = f"on {phrase}"
    if phrase.split()[0].lower() in _LOWERED:
        phrase = phrase[0].lower() + phrase[1:]
    return Phrase(phrase, match.start(), match.end())


_LOWERED = frozenset(
    "este el los todos cada hasta desde del esta solo on this next every until from starting".split()
)


_NAME = r"[A-ZÁÉÍÓÚÑ][\w'’-]*(?:\s+(?:(?:de|del|la|las|los|of)\s+)*[A-ZÁÉÍÓÚÑ0-9][\w'’-]*)*"
_SPOT_ES = r"(?:(?:el|la|los|pleno)\s+)?(?:centro|barrio|calle|plaza|avenida|playa|paseo|puerto|zona)"
_PLACE = {
    "es": re.compile(
        rf"\ben\s+(?:{_SPOT_ES}(?:\s+(?:de|del|de la)\s+{_NAME}|\s+{_NAME}(?:\s+\d+)?)?|{_NAME})"
    ),
    "en": re.compile(
        rf"\b(?:in|at|near|on)\s+(?:(?:downtown|central|the heart of|north|south|east|west)\s+{_NAME}|{_NAME}"
        rf"|downtown\b)"
    ),
}
_NO_PLACE = re.compile(
    r"\b(?:instagram|insta|tik ?tok|youtube|facebook|linkedin|twitter|x|reels?|shorts|stories|pinterest|threads"
    r"|whatsapp|spanish|english|español|espanol|ingles|lunes|martes|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|navidad|christmas|black friday|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|halloween|easter|amazon|etsy|shopify|google|app store)\b"
)


def find_place(text: str, language: Language) -> Phrase | None:
    """Where it is, with its preposition ("en el centro de Madrid", "in Austin")."""
    for match in _PLACE[language].finditer(text):
        if not _NO_PLACE.search(plain(match.group())):
            phrase = match.group().rstrip(".")
            return Phrase(phrase, match.start(), match.start() + len(phrase))
    folded = plain(text)
    preposition = "en" if language == "es" else "in"
    for lead in re.finditer(r"\b(?:en|in|de|of|from)\s+(?=((?:\w+ ?){1,4}))", folded):
        words = lead.group(1).split()
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            if name in CITIES:
                end = lead.start(1) + len(name)
                written = text[lead.start(1) : end].title().replace(" De ", " de ")
                return Phrase(f"{preposition} {written}", lead.start(), end)
    return None


_TONES: tuple[tuple[Tone, re.Pattern[str]], ...] = (
    (
        "fun",
        re.compile(
            r"\b(?:divertid\w+|gracios\w+|humor\w*|chistos\w+|desenfadad\w+|fun|funny|playful|witty)\b"
        ),
    ),
    (
        "emotional",
        re.compile(r"\b(?:emotiv\w+|emocional\w*|tiern\w+|conmovedor\w*|emotional|heartfelt|touching)\b"),
    ),
    ("urgent", re.compile(r"\b(?:urgente?s?|urgencia|ultima hora|urgent|urgency|last chance|last call)\b")),
    (
        "inspiring",
        re.compile(r"\b(?:inspirador\w*|motivador\w*|motivacional|inspiring|inspirational|motivational)\b"),
    ),
    (
        "professional",
        re.compile(
            r"\b(?:tono (?:profesional|serio|formal|corporativo)|corporativ\w+|formal|elegante"
            r"|professional tone|corporate|serious|elegant)\b"
        ),
    ),
)


def find_tone(text: str) -> Tone | None:
    """The tone asked for, by its words in either language."""
    folded = plain(text)
    return next((tone for tone, words in _TONES if words.search(folded)), None)
