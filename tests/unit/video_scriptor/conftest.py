"""The agent's ports in memory, and a factory for its work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.agents.base import AgentWork
from shared.contracts.agent_messages import AgentRequest
from shared.domain.conversation import ContextBundle, MemoryTurn
from shared.errors import DependencyUnavailableError
from shared.services.embeddings import EmbeddingService
from shared.services.text_model import Completion
from shared.services.vector_store import (
    NO_FILTERS,
    EmbeddingDocument,
    EmbeddingSearchResult,
    SearchFilters,
)


class MemoryVectorStore:
    """The `VectorStore` port over a dictionary; `down` makes every call fail."""

    def __init__(self) -> None:
        self.documents: dict[UUID, EmbeddingDocument] = {}
        self.down = False
        self.upserts = 0

    async def upsert_embedding(self, document: EmbeddingDocument) -> None:
        self._check()
        self.upserts += 1
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
        self._check()
        found = [
            EmbeddingSearchResult(d, sum(a * b for a, b in zip(query_embedding, d.embedding, strict=True)))
            for d in self.documents.values()
            if d.tenant_id == tenant_id
            and session_id in (None, d.session_id)
            and filters.user_id in (None, d.user_id)
            and filters.type in (None, d.metadata["type"])
        ]
        return sorted(found, key=lambda r: -r.score)[:limit]

    async def delete_embeddings(self, tenant_id: str, session_id: UUID) -> int:
        self._check()
        gone = [
            d.id for d in self.documents.values() if (d.tenant_id, d.session_id) == (tenant_id, session_id)
        ]
        for identifier in gone:
            del self.documents[identifier]
        return len(gone)

    async def delete_expired(self, limit: int) -> int:
        self._check()
        return 0

    async def prepare(self) -> None:
        self._check()

    async def ping(self) -> None:
        self._check()

    async def close(self) -> None:
        self.documents.clear()

    def _check(self) -> None:
        if self.down:
            raise DependencyUnavailableError("vector_store")


class ScriptedTextModel:
    """The `TextModel` port: answers from a list, and remembers what it was asked. An exception is raised."""

    name = "scripted-model"

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.prompts: list[dict[str, Any]] = []

    async def complete(
        self, *, system: str, user: str, json_schema: dict[str, Any], max_tokens: int
    ) -> Completion:
        self.prompts.append({"system": system, "user": user, "schema": json_schema, "max_tokens": max_tokens})
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Completion(answer, "scripted-model-1", 100, 50)


MakeWork = Callable[..., AgentWork]


@pytest.fixture
def store() -> MemoryVectorStore:
    return MemoryVectorStore()


@pytest.fixture
def embeddings() -> EmbeddingService:
    return EmbeddingService(HashingEmbeddingModel())


@pytest.fixture
def progress() -> list[tuple[int, str]]:
    return []


@pytest.fixture
def make_work(progress: list[tuple[int, str]]) -> MakeWork:
    """Builds work from an intent, constraints, earlier turns (oldest first) and further payload fields."""

    async def note(percent: int, message: str) -> None:
        progress.append((percent, message))

    def build(
        intent: str,
        *,
        constraints: dict[str, Any] | None = None,
        earlier: tuple[str, ...] = (),
        summary: dict[str, Any] | None = None,
        correlation_id: UUID | None = None,
        **payload: Any,
    ) -> AgentWork:
        session_id = uuid4()
        request = AgentRequest.model_validate(
            {
                "sessionId": str(session_id),
                "correlationId": str(correlation_id or uuid4()),
                "agent": "video-scriptor",
                "payload": {
                    "intent": intent,
                    **payload,
                    **({"scriptConstraints": constraints} if constraints else {}),
                },
            }
        )
        now = datetime.now(UTC)
        turns = tuple(MemoryTurn(str(i), "user", text, now.isoformat()) for i, text in enumerate(earlier))
        bundle = ContextBundle(
            uuid4(), "acme", session_id, "ana", turns, summary or {}, len(turns), 1, now, now
        )
        return AgentWork(request, bundle, note)

    return build
