"""The offline router's decisions, reasons and use of the conversation."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shared.agents.routing.offline import OfflineIntentRouter
from shared.domain.conversation import MemoryTurn
from shared.domain.routing import RoutingDecision
from shared.names import (
    CREATIVE_SYNTHESIZER,
    FRONT_DESK,
    SPECIALISTS,
    TREND_SCANNER,
    VIDEO_SCRIPTOR,
    VIRAL_CAMPAIGN_ORCHESTRATOR,
    VIRALIZATION_ROUTE_ENGINE,
)


def said(role: str, text: str, agent: str | None = None) -> MemoryTurn:
    return MemoryTurn("turn", "agent" if role == "agent" else "user", text, "2024-05-01T10:00:00Z", agent)


def after(agent: str) -> tuple[MemoryTurn, ...]:
    return (said("user", "..."), said("agent", "Hecho.", agent))


async def routed(text: str, conversation: tuple[MemoryTurn, ...] = ()) -> RoutingDecision:
    return await OfflineIntentRouter().route(text, conversation)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("Prepárame un guion para un reel de mi pastelería vegana", VIDEO_SCRIPTOR),
        ("Create a promotional video of 30s for my café", VIDEO_SCRIPTOR),
        ("haz un afiche para el torneo de ajedrez", CREATIVE_SYNTHESIZER),
        ("Render the approved script as an mp4", CREATIVE_SYNTHESIZER),
        ("qué hashtags son tendencia hoy en jardinería", TREND_SCANNER),
        ("find viral topics about ceramics", TREND_SCANNER),
        ("¿en qué red publico primero este video y a qué hora?", VIRALIZATION_ROUTE_ENGINE),
        ("best sequence of networks to amplify this clip", VIRALIZATION_ROUTE_ENGINE),
        ("pausa la campaña de otoño", VIRAL_CAMPAIGN_ORCHESTRATOR),
        ("run a six week campaign with a 3,000 dollar budget", VIRAL_CAMPAIGN_ORCHESTRATOR),
    ],
)
async def test_plain_requests_reach_their_specialist(text: str, agent: str) -> None:
    decision = await routed(text)
    assert decision.agent == agent
    assert decision.score == decision.candidates[0].score >= decision.threshold


@pytest.mark.parametrize(
    "text", ["hola", "thank you!", "", "🙂", "asdfgh", "ayúdame", "what's the capital of Peru?", "12345"]
)
async def test_what_names_no_work_is_undecided(text: str) -> None:
    decision = await routed(text)
    assert decision.agent is None
    assert "unclear" in decision.reason


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("what should our glazier say in a half minute clip?", VIDEO_SCRIPTOR),
        ("retoca la toma del helado y ponle un borde dorado", CREATIVE_SYNTHESIZER),
        ("what do climbers keep talking about lately?", TREND_SCANNER),
        ("our clip is edited, where do we put it out first?", VIRALIZATION_ROUTE_ENGINE),
        ("el corto ya quedó, ¿cómo hago que lo vea más gente?", VIRALIZATION_ROUTE_ENGINE),
        ("put all our ads on hold until the supplier answers", VIRAL_CAMPAIGN_ORCHESTRATOR),
        ("¿quién hace qué y para cuándo en el lanzamiento?", VIRAL_CAMPAIGN_ORCHESTRATOR),
    ],
)
async def test_indirect_requests_reach_their_specialist(text: str, agent: str) -> None:
    assert (await routed(text)).agent == agent


@pytest.mark.parametrize(
    "text",
    [
        "which bus route goes to the harbour?",
        "cancela mi suscripción",
        "my fishing hook broke",
        "¿en qué canal dan el partido hoy?",
        "my camera fell into the sink",
    ],
)
async def test_words_of_the_trade_in_other_matters_start_no_work(text: str) -> None:
    assert (await routed(text)).agent is None


async def test_candidates_are_all_specialists_best_first_with_probabilities() -> None:
    decision = await routed("un guion para mi tienda")
    scores = [c.score for c in decision.candidates]
    assert {c.agent for c in decision.candidates} == set(SPECIALISTS)
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1 + 1e-6


async def test_the_reason_names_words_as_they_were_written() -> None:
    decision = await routed("Escribe el GUIÓN del reel")
    assert "'guión'" in decision.reason
    assert decision.reason.endswith("to video-scriptor.")


async def test_the_evidence_is_up_to_three_labelled_examples() -> None:
    decision = await routed("pausa la campaña de verano")
    assert 1 <= len(decision.evidence) <= 3
    assert decision.evidence[0].startswith(f"{VIRAL_CAMPAIGN_ORCHESTRATOR}: ")


@pytest.mark.parametrize("agent", SPECIALISTS)
@pytest.mark.parametrize("text", ["prueba otra versión", "give me one more option please", "más elegante"])
async def test_a_follow_up_goes_on_with_the_last_agent(agent: str, text: str) -> None:
    decision = await routed(text, after(agent))
    assert decision.agent == agent


async def test_the_same_follow_up_without_a_conversation_is_undecided() -> None:
    assert (await routed("prueba otra versión")).agent is None


@pytest.mark.parametrize(
    ("text", "before", "agent"),
    [
        ("ahora haz la imagen", VIDEO_SCRIPTOR, CREATIVE_SYNTHESIZER),
        ("now write the script", TREND_SCANNER, VIDEO_SCRIPTOR),
        ("¿a qué hora lo publico?", CREATIVE_SYNTHESIZER, VIRALIZATION_ROUTE_ENGINE),
        ("pause the campaign", VIDEO_SCRIPTOR, VIRAL_CAMPAIGN_ORCHESTRATOR),
    ],
)
async def test_newly_named_work_outweighs_the_last_agent(text: str, before: str, agent: str) -> None:
    assert (await routed(text, after(before))).agent == agent


async def test_thanks_after_work_start_nothing() -> None:
    assert (await routed("muchas gracias", after(VIDEO_SCRIPTOR))).agent is None


async def test_small_talk_of_the_front_desk_does_not_hide_the_last_specialist() -> None:
    conversation = (*after(VIDEO_SCRIPTOR), said("user", "gracias"), said("agent", "De nada.", FRONT_DESK))
    assert (await routed("prueba otra versión", conversation)).agent == VIDEO_SCRIPTOR


async def test_an_answer_to_the_front_desk_is_read_with_what_was_asked() -> None:
    asked = (said("user", "quiero un guion"), said("agent", "¿Sobre qué?", FRONT_DESK))
    assert (await routed("mi panadería", ())).agent is None
    assert (await routed("mi panadería", asked)).agent == VIDEO_SCRIPTOR


async def test_a_request_still_in_work_counts_as_the_conversation() -> None:
    waiting = (said("user", "escribe un guion para un reel de zapatos"),)
    assert (await routed("prueba otra versión", waiting)).agent == VIDEO_SCRIPTOR


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("escribme un gion para mi reel", VIDEO_SCRIPTOR),
        ("desing a postr for the party", CREATIVE_SYNTHESIZER),
        ("pausa la campñaa", VIRAL_CAMPAIGN_ORCHESTRATOR),
    ],
)
async def test_misspelt_requests_are_understood(text: str, agent: str) -> None:
    assert (await routed(text)).agent == agent


async def test_a_set_threshold_replaces_the_trained_one() -> None:
    text = "escribe un guion para un reel"
    sure = (await routed(text)).score
    assert (await OfflineIntentRouter(threshold=sure - 0.001).route(text, ())).agent == VIDEO_SCRIPTOR
    strict = await OfflineIntentRouter(threshold=min(sure + 0.0001, 1.0)).route(text, ())
    assert strict.agent is None
    assert "under the threshold" in strict.reason


async def test_very_long_messages_are_decided() -> None:
    decision = await routed("escribe un guion para un reel de café. " * 2_000)
    assert decision.agent == VIDEO_SCRIPTOR


async def test_the_language_is_told() -> None:
    assert (await routed("un guion para mi tienda")).language == "es"
    assert (await routed("a script for my store")).language == "en"


def test_routing_imports_no_training_library() -> None:
    program = (
        "import asyncio, sys\n"
        "import shared.agents.routing.offline as offline\n"
        "assert 'numpy' not in sys.modules\n"
        "asyncio.run(offline.OfflineIntentRouter().route('hola', ()))\n"
        "assert not {'sklearn', 'scipy'} & set(sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)}, check=True, timeout=60
    )
