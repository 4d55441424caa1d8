"""Palettes: from a brand's colours, or derived from the brief; and the colour schemes drawn from them.

A scheme is what one picture uses. Whatever the brand's colours are, its text keeps WCAG's contrast on its
background and the button's label on the button.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.domain.design.colour import (
    MIN_SHAPE_CONTRAST,
    MIN_TEXT_CONTRAST,
    Colour,
    contrast,
    gradient,
    legible_on,
    worst_contrast,
)

SchemeName = Literal["vivid", "light", "dark", "accent"]

# A little above the rule, so that rounding and video encoding do not fall below it.
_TEXT_RATIO = MIN_TEXT_CONTRAST + 0.6
_SHAPE_RATIO = MIN_SHAPE_CONTRAST + 0.2


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours: `base` leads, `second` accompanies it, `accent` calls, `ink` writes on light."""

    base: Colour
    second: Colour
    accent: Colour
    ink: Colour
    paper: Colour


@dataclass(frozen=True, slots=True)
class Scheme:
    """One picture's colours: a background gradient, its text, two shape colours and the button."""

    name: SchemeName
    start: Colour
    end: Colour
    text: Colour
    shape: Colour
    second_shape: Colour
    button: Colour
    button_text: Colour

    @property
    def backgrounds(self) -> list[Colour]:
        """The colours of the background gradient."""
        return gradient(self.start, self.end)


def _palette(base: str, second: str, accent: str, ink: str, paper: str) -> Palette:
    return Palette(*(Colour.parse(c) for c in (base, second, accent, ink, paper)))


_PALETTES: dict[str, Palette] = {
    "terracotta": _palette("#c8553d", "#f28f3b", "#ffd5a1", "#2d1e1a", "#fdf3e7"),
    "espresso": _palette("#4b2e2a", "#a9714b", "#f2b872", "#2a1714", "#f8efe4"),
    "tomato": _palette("#d62839", "#7d1128", "#ffb703", "#2b0a10", "#fff4ea"),
    "forest": _palette("#1f5f4a", "#7fb069", "#f4d35e", "#0f2c23", "#f3f6ec"),
    "ocean": _palette("#0b5cad", "#00a6a6", "#ffd166", "#071d3a", "#eef7fb"),
    "midnight": _palette("#1b1f4b", "#5b5bd6", "#ff7a59", "#12142f", "#f2f2fb"),
    "orchid": _palette("#7b2cbf", "#e0559b", "#ffd6a5", "#240046", "#fbf3fc"),
    "blush": _palette("#c9587b", "#f4a6b7", "#ffe0c2", "#3d1526", "#fff3f3"),
    "mint": _palette("#0f766e", "#5eead4", "#fde68a", "#06302c", "#effcf8"),
    "citrus": _palette("#e4572e", "#f9a620", "#17bebb", "#2e1409", "#fff7e8"),
    "plum": _palette("#5f0f40", "#9a031e", "#fb8b24", "#2a0519", "#fbf1ec"),
    "sky": _palette("#2563eb", "#38bdf8", "#facc15", "#0b1b43", "#f0f7ff"),
    "graphite": _palette("#22262b", "#5c6770", "#c8f560", "#15181b", "#f4f5f2"),
    "olive": _palette("#606c38", "#a3b18a", "#dda15e", "#283618", "#fefae0"),
}
_BY_INDUSTRY: dict[str, tuple[str, ...]] = {
    "cafe": ("espresso", "terracotta", "olive"),
    "restaurant": ("tomato", "citrus", "plum", "terracotta"),
    "beauty": ("blush", "orchid", "plum"),
    "fitness": ("graphite", "citrus", "midnight"),
    "health": ("mint", "ocean", "sky"),
    "pets": ("citrus", "mint", "sky"),
    "education": ("sky", "midnight", "forest"),
    "events": ("orchid", "midnight", "plum"),
    "fashion": ("graphite", "blush", "plum"),
    "nonprofit": ("forest", "terracotta", "ocean"),
    "real_estate": ("ocean", "forest", "graphite"),
    "tech": ("midnight", "sky", "orchid"),
    "travel": ("ocean", "citrus", "mint"),
    "retail": ("citrus", "orchid", "sky"),
    "services": ("sky", "ocean", "forest"),
}


