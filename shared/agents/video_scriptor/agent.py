"""The Video Scriptor: from an intent to a script with captions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from shared.agents.base import AgentResult, AgentWork, ArtifactDraft
from shared.agents.video_scriptor.constraints import Plan, make_plan
from shared.agents.video_scriptor.library import LIBRARY_VERSION, Library, load_library
from shared.agents.video_scriptor.model_writer import ModelAnswerError, ModelWriter, Usage
from shared.agents.video_scriptor.options import apply_options, memory_of, read_options
from shared.agents.video_scriptor.reply import compose_reply
from shared.agents.video_scriptor.retrieval import Found, Retriever
from shared.agents.video_scriptor.template_writer import TemplateWriter
from shared.contracts.script import (
    BasedOn,
    Generator,
    ScriptDocument,
    brief_view,
    format_view,
    scene_views,
)
from shared.domain.brief import Brief, understand
from shared.domain.captions import cues, to_srt, to_vtt
from shared.domain.refs import artifact_ref
from shared.domain.script import Script, violations
from shared.errors import Permanent
from shared.names import VIDEO_SCRIPTOR
from shared.services.embeddings import EmbeddingService
from shared.services.text_model import TextModel
from shared.services.vector_store import VectorStore

SCRIPT: Final = "script"
CAPTIONS: Final = "captions"
SRT: Final = "captions.srt"
VTT: Final = "captions.vtt"
TEMPLATE_WRITER: Final = "template-writer"
MODEL_WRITER: Final = "model-writer"


class BrokenScriptError(Permanent):
    """The template writer made a script that breaks the domain's rules: a defect of the library."""

    status = 500
    code = "broken_script"

    def __init__(self, defects: list[str]) -> None:
        super().__init__("The script could not be written within the rules.", defects=defects)


@dataclass(frozen=True, slots=True)
class _Task:
    """One script to be written; `known` is everything the person said, where links may come from."""

    brief: Brief
    plan: Plan
    library: Library
    found: Found
    seed: str
    known: str
    style: str | None


@dataclass(frozen=True, slots=True)
class _Result:
    script: Script
    generator: Generator
    notes: tuple[str, ...]


class VideoScriptor:
    """Writes with the text model where there is one, else (and when its answers fail) from the library."""

    def __init__(
        self, embeddings: EmbeddingService, store: VectorStore, text_model: TextModel | None = None
    ) -> None:
        self._retriever = Retriever(embeddings, store)
        self._model = ModelWriter(text_model) if text_model is not None else None

    @property
    def name(self) -> str:
        """The agent's name on the bus."""
        return VIDEO_SCRIPTOR

    async def handle(self, work: AgentWork) -> AgentResult:
        """The script and its captions as drafts.

        Raises `ConstraintError` for what no script can meet and `ValidationFailedError` for wrong options. A
        vector store or model that is away only shows in the document (`degraded`, `generator.fallbackFrom`).
        """
        payload = work.request.payload
        options = read_options(payload)
        memory = memory_of(work.bundle)
        brief = apply_options(understand(payload.intent, memory, options.language), options)
        known = "\n".join((payload.intent, *memory, options.audience or ""))
        plan = make_plan(brief, payload.script_constraints)
        spanish = brief.language == "es"
        await work.progress(10, "Brief entendido" if spanish else "Brief understood")
        library = load_library(brief.language)
        seed = f"{work.request.correlation_id}|{payload.intent}"
        found = await self._retriever.find(
            brief, plan, library, tenant_id=work.tenant_id, user_id=work.bundle.user_id, seed=seed
        )
        await work.progress(40, "Plantillas y guiones parecidos revisados" if spanish else "Templates compared")
        usage = Usage()
        result = await self._write(_Task(brief, plan, library, found, seed, known, options.hook_style), usage)
        await work.progress(80, "Guion escrito" if spanish else "Script written")
        document = _document(result, brief, plan, found)
        drafts = _drafts(document, result.script)
        await work.progress(95, "Subtítulos listos" if spanish else "Captions ready")
        return _agent_result(work, document, drafts, library, usage)

    async def _write(self, task: _Task, usage: Usage) -> _Result:
        brief, plan, found = task.brief, task.plan, task.found
        fallback: dict[str, str] = {}
        if self._model is not None:
            try:
                answer = await self._model.write(
                    brief, plan, found.structure, found.earlier, usage, known=task.known
                )
            except ModelAnswerError as exc:
                fallback = {"fallback_from": self._model.name, "fallback_reason": exc.reason}
            else:
                generator = Generator(
                    name=MODEL_WRITER, version=LIBRARY_VERSION, model=answer.model,
                    structure=found.structure.id, repaired=answer.repaired,
                )
                return _Result(answer.script, generator, ())
        avoid = "\n".join(earlier.text for earlier in found.earlier)
        written = TemplateWriter(task.library).write(
            brief, plan, found.structure, seed=task.seed, avoid=avoid, style=task.style
        )
        broken = violations(written.script, plan.seconds, plan.limits, task.known)
        # What the brief itself says ("la nueva [beta]") may look like a placeholder; the rest is a defect.
        if defects := [v.message for v in broken if v.rule != "placeholder"]:
            raise BrokenScriptError(defects)
        generator = Generator(
            name=TEMPLATE_WRITER, version=LIBRARY_VERSION, structure=found.structure.id, **fallback
        )
        return _Result(written.script, generator, written.notes)


