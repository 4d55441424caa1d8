"""The fonts that every picture is set in: Poppins for words, Material Design Icons for signs.

Both come from packages, so a picture looks the same on every machine.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from shared.domain.design.fitting import Role

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_WEIGHTS: dict[Role, str] = {
    "eyebrow": "SemiBold",
    "title": "ExtraBold",
    "subtitle": "Medium",
    "call": "Bold",
    "caption": "SemiBold",
}
_MISSING = "\U0010ffff"  # a noncharacter: no font has a glyph for it
_PROBE_SIZE = 24


@lru_cache(maxsize=128)
def font(role: Role, size: int) -> FreeTypeFont:
    """The role's face at a size in pixels."""
    from PIL import ImageFont

    path = files("fontpkg_poppins") / "files" / f"Poppins-{_WEIGHTS[role]}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16)
def icon_font(size: int) -> FreeTypeFont:
    """The signs at a size in pixels."""
    from PIL import ImageFont

    path = files("fonticon_mdi7") / "fonts" / "materialdesignicons-webfont.ttf"
    return ImageFont.truetype(str(path), size)


def icon_glyph(name: str) -> str:
    """The character of a sign; raises `AttributeError` for a name the font does not have."""
    from fonticon_mdi7 import MDI7

    return str(getattr(MDI7, name)).removeprefix("mdi7.")


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    probe = font("title", _PROBE_SIZE)
    mask = probe.getmask(character)
    missing = probe.getmask(_MISSING)
    return character.isspace() or (mask.size, bytes(mask)) != (missing.size, bytes(missing))


def printable(text: str) -> str:
    """The text without what the font cannot write, such as emoji; composed, spaces folded."""
    composed = unicodedata.normalize("NFC", text)
    kept = (c for c in composed if unicodedata.category(c)[0] != "C" or c.isspace())
    return " ".join("".join(c for c in kept if _has_glyph(c)).split())


class PoppinsRuler:
    """Measures lines as they will be inked, overhanging strokes included."""

    def width(self, text: str, role: Role, size: int) -> float:
        """Pixels from the pen's start to the last ink or advance, whichever is wider."""
        return _width(text, role, size)


@lru_cache(maxsize=16_384)
def _width(text: str, role: Role, size: int) -> float:
    face = font(role, size)
    left, _, right, _ = face.getbbox(text)
    return max(right, face.getlength(text)) - min(left, 0)
