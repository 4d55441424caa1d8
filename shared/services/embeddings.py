"""Embeddings: text to vectors, behind a port (offline n-grams or Azure OpenAI)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class EmbeddingModel(Protocol):
    """Turns texts into unit vectors of `dimensions` floats; `name` identifies model and version."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order; raises `DependencyUnavailableError` when the model does not answer."""
        ...


class EmbeddingService:
    """What the front desk and the agents call; one text or many."""

    def __init__(self, model: EmbeddingModel) -> None:
        self._model = model

    @property
    def model_name(self) -> str:
        """Identifies the vectors' space: vectors of different models are not comparable."""
        return self._model.name

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return self._model.dimensions

    async def generate_embedding(self, text: str) -> list[float]:
        """The unit vector of one text."""
        return (await self._model.embed([text]))[0]

    async def generate_embeddings(self, texts: Sequence[str]) -> list[list[float]]:
        """The unit vectors of many texts, in order."""
        return await self._model.embed(texts) if texts else []
