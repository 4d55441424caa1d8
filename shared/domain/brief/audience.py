"""For whom a brief is: a phrase around a noun for people."""

from __future__ import annotations

import re

from shared.domain.brief.lexicon import people
from shared.domain.brief.model import Language
from shared.domain.brief.tokens import BOUNDARY, Phrase, tokenize
from shared.domain.platforms import plain

_AUDIENCE_LEAD = {
    "es": r"(?:para|dirigid[oa]s? (?:a|al)|orientad[oa]s? (?:a|al)|pensad[oa]s? (?:para|en)|destinad[oa]s? a"
    r"|enfocad[oa]s? en|publico(?: objetivo)?(?: (?:es|son|seria|sean)|:)|audiencia(?: (?:es|son)|:)"
    r"|llegar (?:a|al)|target:?)",
    "en": r"(?:for|aimed at|targeting|targeted at|directed at|geared towards?|made for|appeals? to|reach|attract"
    r"|audience(?: is| are|:)|target audience(?: is| are|:)|to)",
}
_LEAD = {language: re.compile(rf"\b{lead}\s+") for language, lead in _AUDIENCE_LEAD.items()}
_DETERMINERS = frozenset(
    "los las el la un una unos unas mis nuestros nuestras the my our a an all todos todas".split()
)
_AUDIENCE_STOP = frozenset(
    "para en con y e por durante hasta desde for in on with at and by to from is are es son que dure this next esta"
    " este estas estos about sobre usando using ofreciendo offering anunciando announcing de-una nos nuestra"
    " nuestro so if when while because porque si cuando our my mi mis we called named llamada llamado solo"
    " promocionando promoting".split()
)
_JOINTS = frozenset(("y", "and", "e", "o", "or"))
_TAIL = {
    "es": frozenset("de que con del sin primerizas primerizos".split()),
    "en": frozenset("who that with of on between aged over under without".split()),
}


def find_audience(text: str, language: Language) -> Phrase | None:
    """For whom it is: a phrase around a noun for people ("familias con niños", "busy parents")."""
    folded = plain(text)
    # Between commas ("..., women over 40, ...") an audience needs no word before it.
    for lead in (*_LEAD[language].finditer(folded), *re.finditer(r",\s+", folded)):
        tokens = tokenize(text[lead.end() : lead.end() + 120])
        size = _audience_size([t.folded for t in tokens], language)
        bare = lead.group()[0] == ","
        if size and not (bare and size < len(tokens) and tokens[size].is_word):
            first, last = tokens[0], tokens[size - 1]
            phrase = text[lead.end() + first.start : lead.end() + last.end]
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
        elif word in known and words[size - 1] in _JOINTS:
            pass
        elif word in _JOINTS:
            following = words[size + 1] if size + 1 < len(words) else ""
            if following not in known and not (following.isdigit() and words[size - 1].isdigit()):
                break
        elif _ends(word, language, in_tail=in_tail, distance=size - head):
            break
        size += 1
    while words[size - 1] in _TAIL[language] or words[size - 1] in _JOINTS:
        size -= 1
    return size


def _ends(word: str, language: Language, *, in_tail: bool, distance: int) -> bool:
    """Whether a word stops the phrase: "que odian madrugar" goes on, a third bare adjective does not."""
    if not in_tail and (language == "en" or distance > 2):
        return True
    return word in _AUDIENCE_STOP and not (in_tail and word == "about")


def _third_person(phrase: str, language: Language) -> str:
    swaps = {"es": (r"^mis?\b", "nuestros"), "en": (r"^my\b", "our")}
    pattern, replacement = swaps[language]
    if language == "es" and re.match(r"mis \w+as\b", phrase):
        replacement = "nuestras"
    return re.sub(pattern, replacement, phrase)
