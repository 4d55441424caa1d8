"""Voting among the nearest examples: seeding, sharing out the votes, the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.agents.routing.examples import SAME, Example, load_examples
from shared.agents.routing.port import UNCLEAR
from shared.agents.routing.voting import EXAMPLE_TYPE, EmbeddingIntentRouter, vote
from shared.domain.conversation import MemoryTurn
from shared.errors import DependencyUnavailableError
from shared.names import (
    CREATIVE_SYNTHESIZER,
    SPECIALISTS,
    SYSTEM_TENANT,
    VIDEO_SCRIPTOR,
    VIRAL_CAMPAIGN_ORCHESTRATOR,
)
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import (
    NO_FILTERS,
    EmbeddingDocument,
    EmbeddingSearchResult,
    SearchFilters,
)


class ExactStore:
    """The vector store port over a dictionary, searched exactly; `fail_after` breaks it after n writes."""

    def __init__(self, fail_after: int | None = None) -> None:
        self.documents: dict[UUID, EmbeddingDocument] = {}
        self.writes = 0
        self.fail_after = fail_after

    async def upsert_embedding(self, document: EmbeddingDocument) -> None:
        if self.fail_after is not None and self.writes >= self.fail_after:
            raise DependencyUnavailableError("vector store")
        self.writes += 1
        self.documents[document.id] = document

    async def upsert_embeddings(self, documents: Sequence[EmbeddingDocument]) -> None:
        for document in documents:
            await self.upsert_embedding(document)

    async def semantic_search(
        self,
        query_embedding: list[float],
        *,
        tenant_id: str,
        session_id: UUID | None = None,
        filters: SearchFilters = NO_FILTERS,
        limit: int = 10,
    ) -> list[EmbeddingSearchResult]:
        found = [
            EmbeddingSearchResult(d, sum(x * y for x, y in zip(query_embedding, d.embedding, strict=True)))
            for d in self.documents.values()
            if d.tenant_id == tenant_id
            and session_id in (None, d.session_id)
            and filters.type in (None, d.metadata["type"])
            and filters.agent in (None, d.metadata["agent"])
        ]
        return sorted(found, key=lambda result: -result.score)[:limit]


def router_over(store: ExactStore) -> EmbeddingIntentRouter:
    return EmbeddingIntentRouter(EmbeddingService(HashingEmbeddingModel(64)), store)


@pytest.fixture(scope="module")
async def seeded() -> ExactStore:
    store = ExactStore()
    await router_over(store).seed_examples()
    return store


def neighbour(agent: str, score: float) -> EmbeddingSearchResult:
    metadata = {"agent": agent, "type": EXAMPLE_TYPE}
    document = EmbeddingDocument(UUID(int=1), SYSTEM_TENANT, "u", UUID(int=2), "user", "text", [], metadata)
    return EmbeddingSearchResult(document, score)


async def test_seeding_stores_every_example_for_the_system_tenant(seeded: ExactStore) -> None:
    examples = [d for d in seeded.documents.values() if d.metadata["type"] == EXAMPLE_TYPE]
    assert len(examples) == len({(e.language, e.after, e.text) for e in load_examples()})
    assert {d.tenant_id for d in examples} == {SYSTEM_TENANT}


async def test_seeding_again_writes_nothing() -> None:
    store = ExactStore()
    assert await router_over(store).seed_examples() == len(load_examples())
    writes = store.writes
    assert await router_over(store).seed_examples() == 0
    assert store.writes == writes


async def test_an_interrupted_seeding_is_completed_by_the_next() -> None:
    store = ExactStore(fail_after=100)
    with pytest.raises(DependencyUnavailableError):
        await router_over(store).seed_examples()
    store.fail_after = None
    assert await router_over(store).seed_examples() == len(load_examples())
    whole = ExactStore()
    await router_over(whole).seed_examples()
    assert store.documents.keys() == whole.documents.keys()


async def test_a_message_like_an_example_reaches_its_agent(seeded: ExactStore) -> None:
    decision = await router_over(seeded).route("pausa la campaña de verano ya", ())
    assert decision.agent == VIRAL_CAMPAIGN_ORCHESTRATOR
    assert decision.router == "nearest-examples-1/offline-ngrams-1"
    assert {c.agent for c in decision.candidates} == set(SPECIALISTS)
    assert decision.evidence[0].startswith(VIRAL_CAMPAIGN_ORCHESTRATOR)


async def test_a_follow_up_goes_on_with_the_last_agent(seeded: ExactStore) -> None:
    conversation = (MemoryTurn("1", "agent", "Listo.", "2024-05-01T10:00:00Z", CREATIVE_SYNTHESIZER),)
    assert (await router_over(seeded).route("dame otra opción", conversation)).agent == CREATIVE_SYNTHESIZER


async def test_an_added_example_counts_at_once() -> None:
    store = ExactStore()
    await router_over(store).add_example(Example("es", VIDEO_SCRIPTOR, "zurcir el pergamino"))
    decision = await router_over(store).route("zurcir el pergamino", ())
    assert decision.agent == VIDEO_SCRIPTOR


async def test_an_empty_store_gives_an_undecided_message() -> None:
    decision = await router_over(ExactStore()).route("escribe un guion", ())
    assert decision.agent is None
    assert decision.reason == "There are no examples in the vector store to compare with."


def test_nearer_neighbours_weigh_more() -> None:
    scores = vote([neighbour(VIDEO_SCRIPTOR, 0.9), neighbour(CREATIVE_SYNTHESIZER, 0.85)], None)
    assert scores[VIDEO_SCRIPTOR] == pytest.approx(0.7311, abs=1e-4)
    assert sum(scores.values()) == pytest.approx(1.0)


def test_same_counts_for_the_last_specialist_or_as_unclear() -> None:
    assert vote([neighbour(SAME, 0.9)], VIDEO_SCRIPTOR)[VIDEO_SCRIPTOR] == 1.0
    assert vote([neighbour(SAME, 0.9)], None)[UNCLEAR] == 1.0


def test_a_foreign_label_in_the_store_counts_as_unclear() -> None:
    assert vote([neighbour("nobody", 0.9)], None)[UNCLEAR] == 1.0
