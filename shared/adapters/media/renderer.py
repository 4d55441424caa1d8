"""The renderer: stills by Pillow, videos and sound by ffmpeg, each job in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from shared.adapters.media.marks import make_mark
from shared.adapters.media.process import run_module, work_folder
from shared.adapters.media.specs import JOB, AudioJob, Job, Mark, StillJob, VideoJob, Voice
from shared.agents.creative_synthesizer.ports import OnPercent, Origin, Rendered, RenderFailedError, Speech
from shared.domain.design.storyboard import Shot, Still, Storyboard

RENDERER_VERSION: Final = "1.0.0"
_WORKER = "shared.adapters.media.worker"
_STILL_SECONDS = 60.0
_VIDEO_SECONDS = 120.0
# Rendering takes less than the video's length on two processors; this leaves room for busy and small machines.
_VIDEO_SECONDS_PER_SECOND = 8.0


@dataclass(slots=True)
class _Report:
    """What the render process told."""

    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0
    percent: int = -1


class DesignRenderer:
    """The `MediaRenderer` of the offline designer. `scale` below 1 makes smaller videos, for tests and previews."""

    def __init__(self, scale: float = 1.0, time_limit: float | None = None) -> None:
        self._scale = scale
        self._time_limit = time_limit

    @property
    def name(self) -> str:
        """Identifies the renderer in provenance records."""
        return "misybot-designer"

    @property
    def version(self) -> str:
        """Its own version and those of the libraries whose output depends on theirs."""
        return f"{RENDERER_VERSION} (pillow {version('pillow')}, imageio-ffmpeg {version('imageio-ffmpeg')})"

    async def still(self, still: Still, origin: Origin, background: bytes | None = None) -> Rendered:
        """See `MediaRenderer.still`."""
        async with work_folder() as folder:
            job = StillJob(still, self._mark(origin), await _stored(folder / "background", background))
            report = await self._run(job, folder, _STILL_SECONDS)
            return Rendered(await _read(folder / "still.png"), report.cpu_seconds, report.peak_memory_bytes)

    async def video(
        self,
        board: Storyboard,
        narration: Sequence[Speech | None],
        origin: Origin,
        on_percent: OnPercent,
        background: bytes | None = None,
    ) -> Rendered:
        """See `MediaRenderer.video`."""
        async with work_folder() as folder:
            job = VideoJob(
                board,
                await _voices(folder, narration),
                self._mark(origin),
                self._scale,
                background=await _stored(folder / "background", background),
            )
            limit = _VIDEO_SECONDS + _VIDEO_SECONDS_PER_SECOND * board.seconds
            report = await self._run(job, folder, limit, on_percent)
            return Rendered(
                await _read(folder / "video.mp4"),
                report.cpu_seconds,
                report.peak_memory_bytes,
                await _read(folder / "poster.png"),
            )

    async def audio(
        self, shots: Sequence[Shot], narration: Sequence[Speech | None], origin: Origin
    ) -> Rendered:
        """See `MediaRenderer.audio`."""
        async with work_folder() as folder:
            job = AudioJob(tuple(shots), await _voices(folder, narration), self._mark(origin))
            report = await self._run(job, folder, _STILL_SECONDS + shots[-1].end)
            return Rendered(
                await _read(folder / "narration.m4a"), report.cpu_seconds, report.peak_memory_bytes
            )

    def _mark(self, origin: Origin) -> Mark:
        return make_mark(
            origin.title,
            tool=f"{self.name} {RENDERER_VERSION}",
            request=origin.request,
            prompt_hash=origin.prompt_hash,
        )

    async def _run(
        self, job: Job, folder: Path, limit: float, on_percent: OnPercent | None = None
    ) -> _Report:
        report = _Report()

        async def on_line(line: dict[str, object]) -> None:
            usage = line.get("usage")
            if isinstance(usage, dict):
                report.cpu_seconds = float(usage["cpu_seconds"])
                report.peak_memory_bytes = int(usage["peak_memory_bytes"])
            share = line.get("share")
            if isinstance(share, float) and on_percent is not None and int(100 * share) > report.percent:
                report.percent = int(100 * share)
                await on_percent(report.percent)

        order = JOB.dump_json(job) + b"\n"
        await run_module(_WORKER, [str(folder)], order, self._time_limit or limit, folder, on_line)
        return report


async def _stored(path: Path, content: bytes | None) -> str | None:
    if content is None:
        return None
    await asyncio.to_thread(path.write_bytes, content)
    return str(path)


async def _voices(folder: Path, narration: Sequence[Speech | None]) -> tuple[Voice | None, ...]:
    voices: list[Voice | None] = []
    for number, speech in enumerate(narration):
        path = await _stored(folder / f"voice{number}.wav", speech.wav if speech else None)
        voices.append(Voice(path, speech.seconds) if path and speech else None)
    return tuple(voices)


async def _read(path: Path) -> bytes:
    try:
        return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as exc:
        raise RenderFailedError("The render process left no file.", file=path.name) from exc
