"""Captions of a script: readable cues timed within their scenes, written as SRT and WebVTT.

The measures are those of common subtitling guides (Netflix timed text, BBC): two lines of 42 characters, five
sixths of a second to seven seconds a cue.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from shared.domain.script import Scene

LINE_CHARACTERS = 42
MIN_CUE_SECONDS = 5 / 6
MAX_CUE_SECONDS = 7.0

_ENDINGS = (".", "!", "?", "…", ":", ";", ",")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: times in seconds, one or two lines."""

    start: float
    end: float
    lines: tuple[str, ...]


def cues(scenes: Iterable[Scene]) -> tuple[Cue, ...]:
    """The cues of all scenes in order; none overlaps its neighbour or leaves its scene.

    A scene's time is shared among its cues by their characters. A cue ends after `MAX_CUE_SECONDS` even when
    its share is longer; a scene too short for several cues of `MIN_CUE_SECONDS` keeps its shares anyway.
    """
    return tuple(cue for scene in scenes for cue in _scene_cues(scene))


def _scene_cues(scene: Scene) -> list[Cue]:
    blocks = _blocks(tuple(_hard_split(scene.narration.split())))
    total = sum(map(len, blocks))
    made = []
    passed = 0
    for block in blocks:
        start = scene.start + scene.seconds * passed / total
        passed += len(block)
        end = scene.start + scene.seconds * passed / total
        made.append(Cue(round(start, 3), round(min(end, start + MAX_CUE_SECONDS), 3), _lines(block)))
    return made


def _hard_split(words: list[str]) -> list[str]:
    return [w[i : i + LINE_CHARACTERS] for w in words for i in range(0, len(w), LINE_CHARACTERS)]


def _blocks(words: tuple[str, ...]) -> list[str]:
    """Cuts the words into blocks that fit two lines: few, even ones, cut after punctuation where possible."""

    @cache
    def best(start: int) -> tuple[float, tuple[int, ...]]:
        if start == len(words):
            return 0.0, ()
        options = []
        for end in range(start + 1, len(words) + 1):
            block = " ".join(words[start:end])
            if len(_wrap(block)) > 2:
                break
            rest, cuts = best(end)
            options.append((rest + _cost(block, last=end == len(words)), (end, *cuts)))
        return min(options, key=lambda option: option[0])

    # Filled from the end, so that the recursion stays one call deep.
    for start in range(len(words) - 1, -1, -1):
        best(start)
    cuts = (0, *best(0)[1])
    return [" ".join(words[a:b]) for a, b in pairwise(cuts)]


def _cost(block: str, *, last: bool) -> float:
    shortness = max(0, LINE_CHARACTERS - len(block)) / LINE_CHARACTERS
    mid_phrase = 0.0 if last or block.endswith(_ENDINGS) else 0.6
    return 1.0 + 2.0 * shortness**2 + mid_phrase


def _lines(block: str) -> tuple[str, ...]:
    """Two lines as even as possible, one when it fits."""
    if len(block) <= LINE_CHARACTERS:
        return (block,)
    spaces = [i for i, c in enumerate(block) if c == " "]
    fitting = [i for i in spaces if i <= LINE_CHARACTERS and len(block) - i - 1 <= LINE_CHARACTERS]
    cut = min(fitting, key=lambda i: abs(2 * i - len(block)) - (6 if block[i - 1] in _ENDINGS else 0))
    return block[:cut], block[cut + 1 :]


def _wrap(block: str) -> list[str]:
    lines = [""]
    for word in block.split():
        candidate = f"{lines[-1]} {word}".lstrip()
        if len(candidate) <= LINE_CHARACTERS:
            lines[-1] = candidate
        else:
            lines.append(word)
    return lines


def to_srt(all_cues: Iterable[Cue]) -> str:
    """SubRip: numbered cues, comma before the milliseconds. An arrow in the text may not look like a time."""
    blocks = (
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n"
        + "\n".join(cue.lines).replace("-->", "->")
        for number, cue in enumerate(all_cues, 1)
    )
    return "\n\n".join(blocks) + "\n"


def to_vtt(all_cues: Iterable[Cue], language: str) -> str:
    """WebVTT with its language; `&`, `<` and `>` are escaped as the format asks."""
    blocks = ["WEBVTT", f"NOTE language: {language}"]
    for cue in all_cues:
        text = "\n".join(cue.lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
