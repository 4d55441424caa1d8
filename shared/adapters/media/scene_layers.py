"""A scene's layers as files: a ground larger than the frame, the art, the words, the button; captions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from shared.adapters.media.art import TEMPLATES
from shared.adapters.media.fonts import PoppinsRuler, printable
from shared.adapters.media.painting import mesh_gradient, paint_local, paint_text, straight_alpha
from shared.adapters.media.specs import VideoJob
from shared.adapters.media.stills import load_photograph, worst_on
from shared.domain.captions import Cue
from shared.domain.design.canvas import CANVASES, Box, Canvas
from shared.domain.design.colour import MIN_TEXT_CONTRAST, Colour
from shared.domain.design.fitting import STYLES, Align, PlacedText, Role, fit, line_height, stack, wrap
from shared.domain.design.storyboard import Shot

if TYPE_CHECKING:
    from PIL.Image import Image

# The ground is this much larger than the frame, which travels over it.
TRAVEL = 1.12
CAPTION_PANEL = Colour(16, 16, 20)
CAPTION_TEXT = Colour(255, 255, 255)
_CAPTION_OPACITY = 0.82
_CAPTION_PADDING = (30, 16)
_PHOTO_VEIL = 0.62


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture file and where its top left corner rests on the frame."""

    path: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SceneLayers:
    """What a scene is put together from; `button` only where there is a call."""

    ground: str
    art: Layer | None
    words: Layer | None
    button: Layer | None


class LayerPainter:
    """Paints one job's layers into a folder, at the job's scale."""

    def __init__(self, job: VideoJob, folder: Path) -> None:
        self._job = job
        self._folder = folder
        self._board = job.board
        self._canvas = CANVASES[job.board.ratio]
        self._ruler = PoppinsRuler()

    def frame_size(self) -> tuple[int, int]:
        """Width and height of the video: even numbers, as 4:2:0 needs them."""
        return _even(self._canvas.width * self._job.scale), _even(self._canvas.height * self._job.scale)

    def scene(self, number: int) -> SceneLayers:
        """The layers of one shot."""
        shot, canvas, job = self._board.shots[number], self._canvas, self._job
        rng = Random(f"{job.board.seed}|{number}")  # noqa: S311
        ground = self._ground(shot, rng)
        art = None
        if job.background is None:
            art = self._layer(
                f"art{number}",
                canvas.video_art.grown(30, 30),
                lambda image, box: TEMPLATES[job.board.template](
                    image, Box(30, 30, box.width - 60, box.height - 60), shot.scheme, shot.icon, rng
                ),
            )
        placed = place_words(shot, canvas, self._ruler)
        words = [t for t in placed if t.role != "call"]
        call = next((t for t in placed if t.role == "call"), None)
        return SceneLayers(
            self._save(ground, f"ground{number}"),
            art,
            self._words(f"words{number}", words, shot) if words else None,
            self._words(f"button{number}", [call], shot) if call else None,
        )

    def caption(self, name: str, cue: Cue | None) -> str:
        """One caption on its panel, as large as the captions' box; None paints the empty one."""
        box = self._canvas.captions

        def draw(image: Image, _: Box) -> None:
            if cue is not None:
                paint_caption(image, cue, self._ruler)

        return self._layer(f"cue-{name}", box, draw).path

    def bar(self) -> Layer:
        """The line that grows with the time."""
        colour = self._board.shots[0].scheme.button
        return self._layer(
            "bar",
            Box(0, 0, self._canvas.width, 10),
            lambda image, box: paint_local(
                image,
                box,
                colour,
                lambda pen, k: pen.rectangle((0, 0, box.width * k, box.height * k), fill=255),
            ),
        )

    def poster(self, layers: SceneLayers) -> Image:
        """The frame of a scene at rest, without captions."""
        from PIL import Image

        width, height = self.frame_size()
        with Image.open(layers.ground) as ground:
            left, top = (ground.width - width) // 2, (ground.height - height) // 2
            image = ground.convert("RGB").crop((left, top, left + width, top + height))
        for layer in (layers.art, layers.words, layers.button):
            if layer is not None:
                with Image.open(layer.path) as picture:
                    image.paste(picture, (layer.x, layer.y), picture)
        return image

    def _ground(self, shot: Shot, rng: Random) -> Image:
        canvas = self._canvas
        width, height = (_even(side * TRAVEL) for side in (canvas.width, canvas.height))
        if self._job.background is not None:
            return self._photo_ground(shot, width, height)
        scheme = shot.scheme
        glows = [scheme.start.mixed(scheme.shape, 0.5), scheme.end.mixed(scheme.second_shape, 0.3)]
        image = mesh_gradient(width, height, scheme.start, scheme.end, glows, rng)
        whole = Box(0, 0, width, height)
        if worst_on(image, [whole], scheme.text) < MIN_TEXT_CONTRAST:
            # The plain gradient keeps the scheme's contrast; the words travel over all of it.
            image = mesh_gradient(width, height, scheme.start, scheme.end, [], rng)
        return image

    def _photo_ground(self, shot: Shot, width: int, height: int) -> Image:
        from PIL import Image

        assert self._job.background is not None
        photo = load_photograph(self._job.background, width, height)
        dark = shot.scheme.text.luminance > 0.18
        veil = Image.new("RGB", photo.size, (0, 0, 0) if dark else (255, 255, 255))
        return Image.blend(photo, veil, _PHOTO_VEIL)

    def _words(self, name: str, texts: list[PlacedText], shot: Shot) -> Layer:
        left, top = min(t.box.x for t in texts), min(t.box.y for t in texts)
        right, bottom = max(t.box.right for t in texts), max(t.box.bottom for t in texts)
        box = Box(left, top, right - left, bottom - top).grown(8, 8)

        def draw(image: Image, _: Box) -> None:
            for text in texts:
                moved = replace(
                    text, box=Box(text.box.x - box.x, text.box.y - box.y, text.box.width, text.box.height)
                )
                colour = shot.scheme.button_text if text.role == "call" else shot.scheme.text
                paint_text(image, moved, colour, shot.scheme.button)

        return self._layer(name, box, draw)

    def _layer(self, name: str, box: Box, draw: Callable[[Image, Box], None]) -> Layer:
        from PIL import Image

        image = Image.new("RGBA", (box.width, box.height), (0, 0, 0, 0))
        draw(image, Box(0, 0, box.width, box.height))
        image = straight_alpha(image)
        if self._job.scale != 1:
            size = _even(box.width * self._job.scale), _even(box.height * self._job.scale)
            image = image.resize(size, Image.Resampling.LANCZOS)
        small = box.scaled(self._job.scale)
        path = self._save(image, name)
        return Layer(path, small.x, small.y, image.width, image.height)

    def _save(self, image: Image, name: str) -> str:
        if image.mode == "RGB" and self._job.scale != 1:
            from PIL import Image as Images

            size = tuple(_even(side * self._job.scale) for side in image.size)
            image = image.resize(size, Images.Resampling.BILINEAR)  # type: ignore[arg-type]
        # A ground is large and read once: uncompressed, it costs least.
        path = self._folder / (f"{name}.ppm" if image.mode == "RGB" else f"{name}.png")
        image.save(path, compress_level=1)
        return str(path)


