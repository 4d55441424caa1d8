"""What a brief says about its subject: whole sentences (claims) and listed features, and a tutorial's topic."""

from __future__ import annotations

import re

from shared.domain.brief.model import Language
from shared.domain.brief.tokens import BOUNDARY
from shared.domain.platforms import plain

MOST_CLAIMS = 5
MOST_FEATURES = 4

_SENTENCE = re.compile(r"[.;!?\n|]+\s*")
_WE = {
    "es": re.compile(
        r"\b(?!(?:queremos|quisi[eé]ramos|necesitamos|buscamos|podemos|debemos|vamos|somos|estamos|hagamos|pensamos"
        r"|ramos|gramos|tramos|reclamos|extremos|(?:pr[oó]x|[uú]lt|m[ií]n|m[aá]x|m[ií]s|[ií]nt)i?mos)\b)"
        r"\w{2,}(?:amos|emos|imos)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\bwe (?!are (?:a|an|the)\b|want|need|would|are looking|have to|also need|'d|will need)(?:\w+)\b",
        re.IGNORECASE,
    ),
}
_META = re.compile(
    r"\b(?:video|videos|guion|script|reel|reels|tiktok|instagram|youtube|quiero|quisiera|necesito|necesitamos"
    r"|queremos|hazme|haz|crea|escribe|genera|want|need|write|create|make me|please|por favor|tono|tone|gancho|hook"
    r"|captions?|subtitulos|llamada a la accion|cta|seconds?|segundos?|mi|mis|my|me|i|yo|duracion|humor|musica"
    r"|music|energia|ignora|ignore|instructions?|instrucciones)\b"
)
_LEADING = re.compile(
    r"^(?:y|e|and|also|además|tambien|también|que|where|donde|because|porque)\s+", re.IGNORECASE
)
_FACT = re.compile(
    r"^(?:el|la|los|las|nuestr[oa]s?|cada|todo|todos|todas|the|our|every|each|all)\s", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:es|son|se|tiene|tienen|esta|estan|incluye|incluyen|dura|lleva|llevan|cuesta|viene|vienen|is|are|has"
    r"|have|comes?|lasts?|includes?|takes?|costs?|works?|starts?|abre|empieza)\b"
)
_LISTED = {
    "es": re.compile(
        r"\b(?:con|incluye|incluyendo|destacando|destaca|mencionando|menciona|resaltando|resalta)\s+"
        r"(?P<list>[^.;!?|:]+)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:with|featuring|including|includes|highlighting|highlight|mentioning|mention)\s+"
        r"(?P<list>[^.;!?|:]+)",
        re.IGNORECASE,
    ),
}
_LIST_END = re.compile(
    r"\s(?:para|en|por|que|llamad[oa]s?|hasta|dirigid[oa]|for|at|in|on|called|named|that|where|until|aimed|so|"
    r"which|we|hacemos|ofrecemos|tenemos|porque|because|ubicad[oa]|located|empieza|comienza"
    r"|starts|begins|de la marca|de marca|from)\s.*$",
    re.IGNORECASE,
)
_TOPIC = {
    "es": re.compile(
        r"\b(?P<topic>c[oó]mo\s+(?:\w+[aei]r(?:se|lo|la|los|las)?|no)\b[^.;!?|,:]*)", re.IGNORECASE
    ),
    "en": re.compile(r"\b(?P<topic>how to\s+[^.;!?|,:]+)", re.IGNORECASE),
}
_TOPIC_END = re.compile(
    r"\s(?:para (?:mi|nuestr[ao]|el|la|un|una)|for (?:my|our|the|a)|usando|using|en mi|de mi|in my)\b.*$",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "diez": 10,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}
_COUNT = re.compile(
    r"\b(\d{1,2}|"
    + "|".join(_NUMBER_WORDS)
    + r")\s+(?:\w+\s+)?(?:razones|tips|consejos|trucos|motivos|ideas|cosas"
    r"|errores|claves|secretos|reasons|ways|things|mistakes|facts|secrets|tricks|hacks|pasos|steps)\b"
)


def find_claims(text: str, language: Language) -> tuple[str, ...]:
    """Sentences of the brief that can be spoken as they are: what "we" do, or what is so. Each ends with a stop."""
    claims = []
    for number, raw in enumerate(_SENTENCE.split(text)):
        sentence = " ".join(raw.replace(BOUNDARY, " ").split()).strip(" ,:-")
        found = _WE[language].search(sentence)
        if found:
            sentence = sentence[found.start() :]
        elif not (number and _FACT.match(_LEADING.sub("", sentence)) and _VERB.search(plain(sentence))):
            continue
        sentence = _LEADING.sub("", sentence).strip(" ,:-")
        if 2 < len(sentence.split()) <= 18 and not _META.search(plain(sentence)):
            claims.append(sentence[0].upper() + sentence[1:] + ".")
    return tuple(dict.fromkeys(claims))[:MOST_CLAIMS]


def find_features(text: str, language: Language) -> tuple[str, ...]:
    """Noun phrases after "con", "with", "featuring" and the like, as they stand in the brief."""
    features: list[str] = []
    for match in _LISTED[language].finditer(text):
        listed = _LIST_END.sub("", match["list"] + " ").strip()
        for part in re.split(r",\s*(?:y |e |and )?|\s+(?:y|e|and)\s+", listed):
            phrase = part.strip(" ,:-")
            size = len(phrase.split())
            if 0 < size <= 6 and len(phrase) > 3 and not _META.search(plain(phrase)) and phrase[0].isalpha():
                features.append(phrase)
            else:
                break
    return tuple(dict.fromkeys(features))[:MOST_FEATURES]


def find_topic(text: str, language: Language) -> str | None:
    """What a tutorial teaches: "cómo preparar un espresso", "how to fold a fitted sheet"."""
    match = _TOPIC[language].search(text)
    if match is None:
        return None
    words = _TOPIC_END.sub("", match["topic"]).split()
    while words and plain(words[-1]) in (
        "de",
        "en",
        "con",
        "para",
        "y",
        "a",
        "the",
        "in",
        "for",
        "with",
        "and",
        "of",
    ):
        words.pop()
    if not 2 < len(words) <= 12:
        return None
    topic = " ".join(words)
    return "cómo" + topic[4:] if language == "es" else "how" + topic[3:]


def find_count(text: str) -> int | None:
    """The number in "5 razones" or "three mistakes", 2 to 10."""
    match = _COUNT.search(plain(text))
    if match is None:
        return None
    count = _NUMBER_WORDS.get(match.group(1)) or int(match.group(1)) if match.group(1) else 0
    return count if 2 <= count <= 10 else None
