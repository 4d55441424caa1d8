"""Designed stills: words, a picture and a button on a canvas, legible whatever lies under them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from shared.adapters.media.art import TEMPLATES
from shared.adapters.media.fonts import PoppinsRuler, printable
from shared.adapters.media.painting import mesh_gradient, paint_text
from shared.domain.design.canvas import CANVASES, Box, Canvas
from shared.domain.design.colour import MIN_TEXT_CONTRAST, Colour
from shared.domain.design.fitting import Align, PlacedText, Role, stack
from shared.domain.design.storyboard import Still

if TYPE_CHECKING:
    from PIL.Image import Image

_AIM = MIN_TEXT_CONTRAST + 0.3
_VEIL_STEP = 0.08
_PANEL_MARGIN = 34


def still_texts(still: Still) -> tuple[tuple[Role, str], ...]:
    """The words in reading order, as the fonts can write them."""
    return (
        ("eyebrow", printable(still.eyebrow.upper())),
        ("title", printable(still.title)),
        ("subtitle", printable(still.subtitle)),
        ("call", printable(still.call)),
    )


def place_texts(still: Still) -> list[PlacedText]:
    """Where the words stand."""
    canvas = CANVASES[still.ratio]
    align: Align = "center" if still.template in ("arches", "rays") and still.ratio != "16:9" else "left"
    return stack(
        still_texts(still),
        canvas.still_column,
        PoppinsRuler(),
        align=align,
        anchor="middle",
        scale=1.0 if still.ratio == "9:16" else 0.9,
    )


def draw_still(still: Still, background: str | None = None) -> Image:
    """The picture in RGB, at the canvas's size; over a photograph the shapes stay away."""
    canvas = CANVASES[still.ratio]
    placed = place_texts(still)
    image = _ground(still, background, canvas)
    ensure_contrast(image, [t.box for t in placed if t.role != "call"], still.scheme.text)
    for text in placed:
        colour = still.scheme.button_text if text.role == "call" else still.scheme.text
        paint_text(image, text, colour, still.scheme.button)
    return image


def _ground(still: Still, background: str | None, canvas: Canvas) -> Image:
    rng = Random(still.seed)  # noqa: S311
    if background is not None:
        return load_photograph(background, canvas.width, canvas.height)
    scheme = still.scheme
    image = mesh_gradient(
        canvas.width,
        canvas.height,
        scheme.start,
        scheme.end,
        [scheme.start.mixed(scheme.shape, 0.45), scheme.end.mixed(scheme.second_shape, 0.25)],
        rng,
    )
    TEMPLATES[still.template](image, inset(canvas.still_art, canvas, still.template), scheme, still.icon, rng)
    return image


def inset(art: Box, canvas: Canvas, template: str) -> Box:
    """Tiles reach the frame's edges; free shapes keep a distance from them."""
    if template == "tiles":
        return art
    top = round(0.06 * canvas.height) if art.y == 0 else 0
    side = round(0.03 * canvas.width)
    return Box(art.x + side, art.y + top, art.width - 2 * side, art.height - top)


def load_photograph(path: str, width: int, height: int) -> Image:
    """A picture file in RGB, cut to the shape and resized."""
    from PIL import Image, ImageOps

    with Image.open(path) as photo:
        return ImageOps.fit(photo.convert("RGB"), (width, height), Image.Resampling.LANCZOS)


def ensure_contrast(image: Image, boxes: list[Box], text: Colour) -> None:
    """Veils the ground behind the boxes until the text's contrast holds on their every pixel.

    The veil is black for light text and white for dark text, no stronger than it must be.
    """
    from PIL import Image

    if not boxes or worst_on(image, boxes, text) >= MIN_TEXT_CONTRAST:
        return
    veil = Colour(0, 0, 0) if text.luminance > 0.18 else Colour(255, 255, 255)
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    whole = Box(left, top, max(b.right for b in boxes) - left, max(b.bottom for b in boxes) - top)
    panel = whole.grown(_PANEL_MARGIN, _PANEL_MARGIN)
    clean = image.crop((panel.x, panel.y, panel.right, panel.bottom))
    ground = Image.new("RGB", clean.size, tuple(veil))
    mask = _rounded(clean.size)
    for step in range(1, int(1 / _VEIL_STEP) + 2):
        veiled = Image.blend(clean, ground, min(1.0, step * _VEIL_STEP))
        image.paste(veiled, (panel.x, panel.y), mask)
        if worst_on(image, boxes, text) >= _AIM:
            return


def _rounded(size: tuple[int, int]) -> Image:
    from PIL import Image, ImageDraw

    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 36, fill=255)
    return mask


def worst_on(image: Image, boxes: list[Box], text: Colour) -> float:
    """The text's lowest contrast ratio against the pixels of the boxes; single pixels' grain is averaged out."""
    import numpy as np

    worst = 21.0
    for box in boxes:
        part = image.crop((box.x, box.y, box.right, box.bottom))
        values = np.asarray(part.reduce(4) if min(part.size) >= 8 else part, dtype=np.float32) / 255
        # As `Colour.luminance`, for all pixels at once.
        linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
        luminance = linear @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
        lighter, darker = np.maximum(luminance, text.luminance), np.minimum(luminance, text.luminance)
        worst = min(worst, float(((lighter + 0.05) / (darker + 0.05)).min()))
    return worst
