"""Platforms, their formats and the names people use for them."""

from __future__ import annotations

import pytest

from shared.domain.platforms import (
    FORMATS,
    PLATFORMS,
    Target,
    UnknownPlatformError,
    choose_format,
    find_platforms,
    longest_seconds,
    resolve_platform,
    strictest,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("instagram", Target("instagram")),
        ("IG", Target("instagram")),
        ("insta", Target("instagram")),
        ("Reels", Target("instagram", "reel")),
        ("instagram_reels", Target("instagram", "reel")),
        ("Facebook Reels", Target("facebook", "reel")),
        ("historia", Target("instagram", "story")),
        ("Historias de Instagram", Target("instagram", "story")),
        ("stories", Target("instagram", "story")),
        ("facebook-story", Target("facebook", "story")),
        ("shorts", Target("youtube", "short")),
        ("YouTube Shorts", Target("youtube", "short")),
        ("yt", Target("youtube")),
        ("Tik Tok", Target("tiktok")),
        ("twitter", Target("x")),
        ("X", Target("x")),
        ("LinkedIn", Target("linkedin")),
        ("estado de WhatsApp", Target("whatsapp", "status")),
        ("instagram feed", Target("instagram")),
    ],
)
def test_names_people_use_are_understood(name: str, expected: Target) -> None:
    assert resolve_platform(name) == expected


def test_every_platform_resolves_to_itself() -> None:
    assert [resolve_platform(name).platform for name in PLATFORMS] == list(PLATFORMS)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("instagran", "instagram"),
        ("tictok", "tiktok"),
        ("youtub", "youtube"),
        ("facebok", "facebook"),
    ],
)
def test_a_misspelt_platform_is_refused_with_suggestions(name: str, suggestion: str) -> None:
    with pytest.raises(UnknownPlatformError) as refused:
        resolve_platform(name)
    assert suggestion in refused.value.suggestions


@pytest.mark.parametrize("name", ["myspace", "", "🎬", "tiktok story of mine", "linkedin reel"])
def test_what_is_no_platform_is_refused(name: str) -> None:
    with pytest.raises(UnknownPlatformError):
        resolve_platform(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un reel de 20s para mi bar", [Target("instagram", "reel")]),
        ("A video for TikTok and YouTube Shorts", [Target("tiktok"), Target("youtube", "short")]),
        ("Instagram Reels y Facebook", [Target("instagram", "reel"), Target("facebook")]),
        ("historia de 15s para Instagram", [Target("instagram")]),
        ("sube esto a stories", [Target("instagram", "story")]),
        ("cuenta la historia de mi marca", []),
        ("a short video about our shop", []),
        ("post it on X tomorrow", [Target("x")]),
        ("promociona mi tienda", []),
    ],
)
def test_platforms_are_found_in_running_text(text: str, expected: list[Target]) -> None:
    assert list(find_platforms(text)) == expected


def test_the_format_follows_the_length() -> None:
    assert choose_format(Target("youtube"), 60).name == "short"
    assert choose_format(Target("youtube"), 400).name == "video"
    assert choose_format(Target("facebook"), 91).name == "video"
    assert choose_format(Target("instagram", "story"), 15).name == "story"
    assert longest_seconds(Target("instagram", "story")) == 60


def test_the_strictest_limits_of_several_formats_are_kept() -> None:
    limits = strictest([choose_format(Target("youtube"), 60), choose_format(Target("x"), 60)])
    assert (limits.max_seconds, limits.caption_characters, limits.hashtags) == (140, 280, 3)
    assert limits.title_characters == 100
    assert limits.aspect_ratio == "9:16"


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f"{f.platform}-{f.name}")
def test_every_format_is_consistent(form: object) -> None:
    assert isinstance(form, type(FORMATS[0]))
    assert 3 <= form.default_seconds <= form.max_seconds
    assert form.aspect_ratio in ("9:16", "1:1", "16:9")
    assert form.hashtags >= 1
    assert form.caption_characters >= 100
