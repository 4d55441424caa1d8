"""What the front desk itself says, in the language of the message."""

from __future__ import annotations

from typing import Literal

from shared.domain.routing import RoutingDecision
from shared.names import (
    CREATIVE_SYNTHESIZER,
    TREND_SCANNER,
    VIDEO_SCRIPTOR,
    VIRAL_CAMPAIGN_ORCHESTRATOR,
    VIRALIZATION_ROUTE_ENGINE,
)

Language = Literal["es", "en"]

_OFFERS: dict[str, dict[Language, str]] = {
    VIDEO_SCRIPTOR: {"es": "escribir el guion de un video", "en": "write a video script"},
    CREATIVE_SYNTHESIZER: {
        "es": "crear una imagen, un audio o el video final",
        "en": "make an image, an audio or the final video",
    },
    TREND_SCANNER: {"es": "buscar qué es tendencia ahora", "en": "find what is trending now"},
    VIRALIZATION_ROUTE_ENGINE: {
        "es": "trazar la ruta para que una pieza se haga viral",
        "en": "plan how a piece can go viral",
    },
    VIRAL_CAMPAIGN_ORCHESTRATOR: {
        "es": "organizar una campaña completa",
        "en": "run a whole campaign",
    },
}


def clarification_text(language: Language, decision: RoutingDecision, available: frozenset[str]) -> str:
    """The question back, offering the most likely specialists first."""
    ranked = [c.agent for c in decision.candidates if c.agent in available]
    offers = [_OFFERS[agent][language] for agent in (ranked or sorted(available))[:3]]
    if language == "es":
        return f"¿Qué necesitas exactamente? Puedo {_join(offers, ' o ')}. Cuéntame un poco más."
    return f"What exactly do you need? I can {_join(offers, ' or ')}. Tell me a little more."


def accepted_text(language: Language, agent: str) -> str:
    """Says who works on it."""
    if language == "es":
        return f"En marcha: {agent} va a {_OFFERS[agent]['es']}."
    return f"On it: {agent} will {_OFFERS[agent]['en']}."


def unavailable_text(language: Language, agent: str) -> str:
    """Says that this deployment does not run the specialist."""
    if language == "es":
        return (
            f"Entiendo que quieres {_OFFERS[agent]['es']}, pero {agent} no está disponible en este servicio."
        )
    return (
        f"I understand that you want to {_OFFERS[agent]['en']}, but {agent} is not available in this service."
    )


def _join(offers: list[str], last: str) -> str:
    return offers[0] if len(offers) == 1 else ", ".join(offers[:-1]) + last + offers[-1]
