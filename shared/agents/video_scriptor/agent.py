"""The Video Scriptor: from an intent to scripts with captions, and from a wish to a changed script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from shared.agents.base import AgentResult, AgentWork, ArtifactDraft
from shared.agents.video_scriptor.constraints import Plan, make_plan
from shared.agents.video_scriptor.documents import Names, make_document, make_drafts
from shared.agents.video_scriptor.earlier import ScriptArchive, find_earlier, revised_brief, with_options
from shared.agents.video_scriptor.library import Library, load_library
from shared.agents.video_scriptor.model_writer import Usage
from shared.agents.video_scriptor.options import ScriptOptions, apply_options, memory_of, read_options
from shared.agents.video_scriptor.reply import compose_reply
from shared.agents.video_scriptor.retrieval import Found, Retriever, rank_structures
from shared.agents.video_scriptor.revising import Revising
from shared.agents.video_scriptor.translation import translate_brief
from shared.agents.video_scriptor.variants import write_variants
from shared.agents.video_scriptor.writing import Result, ScriptWriter, Task
from shared.contracts.script import ScriptDocument
from shared.domain.brief import Brief, understand
from shared.domain.language import detect_language
from shared.domain.revision import Revision, understand_revision
from shared.names import VIDEO_SCRIPTOR
from shared.services.embeddings import EmbeddingService
from shared.services.text_model import TextModel
from shared.services.vector_store import VectorStore


@dataclass(frozen=True, slots=True)
class _Understood:
    """What is to be written; `lost` holds facts that cannot be said in the script's language."""

    brief: Brief
    plan: Plan
    library: Library
    known: str
    options: ScriptOptions
    style: str | None
    lost: tuple[str, ...] = ()
    revising: Revising | None = None


class VideoScriptor:
    """Writes with the text model where there is one, else (and when its answers fail) from the library.

    With an `archive` it changes the conversation's last script where a message wishes so.
    """

    def __init__(
        self,
        embeddings: EmbeddingService,
        store: VectorStore,
        text_model: TextModel | None = None,
        archive: ScriptArchive | None = None,
    ) -> None:
        self._retriever = Retriever(embeddings, store)
        self._text_model = text_model
        self._archive = archive

    @property
    def name(self) -> str:
        """The agent's name on the bus."""
        return VIDEO_SCRIPTOR

    async def handle(self, work: AgentWork) -> AgentResult:
        """Each script and its captions as drafts.

        Raises `ConstraintError` for what no script can meet and `ValidationFailedError` for wrong options. A
        vector store or model that is away only shows in the document (`degraded`, `generator.fallbackFrom`).
        """
        asked = await self._understand(work)
        spanish = asked.brief.language == "es"
        await work.progress(10, "Brief entendido" if spanish else "Brief understood")
        seed = f"{work.request.correlation_id}|{work.request.payload.intent}"
        found = await self._find(work, asked, seed)
        await work.progress(
            40, "Plantillas y guiones parecidos revisados" if spanish else "Templates compared"
        )
        writer = ScriptWriter(self._text_model)
        task = Task(
            asked.brief,
            asked.plan,
            asked.library,
            found.structure,
            seed,
            asked.known,
            asked.style,
            found.earlier,
            "\n".join(earlier.text for earlier in found.earlier),
            asked.revising,
        )
        results = await write_variants(writer, task, found.others, asked.options.variants)
        await work.progress(80, "Guion escrito" if spanish else "Script written")
        documents = [
            _document(result, number, asked, found, single=asked.options.variants == 1)
            for number, result in enumerate(results, 1)
        ]
        result = _agent_result(work, documents, results, asked, writer.usage)
        await work.progress(95, "Subtítulos listos" if spanish else "Captions ready")
        return result

    async def _understand(self, work: AgentWork) -> _Understood:
        payload = work.request.payload
        options = read_options(payload)
        memory = memory_of(work.bundle)
        known = "\n".join((payload.intent, *memory, options.audience or ""))
        wish = understand_revision(payload.intent)
        revising = None
        if wish is not None and self._archive is not None:
            revising = await find_earlier(self._archive, work.bundle, wish, payload.intent)
        lost: tuple[str, ...] = ()
        if revising is not None:
            revising = replace(revising, wish=with_options(revising.wish, options, revising.document))
            wish = revising.wish
            brief, lost = revised_brief(revising, options)
            known = f"{known}\n{revising.document.model_dump_json()}"
        else:
            brief, lost = _from_conversation(payload.intent, memory, options, wish)
        style = options.hook_style or (wish.hook if wish and wish.hook != "other" else None)
        plan = make_plan(brief, payload.script_constraints)
        return _Understood(brief, plan, load_library(brief.language), known, options, style, lost, revising)

    async def _find(self, work: AgentWork, asked: _Understood, seed: str) -> Found:
        if asked.revising is None:
            return await self._retriever.find(
                asked.brief,
                asked.plan,
                asked.library,
                tenant_id=work.tenant_id,
                user_id=work.bundle.user_id,
                seed=seed,
            )
        # A revision tells the same story: its structure is known, and other scripts have no part in it.
        ranked = rank_structures(asked.brief, asked.plan, asked.library, {}, seed)
        told = asked.library.structures.get(asked.revising.document.generator.structure or "", ranked[0])
        return Found(told, None, others=tuple(s for s in ranked if s.id != told.id))


