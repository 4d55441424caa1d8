"""The agent: which files it makes, what it records, what it refuses, and how it goes on without its helpers."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from shared.agents.creative_synthesizer.ports import (
    LimitExceededError,
    RenderFailedError,
    SpeechUnavailableError,
)
from shared.errors import ConstraintError, DependencyUnavailableError, NotFoundError, ValidationFailedError
from tests.unit.creative_synthesizer.conftest import Bench, Painter, Voice, down, make_script

SCRIPT = make_script(
    (3.0, "¿Buscas el mejor café de Ruzafa?", "¿El mejor café?"),
    (7.0, "Los martes, dos por uno en todos los cafés.", "2x1 los martes"),
    (10.0, "Reserva tu mesa: te esperamos.", "Te esperamos"),
)
BRIEF = "Crea una imagen para mi cafetería Aurora en Valencia con 2x1 los martes"


async def test_an_image_is_made_from_a_brief_alone(bench: Bench) -> None:
    result = await bench.agent().handle(bench.work(BRIEF, platform="instagram stories"))

    [draft] = result.artifacts
    assert (draft.type, draft.media_type, draft.metadata["aspectRatio"]) == ("image", "image/png", "9:16")
    assert bench.renderer.stills[0].eyebrow == "Aurora"
    assert "2x1" in f"{bench.renderer.stills[0].title} {bench.renderer.stills[0].subtitle}"
    assert "2x1" in (draft.embedding_text or "")
    assert result.result["files"][0]["ref"].startswith("artifact://image/")
    # The script that gave the words is not kept, so nothing refers to it.
    assert "scriptRef" not in result.result
    assert "scriptRef" not in draft.metadata["provenance"]


async def test_a_video_is_made_from_the_script_it_names(bench: Bench) -> None:
    identifier = bench.scripts.add(SCRIPT)
    ref = f"artifact://script/{identifier}"
    voice = Voice()

    work = bench.work("Haz el video", scriptRef=ref)
    result = await bench.agent(voice).handle(work)

    assert [d.type for d in result.artifacts] == ["video", "poster", "caption"]
    assert bench.renderer.boards[0].seconds == 10.0
    assert voice.texts == [scene.narration for scene in SCRIPT.scenes]
    assert result.result["scriptRef"] == ref
    provenance = result.artifacts[0].metadata["provenance"]
    assert provenance["scriptRef"] == ref
    assert provenance["request"] == str(work.request.correlation_id)
    assert provenance["renderer"] == {"name": "recording-renderer", "version": "1"}
    assert provenance["speech"] == {"name": "test-voice"}
    assert len(provenance["promptHash"]) == 64
    assert provenance["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    vtt = result.artifacts[2].content.decode()
    assert vtt.startswith("WEBVTT\n")
    assert "trainedAlgorithmicMedia" in vtt
    assert "dos por uno" in (result.artifacts[2].embedding_text or "")


async def test_progress_rises_in_steps_and_stays_below_the_end(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    await bench.agent(Voice()).handle(bench.work("Haz el video"))

    percents = [percent for percent, _ in bench.progress]
    assert percents == sorted(set(percents))
    assert percents[-1] <= 95
    assert len(percents) < 20


async def test_without_a_script_ref_the_last_script_of_the_conversation_is_taken(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    result = await bench.agent().handle(bench.work("Ahora haz el video"))

    assert result.result["scriptRef"] == f"artifact://script/{bench.scripts.last}"
    assert "base musical" in result.reply


async def test_without_any_script_one_is_written_and_stored_with_the_video(bench: Bench) -> None:
    work = bench.work("Haz un video de 15 segundos de mi cafetería Aurora para TikTok")
    result = await bench.agent(Voice()).handle(work)

    script = next(d for d in result.artifacts if d.type == "script")
    document = json.loads(script.content)
    assert document["durationSeconds"] <= 15
    assert bench.renderer.boards[0].seconds == document["durationSeconds"]
    assert result.result["scriptRef"] == f"artifact://script/{work.artifact_id(script.name)}"
    # The inner writer's progress is not told: percents would fall back.
    assert [p for p, _ in bench.progress][:2] == [5, 20]


async def test_each_shape_is_rendered_once(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    result = await bench.agent().handle(bench.work("El video", platforms=["tiktok", "instagram", "linkedin"]))

    assert [b.ratio for b in bench.renderer.boards] == ["9:16", "1:1"]
    assert [f["platforms"] for f in result.result["files"]] == [["tiktok", "instagram"], ["linkedin"]]
    assert len({d.name for d in result.artifacts}) == len(result.artifacts) == 5


async def test_audio_without_a_speech_engine_is_refused_before_any_work(bench: Bench) -> None:
    with pytest.raises(SpeechUnavailableError) as caught:
        await bench.agent().handle(bench.work("Graba la narración"))

    assert "espeakng-loader" in caught.value.message
    assert bench.limits.estimates == []


async def test_audio_is_made_where_there_is_an_engine(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    result = await bench.agent(Voice()).handle(bench.work("Graba la narración"))

    assert [(d.type, d.media_type) for d in result.artifacts] == [
        ("audio", "audio/mp4"),
        ("caption", "text/vtt"),
    ]


async def test_a_voice_that_is_away_leaves_music_in_a_video_and_fails_an_audio(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    agent = bench.agent(Voice(down("azure openai")))

    video = await agent.handle(bench.work("Haz el video"))
    assert bench.renderer.narrations[0] == [None, None, None]
    assert video.result["notes"]
    with pytest.raises(DependencyUnavailableError):
        await agent.handle(bench.work("Graba la narración"))


async def test_narration_can_be_declined(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    voice = Voice()
    result = await bench.agent(voice).handle(bench.work("Haz el video", narration=False))

    assert voice.texts == []
    assert result.artifacts[0].metadata["narrated"] is False


async def test_the_image_model_paints_the_background_and_is_accounted_for(bench: Bench) -> None:
    painter = Painter()
    result = await bench.agent(image_model=painter).handle(bench.work(BRIEF))

    assert bench.renderer.backgrounds == [b"photo"]
    assert result.artifacts[0].metadata["provenance"]["imageModel"] == {"name": "painter-1"}
    assert result.resource_usage["modelTokens"] == 700
    assert result.resource_usage["estimatedCost"] > 0.04
    # The person's text stands apart as a description.
    assert "<subject>" in painter.prompts[0]


async def test_an_image_model_that_fails_gives_way_to_the_designer_and_it_is_said(bench: Bench) -> None:
    result = await bench.agent(image_model=Painter(down("azure openai"))).handle(bench.work(BRIEF))

    assert bench.renderer.backgrounds == [None]
    assert "diseñador" in result.reply
    assert "imageModel" not in result.artifacts[0].metadata["provenance"]


async def test_limits_are_checked_before_the_work_and_settled_after_it(bench: Bench) -> None:
    await bench.agent().handle(bench.work(BRIEF))
    assert bench.limits.settled == [pytest.approx(0.5 * 1.5 * 0.000016)]

    bench.limits.refusal = LimitExceededError("dailyBudget", "used up", 3600)
    with pytest.raises(LimitExceededError) as caught:
        await bench.agent().handle(bench.work(BRIEF))
    assert caught.value.details == {"limit": "dailyBudget", "retryAfterSeconds": 3600}
    assert len(bench.renderer.stills) == 1


async def test_a_failed_render_frees_its_place_and_settles_nothing(bench: Bench) -> None:
    bench.renderer.error = RenderFailedError("broken")
    with pytest.raises(RenderFailedError):
        await bench.agent().handle(bench.work(BRIEF))
    assert (bench.limits.open, bench.limits.settled) == (0, [])


async def test_resource_usage_adds_up(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(SCRIPT)
    result = await bench.agent().handle(bench.work("El video", platforms=["tiktok", "linkedin"]))

    usage = result.resource_usage
    assert usage["cpuSeconds"] == 20.0
    assert usage["peakMemoryBytes"] == 5_000
    assert usage["bytes"] == sum(len(d.content) for d in result.artifacts)


async def test_enhanced_context_brings_colours_back_from_earlier_turns(bench: Bench) -> None:
    from datetime import UTC, datetime

    from shared.services.vector_store import EmbeddingDocument

    work = bench.work("Una imagen con los colores de la marca", enhanceContext=True)
    text = "Los colores de nuestra marca son #123456 y blanco"
    await bench.store.upsert_embedding(
        EmbeddingDocument(
            uuid4(),
            "acme",
            "ana",
            work.bundle.session_id,
            "user",
            text,
            await bench.embeddings.generate_embedding(text),
            {"type": "conversation_turn", "agent": "front-desk", "timestamp": datetime.now(UTC).isoformat()},
        )
    )
    with_search = bench.agent()
    await with_search.handle(work)
    shapes = bench.renderer.stills[0].scheme
    assert any(
        c.hex.startswith("#1234") or c.hls[0] == pytest.approx(0.583, abs=0.03)
        for c in (shapes.start, shapes.end, shapes.shape, shapes.button)
    )


async def test_a_search_that_is_down_is_said_and_does_not_stop_the_work(bench: Bench) -> None:
    agent = bench.agent()
    bench.store.down = True
    bench.scripts.last = bench.scripts.add(SCRIPT)
    result = await agent.handle(bench.work("Haz el video", enhanceContext=True))

    assert any("búsqueda" in note for note in result.result["notes"])


@pytest.mark.parametrize(
    "ref", ["script-1", "artifact://image/7b0a7d7c-5d5e-4a57-9f5e-3f3f6f1d2b11", "artifact://script/1"]
)
async def test_a_script_ref_of_another_form_is_refused(bench: Bench, ref: str) -> None:
    with pytest.raises(ValidationFailedError):
        await bench.agent().handle(bench.work("Haz el video", scriptRef=ref))


async def test_a_foreign_or_absent_script_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFoundError):
        await bench.agent().handle(bench.work("Haz el video", scriptRef=f"artifact://script/{uuid4()}"))


async def test_scripts_longer_than_can_be_rendered_are_refused(bench: Bench) -> None:
    bench.scripts.last = bench.scripts.add(make_script((400.0, "Muy largo.", "Largo")))
    with pytest.raises(ConstraintError):
        await bench.agent().handle(bench.work("Haz el video"))


async def test_the_same_request_gives_the_same_hash_and_names(bench: Bench) -> None:
    identifier = bench.scripts.add(SCRIPT)
    ref = f"artifact://script/{identifier}"
    one = await bench.agent().handle(bench.work("Haz el video", scriptRef=ref))
    two = await bench.agent().handle(bench.work("Haz el video", scriptRef=ref))

    assert [d.name for d in one.artifacts] == [d.name for d in two.artifacts]
    first, second = (result.artifacts[0].metadata["provenance"] for result in (one, two))
    assert first["promptHash"] == second["promptHash"]
