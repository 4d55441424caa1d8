"""Settings to services: the only place that builds clients.

`services()` builds the graph once per process, on first use inside the worker's event loop. Nothing here
connects: every client opens its connections when it is first used, so a dependency that is down delays nobody.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

    from shared.adapters.blob.blob_storage_service import BlobStorageService
    from shared.adapters.service_bus.service_bus_service import ServiceBusService
    from shared.agents.front_desk import FrontDesk, Router
    from shared.agents.responses import ResponseHandler
    from shared.agents.runner import AgentRunner
    from shared.security.authenticator import Authenticator
    from shared.services.artifacts import GeneratedArtifactService
    from shared.services.context_bundles import ContextBundleService
    from shared.services.embeddings import EmbeddingModel, EmbeddingService
    from shared.services.health import HealthService
    from shared.services.outbox import OutboxRelay
    from shared.services.requests import RequestService
    from shared.services.retention import RetentionService
    from shared.services.text_model import TextModel
    from shared.services.vector_store import VectorStore


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that triggers and commands call."""

    settings: Settings
    pool: AsyncConnectionPool[Any]
    authenticator: Authenticator
    contexts: ContextBundleService
    embeddings: EmbeddingService
    vectors: VectorStore
    blobs: BlobStorageService
    bus: ServiceBusService
    artifacts: GeneratedArtifactService
    requests: RequestService
    relay: OutboxRelay
    front_desk: FrontDesk
    runner: AgentRunner
    responses: ResponseHandler
    health: HealthService
    retention: RetentionService

    async def close(self) -> None:
        """Finishes what the relay is sending and closes every connection."""
        await self.relay.settle()
        await self.bus.close()
        await self.blobs.close()
        await self.vectors.close()
        await self.pool.close()


_services: Services | None = None
_building = asyncio.Lock()


async def services() -> Services:
    """The process's services; raises `SettingsError` when the environment is not complete."""
    global _services
    if _services is None:
        async with _building:
            if _services is None:
                _services = await build(load_settings())
    return _services


async def build(settings: Settings) -> Services:
    """A graph of its own, for commands and tests that close it again."""
    from redis.asyncio import Redis

    from shared.adapters.blob.blob_storage_service import BlobStorageService
    from shared.adapters.postgres.conversations import PostgresConversations
    from shared.adapters.postgres.inbox import PostgresInbox
    from shared.adapters.postgres.outbox import PostgresOutbox
    from shared.adapters.postgres.pool import open_pool
    from shared.adapters.postgres.records import PostgresRecords
    from shared.adapters.postgres.transaction import transactions
    from shared.adapters.redis.context_cache import RedisContextCache
    from shared.adapters.service_bus.service_bus_service import ServiceBusService, Topics
    from shared.agents.front_desk import FrontDesk
    from shared.agents.responses import ResponseHandler
    from shared.agents.runner import AgentRunner
    from shared.agents.video_scriptor.agent import VideoScriptor
    from shared.names import OUTBOX_AGENT_REQUEST, OUTBOX_AGENT_RESPONSE, OUTBOX_EMBEDDING, VIDEO_SCRIPTOR
    from shared.services.artifacts import GeneratedArtifactService
    from shared.services.context_bundles import ContextBundleService
    from shared.services.dead_letters import DeadLetterService
    from shared.services.embedding_outbox import EmbeddingSender
    from shared.services.embeddings import EmbeddingService
    from shared.services.inbox import Inbox
    from shared.services.outbox import OutboxRelay
    from shared.services.requests import RequestService

    pool = await open_pool(settings)
    retention = timedelta(days=settings.context_retention_days)
    redis = Redis.from_url(settings.redis_connection_string.get_secret_value())
    cache = RedisContextCache(redis, settings.context_cache_ttl_seconds)
    contexts = ContextBundleService(PostgresConversations(pool), cache, retention)
    embeddings = EmbeddingService(_embedding_model(settings))
    vectors = _vector_store(settings, pool)
    blobs = BlobStorageService(settings.blob_storage_connection_string.get_secret_value(), settings.blob_container)
    bus = ServiceBusService(
        settings.service_bus_connection_string.get_secret_value(),
        Topics(settings.service_bus_topic, settings.service_bus_response_topic, settings.service_bus_dead_letter_queue),
    )
    records, outbox, inbox_store = PostgresRecords(pool), PostgresOutbox(pool), PostgresInbox(pool)
    begin = transactions(pool)
    relay = OutboxRelay(outbox, {
        OUTBOX_AGENT_REQUEST: bus.send_requests,
        OUTBOX_AGENT_RESPONSE: bus.send_responses,
        OUTBOX_EMBEDDING: EmbeddingSender(embeddings, vectors),
    })
    inbox = Inbox(inbox_store)
    artifacts = GeneratedArtifactService(blobs, records, retention)
    dead_letters = DeadLetterService(bus, begin, contexts)
    text_model = _text_model(settings)
    agents = {VIDEO_SCRIPTOR: VideoScriptor(embeddings, vectors, text_model)}
    return Services(
        settings=settings, pool=pool, authenticator=_authenticator(settings, pool), contexts=contexts,
        embeddings=embeddings, vectors=vectors, blobs=blobs, bus=bus, artifacts=artifacts,
        requests=RequestService(records), relay=relay,
        front_desk=FrontDesk(
            contexts, embeddings, vectors, _router(settings, embeddings, vectors, text_model), relay,
            frozenset(agents), {VIDEO_SCRIPTOR: check_constraints},
        ),
        runner=AgentRunner(
            agents, contexts, artifacts, inbox, begin, relay, dead_letters,
            settings.service_bus_max_delivery_count,
        ),
        responses=ResponseHandler(contexts, inbox, begin, relay, dead_letters),
        health=_health(), retention=_retention(),
    )
