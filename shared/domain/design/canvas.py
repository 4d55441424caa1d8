"""Canvases: the frame sizes that platforms ask for and where text may stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

AspectRatio = Literal["9:16", "1:1", "16:9"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels from the top left."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column outside."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row outside."""
        return self.y + self.height

    def grown(self, dx: int, dy: int) -> Box:
        """The rectangle with a margin around it."""
        return Box(self.x - dx, self.y - dy, self.width + 2 * dx, self.height + 2 * dy)

    def within(self, other: Box) -> bool:
        """Whether it lies inside the other."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def overlaps(self, other: Box) -> bool:
        """Whether they share a pixel."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def scaled(self, factor: float) -> Box:
        """The rectangle on a canvas of another size."""
        return Box(*(round(factor * v) for v in (self.x, self.y, self.width, self.height)))


@dataclass(frozen=True, slots=True)
class Canvas:
    """A frame and its places: `column` for the words, `art` for the picture, `captions` for subtitles.

    Vertical video is shown under the apps' own buttons and texts: the top eighth, the bottom fifth and the right
    tenth stay free of words.
    """

    ratio: AspectRatio
    width: int
    height: int
    still_column: Box
    still_art: Box
    video_column: Box
    video_art: Box
    captions: Box

    @property
    def frame(self) -> Box:
        """All of it."""
        return Box(0, 0, self.width, self.height)


CANVASES: Final[dict[str, Canvas]] = {
    "9:16": Canvas(
        "9:16",
        1080,
        1920,
        still_column=Box(90, 900, 900, 790),
        still_art=Box(0, 0, 1080, 800),
        video_column=Box(90, 740, 900, 480),
        video_art=Box(0, 150, 1080, 520),
        captions=Box(90, 1270, 860, 250),
    ),
    "1:1": Canvas(
        "1:1",
        1080,
        1080,
        still_column=Box(80, 420, 920, 590),
        still_art=Box(0, 0, 1080, 360),
        video_column=Box(80, 380, 920, 370),
        video_art=Box(0, 40, 1080, 270),
        captions=Box(80, 810, 920, 190),
    ),
    "16:9": Canvas(
        "16:9",
        1920,
        1080,
        still_column=Box(120, 130, 900, 820),
        still_art=Box(1110, 0, 810, 1080),
        video_column=Box(130, 190, 950, 580),
        video_art=Box(1210, 150, 600, 600),
        captions=Box(330, 850, 1260, 160),
    ),
}
