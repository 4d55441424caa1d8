"""A brief as tokens with their original spelling; what is already understood becomes a boundary."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.domain.platforms import plain

BOUNDARY = "|"
_TOKEN = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*|[^\w\s]")
_CAPITALISED = re.compile(r"[A-ZÁÉÍÓÚÜÑ]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign; `folded` is lower case without accents."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or number."""
        return self.text[0].isalnum()

    @property
    def is_name(self) -> bool:
        """Whether it is written like a proper name."""
        return bool(_CAPITALISED.match(self.text))


def tokenize(text: str) -> list[Token]:
    """Words and signs with their positions."""
    return [Token(m.group(), plain(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with the spans replaced by a boundary, all other characters in their places."""
    for start, end in spans:
        if end > start:
            text = text[:start] + BOUNDARY + " " * (end - start - 1) + text[end:]
    return text


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
