"""Videos as files, read back with PyAV: streams, length, size, movement, captions in time, sound, mark."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import psutil
import pytest
from PIL import Image

from shared.adapters.media.renderer import DesignRenderer
from shared.adapters.media.specs import JOB, VideoJob
from shared.agents.creative_synthesizer.ports import (
    Origin,
    Rendered,
    RenderFailedError,
    RenderInterruptedError,
    RenderTimeoutError,
    Speech,
)
from shared.domain.captions import Cue
from shared.domain.design.canvas import CANVASES
from shared.domain.design.palette import palette_for, scheme_of
from shared.domain.design.storyboard import Shot, Storyboard
from tests.support.poll import eventually

SCALE = 0.25
ORIGIN = Origin("2x1 los martes", "request-1", "ab" * 32)
PALETTE = palette_for((), "cafe", "a")
SHOTS = (
    Shot(0.0, 1.7, scheme_of(PALETTE, "vivid"), "coffee", "¿El mejor café?", "Café Aurora"),
    Shot(1.7, 3.03, scheme_of(PALETTE, "light"), "sale", "2x1 los martes"),
    Shot(3.03, 4.51, scheme_of(PALETTE, "vivid"), "calendar", "Te esperamos", call="¡Reserva!"),
)
CUES = (Cue(0.2, 1.2, ("¿Buscas café?",)), Cue(3.03, 4.51, ("Te esperamos",)))


def board(ratio: str = "9:16", shots: tuple[Shot, ...] = SHOTS, template: str = "bubbles") -> Storyboard:
    return Storyboard(ratio, template, "seed", shots, CUES)  # type: ignore[arg-type]


async def unheard(_percent: int) -> None:
    """Progress is of no interest."""


def tone(seconds: float) -> Speech:
    """A loud tone as WAV."""
    import wave

    samples = (20_000 * np.sin(2 * np.pi * 440 * np.arange(int(16_000 * seconds)) / 16_000)).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(samples.tobytes())
    return Speech(buffer.getvalue(), seconds)


@pytest.fixture
def leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
async def rendered() -> Rendered:
    """One small video with a voice in its second scene."""
    narration = [None, tone(3.0), None]  # longer than its scene: it must be fitted
    return await DesignRenderer(SCALE).video(board(), narration, ORIGIN, unheard)


def frames(content: bytes) -> Iterator[tuple[float, np.ndarray]]:
    with av.open(io.BytesIO(content)) as container:
        for frame in container.decode(video=0):
            yield float(frame.time or 0), frame.to_ndarray(format="rgb24")


def loudness(content: bytes, start: float, end: float) -> float:
    """RMS of the sound between two moments, 0 to 1."""
    with av.open(io.BytesIO(content)) as container:
        heard = [
            frame.to_ndarray().astype(float).ravel()
            for frame in container.decode(audio=0)
            if start <= float(frame.time or 0) < end
        ]
    samples = np.concatenate(heard)
    return float(np.sqrt(np.mean(samples**2)))


def test_the_streams_are_what_players_expect(rendered: Rendered) -> None:
    with av.open(io.BytesIO(rendered.content)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height) == (270, 480)
        assert audio.codec_context.name == "aac"
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(4.51, abs=0.1)
        assert float(video.duration * video.time_base) == pytest.approx(4.51, abs=0.05)


def test_frames_are_evenly_spaced_and_none_is_missing(rendered: Rendered) -> None:
    times = [moment for moment, _ in frames(rendered.content)]

    assert len(times) == round(4.51 * 30)
    assert np.allclose(np.diff(times), 1 / 30, atol=1e-3)


def test_no_frame_is_black_and_scenes_move(rendered: Rendered) -> None:
    pictures = [(t, f.astype(int)) for t, f in frames(rendered.content)]

    assert all(f.std() > 5 for _, f in pictures)
    within = [f for t, f in pictures if 0.9 < t < 1.5]
    assert all(np.abs(a - b).mean() > 0.01 for a, b in zip(within[::6], within[6::6], strict=False))
    before = next(f for t, f in pictures if t > 1.5)
    after = next(f for t, f in pictures if t > 2.6)
    assert np.abs(before - after).mean() > 20  # another scene, another scheme


def test_captions_show_in_their_time_only(rendered: Rendered) -> None:
    box = CANVASES["9:16"].captions.scaled(SCALE)

    def panel(moment: float) -> float:
        """The share of dark and white pixels at the foot of the captions' box, where the panel stands."""
        picture = next(f for t, f in frames(rendered.content) if t >= moment)
        area = picture[box.bottom - 16 : box.bottom - 2, box.x + box.width // 3 : box.right - box.width // 3]
        grey = area.astype(int)
        spread = grey.max(axis=2) - grey.min(axis=2)
        return float(np.mean((spread < 24) & ((grey.mean(axis=2) < 70) | (grey.mean(axis=2) > 200))))

    shown, before, between = panel(0.7), panel(0.1), panel(1.45)
    assert shown > before + 0.3
    assert shown > between + 0.3


def test_the_voice_is_heard_in_its_scene_only(rendered: Rendered) -> None:
    assert loudness(rendered.content, 1.85, 2.8) > 0.1
    assert loudness(rendered.content, 0.2, 1.5) < 0.005
    assert loudness(rendered.content, 3.2, 4.3) < 0.005


async def test_without_a_voice_there_is_quiet_music() -> None:
    made = await DesignRenderer(0.15).video(board(shots=SHOTS[:1]), [None], ORIGIN, unheard)
    assert 0.001 < loudness(made.content, 0.4, 1.2) < 0.2


def test_the_poster_shows_the_first_scene_at_rest(rendered: Rendered) -> None:
    assert rendered.poster is not None
    with Image.open(io.BytesIO(rendered.poster)) as image:
        image.load()
        poster = np.asarray(image.convert("RGB")).astype(int)
        assert "trainedAlgorithmicMedia" in image.info["XML:com.adobe.xmp"]
    frame = next(f for t, f in frames(rendered.content) if t >= 0.75).astype(int)
    assert poster.shape == frame.shape
    column = CANVASES["9:16"].video_column.scaled(SCALE)
    rows = slice(column.y, column.bottom)
    assert np.abs(poster[rows] - frame[rows]).mean() < 12


def test_the_index_comes_first_and_the_mark_is_in_the_file(rendered: Rendered) -> None:
    boxes = list(_boxes(rendered.content))
    names = [name for name, _ in boxes]

    assert names.index(b"moov") < names.index(b"mdat")
    xmp = next(body for name, body in boxes if name == b"uuid")
    assert xmp[:16].hex() == "be7acfcb97a942e89c71999491e3afac"
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in xmp
    with av.open(io.BytesIO(rendered.content)) as container:
        assert container.metadata["title"] == "2x1 los martes"
        assert "trainedAlgorithmicMedia" in container.metadata["comment"]


@pytest.mark.parametrize("ratio", ["1:1", "16:9"])
async def test_other_shapes_have_their_dimensions(ratio: str) -> None:
    made = await DesignRenderer(0.2).video(board(ratio, SHOTS[:2], "tiles"), [None, None], ORIGIN, unheard)
    with av.open(io.BytesIO(made.content)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == {"1:1": (216, 216), "16:9": (384, 216)}[ratio]


async def test_a_full_size_video_stays_within_its_memory() -> None:
    reported: list[int] = []

    async def on_percent(percent: int) -> None:
        reported.append(percent)

    shots = SHOTS[:2]
    made = await DesignRenderer().video(
        board(shots=shots, template="arches"), [None, None], ORIGIN, on_percent
    )

    with av.open(io.BytesIO(made.content)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == (1080, 1920)
    assert made.peak_memory_bytes < 2**30
    assert reported == sorted(set(reported))
    assert reported[-1] == 100


async def test_a_render_over_its_time_is_stopped_and_leaves_nothing(leftovers: Path) -> None:
    with pytest.raises(RenderTimeoutError):
        await DesignRenderer(time_limit=1.0).video(board(), [None] * 3, ORIGIN, unheard)
    assert list(leftovers.iterdir()) == []
    assert _children() == []


async def test_a_cancelled_render_leaves_no_process_and_no_file(leftovers: Path) -> None:
    task = asyncio.create_task(DesignRenderer().video(board(), [None] * 3, ORIGIN, unheard))
    await eventually(_encoding)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert list(leftovers.iterdir()) == []
    assert _children() == []


async def test_a_render_killed_from_outside_is_tried_again(leftovers: Path) -> None:
    task = asyncio.create_task(DesignRenderer().video(board(), [None] * 3, ORIGIN, unheard))
    await eventually(_rendering)
    os.kill(_children()[0].pid, signal.SIGKILL)
    with pytest.raises(RenderInterruptedError):
        await task
    assert list(leftovers.iterdir()) == []


async def test_a_broken_background_is_a_permanent_failure(leftovers: Path) -> None:
    with pytest.raises(RenderFailedError):
        await DesignRenderer(SCALE).video(board(), [None] * 3, ORIGIN, unheard, b"no picture")
    assert list(leftovers.iterdir()) == []


async def test_a_worker_whose_parent_is_gone_cleans_up_and_ends(tmp_path: Path) -> None:
    import subprocess
    import sys

    from shared.adapters.media.marks import make_mark

    folder = tmp_path / "job"
    folder.mkdir()
    mark = make_mark("t", tool="t", request="r", prompt_hash="0")
    worker = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "shared.adapters.media.worker", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert worker.stdin is not None
    worker.stdin.write(JOB.dump_json(VideoJob(board(), (None,) * 3, mark)) + b"\n")
    worker.stdin.flush()

    async def begun() -> bool:
        return (folder / "words0.png").exists()

    async def ended() -> bool:
        return worker.poll() is not None

    await eventually(begun)
    worker.stdin.close()
    await eventually(ended)
    assert not folder.exists()


async def _rendering() -> bool:
    return bool(_children())


async def _encoding() -> bool:
    return any("ffmpeg" in process.name() for process in _children())


def _children() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [p for p in found if p.status() != psutil.STATUS_ZOMBIE and _renders(p)]


def _renders(process: psutil.Process) -> bool:
    try:
        return "shared.adapters.media" in " ".join(process.cmdline()) or "ffmpeg" in process.name()
    except psutil.NoSuchProcess:
        return False


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The top-level boxes of an ISO base media file."""
    at = 0
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        assert size >= 8
        yield name, content[at + 8 : at + size]
        at += size
