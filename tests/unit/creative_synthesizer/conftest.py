"""The agent's ports in memory: what they were asked is remembered, what they answer is set by the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.agents.base import AgentWork
from shared.agents.creative_synthesizer.agent import CreativeSynthesizer, Media
from shared.agents.creative_synthesizer.ports import (
    GeneratedImage,
    ImageModel,
    LimitExceededError,
    OnPercent,
    Origin,
    Rendered,
    Speech,
    SpeechEngine,
)
from shared.agents.video_scriptor.agent import VideoScriptor
from shared.contracts.agent_messages import AgentRequest
from shared.contracts.script import BriefView, Generator, SceneView, ScriptDocument
from shared.domain.conversation import ContextBundle, MemoryTurn
from shared.domain.design.canvas import AspectRatio
from shared.domain.design.storyboard import Shot, Still, Storyboard
from shared.errors import DependencyUnavailableError, NotFoundError
from shared.services.embeddings import EmbeddingService
from tests.unit.video_scriptor.conftest import MemoryVectorStore


class RecordingRenderer:
    """A `MediaRenderer` that remembers its jobs; its files are a few bytes."""

    name = "recording-renderer"
    version = "1"

    def __init__(self) -> None:
        self.stills: list[Still] = []
        self.boards: list[Storyboard] = []
        self.narrations: list[list[Speech | None]] = []
        self.origins: list[Origin] = []
        self.backgrounds: list[bytes | None] = []
        self.error: Exception | None = None

    async def still(self, still: Still, origin: Origin, background: bytes | None = None) -> Rendered:
        self._check()
        self.stills.append(still)
        self.origins.append(origin)
        self.backgrounds.append(background)
        return Rendered(b"png", 0.5, 1_000)

    async def video(
        self,
        board: Storyboard,
        narration: Sequence[Speech | None],
        origin: Origin,
        on_percent: OnPercent,
        background: bytes | None = None,
    ) -> Rendered:
        self._check()
        self.boards.append(board)
        self.narrations.append(list(narration))
        self.origins.append(origin)
        for percent in range(101):
            await on_percent(percent)
        return Rendered(b"mp4", 10.0, 5_000, b"poster")

    async def audio(
        self, shots: Sequence[Shot], narration: Sequence[Speech | None], origin: Origin
    ) -> Rendered:
        self._check()
        self.narrations.append(list(narration))
        return Rendered(b"m4a", 1.0, 2_000)

    def _check(self) -> None:
        if self.error is not None:
            raise self.error


class Voice:
    """A `SpeechEngine` of 1.5 s a text."""

    name = "test-voice"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.texts: list[str] = []

    async def speak(self, texts: Sequence[str], language: str) -> list[Speech]:
        if self.error is not None:
            raise self.error
        self.texts += texts
        return [Speech(b"wav", 1.5) for _ in texts]


class Painter:
    """An `ImageModel`."""

    name = "test-painter"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.prompts: list[str] = []

    async def generate(self, prompt: str, ratio: AspectRatio) -> GeneratedImage:
        self.prompts.append(prompt)
        if self.error is not None:
            raise self.error
        return GeneratedImage(b"photo", "painter-1", 700, 0.04)


class Limits:
    """`RenderLimits` that only keep account; `refusal` is raised on entering."""

    def __init__(self) -> None:
        self.refusal: LimitExceededError | None = None
        self.estimates: list[float] = []
        self.settled: list[float] = []
        self.open = 0

    @asynccontextmanager
    async def acquire(self, tenant_id: str, cost: float) -> AsyncIterator[Limits]:
        self.estimates.append(cost)
        if self.refusal is not None:
            raise self.refusal
        self.open += 1
        try:
            yield self
        finally:
            self.open -= 1

    def settle(self, cost: float) -> None:
        self.settled.append(cost)


class Scripts:
    """A `ScriptSource` over a dictionary."""

    def __init__(self) -> None:
        self.stored: dict[UUID, bytes] = {}
        self.last: UUID | None = None

    async def load(self, tenant_id: str, user_id: str, artifact_id: UUID) -> bytes:
        if artifact_id not in self.stored or (tenant_id, user_id) != ("acme", "ana"):
            raise NotFoundError("artifact", str(artifact_id))
        return self.stored[artifact_id]

    async def latest(self, bundle: ContextBundle) -> tuple[UUID, bytes] | None:
        return (self.last, self.stored[self.last]) if self.last else None

    def add(self, script: ScriptDocument) -> UUID:
        identifier = uuid4()
        self.stored[identifier] = script.model_dump_json(by_alias=True).encode()
        return identifier


class Bench:
    """The agent with its ports."""

    def __init__(self) -> None:
        self.renderer, self.limits, self.scripts = RecordingRenderer(), Limits(), Scripts()
        self.store = MemoryVectorStore()
        self.embeddings = EmbeddingService(HashingEmbeddingModel())
        self.progress: list[tuple[int, str]] = []

    def agent(
        self, speech: SpeechEngine | None = None, image_model: ImageModel | None = None
    ) -> CreativeSynthesizer:
        return CreativeSynthesizer(
            self.embeddings,
            self.store,
            self.scripts,
            VideoScriptor(self.embeddings, self.store),
            Media(self.renderer, speech, image_model),
            self.limits,
        )

    def work(self, intent: str, *, earlier: tuple[str, ...] = (), **payload: Any) -> AgentWork:
        async def note(percent: int, message: str) -> None:
            self.progress.append((percent, message))

        session_id = uuid4()
        request = AgentRequest.model_validate(
            {
                "sessionId": str(session_id),
                "correlationId": str(uuid4()),
                "agent": "creative-synthesizer",
                "payload": {"intent": intent, **payload},
            }
        )
        now = datetime.now(UTC)
        turns = tuple(MemoryTurn(str(i), "user", text, now.isoformat()) for i, text in enumerate(earlier))
        bundle = ContextBundle(uuid4(), "acme", session_id, "ana", turns, {}, len(turns), 1, now, now)
        return AgentWork(request, bundle, note)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def make_script(
    *texts: tuple[float, str, str], language: str = "es", call: str = "¡Reserva tu mesa!", **fields: Any
) -> ScriptDocument:
    """A script from (end, narration, words on the picture) of each scene."""
    scenes, start = [], 0.0
    for end, narration, shown in texts:
        scenes.append(
            SceneView(
                start=start,
                end=end,
                narration=narration,
                on_screen_text=shown,
                visual_direction="Plano general",
            )
        )
        start = end
    return ScriptDocument(
        **{
            "title": "2x1 los martes",
            "language": language,
            "hook": texts[0][1],
            "scenes": scenes,
            "call_to_action": call,
            "caption": "Te esperamos",
            "hashtags": ["#café"],
            "duration_seconds": start,
            "aspect_ratio": "9:16",
            "platforms": ["instagram"],
            "formats": [],
            "brief": BriefView(goal="promote", industry="cafe", brand="Café Aurora"),
            "based_on": [],
            "generator": Generator(name="template-writer", version="1"),
            **fields,
        }
    )


MakeScript = Callable[..., ScriptDocument]


def down(what: str) -> DependencyUnavailableError:
    return DependencyUnavailableError(what)