_WARM_ACCENT, _COOL_ACCENT = Colour.parse("#ffc247"), Colour.parse("#8fe3d3")
_COOL_HUES = (0.2, 0.9)  # green to violet, in turns


def palette_for(brand: Sequence[Colour], industry: str, seed: str) -> Palette:
    """The brand's palette, or a curated one of the trade; the same seed gives the same palette.

    A brand's second colour calls, its third accompanies; what a brand does not bring is derived from the first.
    """
    if not brand:
        names = _BY_INDUSTRY.get(industry) or tuple(_PALETTES)
        return _PALETTES[names[_number(seed) % len(names)]]
    base = brand[0]
    hue, _, saturation = base.hls
    accent = (
        brand[1] if len(brand) > 1 else _WARM_ACCENT if _COOL_HUES[0] < hue < _COOL_HUES[1] else _COOL_ACCENT
    )
    second = brand[2] if len(brand) > 2 else base.shifted(turn=0.07, lightness=0.14)
    tint = min(saturation, 0.5)
    return Palette(base, second, accent, Colour.of_hls(hue, 0.1, tint), Colour.of_hls(hue, 0.965, tint))


def scheme_of(palette: Palette, name: SchemeName) -> Scheme:
    """The palette laid out for one picture."""
    p = palette
    if name == "light":
        tint = p.paper.mixed(p.second, 0.14)
        return _scheme(name, p.paper, tint, p.ink, (p.base, p.second), p.base)
    if name == "dark":
        return _scheme(name, p.ink, p.ink.mixed(p.base, 0.35), p.paper, (p.base, p.accent), p.accent)
    if name == "accent":
        return _scheme(name, p.accent, p.accent.mixed(p.second, 0.25), p.ink, (p.base, p.paper), p.ink)
    end = p.base.shifted(turn=0.035, lightness=-0.1)
    return _scheme(name, p.base, end, p.paper, (p.second, p.accent), p.accent)


def _scheme(
    name: SchemeName, start: Colour, end: Colour, text: Colour, shapes: tuple[Colour, Colour], button: Colour
) -> Scheme:
    # The lighter or the darker text, whichever needs the background changed less.
    options = (text, text.shifted(lightness=1 - 2 * text.hls[1]))
    text = max(
        options, key=lambda c: worst_contrast(c, gradient(start, end)) + (0.8 if c == options[0] else 0)
    )
    start, end = (legible_on(c, [text], _TEXT_RATIO) for c in (start, end))
    grounds = gradient(start, end)
    if worst_contrast(text, grounds) < _TEXT_RATIO:
        text = legible_on(text, grounds, _TEXT_RATIO)
    button, label = _button(legible_on(button, grounds, _SHAPE_RATIO), (start, end, text), grounds)
    return Scheme(name, start, end, text, _seen(shapes[0], grounds), _seen(shapes[1], grounds), button, label)


def _button(button: Colour, labels: tuple[Colour, ...], grounds: list[Colour]) -> tuple[Colour, Colour]:
    """The button with its label: rather a shade changed than a label in a colour of its own."""
    for label in sorted(labels, key=lambda c: -contrast(c, button)):
        shaded = legible_on(button, [label], _TEXT_RATIO)
        if contrast(shaded, label) >= _TEXT_RATIO and worst_contrast(shaded, grounds) >= _SHAPE_RATIO:
            return shaded, label
    return button, legible_on(labels[0], [button], _TEXT_RATIO)


def _seen(shape: Colour, grounds: list[Colour]) -> Colour:
    """A shape just distinct from the ground; decoration needs no more."""
    return legible_on(shape, grounds, 1.35)


def _number(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
