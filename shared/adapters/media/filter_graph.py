"""The ffmpeg filter graph of one segment: a scene, entered by a transition from the one before it.

Every layer is read and converted once and then repeated by reference (`loop`); the ground moves by `crop`, which
copies nothing. A video is encoded segment by segment: one graph over all scenes would hold frames of each of
them, and a chain of `xfade` would pass every frame through every transition. Times are counted in frames.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from shared.adapters.media.scene_layers import Layer, SceneLayers
from shared.adapters.media.specs import VideoJob

_TRANSITIONS = ("slideleft", "smoothup", "fade", "smoothleft", "circleopen", "slideup", "wiperight")
_TRANSITION_SECONDS = 0.4
_ENTRY_SECONDS = 0.45
_FADE_SECONDS = 0.3
# The frame travels over the ground: left to right, upwards, back, downwards.
_PATHS = (
    ("(iw-ow)*{p}", "(ih-oh)/2"),
    ("(iw-ow)/2", "(ih-oh)*(1-{p})"),
    ("(iw-ow)*(1-{p})", "(ih-oh)*{p}"),
    ("(iw-ow)/2", "(ih-oh)*{p}"),
)
# Pictures are full-range sRGB; players expect limited-range BT.709, so it is asked for by name.
_BT709 = "scale=out_color_matrix=bt709:out_range=tv"
_OPAQUE, _CLEAR = f"{_BT709},format=yuv420p", f"{_BT709},format=yuva420p"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The scenes' lengths and the transitions between them, in frames; scene n enters over `entries[n]`."""

    fps: int
    starts: tuple[int, ...]
    lengths: tuple[int, ...]
    entries: tuple[int, ...]

    @classmethod
    def of(cls, job: VideoJob) -> Timeline:
        """Boundaries rounded to frames; a transition takes at most a third of either scene."""
        starts = [round(shot.start * job.fps) for shot in job.board.shots]
        ends = [*starts[1:], round(job.board.seconds * job.fps)]
        lengths = [end - start for start, end in zip(starts, ends, strict=True)]
        wanted = round(_TRANSITION_SECONDS * job.fps)
        entries = [0, *(min(wanted, a // 3, b // 3) for a, b in itertools.pairwise(lengths))]
        return cls(job.fps, tuple(starts), tuple(lengths), tuple(entries))

    def after(self, number: int) -> int:
        """The frames for which a scene is still seen under the next one's entry."""
        return self.entries[number + 1] if number + 1 < len(self.entries) else 0


@dataclass(slots=True)
class Graph:
    """Inputs and filters under construction."""

    fps: int
    arguments: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    count: int = 0

    def picture(self, path: str) -> str:
        """Adds a still as an input of one frame; returns its label."""
        return self.input("-framerate", str(self.fps), "-i", path)

    def input(self, *arguments: str) -> str:
        """Adds an input; returns its label."""
        self.arguments += arguments
        self.count += 1
        return f"[{self.count - 1}:v]"

    def add(self, text: str) -> None:
        """Adds a filter chain."""
        self.filters.append(text)


@dataclass(frozen=True, slots=True)
class Overlays:
    """What lies over all scenes: the segment's caption list with its place, and the line of time."""

    captions: str
    caption_x: int
    caption_y: int
    bar: Layer


def segment_graph(
    timeline: Timeline,
    number: int,
    scene: SceneLayers,
    before: SceneLayers | None,
    overlays: Overlays,
    frame: tuple[int, int],
) -> Graph:
    """The graph of scene `number`, exactly its length, whose output is `[video]`."""
    graph = Graph(timeline.fps)
    total = timeline.lengths[number] + timeline.after(number)
    entry = timeline.entries[number]
    _Scene(graph, "now", scene, number, total, frame).add(0, timeline.lengths[number])
    if before is None or entry == 0:
        graph.add("[now]null[scenes]")
    else:
        left = timeline.lengths[number - 1]
        _Scene(graph, "old", before, number - 1, left + entry, frame).add(left, entry)
        kind = _TRANSITIONS[(number - 1) % len(_TRANSITIONS)]
        graph.add(f"[old][now]xfade=transition={kind}:duration={entry / timeline.fps:.6f}:offset=0[scenes]")
    strip = graph.input("-f", "concat", "-safe", "0", "-i", overlays.captions)
    graph.add(f"{strip}{_CLEAR}[captions]")
    graph.add(
        f"[scenes][captions]overlay=x={overlays.caption_x}:y={overlays.caption_y}:eof_action=repeat[captioned]"
    )
    line = graph.picture(overlays.bar.path)
    graph.add(f"{line}{_CLEAR}[bar]")
    end = timeline.starts[-1] + timeline.lengths[-1]
    share = f"(t+{timeline.starts[number] / timeline.fps:.4f})/{end / timeline.fps:.4f}"
    graph.add(f"[captioned][bar]overlay=x='-w+w*{share}':y=0,format=yuv420p[video]")
    return graph


@dataclass(frozen=True, slots=True)
class _Scene:
    """One scene's chain; `total` are the frames over which it is seen at all."""

    graph: Graph
    label: str
    layers: SceneLayers
    number: int
    total: int
    frame: tuple[int, int]

    def add(self, first: int, frames: int) -> None:
        """Adds the scene from its frame `first`, `frames` long, as `[label]`."""
        fps = self.graph.fps
        # The clock of a scene starts with it, also where only its end is shown.
        still = f"loop=-1:1,trim=end_frame={frames},setpts=(N+{first})/{fps}/TB"
        x, y = (way.format(p=f"((n+{first})/{self.total})") for way in _PATHS[self.number % len(_PATHS)])
        ground = self.graph.picture(self.layers.ground)
        label = f"{self.label}0"
        self.graph.add(
            f"{ground}{_OPAQUE},{still},crop={self.frame[0]}:{self.frame[1]}:x='{x}':y='{y}'[{label}]"
        )
        moves = ((self.layers.art, 0.05, -70), (self.layers.words, 0.15, 70), (self.layers.button, 0.7, 50))
        for step, (layer, delay, rise) in enumerate(moves, 1):
            if layer is None:
                continue
            picture = self.graph.picture(layer.path)
            fade = "" if first else f",fade=in:st={delay}:d={_FADE_SECONDS}:alpha=1"
            self.graph.add(f"{picture}{_CLEAR},{still}{fade}[{self.label}l{step}]")
            rest = f"pow(max(0,1-max(0,t-{delay})/{_ENTRY_SECONDS}),3)"
            drift = f"+{max(2, layer.height // 60)}*sin(1.6*t)" if layer is self.layers.art else ""
            above, label = label, f"{self.label}{step}"
            self.graph.add(
                f"[{above}][{self.label}l{step}]overlay=x={layer.x}:y='{layer.y}+{rise}*{rest}{drift}'[{label}]"
            )
        self.graph.add(f"[{label}]setpts=PTS-STARTPTS,fps={fps},settb=1/{fps}[{self.label}]")
