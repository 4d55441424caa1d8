"""The Azure OpenAI client, and what its failures mean."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.errors import DependencyUnavailableError

if TYPE_CHECKING:
    from openai import AsyncAzureOpenAI

    from shared.settings import Settings

_API_VERSION = "2024-10-21"
_TIMEOUT_SECONDS = 30.0
_RETRIES = 2  # by the SDK, with backoff and jitter, honouring Retry-After
_DEPENDENCY = "azure openai"


def azure_openai_client(settings: Settings) -> AsyncAzureOpenAI:
    """A client by key, or by the app's identity (Entra ID) when no key is set."""
    from openai import AsyncAzureOpenAI

    assert settings.azure_openai_endpoint is not None
    key = settings.azure_openai_api_key
    if key is not None:
        return AsyncAzureOpenAI(
            azure_endpoint=settings.azure_openai_endpoint,
            api_key=key.get_secret_value(),
            api_version=_API_VERSION,
            timeout=_TIMEOUT_SECONDS,
            max_retries=_RETRIES,
        )
    from azure.identity.aio import DefaultAzureCredential, get_bearer_token_provider

    tokens = get_bearer_token_provider(
        DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default"
    )
    return AsyncAzureOpenAI(
        azure_endpoint=settings.azure_openai_endpoint,
        azure_ad_token_provider=tokens,
        api_version=_API_VERSION,
        timeout=_TIMEOUT_SECONDS,
        max_retries=_RETRIES,
    )


@asynccontextmanager
async def reported() -> AsyncIterator[None]:
    """Turns the SDK's errors into `DependencyUnavailableError`."""
    from openai import OpenAIError

    try:
        yield
    except OpenAIError as exc:
        raise DependencyUnavailableError(_DEPENDENCY, f"azure openai: {type(exc).__name__}") from exc
