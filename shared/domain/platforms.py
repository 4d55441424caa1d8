"""Social platforms: their video formats, limits and the names people use for them.

The figures are the platforms' published limits, as of 2025 and 2026:

- Instagram (help centre, Reels and Stories): reel 3 minutes, story 60 s, caption 2,200 characters, since
  December 2025 five hashtags.
- TikTok (support pages): 10 minutes, caption 2,200 characters through the posting API, five hashtags since
  2025.
- YouTube (help centre): short 3 minutes since October 2024, long video 12 hours, title 100 characters,
  description 5,000; more than 60 hashtags are ignored, 15 keep within every older limit.
- Facebook (Reels publishing API): reel 90 s, story 60 s; feed video 240 minutes.
- LinkedIn (help centre): 15 minutes, post 3,000 characters. X (help centre): 140 s and 280 characters without
  a subscription. Threads: 5 minutes, 500 characters, one topic tag. Pinterest: 15 minutes, title 100,
  description 500. WhatsApp status: 60 s, caption 700.

Where a platform publishes no hashtag limit, the figure is its own recommendation. The smallest length, three
seconds, is the one most platforms ask for and the least in which a sentence can be said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

SHORTEST_SECONDS = 3


class UnknownPlatformError(ValueError):
    """A name that is no platform known here."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} is not a known platform")
        self.name = name
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of video on one platform; times in seconds, texts in characters."""

    platform: str
    name: str
    label: str
    aspect_ratio: str
    max_seconds: int
    default_seconds: int
    caption_characters: int
    hashtags: int
    title_characters: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A platform as it was asked for; `format` is None where any of its formats will do."""

    platform: str
    format: str | None = None


# The formats of a platform stand in the order in which they are tried for a length.
FORMATS: tuple[Format, ...] = (
    Format("instagram", "reel", "Instagram Reels", "9:16", 180, 30, 2_200, 5),
    Format("instagram", "story", "Instagram Stories", "9:16", 60, 15, 2_200, 5),
    Format("tiktok", "video", "TikTok", "9:16", 600, 30, 2_200, 5),
    Format("youtube", "short", "YouTube Shorts", "9:16", 180, 45, 5_000, 15, 100),
    Format("youtube", "video", "YouTube", "16:9", 43_200, 240, 5_000, 15, 100),
    Format("facebook", "reel", "Facebook Reels", "9:16", 90, 30, 2_200, 10),
    Format("facebook", "story", "Facebook Stories", "9:16", 60, 15, 2_200, 5),
    Format("facebook", "video", "Facebook", "16:9", 14_400, 60, 5_000, 10),
    Format("linkedin", "video", "LinkedIn", "1:1", 900, 60, 3_000, 5),
    Format("x", "video", "X", "16:9", 140, 30, 280, 3),
    Format("threads", "video", "Threads", "9:16", 300, 30, 500, 1),
    Format("pinterest", "video", "Pinterest", "9:16", 900, 20, 500, 10, 100),
    Format("whatsapp", "status", "WhatsApp Status", "9:16", 60, 15, 700, 3),
)
PLATFORMS: tuple[str, ...] = tuple(dict.fromkeys(f.platform for f in FORMATS))

_PLATFORM_WORDS = {
    "instagram": "instagram",
    "insta": "instagram",
    "ig": "instagram",
    "tiktok": "tiktok",
    "tik tok": "tiktok",
    "tt": "tiktok",
    "youtube": "youtube",
    "yt": "youtube",
    "facebook": "facebook",
    "fb": "facebook",
    "face": "facebook",
    "meta": "facebook",
    "linkedin": "linkedin",
    "linked in": "linkedin",
    "x": "x",
    "twitter": "x",
    "x twitter": "x",
    "threads": "threads",
    "pinterest": "pinterest",
    "whatsapp": "whatsapp",
}
_FORMAT_WORDS = {
    "reel": "reel",
    "reels": "reel",
    "story": "story",
    "stories": "story",
    "historia": "story",
    "historias": "story",
    "short": "short",
    "shorts": "short",
    "video": "video",
    "videos": "video",
    "long": "video",
    "largo": "video",
    "estado": "status",
    "estados": "status",
    "status": "status",
    "feed": None,
    "post": None,
}
_HOME = {"reel": "instagram", "story": "instagram", "short": "youtube", "status": "whatsapp"}
_JOINING = re.compile(r"\b(?:de|en|on|for|para|in)\b")