def _from_conversation(
    intent: str, memory: tuple[str, ...], options: ScriptOptions, wish: Revision | None
) -> tuple[Brief, tuple[str, ...]]:
    """The brief of the message; a wish that finds no script to change still holds for the new one."""
    if wish is None:
        return apply_options(understand(intent, memory, options.language), options), ()
    language = detect_language(memory[0]) if memory else detect_language(intent)
    brief = understand(intent, memory, language)
    seconds = wish.seconds if wish.seconds is not None else brief.seconds
    brief = replace(brief, tone=wish.tone or brief.tone, seconds=seconds)
    brief, lost = translate_brief(brief, options.language or wish.target_language(language))
    return apply_options(brief, options), lost


def _document(
    result: Result, number: int, asked: _Understood, found: Found, *, single: bool
) -> ScriptDocument:
    document = make_document(result, asked.brief, asked.plan, found)
    words = asked.library.common.words
    notes = list(document.notes)
    # A model translates what the table of terms does not know.
    if asked.lost and document.generator.model is None:
        phrases = ", ".join(f"«{p}»" if asked.brief.language == "es" else f'"{p}"' for p in asked.lost)
        notes.append(words["notes"]["untranslated"].format(phrases=phrases))
    changes: list[str] | None = None
    if asked.revising is not None:
        changes = asked.revising.changes(document, asked.library)
        if not changes:
            notes.append(words["notes"]["unchanged"])
    return document.model_copy(
        update={
            "notes": notes,
            "variant": None if single else number,
            "changes": changes,
            "revision_of": asked.revising.ref if asked.revising else None,
        }
    )


def _agent_result(
    work: AgentWork, documents: list[ScriptDocument], results: list[Result], asked: _Understood, usage: Usage
) -> AgentResult:
    first = documents[0]
    if len(documents) < asked.options.variants:
        note = asked.library.common.words["notes"]["variants"]
        said = note.format(count=len(documents), asked=asked.options.variants)
        first = documents[0] = first.model_copy(update={"notes": [*first.notes, said]})
    model = first.generator.model or first.generator.fallback_from
    used: dict[str, Any] = {"model": model} if usage.calls else {}
    drafts: list[ArtifactDraft] = []
    listed: list[dict[str, Any]] = []
    for number, (document, result) in enumerate(zip(documents, results, strict=True), 1):
        names = Names(number)
        drafts += make_drafts(document, result.script, names)
        listed.append(
            {
                **names.refs(work),
                "title": document.title,
                "durationSeconds": document.duration_seconds,
                "hook": document.hook,
                "structure": document.generator.structure,
            }
        )
    refs = Names().refs(work)
    return AgentResult(
        summary=f"scriptRef:{refs['scriptRef']}",
        reply=compose_reply(first, asked.library.common.words, documents[1:]),
        artifacts=tuple(drafts),
        result={
            "scriptRef": refs["scriptRef"],
            "title": first.title,
            "durationSeconds": first.duration_seconds,
            "captions": refs["captions"],
            **({"variants": listed} if asked.options.variants > 1 else {}),
            **({"revisionOf": first.revision_of, "changes": first.changes} if first.revision_of else {}),
        },
        resource_usage={
            **used,
            "modelCalls": usage.calls,
            "inputTokens": usage.input_tokens,
            "outputTokens": usage.output_tokens,
        },
    )
