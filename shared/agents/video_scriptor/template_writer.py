"""Writes a script from the template library: no model, no network, the same text for the same seed.

For every attempt another set of lines is drawn; the one whose length comes nearest to the aim and that says most
of what the brief says wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from shared.agents.video_scriptor.constraints import Plan
from shared.agents.video_scriptor.library import Library, Line, Structure
from shared.agents.video_scriptor.phrasing import Phrasing, cap, uncap
from shared.agents.video_scriptor.posting import compose_caption, hashtags
from shared.agents.video_scriptor.units import (
    AIM_PACE,
    CHAPTERS_FROM_SECONDS,
    MOST_PACE,
    Unit,
    UnitBuilder,
    number_points,
    select,
    shorten,
    trade_of,
)
from shared.domain.brief import Brief, Tone
from shared.domain.script import MAX_WORDS_PER_SECOND, TITLE_CHARACTERS, Scene, Script, count_words

ATTEMPTS = 8
COUNTED_FROM_SECONDS = 12
# Below this pace a video drags: a script the library cannot fill ends earlier.
SLOWEST_PACE = 1.6
_TONE_STYLES: dict[Tone, str] = {
    "fun": "bold",
    "emotional": "story",
    "professional": "question",
    "urgent": "bold",
    "inspiring": "story",
}
_MUST = ("offer", "claim", "features", "audience", "turn", "reveal", "date")


@dataclass(frozen=True, slots=True)
class Written:
    """A script and the notes a person should read with it."""

    script: Script
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    hook: Line
    call: Line
    units: tuple[Unit, ...]
    phrasing: Phrasing
    count: int
    cost: float


class TemplateWriter:
    """Writes from one language's library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def words(self) -> dict[str, Any]:
        """The small tables of the language."""
        return self._library.common.words

    def write(
        self,
        brief: Brief,
        plan: Plan,
        structure: Structure,
        *,
        seed: str,
        avoid: str = "",
        style: str | None = None,
    ) -> Written:
        """A script of the structure for the brief, as long as the plan says.

        `avoid` is text of earlier scripts whose lines should not come again; `style` prefers a hook style
        (question, bold, story, number).
        """
        drafts = [
            draft
            for attempt in range(ATTEMPTS)
            if (draft := self._draft(brief, plan, structure, Random(f"{seed}|{attempt}"), avoid, style))  # noqa: S311
        ]
        if not drafts and any(beat.numbered for beat in structure.beats):
            # No time for two points: tell it without numbers.
            plain = self._library.structures["problem_solution"]
            return self.write(brief, plan, plain, seed=seed, avoid=avoid, style=style)
        if not drafts:
            return self._shortest(brief, plan, Random(seed))  # noqa: S311
        best = min(drafts, key=lambda d: d.cost)
        rng = Random(f"{seed}|finish")  # noqa: S311
        opening = self._opening(brief, plan, best, rng)
        people = best.phrasing.slots["people"]
        closings = [best.phrasing.fill(v) or opening for v in self._library.common.cta.visuals]
        seen = opening + "".join(u.visual for u in best.units)
        closing = rng.choice([c for c in closings if people not in c or people not in seen] or closings)
        pieces = [
            (best.hook.spoken, best.hook.screen, opening),
            *((u.spoken, u.screen, u.visual) for u in best.units),
            (best.call.spoken, best.call.screen, closing),
        ]
        title = self._title(structure, best, f"{plan.seconds:.0f}", rng)
        script = self._script(brief, plan, pieces, title, best.hook.spoken, best.call.spoken, best.phrasing)
        return Written(script, self._notes(brief, plan, structure, best))

    def _draft(
        self, brief: Brief, plan: Plan, structure: Structure, rng: Random, avoid: str, style: str | None
    ) -> _Draft | None:
        common = self._library.common
        phrasing = Phrasing(brief, common, trade_of(self._library, brief), plan.formats[0].platform, rng)
        call = _pick([c for c in map(phrasing.line, common.cta.lines) if c], rng, avoid)
        hooks = self._hooks(structure, brief, style, rng)
        numbered = any(beat.numbered for beat in structure.beats)
        count = self._count(brief, plan) if numbered else 0
        while True:
            words = {"count": str(count), "number": common.words["numbers"].get(str(count), "")}
            words["number_lower"] = words["number"].lower()
            hook = _pick([h for line in hooks if (h := phrasing.line(line, **words))], rng, avoid)
            if hook is None or call is None:
                return None
            units = UnitBuilder(self._library, structure, brief, phrasing, rng, avoid).build(
                f"{hook.spoken} {hook.screen}", chapters=plan.seconds >= CHAPTERS_FROM_SECONDS
            )
            units = _limit_points(units, count) if numbered else units
            taken = count_words(hook.spoken) + count_words(call.spoken)
            # The ordinal before each point is spoken too.
            chosen = select(units, taken + count, plan.seconds)
            if not numbered or sum(u.numbered for u in chosen) >= count:
                break
            count -= 1
            if count < 2:
                return None
        if taken > MOST_PACE * plan.seconds:
            return None
        chosen = number_points(chosen, common.words["ordinals"])
        total = taken + sum(u.words for u in chosen)
        roles = {u.role for u in chosen}
        missing = sum(1 for u in {u.role for u in units} if u in _MUST and u not in roles)
        cost = abs(total / plan.seconds - AIM_PACE) + 0.5 * missing
        return _Draft(hook, call, tuple(chosen), phrasing, count, cost)

    def _hooks(self, structure: Structure, brief: Brief, style: str | None, rng: Random) -> list[Line]:
        """The candidates: the preferred style's where it has any, else all; offers without an offer fall back."""
        sources = [structure.hooks]
        if structure.trade_hooks:
            name = structure.trade_hooks if isinstance(structure.trade_hooks, str) else brief.industry
            sources.append(self._library.trades.get(name, self._library.trades["general"]).hooks)
        if structure.fallback_hooks and brief.offer is None:
            sources = [structure.fallback_hooks]
        preferred = style or (_TONE_STYLES[brief.tone] if brief.tone else None)
        in_style = [line for source in sources for line in source.get(preferred or "", ())]
        return in_style or [line for source in sources for lines in source.values() for line in lines]

    def _count(self, brief: Brief, plan: Plan) -> int:
        if plan.seconds < COUNTED_FROM_SECONDS:
            return 2
        # A point takes some twelve words, hook and call eighteen, what else is to be said seven each.
        told = sum(fact is not None for fact in (brief.offer, brief.audience, brief.date))
        fitting = int((AIM_PACE * plan.seconds - 18 - 7 * told) / 12)
        return max(2, min(brief.count or min(fitting, 5), 10))

    def _opening(self, brief: Brief, plan: Plan, draft: _Draft, rng: Random) -> str:
        words = self._library.common.words
        # The setting is kept for the scene that introduces the subject.
        visual = draft.phrasing.fill(rng.choice(self._library.common.visuals[1:])) or ""
        mood = words["moods"].get(brief.tone or "", "")
        return " ".join(part for part in (words["framing"][plan.limits.aspect_ratio], visual, mood) if part)

    def _title(self, structure: Structure, draft: _Draft, seconds: str, rng: Random) -> str:
        headline = draft.hook.screen.rstrip(".…")
        # After a colon the headline goes on in lower case, but for names.
        headline = headline if headline.split()[0] in draft.phrasing.slots["name"] else uncap(headline)
        titles = rng.sample(structure.titles, len(structure.titles))
        options = [*titles, "{label}: {headline}", "{label}"]
        for option in options:
            title = draft.phrasing.fill(option, headline=headline, count=str(draft.count), seconds=seconds)
            if title and len(title) <= TITLE_CHARACTERS:
                return title
        return shorten(draft.phrasing.slots["label"], TITLE_CHARACTERS)

    def _shortest(self, brief: Brief, plan: Plan, rng: Random) -> Written:
        """For a few seconds: the offer or the hook's short form, and the shortest call that fits."""
        common = self._library.common
        trade = trade_of(self._library, brief)
        phrasing = Phrasing(brief, common, trade, plan.formats[0].platform, rng)
        call = phrasing.slots["short_act"] + "."
        openings = [phrasing.fill("{offer_cap}.")]
        heads = [line.screen for lines in trade.hooks.values() for line in lines]
        rng.shuffle(heads)
        openings += [phrasing.fill(f"{head.rstrip('.')}." if head[-1].isalnum() else head) for head in heads]
        most = int(MAX_WORDS_PER_SECOND * plan.seconds)
        calls = [phrasing.fill("{act}.") or call, call]
        for opening in filter(None, openings):
            for option in calls:
                if count_words(opening) + count_words(option) <= most:
                    visual = phrasing.fill(common.visuals[0]) or trade.setting
                    pieces = [
                        (opening, opening.rstrip("."), visual),
                        (option, option.rstrip("."), trade.people + "."),
                    ]
                    title = shorten(f"{phrasing.slots['label']}: {opening.rstrip('.')}", TITLE_CHARACTERS)
                    script = self._script(brief, plan, pieces, title, opening, option, phrasing)
                    return Written(script, self.plan_notes(plan))
        visual = phrasing.fill(common.visuals[0]) or trade.setting
        head = shorten(phrasing.slots["label"])
        script = self._script(brief, plan, [(call, head, visual)], head, call, call, phrasing)
        return Written(script, self.plan_notes(plan))

    def _script(
        self,
        brief: Brief,
        plan: Plan,
        pieces: Sequence[tuple[str, str, str]],
        title: str,
        hook: str,
        call: str,
        phrasing: Phrasing,
    ) -> Script:
        total = sum(count_words(spoken) for spoken, _, _ in pieces)
        seconds = round(min(plan.seconds, max(3.0, total / SLOWEST_PACE)), 2)
        scenes = []
        passed, start = 0, 0.0
        for spoken, screen, visual in pieces:
            passed += count_words(spoken)
            end = round(seconds * passed / total, 2)
            scenes.append(Scene(start, end, spoken, shorten(screen), cap(visual)))
            start = end
        tags = hashtags(brief, trade_of(self._library, brief).hashtags, plan.limits.hashtags)
        caption = compose_caption(
            hook, call, phrasing, plan.limits.caption_characters - len(" ".join(tags)) - 2
        )
        return Script(cap(title, brief.brand), brief.language, hook, tuple(scenes), call, tags, caption)

    def plan_notes(self, plan: Plan) -> tuple[str, ...]:
        """What the person is told where a length could not be met."""
        if plan.shortened is None:
            return ()
        asked, limit, name = plan.shortened
        label = plan.limits.label or ", ".join(f.label for f in plan.formats)
        note: str = self._library.common.words["notes"][name if label else "constraint"]
        return (note.format(asked=f"{asked:g}", limit=f"{limit:g}", label=label),)

    def _notes(self, brief: Brief, plan: Plan, structure: Structure, draft: _Draft) -> tuple[str, ...]:
        texts = self._library.common.words["notes"]
        notes = list(self.plan_notes(plan))
        if brief.subject is None and brief.brand is None:
            notes.append(texts["no_subject"])
        if structure.id in ("tutorial", "testimonial"):
            notes.append(texts[structure.id])
        if draft.count and brief.count and draft.count < brief.count:
            notes.append(
                texts["count"].format(seconds=f"{plan.seconds:g}", count=draft.count, asked=brief.count)
            )
        if any(u.role == "point" for u in draft.units):
            notes.append(texts["industry"])
        return tuple(notes)


def _pick(lines: Sequence[Line], rng: Random, avoid: str) -> Line | None:
    if not lines:
        return None
    fresh = [line for line in lines if line.spoken not in avoid]
    return rng.choice(fresh or list(lines))


def _limit_points(units: Sequence[Unit], count: int) -> list[Unit]:
    """Exactly `count` numbered units, all as important as a core beat, so that the number told is kept."""
    kept: list[Unit] = []
    points = 0
    for unit in units:
        if unit.numbered:
            points += 1
            if points > count:
                continue
            unit = replace(unit, rank=0.5)
        kept.append(unit)
    return kept