# How platforms are named in running text. Words with another everyday meaning need their context.
_IN_TEXT: tuple[tuple[re.Pattern[str], Target], ...] = tuple(
    (re.compile(pattern), target)
    for pattern, target in (
        (
            r"\b(?:(?:instagram|insta|ig|facebook|fb)\s+)?(?:stories)\b|\binsta(?:gram)? story\b|\big story\b"
            r"|\bhistorias?\s+(?:de|en|para)\s+(?:instagram|insta|ig)\b|\ben historias\b|\bpara historias\b"
            r"|\b(?:una?|a|an|para) (?:historia|story) (?:de|of)? ?\W*$|\bstory (?:for|para|en|on)\b",
            Target("instagram", "story"),
        ),
        (
            r"\b(?:facebook|fb) reels?\b|\breels? (?:de|en|on|for|para) (?:facebook|fb)\b",
            Target("facebook", "reel"),
        ),
        (r"\breels?\b", Target("instagram", "reel")),
        (
            r"\bshorts\b|\b(?:un|una|a) short (?:de|sobre|para|of|about|for)\b|\b(?:youtube|yt) shorts?\b",
            Target("youtube", "short"),
        ),
        (r"\binstagram\b|\binsta\b|\big\b", Target("instagram")),
        (r"\btik ?toks?\b", Target("tiktok")),
        (r"\byoutube\b|\byt\b", Target("youtube")),
        (r"\bfacebook\b|\bfb\b", Target("facebook")),
        (r"\blinked ?in\b", Target("linkedin")),
        (r"\btwitter\b|\b(?:para|en|on|for) x\b(?! ?\d)", Target("x")),
        (r"\b(?:para|en|on|for) threads\b", Target("threads")),
        (r"\bpinterest\b", Target("pinterest")),
        (r"\bestados? de whatsapp\b|\bwhatsapp status\b", Target("whatsapp", "status")),
    )
)
_LENGTH = re.compile(r"\b\d+(?:[.,]\d+)?[ -]?(?:s|seg|segundos?|sec|seconds?|min|minutos?|minutes?)\b")


def resolve_platform(name: str) -> Target:
    """The platform (and format, where named) of `IG`, `reels`, `youtube shorts`, `historia`, `twitter`...

    Raises `UnknownPlatformError` with the nearest known names.
    """
    words = " ".join(_JOINING.sub(" ", re.sub(r"[^a-z0-9]+", " ", plain(name))).split())
    if words in _PLATFORM_WORDS:
        return Target(_PLATFORM_WORDS[words])
    platform, form = _split(words)
    if form is not None and (platform or form in _HOME):
        home = platform or _HOME[form]
        if any(f.platform == home and f.name == form for f in FORMATS):
            return Target(home, form)
    if platform is not None and form is None and words.split()[-1] in _FORMAT_WORDS:
        return Target(platform)
    known = [*PLATFORMS, "reels", "stories", "shorts", "historias", "twitter"]
    raise UnknownPlatformError(name, tuple(get_close_matches(words, known, n=3, cutoff=0.5)))


def _split(words: str) -> tuple[str | None, str | None]:
    tokens = words.split()
    for cut in range(len(tokens) + 1):
        for left, right in ((tokens[:cut], tokens[cut:]), (tokens[cut:], tokens[:cut])):
            platform = _PLATFORM_WORDS.get(" ".join(left)) if left else None
            known = len(right) == 1 and right[0] in _FORMAT_WORDS
            if (platform or not left) and known:
                return platform, _FORMAT_WORDS[right[0]]
    return None, None


def find_platforms(text: str) -> tuple[Target, ...]:
    """The platforms that running text names, in its order, each once."""
    folded = _LENGTH.sub(" ", plain(text))
    folded = " ".join(folded.split())
    found: list[tuple[int, Target]] = []
    for pattern, target in _IN_TEXT:
        match = pattern.search(folded)
        while match:
            found.append((match.start(), _facebook_story(match.group(), target)))
            # Blanked with spaces of the same length: positions stay true, nothing is found twice.
            folded = folded[: match.start()] + " " * len(match.group()) + folded[match.end() :]
            match = pattern.search(folded)
    unique: dict[str, Target] = {}
    for _, target in sorted(found, key=lambda item: item[0]):
        known = unique.get(target.platform)
        if known is None or (known.format is None and target.format is not None):
            unique[target.platform] = target
    return tuple(unique.values())


def _facebook_story(found: str, target: Target) -> Target:
    if target.format == "story" and ("facebook" in found or "fb" in found):
        return Target("facebook", "story")
    return target


def choose_format(target: Target, seconds: float | None = None) -> Format:
    """The named format, or the platform's first that is long enough, else its longest.

    Without `seconds` it is the platform's first format, the one it is known for.
    """
    options = [f for f in FORMATS if f.platform == target.platform and target.format in (None, f.name)]
    if not options:
        raise UnknownPlatformError(f"{target.platform} {target.format or ''}".strip(), ())
    if seconds is None:
        return options[0]
    longest = max(options, key=lambda f: f.max_seconds)
    return next((f for f in options if f.max_seconds >= seconds), longest)


def longest_seconds(target: Target) -> int:
    """The longest video, in seconds, that the platform (or its named format) takes."""
    return max(
        f.max_seconds for f in FORMATS if f.platform == target.platform and target.format in (None, f.name)
    )


def strictest(formats: Sequence[Format]) -> Format:
    """The format whose aspect ratio leads, carrying the smallest limit of each kind among `formats`."""
    titles = [f.title_characters for f in formats if f.title_characters is not None]
    first = formats[0]
    return Format(
        first.platform,
        first.name,
        first.label,
        first.aspect_ratio,
        min(f.max_seconds for f in formats),
        first.default_seconds,
        min(f.caption_characters for f in formats),
        min(f.hashtags for f in formats),
        min(titles) if titles else None,
    )


def plain(text: str) -> str:
    """Lower case without accents, one character for each, so that positions hold for the original."""
    return "".join(map(_plain_character, text))


@lru_cache(maxsize=2_048)
def _plain_character(character: str) -> str:
    parts = unicodedata.normalize("NFD", character.lower())
    return next((c for c in parts if unicodedata.category(c) != "Mn"), character)
