"""The text model port: Azure OpenAI by setting; without one the agents write from their own libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer with what it cost."""

    text: str
    model: str
    input_tokens: int
    output_tokens: int


class TextModel(Protocol):
    """Structured text generation."""

    @property
    def name(self) -> str: ...

    async def close(self) -> None:
        """Releases its connections."""
        ...

    async def complete(
        self, *, system: str, user: str, json_schema: dict[str, Any], max_tokens: int
    ) -> Completion:
        """JSON text that should follow `json_schema` (callers validate).

        Raises `DependencyUnavailableError` after its own time limit and retries.
        """
        ...
