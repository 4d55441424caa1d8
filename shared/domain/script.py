"""What a video script is, and the rules that every script keeps, whoever wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.domain.platforms import Format

# Presenters speak 2.3 to 2.7 words a second (140 to 160 a minute); above 2.8 an audience no longer follows.
MAX_WORDS_PER_SECOND = 2.8
TITLE_CHARACTERS = 100
ON_SCREEN_CHARACTERS = 80
# Times are kept in hundredths of a second; half of one absorbs the rounding of sums.
TOLERANCE_SECONDS = 0.005

_PLACEHOLDER = re.compile(
    # "todo" is an everyday word of Spanish; only in capitals with a colon is it a mark.
    r"\[[^\]]*\]|\{[^}]*\}|<[A-Za-z/][^>]*>|(?i:\b(?:lorem|ipsum)\b)|\bXX+\b|\bTB[DC]\b|\bTODO:"
    r"|(?i:\b(?:insert|inserta|tu|your) (?:product|brand|producto|marca) (?:here|aquí)\b)|_{3,}"
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|io|es|mx|ar|co|app|example)\b", re.IGNORECASE
)
_HASHTAG = re.compile(r"#\w+")


@dataclass(frozen=True, slots=True)
class Scene:
    """A piece of the video; `start` and `end` in seconds from the beginning."""

    start: float
    end: float
    narration: str
    on_screen_text: str
    visual_direction: str

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Script:
    """A script without its provenance. `caption` is the text posted beside the video."""

    title: str
    language: str
    hook: str
    scenes: tuple[Scene, ...]
    call_to_action: str
    hashtags: tuple[str, ...]
    caption: str

    @property
    def seconds(self) -> float:
        """Where the last scene ends; 0 without scenes."""
        return self.scenes[-1].end if self.scenes else 0.0

    @property
    def narration(self) -> str:
        """Everything that is spoken."""
        return " ".join(s.narration for s in self.scenes if s.narration)


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: its name, a sentence that says how, and the scene (from 1) where it is one scene's."""

    rule: str
    message: str
    scene: int | None = None


def count_words(text: str) -> int:
    """Words as a speaker counts them: whatever stands between spaces."""
    return len(text.split())


def violations(
    script: Script, max_seconds: float, limits: Format, allowed_links: str = ""
) -> list[Violation]:
    """Every rule that the script breaks, none for a good one.

    Times: scenes contiguous from 0, the last ends within `max_seconds` and the format's limit. Speed: at most
    `MAX_WORDS_PER_SECOND` in every scene. Texts: nothing empty, no placeholder, no link that is not in
    `allowed_links` (the brief), lengths and number of hashtags as the format allows.
    """
    found = _timing(script, min(max_seconds, limits.max_seconds))
    for number, scene in enumerate(script.scenes, 1):
        found += _scene(number, scene)
    found += _texts(script, allowed_links)
    title_limit = min(TITLE_CHARACTERS, limits.title_characters or TITLE_CHARACTERS)
    if len(script.title) > title_limit:
        found.append(
            Violation("title_length", f"The title has {len(script.title)} of {title_limit} characters.")
        )
    if len(script.caption) > limits.caption_characters:
        size = f"{len(script.caption)} of {limits.caption_characters}"
        found.append(Violation("caption_length", f"The caption has {size} characters."))
    if len(script.hashtags) > limits.hashtags:
        size = f"{len(script.hashtags)} hashtags, {limits.label} takes {limits.hashtags}"
        found.append(Violation("hashtag_count", f"There are {size}."))
    found += [
        Violation("hashtag_form", f"{tag!r} is not a hashtag: '#' and letters, digits or '_'.")
        for tag in script.hashtags
        if not _HASHTAG.fullmatch(tag)
    ]
    return found


def _timing(script: Script, limit: float) -> list[Violation]:
    if not script.scenes:
        return [Violation("no_scenes", "There are no scenes.")]
    found = []
    expected = 0.0
    for number, scene in enumerate(script.scenes, 1):
        if abs(scene.start - expected) > TOLERANCE_SECONDS:
            message = f"Scene {number} starts at {scene.start:g} s instead of {expected:g} s."
            found.append(Violation("contiguous", message, number))
        if scene.seconds <= TOLERANCE_SECONDS:
            found.append(Violation("scene_length", f"Scene {number} has no length.", number))
        expected = scene.end
    if script.seconds > limit + TOLERANCE_SECONDS:
        found.append(
            Violation("too_long", f"The script ends at {script.seconds:g} s; the limit is {limit:g} s.")
        )
    return found


def _scene(number: int, scene: Scene) -> list[Violation]:
    found = []
    words = count_words(scene.narration)
    if words > MAX_WORDS_PER_SECOND * (scene.seconds + TOLERANCE_SECONDS):
        message = (
            f"Scene {number} has {words} words in {scene.seconds:g} s; "
            f"at most {int(MAX_WORDS_PER_SECOND * scene.seconds)} fit."
        )
        found.append(Violation("speed", message, number))
    if not scene.narration.strip() and not scene.on_screen_text.strip():
        found.append(Violation("empty_scene", f"Scene {number} neither says nor shows a text.", number))
    if not scene.visual_direction.strip():
        found.append(Violation("no_visual", f"Scene {number} has no visual direction.", number))
    if len(scene.on_screen_text) > ON_SCREEN_CHARACTERS:
        size = f"{len(scene.on_screen_text)} of {ON_SCREEN_CHARACTERS}"
        found.append(Violation("on_screen_length", f"Scene {number} shows {size} characters.", number))
    return found


def _texts(script: Script, allowed_links: str) -> list[Violation]:
    found = []
    named = {"title": script.title, "hook": script.hook, "callToAction": script.call_to_action}
    found += [Violation("empty", f"{name} is empty.") for name, text in named.items() if not text.strip()]
    everything = {**named, "caption": script.caption}
    for number, scene in enumerate(script.scenes, 1):
        everything[f"scene {number}"] = f"{scene.narration}\n{scene.on_screen_text}\n{scene.visual_direction}"
    known = allowed_links.lower()
    for name, text in everything.items():
        if match := _PLACEHOLDER.search(text):
            found.append(Violation("placeholder", f"{name} contains the placeholder {match.group()!r}."))
        found += [
            Violation("unknown_link", f"{name} names {link!r}, which is not in the brief.")
            for link in _LINK.findall(text)
            if link.lower().rstrip(".,;!?)") not in known
        ]
    return found
