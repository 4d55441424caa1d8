"""Brings a script's scenes into step with its recorded narration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.captions import Cue, cues
from shared.domain.script import Scene, Script

# Speech that runs on without a breath between scenes sounds cut; a third of a second is a short natural pause.
BREATH_SECONDS = 0.3
# The least a scene without speech must stand to be read at all.
SILENT_SECONDS = 0.5
# Recordings shorter than this hold no word.
SPOKEN_FROM_SECONDS = 0.1
# Speech played faster than this is no longer understood.
MOST_TEMPO = 2.0


class AudioLengthsError(ValueError):
    """The measured lengths do not belong to the script: their number differs, or one is no length."""


class NarrationTooLongError(ValueError):
    """The narration would have to be played more than `MOST_TEMPO` times as fast to fit."""

    def __init__(self, seconds: float, max_seconds: float) -> None:
        super().__init__(f"{seconds:g} s of narration cannot be brought into {max_seconds:g} s")
        self.seconds = seconds
        self.max_seconds = max_seconds


@dataclass(frozen=True, slots=True)
class Synced:
    """The re-timed script, its captions, and how many times as fast the narration is to be played (1 to 2)."""

    script: Script
    tempo: float
    cues: tuple[Cue, ...]


def fit_to_audio(script: Script, scene_audio_seconds: Sequence[float], max_seconds: float) -> Synced:
    """Scenes as long as their narration really is, contiguous from 0, ending within `max_seconds`.

    A spoken scene lasts its audio and a breath; a silent one keeps its length. Where that is too long, breaths
    and silence shrink in proportion first, then all speech is played faster by the same `tempo`. Raises
    `AudioLengthsError` for lengths (seconds, one a scene) that cannot be, `NarrationTooLongError` for too much.
    """
    if len(scene_audio_seconds) != len(script.scenes):
        raise AudioLengthsError(f"{len(scene_audio_seconds)} lengths for {len(script.scenes)} scenes")
    if any(not math.isfinite(seconds) or seconds < 0 for seconds in scene_audio_seconds):
        raise AudioLengthsError("every length must be a number of seconds from 0")
    speech = [seconds if seconds >= SPOKEN_FROM_SECONDS else 0.0 for seconds in scene_audio_seconds]
    least = [0.0 if spoken else SILENT_SECONDS for spoken in speech]
    rest = [
        BREATH_SECONDS if spoken else max(SILENT_SECONDS, scene.seconds)
        for spoken, scene in zip(speech, script.scenes, strict=True)
    ]
    tempo = _tempo(sum(speech), max_seconds - sum(least), max_seconds)
    spare = max_seconds - sum(least) - sum(speech) / tempo
    wanted = sum(rest) - sum(least)
    share = min(1.0, max(0.0, spare) / wanted) if wanted > 0 else 0.0
    lengths = [
        spoken / tempo + low + share * (more - low)
        for spoken, low, more in zip(speech, least, rest, strict=True)
    ]
    timed = replace(script, scenes=retime(script.scenes, lengths))
    return Synced(timed, tempo, cues(timed.scenes))


def _tempo(speech: float, room: float, max_seconds: float) -> float:
    if speech == 0 and room >= 0:
        return 1.0
    if room <= 0 or speech > MOST_TEMPO * room:
        raise NarrationTooLongError(speech, max_seconds)
    return max(1.0, speech / room)


def retime(scenes: Sequence[Scene], lengths: Sequence[float]) -> tuple[Scene, ...]:
    """The scenes one after the other from 0, each as long (seconds) as given; times in hundredths.

    Rounded down, so that the end never passes the sum of the lengths.
    """
    timed = []
    start = passed = 0.0
    for scene, length in zip(scenes, lengths, strict=True):
        passed += length
        # Sums of floats may fall a hair short of the hundredth that they mean.
        end = math.floor(passed * 100 + 1e-6) / 100
        timed.append(replace(scene, start=start, end=end))
        start = end
    return tuple(timed)
