"""Captions, read back with a parser of their own."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.captions import LINE_CHARACTERS, MAX_CUE_SECONDS, cues, to_srt, to_vtt
from shared.domain.script import Scene

Parsed = tuple[float, float, list[str]]


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def parse_srt(text: str) -> list[Parsed]:
    """A strict SubRip reader: index, times, one or more lines, blank line."""
    parsed = []
    for number, block in enumerate(text.strip("\n").split("\n\n"), 1):
        index, times, *lines = block.split("\n")
        assert index == str(number)
        match = re.fullmatch(r"(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})", times)
        assert match is not None, times
        parsed.append((_seconds(match[1]), _seconds(match[2]), lines))
    return parsed


def parse_vtt(text: str) -> list[Parsed]:
    """A strict WebVTT reader for files of cues and notes."""
    head, *blocks = text.strip("\n").split("\n\n")
    assert head == "WEBVTT"
    parsed = []
    for block in blocks:
        if block.startswith("NOTE"):
            continue
        times, *lines = block.split("\n")
        match = re.fullmatch(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", times)
        assert match is not None, times
        assert all("-->" not in line and "<" not in line for line in lines)
        parsed.append((_seconds(match[1]), _seconds(match[2]), lines))
    return parsed


letters = st.characters(categories=("L", "N", "P"))
words = st.text(letters, min_size=1, max_size=60)
narrations = st.lists(words, min_size=0, max_size=60).map(" ".join)


@st.composite
def scene_lists(draw: st.DrawFn) -> list[Scene]:
    start, scenes = 0.0, []
    for narration in draw(st.lists(narrations, min_size=1, max_size=6)):
        end = round(start + max(1.0, len(narration.split()) / draw(st.floats(1.5, 2.8))), 2)
        scenes.append(Scene(start, end, narration, "text", "visual"))
        start = end
    return scenes


@given(scene_lists())
def test_cues_are_readable_ordered_and_within_their_scenes(scenes: list[Scene]) -> None:
    made = cues(scenes)
    for cue in made:
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < len(line) <= LINE_CHARACTERS for line in cue.lines)
        assert 0 < cue.end - cue.start <= MAX_CUE_SECONDS + 0.001
        assert any(s.start - 0.001 <= cue.start and cue.end <= s.end + 0.001 for s in scenes)
    assert all(a.end <= b.start + 0.0011 for a, b in pairwise(made))


@given(scene_lists())
def test_captions_say_every_character_of_the_narration(scenes: list[Scene]) -> None:
    shown = "".join("".join(cue.lines) for cue in cues(scenes)).replace(" ", "")
    assert shown == "".join("".join(s.narration.split()) for s in scenes)


@given(scene_lists())
def test_both_files_are_read_back_alike(scenes: list[Scene]) -> None:
    made = cues(scenes)
    if not made:
        return
    srt, vtt = parse_srt(to_srt(made)), parse_vtt(to_vtt(made, "es"))
    assert [(a, b) for a, b, _ in srt] == [(a, b) for a, b, _ in vtt]
    assert [(a, b) for a, b, _ in srt] == [(cue.start, cue.end) for cue in made]


def test_long_lines_break_after_punctuation_and_evenly() -> None:
    text = (
        "Primero, reúne con calma todo lo que es necesario. Después, empieza despacio y sin mirar el reloj."
    )
    made = cues([Scene(0, 10, text, "", "v")])
    assert [cue.lines[-1][-1] for cue in made] == [".", "."]
    assert [cue.lines for cue in made] == [
        ("Primero, reúne con calma", "todo lo que es necesario."),
        ("Después, empieza despacio", "y sin mirar el reloj."),
    ]


def test_markup_in_the_narration_stays_text() -> None:
    made = cues([Scene(0, 3, "Tom & Jerry <b>gratis</b> --> ya", "", "v")])
    assert "Tom &amp; Jerry &lt;b&gt;gratis&lt;/b&gt; --&gt; ya" in to_vtt(made, "es")
    assert to_srt(made).count("-->") == 1
    assert len(parse_vtt(to_vtt(made, "es"))) == 1


def test_a_silent_scene_has_no_cue() -> None:
    assert cues([Scene(0, 3, "", "Solo texto", "v")]) == ()


def test_hours_are_written_out() -> None:
    made = cues([Scene(3_600, 3_602, "Una hora.", "", "v")])
    assert "01:00:00,000 --> 01:00:02,000" in to_srt(made)
