"""The sound of a video: narration in its scenes, or a quiet bed of chords where nobody speaks."""

from __future__ import annotations

import math
import wave
from collections.abc import Sequence
from pathlib import Path

from shared.adapters.media.specs import Voice
from shared.domain.design.storyboard import Shot, heard_seconds, tempo

SAMPLE_RATE = 44_100
_BED_RATE = 22_050
_BED_LEVEL = 0.07
_CHORD_SECONDS = 4.0
# I - vi - IV - V in C, as MIDI note numbers.
_CHORDS = ((48, 60, 64, 67), (45, 57, 60, 64), (41, 57, 60, 65), (43, 55, 59, 62))


def sound_graph(
    shots: Sequence[Shot], voices: Sequence[Voice | None], first_input: int, bed: Path | None
) -> tuple[list[str], str]:
    """Inputs and the filter chain whose output is `[sound]`, exactly as long as the shots."""
    inputs: list[str] = []
    chains: list[str] = []
    labels: list[str] = []
    for shot, voice in zip(shots, voices, strict=True):
        if voice is None or voice.seconds <= 0:
            continue
        inputs += ["-i", voice.path]
        heard = heard_seconds(voice.seconds, shot.seconds)
        label = f"[voice{len(labels)}]"
        chains.append(
            f"[{first_input + len(labels)}:a]aformat=sample_rates={SAMPLE_RATE}:channel_layouts=mono,"
            f"atempo={tempo(voice.seconds, shot.seconds):.4f},atrim=end={heard:.3f},"
            f"afade=out:st={max(0.0, heard - 0.04):.3f}:d=0.04,adelay={round(shot.start * 1000)}:all=1{label}"
        )
        labels.append(label)
    if bed is not None:
        inputs += ["-i", str(bed)]
        label = "[bed]"
        chains.append(
            f"[{first_input + len(labels)}:a]aformat=sample_rates={SAMPLE_RATE}:channel_layouts=mono{label}"
        )
        labels.append(label)
    chains.append(
        f"{''.join(labels)}amix=inputs={len(labels)}:normalize=0:dropout_transition=0,alimiter=limit=0.89:level=0,"
        f"apad,atrim=end={shots[-1].end:.3f},aformat=channel_layouts=stereo[sound]"
    )
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
