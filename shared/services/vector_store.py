"""The vector store port: embeddings of turns, scripts, trends and artifacts, searched by meaning.

`PgVectorService` and `MongoVectorService` implement it under one contract test. Every call names a tenant;
nothing can be read across tenants.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from shared.domain.conversation import SpeakerRole
from shared.errors import Permanent


class VectorDimensionError(Permanent):
    """The store was made for vectors of another length than EMBEDDING_DIMENSIONS says."""

    status = 500
    code = "misconfigured"

    def __init__(self, store: str, found: int, wanted: int) -> None:
        super().__init__(
            f"{store} holds vectors of {found} numbers and EMBEDDING_DIMENSIONS is {wanted}: set it to {found},"
            f" or drop {store} and embed its texts again",
            store=store, found=found, wanted=wanted,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EmbeddingDocument:
    """One embedded text. `id` is deterministic for its source, so that storing it twice is one document.

    `metadata` holds at least `agent` and `type` (conversation_turn, script, script_template, routing_example,
    trend, artifact, caption); what has a `timestamp` (ISO 8601) is found by `since`.
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

    @property
    def occurred_at(self) -> datetime | None:
        """`metadata.timestamp` as a moment, UTC where it names no zone; `ValueError` if it is none."""
        text = self.metadata.get("timestamp")
        if text is None:
            return None
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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


def check_vector(vector: Sequence[float], dimensions: int) -> None:
    """Raises `ValueError` unless the vector has `dimensions` finite numbers and a direction."""
    if len(vector) != dimensions:
        raise ValueError(f"the vector has {len(vector)} numbers, the store's have {dimensions}")
    if not 0 < math.hypot(*vector) < math.inf:
        raise ValueError("the vector is zero or not finite, so it has no direction to compare")


class VectorStore(Protocol):
    """Calls raise `DependencyUnavailableError` while the store is down; none answers an empty list then."""

    async def upsert_embedding(self, document: EmbeddingDocument) -> None:
        """Inserts or replaces by id.

        Raises `ValueError` for a vector that `check_vector` refuses and `ConflictError` when the id is another
        tenant's.
        """
        ...

    async def upsert_embeddings(self, documents: Sequence[EmbeddingDocument]) -> None:
        """Many at once, in far fewer round trips; after an error some may be stored."""
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

    async def delete_expired(self, limit: int) -> int:
        """Deletes up to `limit` documents whose `ttl` has passed; returns how many. 0 where the store does it."""
        ...

    async def prepare(self) -> None:
        """Makes collection and indices; raises `VectorDimensionError` when they are of another dimension."""
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
