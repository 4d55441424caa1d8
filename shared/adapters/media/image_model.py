"""Background pictures from an Azure OpenAI image deployment."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Literal

from shared.adapters.openai.client import reported
from shared.agents.creative_synthesizer.ports import GeneratedImage
from shared.domain.design.canvas import AspectRatio
from shared.errors import DependencyUnavailableError, Permanent

if TYPE_CHECKING:
    from openai import AsyncAzureOpenAI

_Size = Literal["1024x1024", "1024x1536", "1536x1024"]
_SIZES: dict[AspectRatio, _Size] = {"9:16": "1024x1536", "1:1": "1024x1024", "16:9": "1536x1024"}


class ImageRefusedError(Permanent):
    """The image model's content filter refused the prompt."""

    status = 422
    code = "image_refused"


class AzureOpenAIImageModel:
    """An `ImageModel` on one deployment. `token_price` is in US dollars a million tokens."""

    def __init__(self, client: AsyncAzureOpenAI, deployment: str, token_price: float = 0.0) -> None:
        self._client = client
        self._deployment = deployment
        self._token_price = token_price

    @property
    def name(self) -> str:
        """Identifies the model in provenance records."""
        return f"azure-openai:{self._deployment}"

    async def generate(self, prompt: str, ratio: AspectRatio) -> GeneratedImage:
        """See `ImageModel`."""
        from openai import BadRequestError

        try:
            async with reported():
                answer = await self._client.images.generate(
                    model=self._deployment, prompt=prompt, size=_SIZES[ratio], n=1
                )
        except DependencyUnavailableError as exc:
            if isinstance(exc.__cause__, BadRequestError):
                raise ImageRefusedError("The image model refused the prompt.") from exc
            raise
        encoded = answer.data[0].b64_json if answer.data else None
        if not encoded:
            raise DependencyUnavailableError("azure openai", "azure openai: an answer without a picture")
        tokens = answer.usage.total_tokens if answer.usage else 0
        return GeneratedImage(base64.b64decode(encoded), self.name, tokens, tokens * self._token_price / 1e6)
