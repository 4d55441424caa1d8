"""The sound of a video: narration in its scenes, or a quiet bed of chords where nobody speaks."""

from __future__ import annotations

import math
import wave
from collections.abc import Sequence
from pathlib import Path

from shared.adapters.media.specs import ShotSpec

SAMPLE_RATE = 44_100
# Faster than this, speech is hard to follow; what still does not fit is faded out at the scene's end.
FASTEST = 1.6
_BREATH_SECONDS = 0.12
_BED_RATE = 22_050
_BED_LEVEL = 0.07
_CHORD_SECONDS = 4.0
# I - vi - IV - V in C, as MIDI note numbers.
_CHORDS = ((48, 60, 64, 67), (45, 57, 60, 64), (41, 57, 60, 65), (43, 55, 59, 62))


def tempo(shot: ShotSpec) -> float:
    """How much faster the shot's narration must be spoken to end within its scene, at most `FASTEST`."""
    room = max(0.1, shot.end - shot.start - _BREATH_SECONDS)
    return min(FASTEST, max(1.0, shot.narration_seconds / room))


def spoken_seconds(shot: ShotSpec) -> float:
    """How long the shot's narration sounds, once fitted."""
    return min(shot.narration_seconds / tempo(shot), shot.end - shot.start)


def sound_graph(shots: Sequence[ShotSpec], first_input: int, seconds: float, bed: Path | None) -> tuple[list[str], str]:
    """Inputs and the filter chain whose output is `[sound]`, exactly `seconds` long."""
    inputs: list[str] = []
    chains: list[str] = []
    labels: list[str] = []
    for shot in shots:
        if shot.narration is None or shot.narration_seconds <= 0:
            continue
        number = first_input + len(labels)
        inputs += ["-i", shot.narration]
        heard = spoken_seconds(shot)
        chains.append(
            f"[{number}:a]aformat=sample_rates={SAMPLE_RATE}:channel_layouts=mono,atempo={tempo(shot):.4f},"
            f"atrim=end={heard:.3f},afade=out:st={max(0.0, heard - 0.04):.3f}:d=0.04,"
            f"adelay={round(shot.start * 1000)}:all=1[voice{len(labels)}]"
        )
        labels.append(f"[voice{len(labels)}]")
    if bed is not None:
        inputs += ["-i", str(bed)]
        chains.append(f"[{first_input + len(labels)}:a]aformat=sample_rates={SAMPLE_RATE}:channel_layouts=mono[bed]")
        labels.append("[bed]")
    mixed = f"{''.join(labels)}amix=inputs={len(labels)}:normalize=0:dropout_transition=0"
    level = "alimiter=limit=0.89:level=0"
    chains.append(f"{mixed},{level},apad,atrim=end={seconds:.3f},aformat=channel_layouts=stereo[sound]")
    return inputs, ";".join(chains)


def write_bed(path: Path, seconds: float) -> None:
    """Soft chords as a mono WAV: slow swells, fading in and out; the same for the same length."""
    import numpy as np

    time = np.arange(math.ceil(seconds * _BED_RATE)) / _BED_RATE
    total = np.zeros_like(time)
    for start in range(math.ceil(seconds / _CHORD_SECONDS)):
        local = time - start * _CHORD_SECONDS
        envelope = np.sin(np.pi * np.clip((local + 0.6) / (_CHORD_SECONDS + 1.2), 0, 1)) ** 2
        for note in _CHORDS[start % len(_CHORDS)]:
            pitch = 440 * 2 ** ((note - 69) / 12)
            tone = np.sin(2 * np.pi * pitch * time) + 0.25 * np.sin(4 * np.pi * pitch * time + 0.3)
            total += envelope * tone / 5
    fade = np.clip(time / 1.0, 0, 1) * np.clip((seconds - time) / 1.5, 0, 1)
    samples = np.clip(_BED_LEVEL * total * fade, -1, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_BED_RATE)
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
