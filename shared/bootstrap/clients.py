"""The process's connections, none of which waits for its server here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool
    from redis.asyncio import Redis

    from shared.adapters.blob.blob_storage_service import BlobStorageService
    from shared.adapters.service_bus.service_bus_service import ServiceBusService
    from shared.agents.creative_synthesizer.ports import ImageModel, SpeechEngine
    from shared.services.embeddings import EmbeddingModel
    from shared.services.text_model import TextModel
    from shared.services.vector_store import VectorStore
    from shared.settings import Settings

_IMAGE_SECONDS = 120.0  # a picture takes longer than a text


@dataclass(frozen=True, slots=True)
class Clients:
    """The process's connections to what it depends on."""

    pool: AsyncConnectionPool[Any]
    redis: Redis
    bus: ServiceBusService
    blobs: BlobStorageService
    vectors: VectorStore
    text_model: TextModel | None
    speech: SpeechEngine | None
    image_model: ImageModel | None

    async def close(self) -> None:
        """Closes every one."""
        await self.bus.close()
        await self.blobs.close()
        await self.vectors.close()
        if self.text_model is not None:
            await self.text_model.close()
        await self.redis.aclose()
        await self.pool.close()


async def open_clients(settings: Settings) -> Clients:
    from redis.asyncio import Redis

    from shared.adapters.blob.blob_storage_service import BlobStorageService
    from shared.adapters.postgres.pool import open_pool
    from shared.adapters.service_bus.service_bus_service import ServiceBusService, Topics

    pool = await open_pool(settings)
    topics = Topics(
        requests=settings.service_bus_topic,
        responses=settings.service_bus_response_topic,
        memory=settings.service_bus_memory_queue,
        dead_letters=settings.service_bus_dead_letter_queue,
    )
    return Clients(
        pool=pool,
        redis=Redis.from_url(
            settings.redis_connection_string.get_secret_value(), socket_timeout=1, socket_connect_timeout=1
        ),
        bus=ServiceBusService(settings.service_bus_connection_string.get_secret_value(), topics),
        blobs=BlobStorageService(
            settings.blob_storage_connection_string.get_secret_value(), settings.blob_container
        ),
        vectors=_vector_store(settings, pool),
        text_model=_text_model(settings),
        speech=_speech(settings),
        image_model=_image_model(settings),
    )


def _vector_store(settings: Settings, pool: AsyncConnectionPool[Any]) -> VectorStore:
    if settings.vector_store == "mongodb":
        from shared.adapters.mongo.vector_service import MongoVectorService

        assert settings.mongodb_connection_string is not None
        return MongoVectorService.connect(
            settings.mongodb_connection_string.get_secret_value(),
            settings.mongodb_vector_dialect,
            settings.embedding_dimensions,
        )
    from shared.adapters.postgres.vector_service import PgVectorService

    return PgVectorService(pool, settings.embedding_dimensions)


def _text_model(settings: Settings) -> TextModel | None:
    if not (settings.azure_openai_endpoint and settings.azure_openai_chat_deployment):
        return None
    from shared.adapters.openai.text import AzureOpenAITextModel

    return AzureOpenAITextModel.from_settings(settings)


def _speech(settings: Settings) -> SpeechEngine | None:
    if settings.azure_openai_endpoint and settings.azure_openai_speech_deployment:
        from shared.adapters.media.speech import AzureOpenAISpeech
        from shared.adapters.openai.client import azure_openai_client

        return AzureOpenAISpeech(azure_openai_client(settings), settings.azure_openai_speech_deployment)
    from shared.adapters.media.speech import find_espeak

    return find_espeak()


def _image_model(settings: Settings) -> ImageModel | None:
    if not (settings.azure_openai_endpoint and settings.azure_openai_image_deployment):
        return None
    from shared.adapters.media.image_model import AzureOpenAIImageModel
    from shared.adapters.openai.client import azure_openai_client

    client = azure_openai_client(settings).with_options(timeout=_IMAGE_SECONDS)
    return AzureOpenAIImageModel(client, settings.azure_openai_image_deployment)


def embedding_model(settings: Settings) -> EmbeddingModel:
    if settings.azure_openai_endpoint and settings.azure_openai_embedding_deployment:
        from shared.adapters.openai.embedding import AzureOpenAIEmbeddingModel

        return AzureOpenAIEmbeddingModel.from_settings(settings)
    from shared.adapters.offline.embedding import HashingEmbeddingModel

    return HashingEmbeddingModel(settings.embedding_dimensions)
