"""Colours that a text names: `#1f6feb`, "azul marino", "gold"."""

from __future__ import annotations

import re

from shared.domain.design.colour import Colour
from shared.domain.text import fold

MOST_COLOURS = 4

# Shades a designer would take for the everyday word, not the pure tones of the screen.
_NAMES: dict[str, str] = {
    "azul marino": "#14284b",
    "navy blue": "#14284b",
    "navy": "#14284b",
    "marino": "#14284b",
    "azul cielo": "#5bb8f0",
    "celeste": "#5bb8f0",
    "sky blue": "#5bb8f0",
    "light blue": "#5bb8f0",
    "azul": "#1f5fd0",
    "blue": "#1f5fd0",
    "turquesa": "#14a89d",
    "turquoise": "#14a89d",
    "teal": "#0f766e",
    "verde oliva": "#6b7132",
    "olive": "#6b7132",
    "verde menta": "#7fd6b4",
    "mint": "#7fd6b4",
    "verde": "#2e8b57",
    "green": "#2e8b57",
    "esmeralda": "#0a8f5b",
    "emerald": "#0a8f5b",
    "amarillo": "#ffc42e",
    "yellow": "#ffc42e",
    "mostaza": "#d9a21b",
    "mustard": "#d9a21b",
    "dorado": "#c9a227",
    "dorada": "#c9a227",
    "oro": "#c9a227",
    "gold": "#c9a227",
    "golden": "#c9a227",
    "naranja": "#f47b20",
    "orange": "#f47b20",
    "coral": "#ff6f59",
    "terracota": "#c8553d",
    "terracotta": "#c8553d",
    "rojo": "#d12f2f",
    "roja": "#d12f2f",
    "red": "#d12f2f",
    "granate": "#7d1128",
    "burdeos": "#7d1128",
    "burgundy": "#7d1128",
    "vino": "#722f37",
    "rosa": "#e8729a",
    "rosado": "#e8729a",
    "pink": "#e8729a",
    "fucsia": "#d6257f",
    "fuchsia": "#d6257f",
    "magenta": "#d6257f",
    "morado": "#6d3bb8",
    "morada": "#6d3bb8",
    "violeta": "#6d3bb8",
    "purple": "#6d3bb8",
    "violet": "#6d3bb8",
    "lila": "#b497e0",
    "lilac": "#b497e0",
    "marron": "#6b4430",
    "brown": "#6b4430",
    "cafe oscuro": "#4b2e2a",
    "beige": "#e6d5bd",
    "crema": "#f4e9d4",
    "cream": "#f4e9d4",
    "gris": "#6b7280",
    "grey": "#6b7280",
    "gray": "#6b7280",
    "plata": "#b8bdc6",
    "silver": "#b8bdc6",
    "negro": "#17181b",
    "negra": "#17181b",
    "black": "#17181b",
    "blanco": "#ffffff",
    "blanca": "#ffffff",
    "white": "#ffffff",
}
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_NAMED = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + r")s?(?:es)?\b"
)
# "Vino" and "oro" are colours only where the text speaks of colours.
_SPEAKS_OF_COLOUR = re.compile(r"\b(?:colou?r(?:es|s)?|tonos?|tones?|paleta|palette|shades?)\b")
_CLAUSE_CHARACTERS = 80


def find_colours(text: str) -> list[Colour]:
    """Hex codes anywhere, and colour names right after a word such as "colores", in order, each once."""
    found = [(m.start(), Colour.parse(m.group())) for m in _HEX.finditer(text)]
    folded = fold(text)
    for mention in _SPEAKS_OF_COLOUR.finditer(folded):
        following = folded[mention.end() : mention.end() + _CLAUSE_CHARACTERS].lstrip(": ")
        clause = re.split(r"[.;:!?](?:\s|$)", following)[0]
        for match in _NAMED.finditer(clause):
            name = match.group()
            known = next(n for n in (name, name[:-1], name[:-2], name[:-3]) if n in _NAMES)
            found.append((mention.end() + match.start(), Colour.parse(_NAMES[known])))
    return list(dict.fromkeys(colour for _, colour in sorted(found, key=lambda item: item[0])))[:MOST_COLOURS]
