"""Changes an earlier script as the person wishes: edits it where its lines can stay, else tells it anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from shared.agents.video_scriptor.constraints import Plan
from shared.agents.video_scriptor.editing import condense, for_platforms, with_hook
from shared.agents.video_scriptor.library import Library, Structure
from shared.agents.video_scriptor.phrasing import join
from shared.agents.video_scriptor.template_writer import TemplateWriter, Written
from shared.contracts.script import ScriptDocument, script_from
from shared.domain.brief import Brief
from shared.domain.platforms import FORMATS
from shared.domain.revision import Kind, Revision
from shared.domain.script import Script, violations
from shared.domain.similarity import similarity

_ATTEMPTS: Final = 6
# Half of the earlier phrases or more is no new wording.
MOST_KEPT: Final = 0.5
_REWRITING: Final[frozenset[Kind]] = frozenset(("tone", "wording", "language"))


@dataclass(frozen=True, slots=True)
class Revising:
    """An earlier script, where it is stored, and what is to change."""

    ref: str
    document: ScriptDocument
    wish: Revision
    intent: str

    @property
    def earlier(self) -> Script:
        """The script as it was."""
        return script_from(self.document)

    @property
    def rewrites(self) -> bool:
        """Whether the wish leaves none of the earlier lines."""
        return bool(_REWRITING & set(self.wish.kinds))

    def material(self) -> dict[str, Any]:
        """What a text model is told beside the brief."""
        return {
            "scriptToRevise": self.document.model_dump(
                mode="json",
                by_alias=True,
                exclude_none=True,
                include={
                    "title",
                    "language",
                    "hook",
                    "scenes",
                    "call_to_action",
                    "caption",
                    "hashtags",
                    "brief",
                },
            ),
            "changes": list(self.wish.kinds),
            "wish": self.intent,
            **({"tone": self.wish.tone} if self.wish.tone else {}),
        }

    def objections(self, script: Script) -> list[str]:
        """What the wish still misses in a script."""
        problems = []
        if "hook" in self.wish.kinds and script.hook == self.earlier.hook:
            problems.append("The hook has not changed.")
        if self.rewrites and similarity(script.narration, self.earlier.narration) >= MOST_KEPT:
            problems.append("The wording has hardly changed.")
        return problems

    def apply(
        self,
        writer: TemplateWriter,
        brief: Brief,
        plan: Plan,
        structure: Structure,
        seed: str,
        style: str | None,
    ) -> Written:
        """The changed script, by edits of the earlier one or from the library."""
        if not self.rewrites:
            edited = self._edit(writer, brief, plan, structure, seed, style)
            if edited is not None and not self._spoilt(edited, plan):
                return Written(edited, self._notes(writer, plan))
        styles = (
            (style,) * _ATTEMPTS
            if style or not self.rewrites
            else (None, None, None, "question", "bold", "story")
        )
        avoid = self.earlier.narration if self.rewrites or "hook" in self.wish.kinds else ""
        drafts = [
            writer.write(brief, plan, structure, seed=f"{seed}|{attempt}", avoid=avoid, style=way)
            for attempt, way in enumerate(styles)
        ]
        fitting = [d for d in drafts if not self.objections(d.script)] or drafts
        if self.rewrites:
            # A tone may have one hook in a structure, and the earlier script that very one.
            fitting = [d for d in fitting if d.script.hook != self.earlier.hook] or fitting
        # A new wording is to be new; a longer script is to be the earlier one, and more.
        sign = 1 if self.rewrites else -1
        return min(fitting, key=lambda d: sign * similarity(d.script.narration, self.earlier.narration))

    def _edit(
        self,
        writer: TemplateWriter,
        brief: Brief,
        plan: Plan,
        structure: Structure,
        seed: str,
        style: str | None,
    ) -> Script | None:
        script: Script | None = self.earlier
        counted = any(beat.numbered for beat in structure.beats) or structure.id == "tutorial"
        assert script is not None
        if plan.seconds > script.seconds and "length" in self.wish.kinds:
            return None
        if "hook" in self.wish.kinds:
            fresh = self._fresh_hook(writer, brief, plan, structure, seed, style)
            if counted or fresh is None:
                return None
            script = with_hook(script, fresh, plan.seconds)
        if plan.seconds < script.seconds:
            facts = (brief.brand, brief.offer, brief.date, brief.place, brief.audience)
            # A list that loses points no longer keeps what its hook promises.
            script = None if counted else condense(script, plan.seconds, tuple(f for f in facts if f))
        if script is not None and "platform" in self.wish.kinds:
            old = self.document
            script = for_platforms(script, writer.words, plan, old.aspect_ratio, tuple(old.platforms))
        return script

    def _fresh_hook(
        self,
        writer: TemplateWriter,
        brief: Brief,
        plan: Plan,
        structure: Structure,
        seed: str,
        style: str | None,
    ) -> Script | None:
        for attempt in range(_ATTEMPTS):
            fresh = writer.write(
                brief,
                plan,
                structure,
                seed=f"{seed}|hook {attempt}",
                avoid=self.earlier.narration,
                style=style,
            ).script
            if fresh.hook not in self.earlier.narration:
                return fresh
        return None

    def _spoilt(self, script: Script, plan: Plan) -> bool:
        links = self.document.model_dump_json()
        broken = violations(script, plan.seconds, plan.limits, links)
        return any(v.rule != "placeholder" for v in broken) or bool(self.objections(script))

    def _notes(self, writer: TemplateWriter, plan: Plan) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*writer.plan_notes(plan), *self.document.notes)))

    def changes(self, after: ScriptDocument, library: Library) -> list[str]:
        """What differs between the earlier script and the new one, as sentences; empty where nothing does."""
        before, texts, words = self.document, library.common.words["changes"], library.common.words
        found = []
        if after.language != before.language:
            found.append(texts["language"])
        if abs(after.duration_seconds - before.duration_seconds) >= 0.5:
            lengths = {"before": f"{before.duration_seconds:g}", "after": f"{after.duration_seconds:g}"}
            found.append(texts["length"].format(**lengths))
        if after.brief.tone and after.brief.tone != before.brief.tone:
            found.append(texts["tone"].format(tone=words["toneNames"][after.brief.tone]))
        if after.platforms != before.platforms or after.formats != before.formats:
            labels = {(f.platform, f.name): f.label for f in FORMATS}
            names = tuple(labels[f.platform, f.format] for f in after.formats)
            if names:
                found.append(texts["platform"].format(where=join(names, words["reply"]["and"])))
        if after.hook != before.hook:
            found.append(texts["hook"])
        if after.language == before.language and self.rewrites and _spoken(after) != _spoken(before):
            found.append(texts["wording"])
        return found


def _spoken(document: ScriptDocument) -> list[str]:
    return [scene.narration for scene in document.scenes]
