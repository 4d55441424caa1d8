"""Edits a finished script without telling it anew: fewer scenes, another hook, another platform."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.agents.video_scriptor.constraints import Plan
from shared.agents.video_scriptor.template_writer import SLOWEST_PACE
from shared.agents.video_scriptor.units import MOST_PACE
from shared.domain.script import Scene, Script, count_words
from shared.domain.sync import retime

_FIRST_SENTENCE = re.compile(r"^.*?[.!?…](?=\s|$)")
_LEAST_SILENT_WORDS = 2


def condense(script: Script, seconds: float, facts: Sequence[str]) -> Script | None:
    """The same script in less time: hook and call stay, then scenes with one of `facts`, then the first ones.

    A scene that does not fit whole may keep its first sentence. None where not even hook and call fit.
    """
    budget = int(MOST_PACE * seconds)
    last = len(script.scenes) - 1
    kept = {0: script.scenes[0], last: script.scenes[last]}
    words = sum(count_words(scene.narration) for scene in kept.values())
    if words > budget:
        return None
    told = [fact.lower() for fact in facts]

    def importance(number: int) -> tuple[bool, int]:
        text = script.scenes[number].narration.lower()
        return (not any(fact in text for fact in told), number)

    for number in sorted(range(1, last), key=importance):
        scene = script.scenes[number]
        for narration in (scene.narration, _first_sentence(scene.narration)):
            if words + count_words(narration) <= budget:
                kept[number] = replace(scene, narration=narration)
                words += count_words(narration)
                break
    scenes = spread([kept[number] for number in sorted(kept)], seconds)
    shorter = replace(script, scenes=scenes)
    # "PowerFit en 30 segundos" is to name the new length.
    title = re.sub(
        rf"\b{script.seconds:.0f}(?= (?:segundos|seconds)\b)", f"{shorter.seconds:.0f}", script.title
    )
    return replace(shorter, title=title)


def with_hook(script: Script, fresh: Script, seconds: float) -> Script:
    """The script with the hook of another one, in its first scene, title and caption."""
    first = script.scenes[0]
    rest = (
        first.narration.removeprefix(script.hook).strip() if first.narration.startswith(script.hook) else ""
    )
    opening = replace(
        first, narration=f"{fresh.hook} {rest}".strip(), on_screen_text=fresh.scenes[0].on_screen_text
    )
    headline = first.on_screen_text.rstrip(".…").lower()
    title = fresh.title if headline and headline in script.title.lower() else script.title
    return replace(
        script,
        title=title,
        hook=fresh.hook,
        caption=script.caption.replace(script.hook, fresh.hook),
        scenes=spread((opening, *script.scenes[1:]), min(seconds, script.seconds)),
    )


def for_platforms(
    script: Script, words: dict[str, Any], plan: Plan, old_ratio: str, old_platforms: Sequence[str]
) -> Script:
    """The script within other platforms' limits: framing, where the link stands, caption and hashtags."""
    framing, links = words["framing"], words["links"]
    new_link = links.get(plan.formats[0].platform)
    old_link = links.get(old_platforms[0]) if old_platforms else None

    def adapt(text: str) -> str:
        if old_link and new_link:
            text = text.replace(old_link, new_link)
        return text.replace(framing[old_ratio], framing[plan.limits.aspect_ratio])

    scenes = tuple(
        replace(s, narration=adapt(s.narration), visual_direction=adapt(s.visual_direction))
        for s in script.scenes
    )
    tags = script.hashtags[: plan.limits.hashtags]
    caption = _fit(adapt(script.caption), plan.limits.caption_characters - len(" ".join(tags)) - 2)
    return replace(
        script,
        scenes=spread(scenes, script.seconds),
        caption=caption,
        hashtags=tags,
        call_to_action=adapt(script.call_to_action),
    )


def spread(scenes: Sequence[Scene], seconds: float) -> tuple[Scene, ...]:
    """The scenes within `seconds`, each as long as its words take; shorter where few words would drag."""
    counts = [max(_LEAST_SILENT_WORDS, count_words(scene.narration)) for scene in scenes]
    total = sum(counts)
    length = min(seconds, max(3.0, total / SLOWEST_PACE))
    return retime(scenes, [length * count / total for count in counts])


def _first_sentence(text: str) -> str:
    match = _FIRST_SENTENCE.match(text)
    return match.group() if match else text


def _fit(caption: str, limit: int) -> str:
    """First and last line stay the longest, as in a caption that is composed anew."""
    lines = caption.split("\n")
    while len(lines) > 1 and len("\n".join(lines)) > limit:
        lines.pop(-2 if len(lines) > 2 else -1)
    return "\n".join(lines)[:limit]