def place_words(shot: Shot, canvas: Canvas, ruler: PoppinsRuler) -> list[PlacedText]:
    """Where a shot's words stand."""
    texts: tuple[tuple[Role, str], ...] = (
        ("eyebrow", printable(shot.eyebrow.upper())),
        ("title", printable(shot.headline)),
        ("call", printable(shot.call)),
    )
    align: Align = "left" if canvas.ratio == "16:9" else "center"
    return stack(texts, canvas.video_column, ruler, align=align, anchor="middle", scale=0.82)


def paint_caption(image: Image, cue: Cue, ruler: PoppinsRuler) -> None:
    """The cue's text on a dark panel, centred at the bottom, as large as fits."""
    from PIL import Image

    text = printable(" ".join(cue.lines))
    if not text:
        return
    pad_x, pad_y = _CAPTION_PADDING
    size, lines = caption_lines(text, image.width - 2 * pad_x, image.height - 2 * pad_y, ruler)
    height = len(lines) * line_height("caption", size)
    width = max(round(ruler.width(line, "caption", size) + 0.5) for line in lines)
    left, top = (image.width - width) // 2 - pad_x, image.height - height - 2 * pad_y
    panel = Box(left, top, width + 2 * pad_x, height + 2 * pad_y)
    shade = Image.new("RGBA", image.size, (0, 0, 0, 0))
    paint_local(
        shade,
        panel,
        CAPTION_PANEL,
        lambda pen, k: pen.rounded_rectangle(
            (0, 0, panel.width * k - 1, panel.height * k - 1), 22 * k, fill=round(255 * _CAPTION_OPACITY)
        ),
    )
    image.paste(shade, (0, 0))
    placed = PlacedText(
        "caption", tuple(lines), size, Box(panel.x + pad_x, panel.y + pad_y, width, height), "center"
    )
    paint_text(image, placed, CAPTION_TEXT)


def caption_lines(text: str, width: float, height: float, ruler: PoppinsRuler) -> tuple[int, list[str]]:
    """Size and lines of a caption that fit width and height."""
    style = STYLES["caption"]
    for size in range(style.largest, style.smallest - 1, -2):
        lines = wrap(text, "caption", size, width, ruler, most=3)
        if lines and len(lines) * line_height("caption", size) <= height:
            return size, lines
    lines, size = fit(text, "caption", style.smallest, width, ruler)
    return size, lines


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)