def _document(result: _Result, brief: Brief, plan: Plan, found: Found) -> ScriptDocument:
    script = result.script
    based_on = [
        BasedOn(
            type="template", id=f"{found.structure.language}/{found.structure.id}", title=found.structure.title,
            score=round(found.score, 4) if found.score is not None else None,
        ),
        *(BasedOn(type="script", id=e.id, ref=e.ref, title=e.title, score=e.score) for e in found.earlier),
    ]
    return ScriptDocument(
        title=script.title, language=script.language, hook=script.hook, scenes=scene_views(script),
        call_to_action=script.call_to_action, caption=script.caption, hashtags=list(script.hashtags),
        duration_seconds=script.seconds, aspect_ratio=plan.limits.aspect_ratio,
        platforms=[f.platform for f in plan.formats if f.platform],
        formats=[format_view(f) for f in plan.formats if f.platform], brief=brief_view(brief),
        based_on=based_on, generator=result.generator, degraded=list(found.degraded), notes=list(result.notes),
    )


def _drafts(document: ScriptDocument, script: Script) -> tuple[ArtifactDraft, ...]:
    made = cues(script.scenes)
    about: dict[str, Any] = {
        "title": document.title, "language": document.language, "durationSeconds": document.duration_seconds,
        "aiGenerated": True, "generator": document.generator.model_dump(by_alias=True, exclude_none=True),
    }
    body = document.model_dump_json(by_alias=True, exclude_none=True, indent=2).encode()
    return (
        ArtifactDraft(
            SCRIPT, SCRIPT, body, "application/json", "json",
            {**about, "platforms": document.platforms, "aspectRatio": document.aspect_ratio},
            f"{document.title}\n{document.hook}\n{script.narration}",
        ),
        ArtifactDraft(SRT, CAPTIONS, to_srt(made).encode(), "application/x-subrip", "srt", {**about, "format": "srt"}),
        ArtifactDraft(
            VTT, CAPTIONS, to_vtt(made, document.language).encode(), "text/vtt", "vtt", {**about, "format": "vtt"}
        ),
    )


def _agent_result(
    work: AgentWork, document: ScriptDocument, drafts: tuple[ArtifactDraft, ...], library: Library, usage: Usage
) -> AgentResult:
    refs = {draft.name: str(artifact_ref(draft.type, work.artifact_id(draft.name))) for draft in drafts}
    model = document.generator.model or document.generator.fallback_from
    used: dict[str, Any] = {"model": model} if usage.calls else {}
    return AgentResult(
        summary=f"scriptRef:{refs[SCRIPT]}",
        reply=compose_reply(document, library.common.words),
        artifacts=drafts,
        result={
            "scriptRef": refs[SCRIPT], "title": document.title, "durationSeconds": document.duration_seconds,
            "captions": {"srt": refs[SRT], "vtt": refs[VTT]},
        },
        resource_usage={
            **used, "modelCalls": usage.calls, "inputTokens": usage.input_tokens,
            "outputTokens": usage.output_tokens,
        },
    )
