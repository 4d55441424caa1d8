"""What renderers are asked for: a still or a sequence of shots, with the words, colours and times of each."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.captions import Cue
from shared.domain.design.canvas import AspectRatio
from shared.domain.design.palette import Scheme

# Faster than this, speech is hard to follow; what still does not fit is faded out at the scene's end.
FASTEST_TEMPO = 1.6
_BREATH_SECONDS = 0.12

TEMPLATES = ("orbit", "tiles", "arches", "rays", "bubbles")


@dataclass(frozen=True, slots=True)
class Still:
    """One picture: `icon` names its sign, `seed` decides what is left to chance. Empty texts are left out."""

    ratio: AspectRatio
    template: str
    scheme: Scheme
    seed: str
    icon: str
    title: str
    eyebrow: str = ""
    subtitle: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """One scene of a video; `start` and `end` in seconds from its beginning."""

    start: float
    end: float
    scheme: Scheme
    icon: str
    headline: str
    eyebrow: str = ""
    call: str = ""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A video to be made: contiguous shots from 0, and the captions over them."""

    ratio: AspectRatio
    template: str
    seed: str
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]

    @property
    def seconds(self) -> float:
        """The length of the video."""
        return self.shots[-1].end


def tempo(spoken: float, room: float) -> float:
    """How much faster speech of `spoken` seconds must go to end within `room` seconds, 1 to `FASTEST_TEMPO`."""
    return min(FASTEST_TEMPO, max(1.0, spoken / max(0.1, room - _BREATH_SECONDS)))


def heard_seconds(spoken: float, room: float) -> float:
    """How long that speech sounds once fitted; never longer than `room`."""
    return min(spoken / tempo(spoken, room), room)
