"""Jobs for the render process, as they cross the process boundary in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from shared.domain.design.storyboard import Shot, Still, Storyboard


@dataclass(frozen=True, slots=True)
class Mark:
    """What every file says about its origin: a comment for people, an XMP packet for programs."""

    title: str
    comment: str
    xmp: str


@dataclass(frozen=True, slots=True)
class Voice:
    """The narration of the shot of the same position: a sound file and its length."""

    path: str
    seconds: float


@dataclass(frozen=True, slots=True)
class StillJob:
    """Draws `still.png`, over the photograph `background` where there is one."""

    still: Still
    mark: Mark
    background: str | None = None
    kind: Literal["still"] = "still"


@dataclass(frozen=True, slots=True)
class VideoJob:
    """Makes `video.mp4` and `poster.png`. `scale` shrinks the frame; 1 is the platform's size."""

    board: Storyboard
    voices: tuple[Voice | None, ...]
    mark: Mark
    scale: float = 1.0
    fps: int = 30
    background: str | None = None
    kind: Literal["video"] = "video"


@dataclass(frozen=True, slots=True)
class AudioJob:
    """Mixes `narration.m4a` from the voices, each at its shot's time."""

    shots: tuple[Shot, ...]
    voices: tuple[Voice | None, ...]
    mark: Mark
    kind: Literal["audio"] = "audio"


Job = StillJob | VideoJob | AudioJob
JOB: TypeAdapter[Job] = TypeAdapter(Annotated[Job, Field(discriminator="kind")])
