"""Painting primitives on Pillow images: soft gradients, smooth shapes, signs, lines of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING

from shared.adapters.media.fonts import font, icon_font, icon_glyph
from shared.domain.design.canvas import Box
from shared.domain.design.colour import Colour
from shared.domain.design.fitting import BUTTON_PADDING, PlacedText

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_SUPERSAMPLE = 2
_COARSE = 12  # gradients are computed on every 12th pixel and enlarged: smooth either way
_GRAIN = (
    0.7  # standard deviation in 8-bit steps: hides the steps of a gradient; more costs the encoder a third
)


def mesh_gradient(
    width: int, height: int, start: Colour, end: Colour, glows: Sequence[Colour], rng: Random
) -> Image:
    """A diagonal gradient with soft glows of other colours at its edges, and a fine grain against banding."""
    import numpy as np
    from PIL import Image

    h, w = height // _COARSE + 2, width // _COARSE + 2
    y, x = np.mgrid[0:h, 0:w] / np.array([h, w]).reshape(2, 1, 1)
    t = np.clip(0.35 * x + 0.65 * y, 0, 1)[..., None]
    field = np.asarray(start, float) * (1 - t) + np.asarray(end, float) * t
    aspect = width / height
    for colour in glows:
        cx, cy = rng.choice((-0.05, 1.05)), rng.uniform(0.0, 1.0)
        reach = rng.uniform(0.35, 0.55)
        distance2 = ((x - cx) * aspect) ** 2 + (y - cy) ** 2
        glow = (0.55 * np.exp(-distance2 / (2 * (reach * max(aspect, 0.6) * 0.6) ** 2)))[..., None]
        field = field * (1 - glow) + np.asarray(colour, float) * glow
    coarse = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8), "RGB")
    smooth = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
    tile = np.random.default_rng(rng.randrange(2**32)).normal(0, _GRAIN, (256, 256, 1)).astype(np.float32)
    grain = np.tile(tile, (height // 256 + 1, width // 256 + 1, 1))[:height, :width]
    return Image.fromarray(np.clip(smooth + grain + 0.5, 0, 255).astype(np.uint8), "RGB")


def paint(image: Image, colour: Colour, opacity: float, draw: Callable[[ImageDraw, int], None]) -> None:
    """Draws one shape smoothly: `draw` gets a mask's pen and the factor by which to enlarge coordinates."""
    from PIL import Image, ImageDraw

    k = _SUPERSAMPLE
    mask = Image.new("L", (image.width * k, image.height * k), 0)
    draw(ImageDraw.Draw(mask), k)
    mask = mask.resize(image.size, Image.Resampling.BOX)
    if opacity < 1:
        mask = mask.point(lambda v: round(v * opacity))
    image.paste(_fill(image, colour), (0, 0), mask)


def _fill(image: Image, colour: Colour) -> tuple[int, ...]:
    return (*colour, 255) if image.mode == "RGBA" else tuple(colour)


def straight_alpha(image: Image) -> Image:
    """A layer painted on transparent black, with its colours divided by their coverage.

    Pasting through masks adds up colours multiplied by coverage; files hold them undivided.
    """
    import numpy as np
    from PIL import Image

    pixels = np.asarray(image, dtype=np.float32)
    coverage = np.maximum(pixels[..., 3:], 1) / 255
    colours = np.clip(pixels[..., :3] / coverage + 0.5, 0, 255)
    return Image.fromarray(np.concatenate((colours, pixels[..., 3:]), axis=2).astype(np.uint8), "RGBA")


def paint_icon(image: Image, name: str, centre: tuple[int, int], size: int, colour: Colour) -> None:
    """A sign centred on a point."""
    from PIL import ImageDraw

    face = icon_font(size)
    ImageDraw.Draw(image).text(centre, icon_glyph(name), font=face, fill=_fill(image, colour), anchor="mm")


def paint_text(image: Image, text: PlacedText, colour: Colour, button: Colour | None = None) -> None:
    """The lines in their box; a call stands on its button."""
    from PIL import ImageDraw

    face = font(text.role, text.size)
    if text.role == "call" and button is not None:
        paint_button(image, text.box, button)
    pen = ImageDraw.Draw(image)
    pad = round(BUTTON_PADDING[0] * text.size) if text.role == "call" else 0
    ascent, descent = face.getmetrics()
    for number, line in enumerate(text.lines):
        left, top, height = text.line_box(number)
        ink_left, _, ink_right, _ = face.getbbox(line)
        width = max(ink_right, face.getlength(line)) - min(ink_left, 0)
        inner = text.box.width - 2 * pad
        centred = text.align == "center" or text.role == "call"
        x = left + pad - min(ink_left, 0) + ((inner - width) / 2 if centred else 0)
        # Poppins' descent is deep: the line is centred by its own metrics within its height.
        y = top + (height - (ascent + descent)) / 2
        pen.text((x, y), line, font=face, fill=_fill(image, colour))


def paint_button(image: Image, box: Box, colour: Colour) -> None:
    """A pill, or a rounded box where the label has several lines."""
    radius = min(box.height // 2, 56)
    paint_local(
        image,
        box,
        colour,
        lambda pen, k: pen.rounded_rectangle(
            (0, 0, box.width * k - 1, box.height * k - 1), radius * k, fill=255
        ),
    )


def paint_local(image: Image, box: Box, colour: Colour, draw: Callable[[ImageDraw, int], None]) -> None:
    """As `paint`, in the box's own coordinates and at its cost."""
    from PIL import Image, ImageDraw

    k = _SUPERSAMPLE
    mask = Image.new("L", (box.width * k, box.height * k), 0)
    draw(ImageDraw.Draw(mask), k)
    image.paste(
        _fill(image, colour), (box.x, box.y), mask.resize((box.width, box.height), Image.Resampling.BOX)
    )
