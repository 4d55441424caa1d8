"""Names that cross modules: agents, topics, consumers, outbox kinds, containers, deterministic ids."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

FRONT_DESK: Final = "front-desk"
CONVERSATION_MEMORY: Final = "conversation-memory"
VIDEO_SCRIPTOR: Final = "video-scriptor"
CREATIVE_SYNTHESIZER: Final = "creative-synthesizer"
TREND_SCANNER: Final = "trend-scanner"
VIRALIZATION_ROUTE_ENGINE: Final = "viralization-route-engine"
VIRAL_CAMPAIGN_ORCHESTRATOR: Final = "viral-campaign-orchestrator"

SPECIALISTS: Final = (
    VIDEO_SCRIPTOR,
    CREATIVE_SYNTHESIZER,
    TREND_SCANNER,
    VIRALIZATION_ROUTE_ENGINE,
    VIRAL_CAMPAIGN_ORCHESTRATOR,
)

RESPONSES_SUBSCRIPTION: Final = FRONT_DESK
SERVICE_BUS_CONNECTION: Final = "SERVICE_BUS_CONNECTION_STRING"

OUTBOX_AGENT_REQUEST: Final = "agent.request"
OUTBOX_AGENT_RESPONSE: Final = "agent.response"
OUTBOX_EMBEDDING: Final = "embedding.upsert"
OUTBOX_CONVERSATION_MEMORY: Final = "conversation.memory"

SYSTEM_TENANT: Final = "misybot"

_NAMESPACE = UUID("7b0a7d7c-5d5e-4a57-9f5e-3f3f6f1d2b11")


def derived_id(*parts: str) -> UUID:
    """The same id for the same parts, so that work done twice lands on the same row and blob."""
    return uuid5(_NAMESPACE, "\x1f".join(parts))
