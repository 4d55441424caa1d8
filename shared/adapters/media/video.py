"""A video from its job: layers painted with Pillow, put together and encoded by ffmpeg.

Scenes are encoded as segments, as many at once as there are processors, while the next layers are painted; the
segments are then joined without encoding them again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from shared.adapters.media.ffmpeg import encoders_at_once, run_ffmpeg
from shared.adapters.media.filter_graph import Overlays, Timeline, segment_graph
from shared.adapters.media.marks import append_xmp_box, container_tags, save_png
from shared.adapters.media.scene_layers import LayerPainter, SceneLayers
from shared.adapters.media.sound import SAMPLE_RATE, sound_graph, write_bed
from shared.adapters.media.specs import AudioJob, Mark, VideoJob
from shared.domain.captions import Cue
from shared.domain.design.canvas import CANVASES

VIDEO = "video.mp4"
POSTER = "poster.png"
NARRATION = "narration.m4a"
_JOINING_SHARE = 0.04

OnShare = Callable[[float], None]


def make_video(job: VideoJob, folder: Path, on_share: OnShare) -> None:
    """Writes `video.mp4` and `poster.png` into the folder; `on_share` hears the share done, 0 to 1."""
    painter, timeline = LayerPainter(job, folder), Timeline.of(job)
    at_once = encoders_at_once()
    progress = _Progress(timeline, on_share)
    bar = painter.bar()
    place = CANVASES[job.board.ratio].captions.scaled(job.scale)
    before: SceneLayers | None = None
    work: list[Future[None]] = []
    with ThreadPoolExecutor(at_once) as pool:
        for number in range(len(job.board.shots)):
            scene = painter.scene(number)
            if number == 0:
                save_png(painter.poster(scene), folder / POSTER, job.mark)
            overlays = Overlays(
                str(_caption_list(job, timeline, number, painter, folder)), place.x, place.y, bar
            )
            graph = segment_graph(timeline, number, scene, before, overlays, painter.frame_size())
            script = folder / f"graph{number}.txt"
            script.write_text(";\n".join(graph.filters), encoding="utf-8")
            arguments = _segment_arguments(job, timeline, number, graph.arguments, script, folder, at_once)
            work.append(pool.submit(_segment, arguments, timeline, number, folder, progress))
            before = scene
        for future in work:
            future.result()
    _join(job, folder, len(job.board.shots))
    append_xmp_box(folder / VIDEO, job.mark)
    on_share(1.0)


class _Progress:
    """Adds up what the segments have done."""

    def __init__(self, timeline: Timeline, on_share: OnShare) -> None:
        self._lengths, self._on_share = timeline.lengths, on_share
        self._done = [0.0] * len(timeline.lengths)
        self._lock = Lock()

    def set(self, number: int, share: float) -> None:
        """Segment `number` is done to this share."""
        with self._lock:
            self._done[number] = share
            done = sum(s * n for s, n in zip(self._done, self._lengths, strict=True)) / sum(self._lengths)
            self._on_share((1 - _JOINING_SHARE) * done)


def _segment(
    arguments: Sequence[str], timeline: Timeline, number: int, folder: Path, progress: _Progress
) -> None:
    seconds = timeline.lengths[number] / timeline.fps
    run_ffmpeg(arguments, seconds, folder / f"segment{number}.log", lambda share: progress.set(number, share))
    progress.set(number, 1.0)


def _segment_arguments(
    job: VideoJob,
    timeline: Timeline,
    number: int,
    inputs: Sequence[str],
    script: Path,
    folder: Path,
    at_once: int,
) -> list[str]:
    threads = "1" if at_once > 1 else "2"
    return [
        *inputs,
        "-filter_complex_threads",
        "1",
        "-/filter_complex",
        str(script),
        "-map",
        "[video]",
        "-frames:v",
        str(timeline.lengths[number]),
        "-r",
        str(job.fps),
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "22",
        "-profile:v",
        "high",
        "-pix_fmt",
        "yuv420p",
        "-g",
        str(2 * job.fps),
        "-threads",
        threads,
        "-color_primaries",
        "bt709",
        "-color_trc",
        "bt709",
        "-colorspace",
        "bt709",
        "-video_track_timescale",
        str(512 * job.fps),
        str(folder / f"segment{number}.mp4"),
    ]


def _join(job: VideoJob, folder: Path, segments: int) -> None:
    listing = folder / "segments.ffconcat"
    names = "\n".join(f"file 'segment{n}.mp4'" for n in range(segments))
    listing.write_text(f"ffconcat version 1.0\n{names}\n", encoding="utf-8")
    bed = None if any(job.voices) else folder / "bed.wav"
    if bed is not None:
        write_bed(bed, job.board.seconds)
    sound_inputs, sound = sound_graph(job.board.shots, job.voices, 1, bed)
    run_ffmpeg(
        [
            "-f",
            "concat",
            "-safe",
            "0",
            "-i",
            str(listing),
            *sound_inputs,
            "-filter_complex",
            sound,
            "-map",
            "0:v",
            "-map",
            "[sound]",
            "-c:v",
            "copy",
            *_sound_encoder(),
            *_container(job.mark),
            str(folder / VIDEO),
        ],
        job.board.seconds,
        folder / "join.log",
        lambda _: None,
    )


def make_audio(job: AudioJob, folder: Path, on_share: OnShare) -> None:
    """Writes `narration.m4a`: every shot's narration at its time."""
    inputs, graph = sound_graph(job.shots, job.voices, 0, None)
    run_ffmpeg(
        [
            *inputs,
            "-filter_complex",
            graph,
            "-map",
            "[sound]",
            *_sound_encoder(),
            *_container(job.mark),
            str(folder / NARRATION),
        ],
        job.shots[-1].end,
        folder / "ffmpeg.log",
        on_share,
    )
    append_xmp_box(folder / NARRATION, job.mark)


def _sound_encoder() -> list[str]:
    return ["-c:a", "aac", "-b:a", "128k", "-ar", str(SAMPLE_RATE)]


def _container(mark: Mark) -> list[str]:
    tags = [part for name, value in container_tags(mark).items() for part in ("-metadata", f"{name}={value}")]
    return [*tags, "-movflags", "+faststart"]


def _caption_list(
    job: VideoJob, timeline: Timeline, number: int, painter: LayerPainter, folder: Path
) -> Path:
    """An ffconcat list of one segment: each caption's picture for its time, the empty one between them."""
    start = timeline.starts[number] / job.fps
    end = start + timeline.lengths[number] / job.fps
    empty = painter.caption("empty", None)
    lines = ["ffconcat version 1.0"]
    now = start

    def show(path: str, until: float) -> None:
        nonlocal now
        if until - now > 0.001:
            # The pictures' own clock would round to 1/25 s.
            lines.extend(
                (f"file '{Path(path).name}'", "option framerate 1000", f"duration {until - now:.3f}")
            )
            now = until

    for index, cue in enumerate(job.board.cues):
        if cue.end <= start or cue.start >= end:
            continue
        cue = Cue(max(cue.start, start), min(cue.end, end), cue.lines)
        show(empty, cue.start)
        show(painter.caption(str(index), cue), cue.end)
    show(empty, end)
    listing = folder / f"captions{number}.ffconcat"
    listing.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return listing
