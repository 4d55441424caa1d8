"""What is posted beside a video: the caption and the hashtags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.agents.video_scriptor.phrasing import Phrasing
from shared.domain.brief import Brief


def compose_caption(hook: str, call: str, phrasing: Phrasing, limit: int) -> str:
    """Hook, subject, offer, date and call, a line each, as many as `limit` characters hold."""
    parts = [hook]
    for template in ("{intro_cap}.", "{offer_cap}.", "{date_cap}."):
        text = phrasing.fill(template)
        if text and text.rstrip(".").lower() not in " ".join(parts).lower():
            parts.append(text)
    parts.append(call)
    while len(parts) > 1 and len("\n".join(parts)) > limit:
        parts.pop(-2 if len(parts) > 2 else -1)
    return "\n".join(parts)[:limit]


def hashtags(brief: Brief, trade_tags: Sequence[str], limit: int) -> tuple[str, ...]:
    """Brand, thing, place, then the trade's: each once, CamelCase, no more than the platform takes."""
    named = [brief.brand]
    if brief.subject:
        named.append(_tag_words(brief.subject.noun.split(), brief.language))
    if brief.place:
        named.append(" ".join(w for w in brief.place.split() if w[0].isupper()))
    tags = ["#" + "".join(w[:1].upper() + w[1:] for w in re.findall(r"\w+", name)) for name in named if name]
    tags += [f"#{tag}" for tag in trade_tags]
    unique = {tag.lower(): tag for tag in reversed(tags) if 2 < len(tag) <= 32}
    return tuple(reversed(unique.values()))[:limit]


def _tag_words(noun: list[str], language: str) -> str:
    """At most three words of the thing, its head among them, without "new" and loose ends."""
    words = [w for w in noun if not re.match(r"nuev[oa]s?$|new$", w)]
    words = words[:3] if language == "es" else words[-3:]
    while words and words[-1] in (
        "de",
        "del",
        "a",
        "la",
        "con",
        "sin",
        "para",
        "hechas",
        "hecho",
        "hecha",
        "hechos",
    ):
        words.pop()
    return " ".join(words)
