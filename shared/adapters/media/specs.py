"""Jobs for the render process, as they cross the process boundary in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from shared.adapters.media.stills import StillSpec
from shared.domain.captions import Cue
from shared.domain.design.palette import Scheme


@dataclass(frozen=True, slots=True)
class Mark:
    """What every file says about its origin: a comment for people, an XMP packet for programs."""

    title: str
    comment: str
    xmp: str


@dataclass(frozen=True, slots=True)
class ShotSpec:
    """One scene: times in seconds, its words and colours, and the file of its narration with its length."""

    start: float
    end: float
    scheme: Scheme
    icon: str
    eyebrow: str
    headline: str
    call: str = ""
    narration: str | None = None
    narration_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class StillJob:
    """Draws `still.png`."""

    spec: StillSpec
    mark: Mark
    kind: Literal["still"] = "still"


@dataclass(frozen=True, slots=True)
class VideoJob:
    """Makes `video.mp4` and `poster.png`. `scale` shrinks the frame (previews); 1 is the platform's size."""

    ratio: str
    template: str
    seed: str
    shots: tuple[ShotSpec, ...]
    cues: tuple[Cue, ...]
    mark: Mark
    scale: float = 1.0
    fps: int = 30
    background: str | None = None
    kind: Literal["video"] = "video"

    @property
    def seconds(self) -> float:
        """The length of the video."""
        return self.shots[-1].end


@dataclass(frozen=True, slots=True)
class AudioJob:
    """Mixes `narration.m4a` from the shots' narration."""

    shots: tuple[ShotSpec, ...]
    mark: Mark
    kind: Literal["audio"] = "audio"

    @property
    def seconds(self) -> float:
        """The length of the sound."""
        return self.shots[-1].end


Job = Annotated[StillJob | VideoJob | AudioJob, Field(discriminator="kind")]
JOB: TypeAdapter[StillJob | VideoJob | AudioJob] = TypeAdapter(Job)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a job took. `peak_memory_bytes` adds the largest of each process, so it is an upper bound."""

    cpu_seconds: float
    peak_memory_bytes: int


USAGE: TypeAdapter[Usage] = TypeAdapter(Usage)
