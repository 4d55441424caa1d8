"""What is stored of a script: its document and captions as drafts, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from shared.agents.base import AgentWork, ArtifactDraft
from shared.agents.video_scriptor.constraints import Plan
from shared.agents.video_scriptor.retrieval import Found
from shared.agents.video_scriptor.writing import Result
from shared.contracts.script import BasedOn, ScriptDocument, brief_view, format_view, scene_views
from shared.domain.brief import Brief
from shared.domain.captions import cues, to_srt, to_vtt
from shared.domain.refs import artifact_ref
from shared.domain.script import Script

SCRIPT: Final = "script"
CAPTIONS: Final = "captions"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one script's artifacts: `script`, `captions.srt`; of the second `script-2`, `captions-2.srt`."""

    number: int = 1

    @property
    def _suffix(self) -> str:
        return "" if self.number == 1 else f"-{self.number}"

    @property
    def script(self) -> str:
        """The document."""
        return f"{SCRIPT}{self._suffix}"

    @property
    def srt(self) -> str:
        """The captions for players."""
        return f"{CAPTIONS}{self._suffix}.srt"

    @property
    def vtt(self) -> str:
        """The captions for the web."""
        return f"{CAPTIONS}{self._suffix}.vtt"

    def refs(self, work: AgentWork) -> dict[str, Any]:
        """Where the three will be found."""

        def ref(kind: str, name: str) -> str:
            return str(artifact_ref(kind, work.artifact_id(name)))

        return {
            "scriptRef": ref(SCRIPT, self.script),
            "captions": {"srt": ref(CAPTIONS, self.srt), "vtt": ref(CAPTIONS, self.vtt)},
        }


def make_document(result: Result, brief: Brief, plan: Plan, found: Found) -> ScriptDocument:
    """The document of a script."""
    script, structure = result.script, result.structure
    score = found.score if structure.id == found.structure.id else None
    based_on = [
        BasedOn(
            type="template",
            id=f"{structure.language}/{structure.id}",
            title=structure.title,
            score=round(score, 4) if score is not None else None,
        ),
        *(BasedOn(type="script", id=e.id, ref=e.ref, title=e.title, score=e.score) for e in found.earlier),
    ]
    return ScriptDocument(
        title=script.title,
        language=script.language,
        hook=script.hook,
        scenes=scene_views(script),
        call_to_action=script.call_to_action,
        caption=script.caption,
        hashtags=list(script.hashtags),
        duration_seconds=script.seconds,
        aspect_ratio=plan.limits.aspect_ratio,
        platforms=[f.platform for f in plan.formats if f.platform],
        formats=[format_view(f) for f in plan.formats if f.platform],
        brief=brief_view(brief),
        based_on=based_on,
        generator=result.generator,
        degraded=list(found.degraded),
        notes=list(result.notes),
    )


def make_drafts(document: ScriptDocument, script: Script, names: Names) -> tuple[ArtifactDraft, ...]:
    """The document and its captions, to be stored."""
    made = cues(script.scenes)
    about: dict[str, Any] = {
        "title": document.title,
        "language": document.language,
        "durationSeconds": document.duration_seconds,
        "aiGenerated": True,
        "generator": document.generator.model_dump(by_alias=True, exclude_none=True),
        **({"variant": document.variant} if document.variant else {}),
        **({"revisionOf": document.revision_of} if document.revision_of else {}),
    }
    body = document.model_dump_json(by_alias=True, exclude_none=True, indent=2).encode()
    return (
        ArtifactDraft(
            names.script,
            SCRIPT,
            body,
            "application/json",
            "json",
            {**about, "platforms": document.platforms, "aspectRatio": document.aspect_ratio},
            f"{document.title}\n{document.hook}\n{script.narration}",
        ),
        ArtifactDraft(
            names.srt,
            CAPTIONS,
            to_srt(made).encode(),
            "application/x-subrip",
            "srt",
            {**about, "format": "srt"},
        ),
        ArtifactDraft(
            names.vtt,
            CAPTIONS,
            to_vtt(made, document.language).encode(),
            "text/vtt",
            "vtt",
            {**about, "format": "vtt"},
        ),
    )
