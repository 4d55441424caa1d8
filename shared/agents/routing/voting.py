"""Routing with a real embedding model: a vote among the nearest examples in the vector store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from math import exp
from typing import Any, Final, Protocol
from uuid import UUID

from shared.agents.routing.examples import SAME, Example, inputs_digest, load_examples
from shared.agents.routing.port import LABELS, UNCLEAR, answered_question, last_agent
from shared.domain.conversation import MemoryTurn
from shared.domain.language import detect_language
from shared.domain.routing import Candidate, RoutingDecision
from shared.names import SPECIALISTS, SYSTEM_TENANT, derived_id
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import (
    NO_FILTERS,
    EmbeddingDocument,
    EmbeddingSearchResult,
    SearchFilters,
)

EXAMPLE_TYPE: Final = "routing_example"
SEEDED_TYPE: Final = "routing_examples_seeded"
DEFAULT_THRESHOLD: Final = 0.5

_NEIGHBOURS = 12
_SHARPNESS = 20.0  # A neighbour 0.05 nearer weighs e times as much.
_EVIDENCE = 3
_BATCH = 256
_EXCERPT = 90
_BATCH = 256


class ExampleStore(Protocol):
    """The part of the vector store that holds and finds examples."""

    async def upsert_embedding(self, document: EmbeddingDocument) -> None: ...

    async def upsert_embeddings(self, documents: Sequence[EmbeddingDocument]) -> None: ...

    async def semantic_search(
        self,
        query_embedding: list[float],
        *,
        tenant_id: str,
        session_id: UUID | None = None,
        filters: SearchFilters = NO_FILTERS,
        limit: int = 10,
    ) -> list[EmbeddingSearchResult]: ...


class EmbeddingIntentRouter:
    """Neighbours vote with weight exp(20 * similarity); the shares are the scores.

    `DEFAULT_THRESHOLD` is not calibrated for any one model: set `threshold` after measuring.
    """

    def __init__(
        self, embeddings: EmbeddingService, store: ExampleStore, threshold: float = DEFAULT_THRESHOLD
    ) -> None:
        self._embeddings = embeddings
        self._store = store
        self._threshold = threshold
        # Vectors of two models are not comparable: each model has its own set of examples.
        self._examples = derived_id("routing-examples", embeddings.model_name)

    async def seed_examples(self) -> int:
        """Stores the examples under this model's name; returns how many, 0 when they are there already.

        Ids are derived, so an interrupted seeding is completed by the next. Examples that are no longer in
        the file stay in the store until they are deleted there.
        """
        digest = inputs_digest()
        if await self._seeded(digest):
            return 0
        examples = load_examples()
        for start in range(0, len(examples), _BATCH):
            await self._store_all(examples[start : start + _BATCH])
        vector = await self._embeddings.generate_embedding(SEEDED_TYPE)
        # Written last: its presence says that all the others are there.
        await self._store.upsert_embedding(
            self._document(SEEDED_TYPE, vector, "seeded-" + digest, {"type": SEEDED_TYPE, "agent": digest})
        )
        return len(examples)

    async def add_example(self, example: Example) -> None:
        """Adds or relabels one utterance; later decisions count it at once."""
        await self._store_all((example,))

    async def route(self, message: str, conversation: tuple[MemoryTurn, ...] = ()) -> RoutingDecision:
        """Decides on the message; an answer to the front desk's question is read with what was asked."""
        asked = answered_question(conversation)
        decision = await self._decide(message, last_agent(conversation))
        if decision.agent is None and asked is not None:
            together = await self._decide(f"{asked}. {message}", last_agent(conversation))
            return together if together.agent is not None else decision
        return decision

    async def _decide(self, message: str, before: str | None) -> RoutingDecision:
        neighbours = await self._store.semantic_search(
            await self._embeddings.generate_embedding(message),
            tenant_id=SYSTEM_TENANT,
            session_id=self._examples,
            filters=SearchFilters(type=EXAMPLE_TYPE),
            limit=_NEIGHBOURS,
        )
        scores = vote(neighbours, before)
        candidates = tuple(
            Candidate(agent, scores[agent]) for agent in sorted(SPECIALISTS, key=lambda a: -scores[a])
        )
        best = candidates[0]
        sure = best.score >= max(self._threshold, scores[UNCLEAR])
        return RoutingDecision(
            agent=best.agent if sure else None,
            score=best.score,
            threshold=self._threshold,
            candidates=candidates,
            reason=_reason(neighbours, best, sure),
            router=f"nearest-examples-1/{self._embeddings.model_name}",
            language=detect_language(message),
            evidence=tuple(_described(n) for n in neighbours[:_EVIDENCE]),
        )

    async def _seeded(self, digest: str) -> bool:
        found = await self._store.semantic_search(
            await self._embeddings.generate_embedding(SEEDED_TYPE),
            tenant_id=SYSTEM_TENANT,
            session_id=self._examples,
            filters=SearchFilters(type=SEEDED_TYPE, agent=digest),
            limit=1,
        )
        return bool(found)

    async def _store_all(self, examples: tuple[Example, ...]) -> None:
        vectors = await self._embeddings.generate_embeddings([e.text for e in examples])
        documents = []
        for example, vector in zip(examples, vectors, strict=True):
            # An example that continues its agent's work does so for any agent.
            label = SAME if example.label == example.last_agent else example.label
            key = f"{example.language}\x1f{example.after or ''}\x1f{example.text}"
            metadata = {"type": EXAMPLE_TYPE, "agent": label, "language": example.language}
            documents.append(self._document(example.text, vector, key, metadata))
        await self._store.upsert_embeddings(documents)

    def _document(
        self, text: str, vector: list[float], key: str, metadata: dict[str, Any]
    ) -> EmbeddingDocument:
        return EmbeddingDocument(
            id=derived_id("routing-example", self._embeddings.model_name, key),
            tenant_id=SYSTEM_TENANT,
            user_id=SYSTEM_TENANT,
            session_id=self._examples,
            role="user",
            text=text,
            embedding=vector,
            metadata=metadata | {"timestamp": datetime.now(UTC).isoformat()},
        )


def vote(neighbours: list[EmbeddingSearchResult], before: str | None) -> dict[str, float]:
    """The share of each label; `same` counts for the specialist that worked last, else as unclear.

    Without neighbours everything is unclear.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    nearest = max((n.score for n in neighbours), default=0.0)
    for neighbour in neighbours:
        label = str(neighbour.document.metadata.get("agent"))
        if label == SAME:
            label = before if before in SPECIALISTS else UNCLEAR
        weights[label if label in LABELS else UNCLEAR] += exp(_SHARPNESS * (neighbour.score - nearest))
    total = sum(weights.values())
    if not total:
        return {label: float(label == UNCLEAR) for label in LABELS}
    return {label: weights[label] / total for label in LABELS}


def _reason(neighbours: list[EmbeddingSearchResult], best: Candidate, sure: bool) -> str:
    if not neighbours:
        return "There are no examples in the vector store to compare with."
    if not sure:
        return f"The nearest examples do not agree on a specialist (best {best.agent} with {best.score:.2f})."
    return f"The nearest examples point to {best.agent}; the first has a similarity of {neighbours[0].score:.2f}."


def _described(neighbour: EmbeddingSearchResult) -> str:
    text = neighbour.document.text
    shown = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
    return f"{neighbour.document.metadata.get('agent')}: {shown}"
