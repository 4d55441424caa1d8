"""Plain-text analysis for Spanish and English: folding, words and light stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-z]+|\d+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
# Longest first: the first suffix that leaves a stem of at least four letters is cut.
_SUFFIXES = (
    "aciones", "iciones", "amientos", "imientos", "amiento", "imiento", "acion", "icion", "ations", "ation",
    "iendo", "ieron", "aremos", "ando", "arme", "arlo", "arla", "erlo", "irlo", "arme", "ings", "ing", "adas",
    "ados", "idas", "idos", "ada", "ado", "ida", "ido", "ies", "ara", "ar", "er", "ir", "es", "ed", "as", "os",
    "s", "a", "o", "e", "y",
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents; `ñ` becomes `n`, letters held down (`holaaaa`) are shortened."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return _REPEATED.sub(r"\1\1", "".join(c for c in decomposed if not unicodedata.combining(c)))


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order (`30s` gives `30` and `s`)."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Cuts a folded word's inflection; not linguistically exact, the same for a word's common forms."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word
