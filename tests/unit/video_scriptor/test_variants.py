"""Several scripts of one brief: named, listed, and really different from each other."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from shared.agents.base import AgentResult
from shared.agents.video_scriptor.agent import VideoScriptor
from shared.agents.video_scriptor.variants import MOST_ALIKE
from shared.contracts.script import ScriptDocument, script_from
from shared.domain.refs import artifact_ref
from shared.domain.similarity import similarity
from shared.errors import ValidationFailedError
from shared.services.embeddings import EmbeddingService
from tests.unit.test_captions import parse_srt
from tests.unit.video_scriptor.conftest import MakeWork, MemoryVectorStore, ScriptedTextModel
from tests.unit.video_scriptor.test_model_writer import answer

BRIEFS = [
    "crear video promocional 30s para mi cafetería",
    "video de 15s para mi gimnasio PowerFit con 2x1 los martes",
    "a 60 second video for my yoga studio in Austin",
    "Oferta: 20% de descuento en zapatillas, video de 20s",
    "testimonio de 30s de clientes de mi clínica dental",
    "inauguración de mi librería el sábado 15 de marzo, reel de 20s",
    "hazme un reel",
]


def documents(result: AgentResult) -> list[ScriptDocument]:
    return [ScriptDocument.model_validate_json(d.content) for d in result.artifacts if d.type == "script"]


@pytest.fixture
def agent(store: MemoryVectorStore, embeddings: EmbeddingService) -> VideoScriptor:
    return VideoScriptor(embeddings, store)


@pytest.mark.parametrize("intent", BRIEFS)
async def test_any_two_variants_differ_measurably(
    agent: VideoScriptor, make_work: MakeWork, intent: str
) -> None:
    made = documents(await agent.handle(make_work(intent, variants=5, correlation_id=UUID(int=7))))
    assert [d.variant for d in made] == [1, 2, 3, 4, 5]
    narrations = [script_from(d).narration for d in made]
    assert max(similarity(a, b) for a, b in combinations(narrations, 2)) < MOST_ALIKE == 0.4
    assert len({d.hook for d in made}) == 5


@pytest.mark.parametrize("request_number", range(4))
@pytest.mark.parametrize(
    "intent",
    [
        "a 30s tutorial on how to make cold brew for my cafe",
        "video de 60s para mi tienda de ropa",
    ],
)
async def test_whatever_is_drawn_two_variants_are_never_alike(
    agent: VideoScriptor, make_work: MakeWork, intent: str, request_number: int
) -> None:
    work = make_work(intent, variants=5, correlation_id=UUID(int=request_number))
    result = await agent.handle(work)
    narrations = [script_from(d).narration for d in documents(result)]
    assert len(narrations) >= 2
    assert max(similarity(a, b) for a, b in combinations(narrations, 2)) < MOST_ALIKE
    assert (len(narrations) < 5) == ("not 5" in result.reply or "no 5" in result.reply)


async def test_each_variant_has_its_artifacts_and_the_result_lists_them(
    agent: VideoScriptor, make_work: MakeWork
) -> None:
    work = make_work("video de 30s para mi bar", variants=3)
    result = await agent.handle(work)
    assert [d.name for d in result.artifacts] == [
        "script",
        "captions.srt",
        "captions.vtt",
        "script-2",
        "captions-2.srt",
        "captions-2.vtt",
        "script-3",
        "captions-3.srt",
        "captions-3.vtt",
    ]
    listed = result.result["variants"]
    assert [v["scriptRef"] for v in listed] == [
        str(artifact_ref("script", work.artifact_id(name))) for name in ("script", "script-2", "script-3")
    ]
    assert listed[1]["captions"]["srt"] == str(artifact_ref("captions", work.artifact_id("captions-2.srt")))
    assert result.result["scriptRef"] == listed[0]["scriptRef"]
    for document, captions in zip(documents(result), result.artifacts[1::3], strict=True):
        spoken = " ".join(" ".join(lines) for *_, lines in parse_srt(captions.content.decode()))
        assert spoken == script_from(document).narration


async def test_the_reply_names_the_other_variants(agent: VideoScriptor, make_work: MakeWork) -> None:
    result = await agent.handle(make_work("a 20s reel for my bar", variants=3))
    _, second, third = documents(result)
    assert "More variants:" in result.reply
    assert f'2. "{second.title}"' in result.reply
    assert third.hook in result.reply


async def test_one_script_stays_as_it_was(agent: VideoScriptor, make_work: MakeWork) -> None:
    result = await agent.handle(make_work("video de 30s para mi bar"))
    assert len(result.artifacts) == 3
    assert "variants" not in result.result
    assert "variant" not in json.loads(result.artifacts[0].content)


async def test_the_first_variant_is_the_script_that_one_would_be(
    agent: VideoScriptor, make_work: MakeWork
) -> None:
    work = make_work("video de 30s para mi bar", variants=2)
    again = make_work("video de 30s para mi bar", correlation_id=work.request.correlation_id)
    assert documents(await agent.handle(work))[0].scenes == documents(await agent.handle(again))[0].scenes


async def test_where_the_library_is_used_up_there_are_fewer_and_the_person_is_told(
    agent: VideoScriptor, make_work: MakeWork
) -> None:
    result = await agent.handle(
        make_work("vídeo de 10 minutos para youtube sobre mi restaurante", variants=4)
    )
    made = documents(result)
    assert len(made) < 4
    assert "no 4" in result.reply
    assert any("no 4" in note for note in made[0].notes)


@pytest.mark.parametrize("wrong", [0, 6, -1, "3", 2.5, True, None, [3]])
async def test_wrong_numbers_are_refused_by_name(
    agent: VideoScriptor, make_work: MakeWork, wrong: Any
) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        await agent.handle(make_work("video para mi bar", variants=wrong))
    assert refused.value.details["errors"][0]["field"] == "variants"


async def test_a_model_that_repeats_itself_is_told_so_and_then_replaced(
    store: MemoryVectorStore, embeddings: EmbeddingService, make_work: MakeWork
) -> None:
    model = ScriptedTextModel(answer(), answer(), answer())
    work = make_work(
        'video de 12s para mi panadería "La Miga" en Valencia',
        variants=2,
        constraints={"max_seconds": 12, "platforms": ["instagram"]},
    )
    first, second = documents(await VideoScriptor(embeddings, store, model).handle(work))
    assert (first.generator.name, second.generator.name) == ("model-writer", "template-writer")
    assert "repeats an earlier script" in (second.generator.fallback_reason or "")
    assert "La Miga sabe a horno" in model.prompts[1]["user"]
    assert similarity(script_from(first).narration, script_from(second).narration) < MOST_ALIKE
