"""Settings to services: the only place that builds clients.

`services()` builds the graph once per process, on first use inside the worker's event loop. Nothing here
waits for a connection: a dependency that is down delays nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.bootstrap.agents import intent_router, specialists
from shared.bootstrap.clients import Clients, embedding_model, open_clients
from shared.names import (
    OUTBOX_AGENT_REQUEST,
    OUTBOX_AGENT_RESPONSE,
    OUTBOX_CONVERSATION_MEMORY,
    OUTBOX_EMBEDDING,
    VIDEO_SCRIPTOR,
)

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

    from shared.adapters.postgres.api_keys import PostgresApiKeys
    from shared.adapters.postgres.inbox import PostgresInbox
    from shared.adapters.postgres.outbox import PostgresOutbox
    from shared.adapters.postgres.trends import PostgresTrends
    from shared.agents.front_desk import FrontDesk
    from shared.agents.responses import ResponseHandler
    from shared.agents.runner import AgentRunner
    from shared.security.authenticator import Authenticator
    from shared.services.artifacts import GeneratedArtifactService
    from shared.services.context_bundles import ContextBundleService
    from shared.services.conversation_memory import ConversationMemoryService
    from shared.services.embeddings import EmbeddingService
    from shared.services.health import HealthService
    from shared.services.outbox import OutboxRelay
    from shared.services.requests import RequestService
    from shared.services.retention import RetentionService
    from shared.services.trends import TrendService
    from shared.services.vector_store import VectorStore
    from shared.settings import Settings

_INBOX_DAYS = 14  # longer than any message lives
_IDEMPOTENCY_HOURS = 24
_PURGE_BATCH = 10_000
_TREND_DAYS = 30
_OBSERVATION_DAYS = 14


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that triggers and commands call."""

    settings: Settings
    clients: Clients
    authenticator: Authenticator
    contexts: ContextBundleService
    embeddings: EmbeddingService
    vectors: VectorStore
    artifacts: GeneratedArtifactService
    requests: RequestService
    trends: TrendService
    relay: OutboxRelay
    front_desk: FrontDesk
    runner: AgentRunner
    responses: ResponseHandler
    memory: ConversationMemoryService
    health: HealthService
    retention: RetentionService

    async def close(self) -> None:
        """Finishes what the relay is sending and closes every connection."""
        await self.relay.settle()
        await self.clients.close()


_services: Services | None = None
_building = asyncio.Lock()


async def services() -> Services:
    """The process's services; raises `SettingsError` when the environment is not complete."""
    global _services
    if _services is None:
        async with _building:
            if _services is None:
                from shared.settings import load_settings

                _services = await build(load_settings())
    return _services


async def build(settings: Settings) -> Services:
    """A graph of its own, for commands and tests that close it again."""
    clients = await open_clients(settings)
    try:
        return _assemble(settings, clients)
    except BaseException:
        await clients.close()
        raise


