"""The picture beside the words: five families of shapes, each drawn for one box of a canvas."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final

from shared.adapters.media.painting import paint, paint_icon
from shared.domain.design.canvas import Box
from shared.domain.design.colour import MIN_SHAPE_CONTRAST, Colour, legible_on
from shared.domain.design.palette import Scheme

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Art = Callable[["Image", Box, Scheme, str, Random], None]


def _disc(
    image: Image, centre: tuple[float, float], radius: float, colour: Colour, opacity: float = 1.0
) -> None:
    cx, cy = centre
    paint(
        image,
        colour,
        opacity,
        lambda pen, k: pen.ellipse(
            tuple(k * v for v in (cx - radius, cy - radius, cx + radius, cy + radius)), fill=255
        ),
    )


def _ring(
    image: Image,
    centre: tuple[float, float],
    radius: float,
    width: float,
    colour: Colour,
    opacity: float = 1.0,
) -> None:
    cx, cy = centre
    paint(
        image,
        colour,
        opacity,
        lambda pen, k: pen.ellipse(
            tuple(k * v for v in (cx - radius, cy - radius, cx + radius, cy + radius)),
            outline=255,
            width=max(1, round(width * k)),
        ),
    )


def _badge(image: Image, centre: tuple[float, float], radius: float, disc: Colour, icon: str) -> None:
    _disc(image, centre, radius, disc)
    sign = legible_on(
        disc.shifted(lightness=-0.45 if disc.luminance > 0.3 else 0.5), [disc], MIN_SHAPE_CONTRAST
    )
    paint_icon(image, icon, (round(centre[0]), round(centre[1])), round(radius * 1.12), sign)


def _focus(box: Box) -> tuple[float, float, float]:
    """Centre of the box and the radius that suits it."""
    return box.x + box.width / 2, box.y + box.height / 2, min(box.width, box.height) / 2


def orbit(image: Image, box: Box, scheme: Scheme, icon: str, rng: Random) -> None:
    """Rings around the sign, with small moons on them."""
    cx, cy, radius = _focus(box)
    _disc(image, (cx, cy), radius * 0.94, scheme.second_shape, 0.16)
    for share, width in ((0.94, 3), (0.74, 3)):
        _ring(image, (cx, cy), radius * share, width, scheme.text, 0.55)
    for share, size in ((0.94, 0.085), (0.94, 0.05), (0.74, 0.065), (0.74, 0.035)):
        angle = rng.uniform(0, 2 * math.pi)
        place = (cx + radius * share * math.cos(angle), cy + radius * share * math.sin(angle))
        _disc(image, place, radius * size, rng.choice((scheme.shape, scheme.second_shape, scheme.text)))
    _badge(image, (cx, cy), radius * 0.52, scheme.second_shape, icon)


def tiles(image: Image, box: Box, scheme: Scheme, icon: str, rng: Random) -> None:
    """A mosaic of quarter circles, discs and squares; the sign has a tile of its own."""
    rows = 4 if box.height > box.width else max(2, round(4 * box.height / box.width))
    columns = max(1, round(box.width / (box.height / rows)))
    side = math.ceil(max(box.width / columns, box.height / rows))
    home = (columns // 2, rows // 2)
    colours = (scheme.shape, scheme.second_shape, scheme.text, scheme.button)
    previous: Colour | None = None
    for row in range(rows):
        for column in range(columns):
            x, y = box.x + column * side, box.y + row * side
            ground, figure = rng.sample([c for c in colours if c != previous], 2)
            previous = ground
            whole = Box(x, y, min(side, box.right - x), min(side, box.bottom - y))
            if (column, row) == home:
                _badge_tile(image, whole, side, scheme, icon)
            elif rng.random() < 0.3:
                _figure(image, whole, side, figure, rng)
            else:
                _square(image, whole, ground, 0.95)
                _figure(image, whole, side, figure, rng)


def _badge_tile(image: Image, tile: Box, side: int, scheme: Scheme, icon: str) -> None:
    _square(image, tile, scheme.text, 1.0)
    colour = legible_on(scheme.shape, [scheme.text], MIN_SHAPE_CONTRAST)
    paint_icon(image, icon, (tile.x + side // 2, tile.y + side // 2), round(side * 0.62), colour)


def _square(image: Image, tile: Box, colour: Colour, opacity: float) -> None:
    paint(image, colour, opacity, lambda pen, k: pen.rectangle(_corners(tile, k), fill=255))


def _corners(tile: Box, k: int) -> tuple[int, int, int, int]:
    return tile.x * k, tile.y * k, tile.right * k - 1, tile.bottom * k - 1


def _figure(image: Image, tile: Box, side: int, colour: Colour, rng: Random) -> None:
    kind, corner = rng.choice(("quarter", "quarter", "disc", "half")), rng.randrange(4)

    def draw(pen: ImageDraw, k: int) -> None:
        x, y, s = tile.x * k, tile.y * k, side * k
        drawn: tuple[float, float, float, float] = (x, y, x + s - 1, y + s - 1)
        if kind == "disc":
            pen.ellipse((x + s * 0.22, y + s * 0.22, x + s * 0.78, y + s * 0.78), fill=255)
        elif kind == "half":
            pen.pieslice(drawn, 90 * corner, 90 * corner + 180, fill=255)
        else:
            left, top = x - s * (corner in (0, 3)), y - s * (corner in (0, 1))
            drawn = (left, top, left + 2 * s, top + 2 * s)
            pen.ellipse(drawn, fill=255)
        # Only the part within the tile stays.
        _keep(pen, (x, y, x + tile.width * k - 1, y + tile.height * k - 1), drawn)

    paint(image, colour, 1.0, draw)


def _keep(pen: ImageDraw, inside: tuple[float, ...], drawn: tuple[float, ...]) -> None:
    x0, y0, x1, y1 = inside
    left, top, right, bottom = drawn
    for edge in (
        (left, top, right, y0 - 1),
        (left, y1 + 1, right, bottom),
        (left, top, x0 - 1, bottom),
        (x1 + 1, top, right, bottom),
    ):
        if edge[2] >= edge[0] and edge[3] >= edge[1]:
            pen.rectangle(edge, fill=0)


def arches(image: Image, box: Box, scheme: Scheme, icon: str, rng: Random) -> None:
    """Arches within arches, the sign under the innermost."""
    cx, _, _ = _focus(box)
    half = min(box.width * 0.4, box.height * 0.62)
    top = box.y + box.height * 0.08
    colours = [scheme.shape, scheme.text, scheme.second_shape, scheme.button]
    shift = rng.randrange(2)
    for ring in range(4):
        r = half * (1 - 0.21 * ring)
        y = top + half * 0.21 * ring
        colour = colours[(ring + shift) % 4]
        paint(image, colour, 1.0, lambda pen, k, r=r, y=y: _arch(pen, k, cx, y, r, box.bottom))  # type: ignore[misc]
    inner = colours[(3 + shift) % 4]
    sign = legible_on(scheme.text, [inner], MIN_SHAPE_CONTRAST)
    size = round(half * 0.46)
    middle = top + half * 0.63 + max(size * 0.62, (box.bottom - top - half * 0.63) / 2)
    paint_icon(image, icon, (round(cx), round(min(middle, box.bottom - size * 0.55))), size, sign)


def _arch(pen: ImageDraw, k: int, cx: float, y: float, r: float, bottom: float) -> None:
    pen.ellipse(tuple(k * v for v in (cx - r, y, cx + r, y + 2 * r)), fill=255)
    if bottom > y + r:
        pen.rectangle(tuple(k * v for v in (cx - r, y + r, cx + r, bottom)), fill=255)
    if y + 2 * r + 1 > bottom:
        pen.rectangle(tuple(k * v for v in (cx - r - 1, bottom, cx + r + 1, y + 2 * r + 1)), fill=0)


def rays(image: Image, box: Box, scheme: Scheme, icon: str, rng: Random) -> None:
    """A sunburst around the sign, within a large disc."""
    cx, cy, radius = _focus(box)
    count, turn, reach = 28, rng.uniform(0, 0.2), radius * 0.98
    _disc(image, (cx, cy), radius * 0.6, scheme.second_shape, 0.25)

    def draw(pen: ImageDraw, k: int) -> None:
        step = 2 * math.pi / count
        for i in range(count):
            outer = reach * (1.0 if i % 2 else 0.86)
            angle = turn + i * step
            start = (k * (cx + radius * 0.66 * math.cos(angle)), k * (cy + radius * 0.66 * math.sin(angle)))
            end = (k * (cx + outer * math.cos(angle)), k * (cy + outer * math.sin(angle)))
            pen.line((start, end), fill=255, width=round(k * radius * 0.045))
            for point in (start, end):
                dot = k * radius * 0.0225
                pen.ellipse((point[0] - dot, point[1] - dot, point[0] + dot, point[1] + dot), fill=255)

    paint(image, scheme.second_shape, 1.0, draw)
    _badge(image, (cx, cy), radius * 0.54, scheme.shape, icon)


def bubbles(image: Image, box: Box, scheme: Scheme, icon: str, rng: Random) -> None:
    """Large overlapping discs, the sign on the largest."""
    cx, cy, radius = _focus(box)
    wide = box.width > box.height
    side = rng.choice((-1, 1))

    def along(far: float, aside: float) -> tuple[float, float]:
        return (cx + side * far, cy + aside) if wide else (cx + side * aside, cy + far)

    _disc(image, along(radius * 0.85, -radius * 0.25), radius * 0.62, scheme.second_shape, 0.9)
    _disc(image, along(-radius * 0.95, radius * 0.35), radius * 0.42, scheme.text, 0.22)
    _ring(image, along(-radius * 0.8, -radius * 0.55), radius * 0.24, radius * 0.05, scheme.second_shape)
    _disc(image, along(radius * 1.15, radius * 0.6), radius * 0.2, scheme.button, 0.95)
    _badge(image, (cx, cy), radius * 0.72, scheme.shape, icon)
    _ring(image, (cx, cy), radius * 0.82, 4, scheme.text, 0.6)


TEMPLATES: Final[dict[str, Art]] = {
    "orbit": orbit,
    "tiles": tiles,
    "arches": arches,
    "rays": rays,
    "bubbles": bubbles,
}
