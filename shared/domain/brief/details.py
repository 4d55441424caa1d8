"""Offer, audience, date, place and tone of a brief: phrases taken from it as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.domain.brief.lexicon import CITIES, people
from shared.domain.brief.model import Language, Tone
from shared.domain.brief.tokens import BOUNDARY, tokenize
from shared.domain.platforms import plain


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and where it stands."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end


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
        rf"\b(?:(?:\w+s )?\d ?x ?\d|dos por uno|tres por dos|2 por 1|3 por 2){_WHEN_OR_WHAT['es']}"
        rf"|(?:\bhasta (?:un )?)?(?:\bun )?\b\d{{1,2}} ?% (?:de )?(?:descuento|dto\.?|menos|rebaja){_WHEN_OR_WHAT['es']}"
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

_AUDIENCE_LEAD = {
    "es": r"(?:para|dirigid[oa]s? (?:a|al)|orientad[oa]s? (?:a|al)|pensad[oa]s? (?:para|en)|destinad[oa]s? a|enfocad[oa]s? en"
    r"|publico(?: objetivo)?(?: (?:es|son|seria|sean)|:)|audiencia(?: (?:es|son)|:)|llegar (?:a|al)|target:?)",
    "en": r"(?:for|aimed at|targeting|targeted at|directed at|geared towards?|made for|appeals? to|reach|attract"
    r"|audience(?: is| are|:)|target audience(?: is| are|:)|to)",
}
_LEAD = {language: re.compile(rf"\b{lead}\s+") for language, lead in _AUDIENCE_LEAD.items()}
_DETERMINERS = frozenset("los las el la un una unos unas mis nuestros nuestras the my our a an all todos todas".split())
_AUDIENCE_STOP = frozenset(
    "para en con y e por durante hasta desde for in on with at and by to from is are es son que dure this next esta"
    " este estas estos about sobre usando using ofreciendo offering anunciando announcing de-una nos nuestra"
    " nuestro our my mi mis we called named llamada llamado solo promocionando promoting".split()
)
_TAIL = {
    "es": frozenset("de que con del sin primerizas primerizos".split()),
    "en": frozenset("who that with of between aged over under without".split()),
}


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
    phrase = text[match.start(): match.end()].strip()
    if language == "en" and re.match(rf"{_MONTH['en']}\b", plain(phrase)):
        phrase = f"on {phrase}"
    if phrase.split()[0].lower() in _LOWERED:
        phrase = phrase[0].lower() + phrase[1:]
    return Phrase(phrase, match.start(), match.end())


_LOWERED = frozenset("este el los todos cada hasta desde del esta solo on this next every until from starting".split())


def find_audience(text: str, language: Language) -> Phrase | None:
    """For whom it is: a phrase around a noun for people ("familias con niños", "busy parents")."""
    folded = plain(text)
    for lead in _LEAD[language].finditer(folded):
        tokens = tokenize(text[lead.end(): lead.end() + 120])
        size = _audience_size([t.folded for t in tokens], language)
        if size:
            first, last = tokens[0], tokens[size - 1]
            phrase = text[lead.end() + first.start: lead.end() + last.end]
            return Phrase(_third_person(phrase, language), lead.start(), lead.end() + last.end)
    return None


def _audience_size(words: list[str], language: Language) -> int:
    """How many of the tokens, from the first, are the audience; 0 when they name no people."""
    known = people(language)
    head = None
    for i, word in enumerate(words[:5]):
        if word in known:
            head = i
            if language == "es":
                break
        elif head is not None or not word[0].isalpha() or word in _AUDIENCE_STOP:
            if not (i == 0 and word in _DETERMINERS):
                break
        elif language == "es" and word not in _DETERMINERS and i > 1:
            break
    if head is None:
        return 0
    size = head + 1
    in_tail = False
    while size < min(len(words), head + 9):
        word = words[size]
        if not word[0].isalnum() or word == BOUNDARY:
            break
        if word in _TAIL[language]:
            in_tail = True
        elif word in ("y", "and", "e", "o", "or"):
            following = words[size + 1] if size + 1 < len(words) else ""
            if following not in known and not (following.isdigit() and words[size - 1].isdigit()):
                break
        elif (word in _AUDIENCE_STOP and not (in_tail and word == "about")) or (not in_tail and language == "en"):
            break
        elif not in_tail and size > head + 2:
            break
        size += 1
    while words[size - 1] in _TAIL[language] or words[size - 1] in ("y", "and", "e", "o", "or"):
        size -= 1
    return size


def _third_person(phrase: str, language: Language) -> str:
    swaps = {"es": (r"^mis?\b", "nuestros"), "en": (r"^my\b", "our")}
    pattern, replacement = swaps[language]
    if language == "es" and re.match(r"mis \w+as\b", phrase):
        replacement = "nuestras"
    return re.sub(pattern, replacement, phrase)


_NAME = r"[A-ZÁÉÍÓÚÑ][\w'’-]*(?:\s+(?:(?:de|del|la|las|los|of)\s+)*[A-ZÁÉÍÓÚÑ0-9][\w'’-]*)*"
_SPOT_ES = r"(?:(?:el|la|los|pleno)\s+)?(?:centro|barrio|calle|plaza|avenida|playa|paseo|puerto|zona)"
_PLACE = {
    "es": re.compile(rf"\ben\s+(?:{_SPOT_ES}(?:\s+(?:de|del|de la)\s+{_NAME}|\s+{_NAME}(?:\s+\d+)?)?|{_NAME})"),
    "en": re.compile(
        rf"\b(?:in|at|near|on)\s+(?:(?:downtown|central|the heart of|north|south|east|west)\s+{_NAME}|{_NAME}|downtown\b)"
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
    for lead in re.finditer(r"\b(?:en|in|de|of|from)\s+((?:\w+ ?){1,4})", folded):
        words = lead.group(1).split()
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            if name in CITIES:
                end = lead.start(1) + len(name)
                written = text[lead.start(1): end].title().replace(" De ", " de ")
                return Phrase(f"{preposition} {written}", lead.start(), end)
    return None


_TONES: tuple[tuple[Tone, re.Pattern[str]], ...] = (
    ("fun", re.compile(r"\b(?:divertid\w+|gracios\w+|humor\w*|chistos\w+|desenfadad\w+|fun|funny|playful|witty)\b")),
    ("emotional", re.compile(r"\b(?:emotiv\w+|emocional\w*|tiern\w+|conmovedor\w*|emotional|heartfelt|touching|warm)\b")),
    ("urgent", re.compile(r"\b(?:urgente?s?|urgencia|ultima hora|urgent|urgency|last chance|last call)\b")),
    ("inspiring", re.compile(r"\b(?:inspirador\w*|motivador\w*|motivacional|inspiring|inspirational|motivational)\b")),
    ("professional", re.compile(
        r"\b(?:tono (?:profesional|serio|formal|corporativo)|corporativ\w+|formal|elegante"
        r"|professional tone|corporate|serious|elegant)\b"
    )),
)


def find_tone(text: str) -> Tone | None:
    """The tone asked for, by its words in either language."""
    folded = plain(text)
    return next((tone for tone, words in _TONES if words.search(folded)), None)
