"""What the Creative Synthesizer needs from outside, each as a small Protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from shared.agents.base import AgentResult, AgentWork
from shared.domain.conversation import ContextBundle
from shared.domain.design.canvas import AspectRatio
from shared.domain.design.storyboard import Shot, Still, Storyboard
from shared.errors import Permanent, Retryable

OnPercent = Callable[[int], Awaitable[None]]


class RenderFailedError(Permanent):
    """The renderer ended with an error: the same job would end so again."""

    status = 500
    code = "render_failed"


class RenderTimeoutError(Permanent):
    """The render took longer than its limit and was stopped."""

    status = 504
    code = "render_timeout"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The render was stopped after {seconds:g} s.", limitSeconds=seconds)


class RenderInterruptedError(Retryable):
    """The render process was ended from outside."""

    code = "render_interrupted"


class SpeechUnavailableError(Permanent):
    """No speech engine is configured or installed."""

    status = 501
    code = "speech_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "There is no speech engine. Set AZURE_OPENAI_SPEECH_DEPLOYMENT, or install eSpeak NG: "
            "`pip install espeakng-loader`, or the package espeak-ng of the operating system."
        )


class LimitExceededError(Permanent):
    """The tenant's limit is reached; `retry_after_seconds` says when it is worth asking again."""

    status: ClassVar[int] = 429
    code = "limit_exceeded"

    def __init__(self, limit: str, message: str, retry_after_seconds: int) -> None:
        super().__init__(message, limit=limit, retryAfterSeconds=retry_after_seconds)
        self.limit = limit
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says about itself: title, request id, and the SHA-256 (hex) of the prompt."""

    title: str
    request: str
    prompt_hash: str


@dataclass(frozen=True, slots=True)
class Speech:
    """A spoken text as WAV, and its length in seconds."""

    wav: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file and what it took; `poster` is a video's still (PNG)."""

    content: bytes
    cpu_seconds: float
    peak_memory_bytes: int
    poster: bytes | None = None


class MediaRenderer(Protocol):
    """Makes files that carry the synthetic-media mark.

    Raises `RenderFailedError`, `RenderTimeoutError`, `RenderInterruptedError`; when cancelled, it ends its
    processes and leaves no file.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    async def still(self, still: Still, origin: Origin, background: bytes | None = None) -> Rendered:
        """A PNG at the size of the still's ratio."""
        ...

    async def video(
        self,
        board: Storyboard,
        narration: Sequence[Speech | None],
        origin: Origin,
        on_percent: OnPercent,
        background: bytes | None = None,
    ) -> Rendered:
        """An MP4 of exactly the storyboard's length, with its poster."""
        ...

    async def audio(
        self, shots: Sequence[Shot], narration: Sequence[Speech | None], origin: Origin
    ) -> Rendered:
        """An M4A with every narration at its shot's time."""
        ...


class SpeechEngine(Protocol):
    """Turns texts into speech."""

    @property
    def name(self) -> str: ...

    async def speak(self, texts: Sequence[str], language: str) -> list[Speech]:
        """One recording a text; raises `DependencyUnavailableError` or `RenderFailedError`."""
        ...


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """A picture from a model, PNG or JPEG; `cost` in US dollars where the model's price is known."""

    content: bytes
    model: str
    tokens: int = 0
    cost: float = 0.0


class ImageModel(Protocol):
    """Makes a picture without words, to stand behind the design."""

    @property
    def name(self) -> str: ...

    async def generate(self, prompt: str, ratio: AspectRatio) -> GeneratedImage:
        """Raises `DependencyUnavailableError`, or `Permanent` where the prompt is refused."""
        ...


class Lease(Protocol):
    """A render's place; `settle` states what it really cost, in US dollars, in place of the estimate."""

    def settle(self, cost: float) -> None: ...


class RenderLimits(Protocol):
    """Concurrent renders and the daily budget of each tenant."""

    def acquire(self, tenant_id: str, cost: float) -> AbstractAsyncContextManager[Lease]:
        """Takes a place and reserves the estimated cost; raises `LimitExceededError` on entering.

        On leaving, the place is free again and the budget holds what was settled: nothing after a failure.
        """
        ...


class ScriptSource(Protocol):
    """Reads scripts that the Video Scriptor stored."""

    async def load(self, tenant_id: str, user_id: str, artifact_id: UUID) -> bytes:
        """The script's JSON document; raises `NotFoundError` for absent and foreign ones."""
        ...

    async def latest(self, bundle: ContextBundle) -> tuple[UUID, bytes] | None:
        """The conversation's newest script with its id."""
        ...


class ScriptWriter(Protocol):
    """Writes a script where there is none: the Video Scriptor is one."""

    async def handle(self, work: AgentWork) -> AgentResult:
        """A result whose drafts include one of type `script`."""
        ...
