"""The script that a creative is made from: referenced, the conversation's last, or written for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from shared.agents.base import AgentWork, ArtifactDraft
from shared.agents.creative_synthesizer.ports import ScriptSource, ScriptWriter
from shared.contracts.creative import CreativeOptions, Kind
from shared.contracts.script import ScriptDocument
from shared.domain.refs import InvalidRefError, artifact_ref, parse_ref
from shared.domain.script import Scene
from shared.errors import Permanent, ValidationFailedError

_TOKENS = ("inputTokens", "outputTokens")


class UnusableScriptError(Permanent):
    """The script artifact cannot be read, or has no scene that follows another."""

    status = 422
    code = "unusable_script"


@dataclass(frozen=True, slots=True)
class Material:
    """A script with its reference; `draft` where it was written for this request and is still to be stored."""

    script: ScriptDocument
    ref: str
    draft: ArtifactDraft | None = None
    tokens: int = 0

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The script's scenes as the domain knows them."""
        return tuple(
            Scene(s.start, s.end, s.narration, s.on_screen_text, s.visual_direction)
            for s in self.script.scenes
        )


class ScriptFinder:
    """Finds or makes the material."""

    def __init__(self, source: ScriptSource, writer: ScriptWriter) -> None:
        self._source = source
        self._writer = writer

    async def find(self, work: AgentWork, options: CreativeOptions, kind: Kind) -> Material:
        """The referenced script; else, but for images, the conversation's last one; else a new one.

        Raises `NotFoundError`, `UnusableScriptError`, and whatever the writer raises.
        """
        bundle = work.bundle
        if options.script_ref is not None:
            identifier = _script_id(options.script_ref)
            content = await self._source.load(bundle.tenant_id, bundle.user_id, identifier)
            return Material(read_script(content), str(artifact_ref("script", identifier)))
        if kind != "image":
            latest = await self._source.latest(bundle)
            if latest is not None:
                return Material(read_script(latest[1]), str(artifact_ref("script", latest[0])))
        return await self._write(work)

    async def _write(self, work: AgentWork) -> Material:
        async def unheard(_percent: int, _text: str) -> None:
            """The writer's progress is a small part of this work's."""

        result = await self._writer.handle(AgentWork(work.request, work.bundle, unheard))
        draft = next(d for d in result.artifacts if d.type == "script")
        ref = str(artifact_ref("script", work.artifact_id(draft.name)))
        tokens = sum(int(result.resource_usage.get(name, 0)) for name in _TOKENS)
        return Material(read_script(draft.content), ref, draft, tokens)


def read_script(content: bytes) -> ScriptDocument:
    """A stored script; raises `UnusableScriptError`."""
    try:
        script = ScriptDocument.model_validate_json(content)
    except ValidationError as exc:
        raise UnusableScriptError("The script artifact is not a script document.") from exc
    moments: list[Any] = [0.0, *(s.end for s in script.scenes)]
    contiguous = all(
        abs(scene.start - before) < 0.02 and scene.end - scene.start >= 0.1
        for scene, before in zip(script.scenes, moments, strict=False)
    )
    if not script.scenes or not contiguous:
        raise UnusableScriptError("The script's scenes do not follow each other.")
    return script


def _script_id(text: str) -> UUID:
    try:
        ref = parse_ref(text)
        if (ref.scheme, ref.head) == ("artifact", "script"):
            return ref.id
    except InvalidRefError as exc:
        raise ValidationFailedError(
            "scriptRef must be artifact://script/<id>.", [{"field": "scriptRef", "message": str(exc)}]
        ) from exc
    raise ValidationFailedError(
        "scriptRef must be artifact://script/<id>.",
        [{"field": "scriptRef", "message": f"{text} is no script"}],
    )
