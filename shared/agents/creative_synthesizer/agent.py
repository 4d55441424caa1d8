"""The Creative Synthesizer: from an intent or a script to an image, a video or an audio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from shared.agents.base import AgentResult, AgentWork, ArtifactDraft
from shared.agents.creative_synthesizer.context import ContextReader
from shared.agents.creative_synthesizer.costs import estimated_dollars, render_dollars
from shared.agents.creative_synthesizer.direction import make_look
from shared.agents.creative_synthesizer.intent import ScriptShape, infer_kind, read_options, shapes_for
from shared.agents.creative_synthesizer.order import Order
from shared.agents.creative_synthesizer.phrases import phrase
from shared.agents.creative_synthesizer.ports import (
    ImageModel,
    MediaRenderer,
    RenderLimits,
    ScriptSource,
    ScriptWriter,
    SpeechEngine,
)
from shared.agents.creative_synthesizer.script_material import Material, ScriptFinder
from shared.agents.creative_synthesizer.studio import Studio
from shared.contracts.creative import Kind, ResourceUsage
from shared.domain.design.canvas import CANVASES, AspectRatio
from shared.domain.language import detect_language
from shared.domain.refs import artifact_ref
from shared.errors import ConstraintError
from shared.names import CREATIVE_SYNTHESIZER
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import VectorStore

LONGEST_VIDEO_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Media:
    """The tools that make the files; without a speech engine videos carry music, audio is refused."""

    renderer: MediaRenderer
    speech: SpeechEngine | None = None
    image_model: ImageModel | None = None


class CreativeSynthesizer:
    """Makes designed stills, videos with captions, and narrations."""

    def __init__(
        self,
        embeddings: EmbeddingService,
        store: VectorStore,
        scripts: ScriptSource,
        writer: ScriptWriter,
        media: Media,
        limits: RenderLimits,
    ) -> None:
        self._context = ContextReader(embeddings, store)
        self._finder = ScriptFinder(scripts, writer)
        self._studio = Studio(media.renderer, media.speech, media.image_model)
        self._limits = limits

    @property
    def name(self) -> str:
        """The agent's name on the bus."""
        return CREATIVE_SYNTHESIZER

    async def handle(self, work: AgentWork) -> AgentResult:
        """The files as drafts, with captions and a poster for a video.

        Raises `ValidationFailedError` and `ConstraintError` for what cannot be asked for, `NotFoundError` for a
        script that is not there, `SpeechUnavailableError`, `LimitExceededError`, and the renderer's errors.
        """
        payload = work.request.payload
        options = read_options(payload)
        kind = options.kind or infer_kind(payload.intent, has_script=options.script_ref is not None)
        self._studio.check(kind)
        spoken_in = options.language or detect_language(payload.intent)
        await work.progress(5, phrase("understood", spoken_in))
        known = await self._context.read(work.bundle, payload.intent, search=options.enhance_context)
        work = replace(work, bundle=known.bundle)
        material = await self._finder.find(work, options, kind)
        await work.progress(20, phrase("script", material.script.language))
        seconds = _seconds(kind, material.script.duration_seconds)
        constraints = payload.script_constraints
        shapes: dict[AspectRatio, list[str]] = (
            {"9:16": []}
            if kind == "audio"
            else shapes_for(
                kind,
                options,
                payload.intent,
                constraints.platforms if constraints else (),
                _given(kind, material),
            )
        )
        order = Order(
            work,
            options,
            kind,
            material,
            make_look(material.script, options, known.texts),
            shapes,
            tokens=material.tokens,
        )
        if known.degraded:
            order.note("search_away")
        async with self._limits.acquire(
            work.tenant_id, estimated_dollars(kind, seconds, len(shapes))
        ) as lease:
            drafts = await self._studio.make(order)
            lease.settle(_cost(order))
        return _result(order, drafts)


def _seconds(kind: Kind, seconds: float) -> float:
    if kind != "image" and seconds > LONGEST_VIDEO_SECONDS:
        raise ConstraintError(
            f"The script is {seconds:g} s long; up to {LONGEST_VIDEO_SECONDS} s can be rendered.",
            seconds=seconds,
            limitSeconds=LONGEST_VIDEO_SECONDS,
        )
    return seconds


def _given(kind: Kind, material: Material) -> ScriptShape | None:
    """The shape that the script was made for; one written for a picture's words says nothing about its shape."""
    script = material.script
    if script.aspect_ratio not in CANVASES or (kind == "image" and material.draft is not None):
        return None
    return ScriptShape(CANVASES[script.aspect_ratio].ratio, list(dict.fromkeys(script.platforms)))


def _cost(order: Order) -> float:
    return render_dollars(order.cpu_seconds) + order.model_cost


def _result(order: Order, made: Sequence[ArtifactDraft]) -> AgentResult:
    # A script written for this request is stored with the files that are made from it.
    drafts = [*made, *([order.material.draft] if order.material.draft and order.kind != "image" else [])]
    refs = {d.name: str(artifact_ref(d.type, order.work.artifact_id(d.name))) for d in drafts}
    main = [d for d in drafts if d.type == order.kind]
    usage = ResourceUsage(
        cpu_seconds=round(order.cpu_seconds, 3),
        peak_memory_bytes=order.peak_memory,
        bytes=sum(len(d.content) for d in drafts),
        model_tokens=order.tokens,
        estimated_cost=round(_cost(order), 6),
    )
    result: dict[str, Any] = {
        "kind": order.kind,
        "title": order.material.script.title,
        "scriptRef": order.script_ref,
        "files": [{"ref": refs[d.name], "mediaType": d.media_type, **_facts(d)} for d in main],
        "posters": [refs[d.name] for d in drafts if d.type == "poster"],
        "captionsRef": refs.get("captions.vtt"),
        "notes": order.notes,
        "aiGenerated": True,
    }
    return AgentResult(
        summary=f"Generated {order.kind}",
        reply=_reply(order),
        artifacts=tuple(drafts),
        result={key: value for key, value in result.items() if value is not None},
        resource_usage=usage.model_dump(by_alias=True),
    )


def _facts(draft: ArtifactDraft) -> dict[str, Any]:
    names = ("aspectRatio", "width", "height", "platforms", "durationSeconds")
    return {name: draft.metadata[name] for name in names if name in draft.metadata}


def _reply(order: Order) -> str:
    done = phrase(
        f"done_{order.kind}",
        order.language,
        title=order.material.script.title,
        shape=", ".join(order.shapes),
        seconds=order.material.script.duration_seconds,
    )
    return " ".join((done, *order.notes))
