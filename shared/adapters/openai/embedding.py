"""Embeddings from Azure OpenAI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.adapters.openai.client import azure_openai_client, reported

if TYPE_CHECKING:
    from openai import AsyncAzureOpenAI

    from shared.settings import Settings

_BATCH = 256  # the service takes up to 2,048 texts a call; smaller calls fail and repeat more cheaply


class AzureOpenAIEmbeddingModel:
    """An `EmbeddingModel` on one deployment; its answers are unit vectors already."""

    def __init__(self, client: AsyncAzureOpenAI, deployment: str, dimensions: int) -> None:
        self._client = client
        self._deployment = deployment
        self._dimensions = dimensions

    @classmethod
    def from_settings(cls, settings: Settings) -> AzureOpenAIEmbeddingModel:
        """The model that the settings name."""
        assert settings.azure_openai_embedding_deployment is not None
        client = azure_openai_client(settings)
        return cls(client, settings.azure_openai_embedding_deployment, settings.embedding_dimensions)

    @property
    def name(self) -> str:
        """Deployment and dimension: vectors of another name are not comparable."""
        return f"azure-openai:{self._deployment}:{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """The length that the deployment is asked for."""
        return self._dimensions

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text; raises `DependencyUnavailableError`."""
        vectors: list[list[float]] = []
        for start in range(0, len(texts), _BATCH):
            batch = [text or " " for text in texts[start : start + _BATCH]]
            async with reported():
                answer = await self._client.embeddings.create(
                    model=self._deployment, input=batch, dimensions=self._dimensions
                )
            vectors.extend(item.embedding for item in sorted(answer.data, key=lambda item: item.index))
        return vectors
