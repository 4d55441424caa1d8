"""Tells Spanish from English, also for texts of one or two words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from shared.domain.text import words

Language = Literal["es", "en"]

_SPANISH_SIGNS = re.compile(r"[áéíóúñ¿¡]", re.IGNORECASE)
_SIGN_WEIGHT: Final = 2.0
_COMMON_WEIGHT: Final = 2.0

# Function words and the words a short message consists of, folded. Words of both languages are left out.
_SPANISH = frozenset(
    """el la los las un una unos unas de del al y o u que quien cual cuales cuando como donde cuanto cuanta
    cuantos para pa por porfa con sin sobre entre hasta desde hacia segun es son esta este esto estas estos
    ese esa eso esos esas aquel aquella soy eres somos ser estar estoy estan hay fue era han muy mas menos
    ya tambien pero si porque pues mi mis tu tus su sus nuestro nuestra nuestros nuestras yo ella ellos
    nosotros te se lo le les nos os quiero quisiera necesito ocupo hola gracias adios buenos buenas dias
    tardes noches haz hazme hazlo hace haceme crea arma armame dame dime pon ponle escribe escribeme busca
    ayuda ayudame cambia cambiale quita agrega ahora luego despues antes hoy ayer manana semana mes meses
    ano anos video videos guion negocio tienda campana imagen corto corta otra otro otros algo nada todo
    toda todos todas cada ok social mejor nuevo nueva bien bueno dale vale listo oye che wey q ke xq vos
    genial jaja jajaja perfecto tengo tiene tienen vendo puedes puede podrias podemos cuenta redes texto voz
    fondo moda pausa lanza graba dibuja borra sigue prueba espera sabe a no me gusta gustan gusto""".split()
)
_ENGLISH = frozenset(
    """the a an of and or to in on at for with without from by about into over is are am was were be been
    being this that these those it its i you he she we they my your our their his her me us them what which
    who when where why how do does did don doesn not no yes can could should would will shall may might must
    have has had want need make made let get got give write draft create build find tell show put take turn
    hi hello hey thanks thank bye good morning please pls now then today yesterday tomorrow week month year
    shorter longer more less another again better best new next first there here just some any all every
    script picture image campaign launch help something nothing everything cool nice great love like so if
    but as than up out off down also too very much many sure okay looks going one two three buy explain
    maybe media social bigger smaller ok story video add change remove keep pause stop start send check
    trending lol haha dunno""".split()
)
_SHARED = _SPANISH & _ENGLISH
_SPANISH_ENDINGS = (
    "cion", "ciones", "ando", "iendo", "dad", "mente", "oso", "osa", "ista", "ito", "ita", "illo", "aje",
    "ero", "era", "ncia", "ado", "ada", "ame", "eme", "alo", "ala", "elo", "ar", "er", "ir", "as", "os",
    "an", "en", "a", "o",
)  # fmt: skip
_ENGLISH_ENDINGS = (
    "tion", "tions", "ing", "ings", "ness", "ment", "ght", "ed", "ly", "ck", "sh", "th", "ful", "ee", "oo",
    "y", "w", "k", "t", "p", "m", "g", "d", "h",
)  # fmt: skip
_ENDINGS = tuple(
    sorted(
        [(e, 1 + 0.2 * len(e)) for e in _SPANISH_ENDINGS]
        + [(e, -1 - 0.2 * len(e)) for e in _ENGLISH_ENDINGS],
        key=lambda pair: -len(pair[0]),
    )
)


def detect_language(text: str) -> Language:
    """`es` or `en`, whichever the words, endings and signs speak for; Spanish when nothing speaks."""
    score = _SIGN_WEIGHT * min(2, len(_SPANISH_SIGNS.findall(text)))
    score += sum(_evidence(word) for word in words(text))
    return "en" if score < 0 else "es"


@lru_cache(maxsize=16_384)
def _evidence(word: str) -> float:
    """Positive for Spanish, negative for English; a listed word weighs more than any ending."""
    if word in _SHARED or word.isdigit():
        return 0.0
    if word in _SPANISH:
        return _COMMON_WEIGHT
    if word in _ENGLISH:
        return -_COMMON_WEIGHT
    if len(word) < 3:
        return 0.0
    return next((0.5 * weight for ending, weight in _ENDINGS if word.endswith(ending)), 0.0)
