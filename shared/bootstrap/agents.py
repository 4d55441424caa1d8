"""The specialists and the router that chooses among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.names import CREATIVE_SYNTHESIZER, TREND_SCANNER, VIDEO_SCRIPTOR

if TYPE_CHECKING:
    from shared.agents.base import Agent
    from shared.agents.creative_synthesizer.agent import CreativeSynthesizer
    from shared.agents.routing.port import IntentRouter
    from shared.bootstrap.clients import Clients
    from shared.services.artifacts import GeneratedArtifactService
    from shared.services.embeddings import EmbeddingService
    from shared.services.trends import SourceCatalog, TrendRecords
    from shared.settings import Settings


def intent_router(settings: Settings, clients: Clients, embeddings: EmbeddingService) -> IntentRouter:
    from shared.agents.routing.offline import OfflineIntentRouter

    router: IntentRouter = OfflineIntentRouter(settings.routing_threshold)
    if settings.azure_openai_embedding_deployment:
        from shared.agents.routing.voting import EmbeddingIntentRouter

        router = EmbeddingIntentRouter(embeddings, clients.vectors, settings.routing_threshold or 0.5)
    if clients.text_model is not None:
        from shared.agents.routing.model import ModelIntentRouter

        router = ModelIntentRouter(clients.text_model, router)
    return router


def specialists(
    settings: Settings,
    clients: Clients,
    embeddings: EmbeddingService,
    artifacts: GeneratedArtifactService,
    trends: TrendRecords,
) -> dict[str, Agent]:
    from shared.agents.trend_scanner.agent import TrendScanner
    from shared.agents.video_scriptor.agent import VideoScriptor

    return {
        VIDEO_SCRIPTOR: VideoScriptor(embeddings, clients.vectors, clients.text_model, archive=artifacts),
        CREATIVE_SYNTHESIZER: _creative_synthesizer(settings, clients, embeddings, artifacts),
        TREND_SCANNER: TrendScanner(_trend_sources(settings), trends, embeddings),
    }


def _trend_sources(settings: Settings) -> SourceCatalog:
    from shared.adapters.http.safe_client import SafeHttpClient
    from shared.adapters.trends.sources import TrendSources

    # Private addresses are refused everywhere; development may read feeds over plain HTTP.
    schemes = frozenset({"https"} if settings.misybot_environment == "production" else {"https", "http"})
    key = settings.youtube_api_key.get_secret_value() if settings.youtube_api_key else None
    return TrendSources(SafeHttpClient(schemes), settings.trend_sources, key)


def _creative_synthesizer(
    settings: Settings, clients: Clients, embeddings: EmbeddingService, artifacts: GeneratedArtifactService
) -> CreativeSynthesizer:
    from shared.adapters.media.renderer import DesignRenderer
    from shared.adapters.redis.render_limits import RedisRenderLimits
    from shared.agents.creative_synthesizer.agent import CreativeSynthesizer, Media
    from shared.agents.video_scriptor.agent import VideoScriptor
    from shared.services.scripts import ScriptLibrary

    limits = RedisRenderLimits(
        clients.redis,
        concurrent=settings.render_concurrency_per_tenant,
        daily_dollars=settings.render_daily_budget_dollars,
    )
    # No archive: what this writer is asked for is a new script, never a wish about the last one.
    writer = VideoScriptor(embeddings, clients.vectors, clients.text_model)
    media = Media(DesignRenderer(), clients.speech, clients.image_model)
    return CreativeSynthesizer(embeddings, clients.vectors, ScriptLibrary(artifacts), writer, media, limits)
