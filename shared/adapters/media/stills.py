"""Designed stills: words, a picture and a button on a canvas, legible whatever lies under them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from shared.adapters.media.art import TEMPLATES
from shared.adapters.media.fonts import PoppinsRuler, printable
from shared.adapters.media.painting import mesh_gradient, paint_text
from shared.domain.design.canvas import CANVASES, Box, Canvas
from shared.domain.design.colour import MIN_TEXT_CONTRAST, Colour, contrast
from shared.domain.design.fitting import Align, PlacedText, Role, stack
from shared.domain.design.palette import Scheme

if TYPE_CHECKING:
    from PIL.Image import Image

_AIM = MIN_TEXT_CONTRAST + 0.3
_VEIL_STEP = 0.08
_PANEL_MARGIN = 34


@dataclass(frozen=True, slots=True)
class StillSpec:
    """What one still shows. `background` is the path of a photograph; the shapes then stay away."""

    ratio: str
    template: str
    scheme: Scheme
    seed: str
    icon: str
    eyebrow: str
    title: str
    subtitle: str
    call: str
    background: str | None = None

    @property
    def texts(self) -> tuple[tuple[Role, str], ...]:
        """The words in reading order, as the fonts can write them."""
        return tuple((role, printable(text)) for role, text in (
            ("eyebrow", self.eyebrow.upper()), ("title", self.title), ("subtitle", self.subtitle),
            ("call", self.call),
        ))  # type: ignore[return-value]


def place_texts(spec: StillSpec) -> list[PlacedText]:
    """Where the words stand."""
    canvas = CANVASES[spec.ratio]
    align: Align = "center" if spec.template in ("arches", "rays") and spec.ratio != "16:9" else "left"
    return stack(spec.texts, canvas.still_column, PoppinsRuler(), align=align, anchor="middle",
                 scale=1.0 if spec.ratio == "9:16" else 0.9)


def draw_still(spec: StillSpec) -> Image:
    """The picture in RGB, at the canvas's size. Work for a process of its own."""
    canvas = CANVASES[spec.ratio]
    placed = place_texts(spec)
    image = _ground(spec, canvas)
    ensure_contrast(image, [t.box for t in placed if t.role != "call"], spec.scheme.text)
    for text in placed:
        colour = spec.scheme.button_text if text.role == "call" else spec.scheme.text
        paint_text(image, text, colour, spec.scheme.button)
    return image


def _ground(spec: StillSpec, canvas: Canvas) -> Image:
    rng = Random(spec.seed)  # noqa: S311
    if spec.background is not None:
        return load_photograph(spec.background, canvas.width, canvas.height)
    scheme = spec.scheme
    image = mesh_gradient(
        canvas.width, canvas.height, scheme.start, scheme.end,
        [scheme.start.mixed(scheme.shape, 0.45), scheme.end.mixed(scheme.second_shape, 0.25)], rng,
    )
    TEMPLATES[spec.template](image, inset(canvas.still_art, canvas, spec.template), scheme, spec.icon, rng)
    return image


def inset(art: Box, canvas: Canvas, template: str) -> Box:
    """Tiles reach the frame's edges; free shapes keep a distance from them."""
    if template == "tiles":
        return art
    top = round(0.06 * canvas.height) if art.y == 0 else 0
    side = round(0.03 * canvas.width)
    bottom = 0 if template != "arches" else 0
    return Box(art.x + side, art.y + top, art.width - 2 * side, art.height - top - bottom)


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
    """The text's lowest contrast against the pixels of the boxes; grain of single pixels is averaged out."""
    worst = 21.0
    for box in boxes:
        part = image.crop((box.x, box.y, box.right, box.bottom))
        small = part.reduce(4) if min(part.size) >= 8 else part
        seen = {Colour(*pixel) for _, pixel in small.quantize(64).convert("RGB").getcolors(256) or ()}
        extremes = [Colour(*(band[end] for band in small.getextrema())) for end in (0, 1)]
        worst = min(worst, *(contrast(text, c) for c in seen), *(_bounded(text, extremes),))
    return worst


def _bounded(text: Colour, extremes: list[Colour]) -> float:
    """A bound from the darkest and brightest corner of colour space that the pixels reach."""
    low, high = sorted(c.luminance for c in extremes)
    own = text.luminance
    if own >= high:
        return (own + 0.05) / (high + 0.05)
    if own <= low:
        return (low + 0.05) / (own + 0.05)
    return 1.0
