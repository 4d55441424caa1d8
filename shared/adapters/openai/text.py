"""Text from Azure OpenAI: chat completions with structured output."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from shared.adapters.openai.client import azure_openai_client, reported
from shared.errors import DependencyUnavailableError
from shared.services.text_model import Completion

if TYPE_CHECKING:
    from openai import AsyncAzureOpenAI

    from shared.settings import Settings

_DEPENDENCY = "azure openai"
# The client bounds one request and retries 408, 409, 429, 5xx and lost connections with backoff and jitter; a
# Retry-After of up to two minutes is honoured. This bounds all of it together.
DEADLINE_SECONDS = 75.0


class AzureOpenAITextModel:
    """A `TextModel` on one deployment."""

    def __init__(
        self, client: AsyncAzureOpenAI, deployment: str, *, deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        self._client = client
        self._deployment = deployment
        self._deadline = deadline_seconds

    @classmethod
    def from_settings(cls, settings: Settings) -> AzureOpenAITextModel:
        """The model that the settings name."""
        assert settings.azure_openai_chat_deployment is not None
        return cls(azure_openai_client(settings), settings.azure_openai_chat_deployment)

    @property
    def name(self) -> str:
        """`azure-openai:<deployment>`."""
        return f"azure-openai:{self._deployment}"

    async def complete(
        self, *, system: str, user: str, json_schema: dict[str, Any], max_tokens: int
    ) -> Completion:
        """The model's text as it is, empty when it refused: callers validate.

        Raises `DependencyUnavailableError` when there is no answer in time, after retries, or the service turns
        the request down (credentials, deployment, content filter).
        """
        try:
            async with asyncio.timeout(self._deadline), reported():
                answer = await self._client.chat.completions.create(
                    model=self._deployment,
                    messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
                    max_completion_tokens=max_tokens,
                    response_format={
                        "type": "json_schema",
                        "json_schema": {"name": "answer", "strict": True, "schema": json_schema},
                    },
                )
        except TimeoutError as exc:
            message = f"azure openai gave no answer within {self._deadline:g} s"
            raise DependencyUnavailableError(_DEPENDENCY, message) from exc
        except ValueError as exc:
            # A body that is no JSON, from a proxy in between.
            raise DependencyUnavailableError(_DEPENDENCY, "azure openai answered with no JSON") from exc
        choices, usage = getattr(answer, "choices", None), getattr(answer, "usage", None)
        return Completion(
            text=(choices[0].message.content if choices else None) or "",
            model=getattr(answer, "model", None) or self._deployment,
            input_tokens=usage.prompt_tokens if usage else 0,
            output_tokens=usage.completion_tokens if usage else 0,
        )

    async def close(self) -> None:
        """Releases the connections."""
        await self._client.close()