def _assemble(settings: Settings, clients: Clients) -> Services:
    from shared.adapters.postgres.conversations import PostgresConversations
    from shared.adapters.postgres.inbox import PostgresInbox
    from shared.adapters.postgres.outbox import PostgresOutbox
    from shared.adapters.postgres.records import PostgresRecords
    from shared.adapters.postgres.transaction import transactions
    from shared.adapters.postgres.trends import PostgresTrends
    from shared.adapters.redis.context_cache import RedisContextCache
    from shared.agents.front_desk import FrontDesk
    from shared.agents.responses import ResponseHandler
    from shared.agents.runner import AgentRunner
    from shared.agents.video_scriptor.constraints import check_constraints
    from shared.services.artifacts import GeneratedArtifactService
    from shared.services.context_bundles import ContextBundleService
    from shared.services.conversation_memory import ConversationMemoryService
    from shared.services.dead_letters import DeadLetterService
    from shared.services.embedding_outbox import EmbeddingSender
    from shared.services.embeddings import EmbeddingService
    from shared.services.inbox import Inbox
    from shared.services.outbox import OutboxRelay
    from shared.services.requests import RequestService
    from shared.services.trends import TrendService

    pool, retention = clients.pool, timedelta(days=settings.context_retention_days)
    cache = RedisContextCache(clients.redis, settings.context_cache_ttl_seconds)
    contexts = ContextBundleService(PostgresConversations(pool), cache, retention)
    embeddings = EmbeddingService(embedding_model(settings))
    records, outbox, inbox_store, begin = (
        PostgresRecords(pool),
        PostgresOutbox(pool),
        PostgresInbox(pool),
        transactions(pool),
    )
    relay = OutboxRelay(
        outbox,
        {
            OUTBOX_AGENT_REQUEST: clients.bus.send_requests,
            OUTBOX_AGENT_RESPONSE: clients.bus.send_responses,
            OUTBOX_EMBEDDING: EmbeddingSender(embeddings, clients.vectors),
            OUTBOX_CONVERSATION_MEMORY: clients.bus.send_memory_requests,
        },
    )
    inbox = Inbox(inbox_store)
    artifacts = GeneratedArtifactService(clients.blobs, records, retention)
    dead_letters = DeadLetterService(clients.bus, begin, contexts)
    trends = PostgresTrends(pool)
    agents = specialists(settings, clients, embeddings, artifacts, trends)
    return Services(
        settings=settings,
        clients=clients,
        authenticator=_authenticator(settings, pool),
        contexts=contexts,
        embeddings=embeddings,
        vectors=clients.vectors,
        artifacts=artifacts,
        requests=RequestService(records),
        trends=TrendService(trends, embeddings, clients.vectors),
        relay=relay,
        front_desk=FrontDesk(
            contexts,
            embeddings,
            clients.vectors,
            intent_router(settings, clients, embeddings),
            relay,
            frozenset(agents),
            {VIDEO_SCRIPTOR: check_constraints},
        ),
        runner=AgentRunner(
            agents,
            contexts,
            artifacts,
            inbox,
            begin,
            relay,
            dead_letters,
            settings.service_bus_max_delivery_count,
        ),
        responses=ResponseHandler(contexts, inbox, begin, relay, dead_letters),
        memory=ConversationMemoryService(contexts, dead_letters),
        health=_health(clients, outbox),
        retention=_retention(clients, inbox_store, trends),
    )


@asynccontextmanager
async def api_key_store(settings: Settings) -> AsyncIterator[PostgresApiKeys]:
    """The API keys alone, for the command that mints them."""
    from shared.adapters.postgres.api_keys import PostgresApiKeys
    from shared.adapters.postgres.pool import open_pool

    pool = await open_pool(settings)
    try:
        yield PostgresApiKeys(pool)
    finally:
        await pool.close()


def _authenticator(settings: Settings, pool: AsyncConnectionPool[Any]) -> Authenticator:
    from shared.adapters.postgres.api_keys import PostgresApiKeys
    from shared.security.api_keys import ApiKeys
    from shared.security.authenticator import Authenticator
    from shared.security.tokens import token_verifier

    keys = ApiKeys(PostgresApiKeys(pool), settings.api_key_pepper.get_secret_value().encode())
    return Authenticator(token_verifier(settings), keys)


def _health(clients: Clients, outbox: PostgresOutbox) -> HealthService:
    from shared.adapters.postgres.pool import connection
    from shared.services.health import HealthService, Ping

    async def postgres() -> None:
        async with connection(clients.pool) as c:
            await c.execute("SELECT 1")

    checks: dict[str, Ping] = {
        "postgresql": postgres,
        "redis": clients.redis.ping,
        "serviceBus": clients.bus.ping,
        "blobStorage": clients.blobs.ping,
        "vectorStore": clients.vectors.ping,
    }
    return HealthService(checks, frozenset({"postgresql"}), outbox.depth)


def _retention(clients: Clients, inbox: PostgresInbox, trends: PostgresTrends) -> RetentionService:
    from shared.adapters.postgres.conversations import purge_idempotency_keys
    from shared.services.retention import RetentionService

    return RetentionService(
        {
            "inbox": lambda: inbox.purge(_INBOX_DAYS),
            "idempotencyKeys": lambda: purge_idempotency_keys(clients.pool, _IDEMPOTENCY_HOURS),
            "embeddings": lambda: clients.vectors.delete_expired(_PURGE_BATCH),
            "trends": lambda: trends.purge(_TREND_DAYS, _OBSERVATION_DAYS, _PURGE_BATCH),
        }
    )
