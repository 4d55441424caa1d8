"""Colours in sRGB and the contrast between them."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from typing import NamedTuple

# WCAG 2.2, success criterion 1.4.3: normal text.
MIN_TEXT_CONTRAST = 4.5
# WCAG 2.2, success criterion 1.4.11: shapes that carry meaning, such as a button.
MIN_SHAPE_CONTRAST = 3.0

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class InvalidColourError(ValueError):
    """A text that is no `#rgb` or `#rrggbb` colour."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a colour such as #1f6feb")
        self.text = text


class Colour(NamedTuple):
    """An opaque sRGB colour, each part 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """Reads `#rgb` and `#rrggbb`, with or without `#`; raises `InvalidColourError`."""
        match = _HEX.fullmatch(text.strip())
        if match is None:
            raise InvalidColourError(text)
        digits = match[1] if len(match[1]) == 6 else "".join(2 * c for c in match[1])
        return cls(int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))

    @classmethod
    def of_hls(cls, hue: float, lightness: float, saturation: float) -> Colour:
        """From hue (turns, any number), lightness and saturation (0 to 1, clipped)."""
        r, g, b = colorsys.hls_to_rgb(hue % 1, min(1, max(0, lightness)), min(1, max(0, saturation)))
        return cls(round(255 * r), round(255 * g), round(255 * b))

    @property
    def hls(self) -> tuple[float, float, float]:
        """Hue, lightness and saturation, each 0 to 1."""
        return colorsys.rgb_to_hls(self.red / 255, self.green / 255, self.blue / 255)

    @property
    def hex(self) -> str:
        """`#rrggbb`."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white (WCAG 2.2, definition of "relative luminance")."""
        r, g, b = (_linear(part / 255) for part in self)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with `share` (0 to 1) of the other painted over it."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))

    def shifted(self, *, turn: float = 0.0, lightness: float = 0.0, saturation: float = 0.0) -> Colour:
        """The colour with its hue turned and lightness and saturation raised by the given amounts."""
        hue, level, strength = self.hls
        return Colour.of_hls(hue + turn, level + lightness, strength + saturation)


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, 1 to 21: (L1 + 0.05) / (L2 + 0.05), L1 the lighter's luminance (WCAG 2.2)."""
    lighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def worst_contrast(text: Colour, backgrounds: Iterable[Colour]) -> float:
    """The lowest ratio of the text against any of the backgrounds."""
    return min(contrast(text, background) for background in backgrounds)


def gradient(start: Colour, end: Colour, steps: int = 9) -> list[Colour]:
    """The colours along a straight sRGB gradient, both ends included."""
    return [start.mixed(end, i / (steps - 1)) for i in range(steps)]


def legible_on(colour: Colour, backgrounds: Iterable[Colour], ratio: float) -> Colour:
    """The colour, made lighter or darker as little as needed for the ratio against every background.

    Where neither direction reaches it, the better of black and white.
    """
    grounds = list(backgrounds)
    hue, lightness, saturation = colour.hls
    for step in range(101):
        for sign in (1, -1):
            candidate = Colour.of_hls(hue, lightness + sign * step / 100, saturation)
            if worst_contrast(candidate, grounds) >= ratio:
                return candidate
    return max((WHITE, BLACK), key=lambda c: worst_contrast(c, grounds))
