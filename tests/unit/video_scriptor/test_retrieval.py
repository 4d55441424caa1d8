"""Seeding and choosing templates, finding earlier scripts, and doing without the store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from shared.agents.video_scriptor.constraints import make_plan
from shared.agents.video_scriptor.library import load_library
from shared.agents.video_scriptor.retrieval import Found, Retriever, rank_structures, seed_templates
from shared.domain.brief import understand
from shared.errors import DependencyUnavailableError
from shared.names import SYSTEM_TENANT
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import EmbeddingDocument
from tests.unit.video_scriptor.conftest import MemoryVectorStore


async def find(store: MemoryVectorStore, embeddings: EmbeddingService, text: str, **who: Any) -> Found:
    brief = understand(text)
    owner = {"tenant_id": "acme", "user_id": "ana", **who}
    return await Retriever(embeddings, store).find(
        brief, make_plan(brief, None), load_library(brief.language), seed="s", **owner
    )


async def earlier_script(
    store: MemoryVectorStore,
    embeddings: EmbeddingService,
    text: str,
    *,
    tenant: str = "acme",
    user: str = "ana",
) -> EmbeddingDocument:
    document = EmbeddingDocument(
        uuid4(),
        tenant,
        user,
        uuid4(),
        "agent",
        text,
        await embeddings.generate_embedding(text),
        {"agent": "video-scriptor", "type": "script", "timestamp": "2026-01-01T00:00:00Z"},
    )
    await store.upsert_embedding(document)
    return document


async def test_seeding_twice_stores_each_template_once(
    store: MemoryVectorStore, embeddings: EmbeddingService
) -> None:
    count = await seed_templates(store, embeddings)
    ids = set(store.documents)
    assert await seed_templates(store, embeddings) == count == len(ids) == 20
    assert set(store.documents) == ids
    assert {d.tenant_id for d in store.documents.values()} == {SYSTEM_TENANT}
    assert {d.metadata["type"] for d in store.documents.values()} == {"script_template"}


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("oferta 2x1 los martes en mi bar", "offer"),
        ("tutorial de cómo plantar un árbol", "tutorial"),
        ("lanzamiento de nuestra app", "launch"),
        ("behind the scenes of our bakery", "behind_the_scenes"),
        ("5 reasons to visit our gym", "countdown"),
        ("testimonio de un cliente de mi spa", "testimonial"),
        ("before and after of our salon", "before_after"),
        ("mitos sobre el café", "myths"),
        ("inauguración de mi tienda", "event"),
    ],
)
async def test_the_goal_chooses_the_structure(
    store: MemoryVectorStore, embeddings: EmbeddingService, text: str, structure: str
) -> None:
    await seed_templates(store, embeddings)
    found = await find(store, embeddings, text)
    assert found.structure.id == structure
    assert found.score is not None
    assert found.degraded == ()


async def test_without_the_store_the_choice_is_made_in_process_and_said(
    store: MemoryVectorStore, embeddings: EmbeddingService
) -> None:
    store.down = True
    found = await find(store, embeddings, "oferta 2x1 los martes en mi bar")
    assert (found.structure.id, found.score, found.degraded) == ("offer", None, ("vector_store",))


async def test_without_embeddings_the_choice_is_made_in_process_and_said(store: MemoryVectorStore) -> None:
    class Broken:
        name, dimensions = "broken", 3

        async def embed(self, texts: Any) -> list[list[float]]:
            raise DependencyUnavailableError("azure openai")

    found = await find(store, EmbeddingService(Broken()), "oferta 2x1 los martes en mi bar")
    assert found.degraded == ("azure openai",)


async def test_only_the_persons_own_similar_scripts_are_found(
    store: MemoryVectorStore, embeddings: EmbeddingService
) -> None:
    text = "La Miga\nVideo para mi panadería La Miga con pan recién hecho"
    mine = await earlier_script(store, embeddings, text)
    await earlier_script(store, embeddings, text, user="luis")
    await earlier_script(store, embeddings, text, tenant="other")
    await earlier_script(store, embeddings, "Quantum physics lecture about black holes")
    found = await find(store, embeddings, "video para mi panadería La Miga con pan recién hecho")
    assert [e.id for e in found.earlier] == [str(mine.id)]
    assert found.earlier[0].title == "La Miga"
    assert found.earlier[0].ref == f"artifact://script/{mine.id}"


async def test_templates_of_another_embedding_model_are_passed_over(
    store: MemoryVectorStore, embeddings: EmbeddingService
) -> None:
    await seed_templates(store, embeddings)
    for document in list(store.documents.values()):
        store.documents[document.id] = replace(document, metadata={**document.metadata, "model": "old"})
    assert (await find(store, embeddings, "oferta en mi bar")).score is None


def test_the_same_seed_chooses_the_same_structure_and_seeds_vary_it() -> None:
    brief = understand("video de 30s para promocionar mi bar")
    plan, library = make_plan(brief, None), load_library("es")
    chosen = [rank_structures(brief, plan, library, {}, str(seed))[0].id for seed in range(40)]
    assert chosen == [rank_structures(brief, plan, library, {}, str(seed))[0].id for seed in range(40)]
    assert chosen.count("problem_solution") >= 20


def test_meaning_decides_between_structures_that_suit_the_goal() -> None:
    brief = understand("video de 30s para promocionar mi bar")
    plan, library = make_plan(brief, None), load_library("es")
    assert rank_structures(brief, plan, library, {"myths": 0.9}, "s")[0].id == "myths"
