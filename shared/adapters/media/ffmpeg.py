"""ffmpeg as a child of the render process: arguments in, progress out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

_TAIL_CHARACTERS = 2_000
# A segment in work holds about 150 MB at 1080x1920: two keep a render well under 1 GiB.
_MOST_AT_ONCE = 2


class FfmpegError(Exception):
    """ffmpeg ended with an error; the message holds the end of what it said."""


def ffmpeg_path() -> str:
    """The binary that imageio-ffmpeg ships."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def encoders_at_once() -> int:
    """How many segments are encoded side by side: one per processor, two at most."""
    return max(1, min(_MOST_AT_ONCE, len(os.sched_getaffinity(0))))


def run_ffmpeg(
    arguments: Sequence[str], seconds: float, errors: Path, on_share: Callable[[float], None]
) -> None:
    """Runs to the end, reporting the share done (0 to 1); raises `FfmpegError`.

    Its messages go to the file `errors`: a pipe that nobody reads would stop it.
    """
    command = [
        ffmpeg_path(),
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostdin",
        "-y",
        "-progress",
        "pipe:1",
        *arguments,
    ]
    with errors.open("wb") as log:
        with subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                name, _, value = line.decode().strip().partition("=")
                if name == "out_time_us" and value.lstrip("-").isdigit():
                    on_share(min(1.0, max(0.0, int(value) / 1e6 / seconds)))
    if process.returncode:
        said = errors.read_text("utf-8", "replace")[-_TAIL_CHARACTERS:]
        raise FfmpegError(f"ffmpeg ended with {process.returncode}: {said}")
