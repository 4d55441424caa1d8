"""The vector store port: embeddings of turns, scripts, trends and artifacts, searched by meaning.

`PgVectorService` and `MongoVectorService` implement it under one contract test. Every call names a tenant;
nothing can be read across tenants.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from shared.domain.conversation import SpeakerRole


@dataclass(frozen=True, slots=True)
class EmbeddingDocument:
    """One embedded text. `id` is deterministic for its source, so that storing it twice is one document.

    `metadata` holds at least `agent`, `type` (conversation_turn, script, script_template, routing_example,
    trend, artifact, caption) and `timestamp` (ISO 8601).
    """

    id: UUID
    tenant_id: str
    user_id: str
    session_id: UUID
    role: SpeakerRole
    text: str
    embedding: list[float]
    metadata: dict[str, Any]
    turn_id: UUID | None = None
    bundle_id: UUID | None = None
    ttl: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Narrows a search; None means any. `since` compares with `metadata.timestamp`."""

    user_id: str | None = None
    agent: str | None = None
    type: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class EmbeddingSearchResult:
    """A document (its `embedding` left empty) and its cosine similarity, -1 to 1, best first."""

    document: EmbeddingDocument
    score: float


NO_FILTERS = SearchFilters()


class VectorStore(Protocol):
    """Calls raise `DependencyUnavailableError` while the store is down; none answers an empty list then."""

    async def upsert_embedding(self, document: EmbeddingDocument) -> None:
        """Inserts or replaces by id; raises `ValueError` when the vector's length is not the store's."""
        ...

    async def semantic_search(
        self,
        query_embedding: list[float],
        *,
        tenant_id: str,
        session_id: UUID | None = None,
        filters: SearchFilters = NO_FILTERS,
        limit: int = 10,
    ) -> list[EmbeddingSearchResult]:
        """The `limit` nearest documents of the tenant that pass session and filters; expired ones never."""
        ...

    async def delete_embeddings(self, tenant_id: str, session_id: UUID) -> int:
        """Deletes a session's documents; returns how many."""
        ...

    async def ping(self) -> None:
        """Raises `DependencyUnavailableError` unless the store answers."""
        ...

    async def close(self) -> None:
        """Releases its connections."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddingText:
    """A text still to be embedded and stored: what services put into the outbox."""

    id: UUID
    tenant_id: str
    user_id: str
    session_id: UUID
    role: SpeakerRole
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    turn_id: UUID | None = None
    bundle_id: UUID | None = None
    ttl: datetime | None = None
