"""Scenes follow the narration as recorded, within the time there is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.script import Scene, Script
from shared.domain.sync import (
    BREATH_SECONDS,
    MOST_TEMPO,
    AudioLengthsError,
    NarrationTooLongError,
    fit_to_audio,
    retime,
)


def script(*narrations: str, seconds: float = 5.0) -> Script:
    scenes = tuple(
        Scene(i * seconds, (i + 1) * seconds, text, "Texto", "Plano.") for i, text in enumerate(narrations)
    )
    return Script("La Miga", "es", "Hola", scenes, "Ven", (), "")


def test_a_scene_lasts_its_audio_and_a_breath() -> None:
    synced = fit_to_audio(script("Uno dos tres", "Cuatro"), [2.0, 1.0], 30)
    assert [(s.start, s.end) for s in synced.script.scenes] == [(0.0, 2.3), (2.3, 3.6)]
    assert synced.tempo == 1.0


def test_a_silent_scene_keeps_its_length() -> None:
    synced = fit_to_audio(script("Uno", ""), [2.0, 0.0], 30)
    assert synced.script.scenes[1].seconds == pytest.approx(5.0)


def test_breaths_and_silence_give_way_before_speech_is_hurried() -> None:
    synced = fit_to_audio(script("Uno", "", "Dos"), [4.0, 0.0, 4.0], 10)
    lengths = [s.seconds for s in synced.script.scenes]
    assert synced.tempo == 1.0
    assert sum(lengths) == pytest.approx(10, abs=0.011)
    assert lengths[0] >= 4.0
    assert lengths[2] >= 4.0 - 0.011
    assert 0.5 <= lengths[1] < 5


def test_speech_that_is_too_long_is_hurried_in_proportion() -> None:
    synced = fit_to_audio(script("Uno", "Dos"), [8.0, 4.0], 10)
    assert synced.tempo == pytest.approx(1.2)
    assert [s.seconds for s in synced.script.scenes] == pytest.approx([6.67, 3.33], abs=0.011)


def test_captions_follow_the_new_times() -> None:
    synced = fit_to_audio(script("Uno dos tres", "Cuatro"), [2.0, 1.0], 30)
    assert [(c.start, c.end) for c in synced.cues] == [(0.0, 2.3), (2.3, 3.6)]
    assert [" ".join(c.lines) for c in synced.cues] == ["Uno dos tres", "Cuatro"]


@pytest.mark.parametrize("lengths", [[1.0], [1.0, -1.0], [1.0, float("nan")], [1.0, float("inf")]])
def test_lengths_that_cannot_be_are_refused(lengths: list[float]) -> None:
    with pytest.raises(AudioLengthsError):
        fit_to_audio(script("Uno", "Dos"), lengths, 30)


def test_far_too_much_narration_is_refused_with_the_figures() -> None:
    with pytest.raises(NarrationTooLongError) as refused:
        fit_to_audio(script("Uno", "Dos"), [20.0, 21.0], 20)
    assert (refused.value.seconds, refused.value.max_seconds) == (41.0, 20)


def test_retiming_never_passes_the_sum() -> None:
    scenes = script(*"abcdefg").scenes
    assert retime(scenes, [10 / 7] * 7)[-1].end <= 10


@settings(max_examples=200)
@given(
    st.lists(st.floats(0, 12), min_size=1, max_size=12),
    st.floats(10, 120),
    st.floats(0.5, 9),
)
def test_scenes_are_contiguous_and_within_the_limit(audio: list[float], limit: float, planned: float) -> None:
    source = script(*("una frase que se dice" for _ in audio), seconds=planned)
    speech = sum(seconds for seconds in audio if seconds >= 0.1)
    silent = sum(0.5 for seconds in audio if seconds < 0.1)
    if speech > MOST_TEMPO * (limit - silent):
        with pytest.raises(NarrationTooLongError):
            fit_to_audio(source, audio, limit)
        return
    synced = fit_to_audio(source, audio, limit)
    scenes = synced.script.scenes
    assert scenes[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(scenes))
    assert all(s.seconds > 0 for s in scenes)
    assert scenes[-1].end <= limit + 1e-9
    assert 1 <= synced.tempo <= MOST_TEMPO
    for scene, seconds in zip(scenes, audio, strict=True):
        assert scene.seconds >= seconds / synced.tempo - 0.011
        assert seconds < 0.1 or scene.seconds <= seconds / synced.tempo + BREATH_SECONDS + 0.011
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(synced.cues))
    assert synced.cues[-1].end <= scenes[-1].end + 0.001
    assert [s.narration for s in scenes] == [s.narration for s in source.scenes]
