"""Embeddings travel through the outbox: a text is stored for search exactly when its turn or artifact is."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.domain.conversation import ContextBundle, ContextTurn
from shared.errors import Permanent
from shared.names import OUTBOX_EMBEDDING
from shared.services.embeddings import EmbeddingService
from shared.services.outbox import OutboxMessage
from shared.services.vector_store import EmbeddingDocument, EmbeddingText, VectorStore

_UUIDS = ("id", "session_id", "turn_id", "bundle_id")


def embedding_message(text: EmbeddingText, embedding: Sequence[float] | None = None) -> OutboxMessage:
    """The outbox row that will store `text`; a vector that is already known saves making it again."""
    payload: dict[str, Any] = {k: str(v) if isinstance(v, UUID) else v for k, v in asdict(text).items()}
    payload["ttl"] = text.ttl.isoformat() if text.ttl else None
    if embedding is not None:
        payload["embedding"] = base64.b64encode(struct.pack(f"<{len(embedding)}f", *embedding)).decode()
    return OutboxMessage(f"vector:{text.id}", OUTBOX_EMBEDDING, str(text.id), payload)


class UnstorableEmbeddingError(Permanent):
    """A vector that the store can never take, such as one of another dimension."""

    code = "unstorable_embedding"


class EmbeddingSender:
    """Sends `embedding.upsert` rows to the vector store."""

    def __init__(self, embeddings: EmbeddingService, store: VectorStore) -> None:
        self._embeddings = embeddings
        self._store = store

    async def __call__(self, messages: Sequence[OutboxMessage]) -> None:
        """Embeds what has no vector yet in one call and upserts all in another."""
        bare = [m for m in messages if "embedding" not in m.payload]
        made = await self._embeddings.generate_embeddings([m.payload["text"] for m in bare])
        vectors = {m.message_id: vector for m, vector in zip(bare, made, strict=True)}
        documents = [
            _document(m.payload, vectors.get(m.message_id) or _unpack(m.payload["embedding"]))
            for m in messages
        ]
        try:
            await self._store.upsert_embeddings(documents)
        except ValueError as exc:
            raise UnstorableEmbeddingError(str(exc)) from exc


def _unpack(text: str) -> list[float]:
    raw = base64.b64decode(text)
    return list(struct.unpack(f"<{len(raw) // 4}f", raw))


def _document(payload: dict[str, Any], vector: list[float]) -> EmbeddingDocument:
    fields = {k: v for k, v in payload.items() if k != "embedding"}
    for name in _UUIDS:
        fields[name] = UUID(fields[name]) if fields[name] else None
    fields["ttl"] = datetime.fromisoformat(fields["ttl"]) if fields["ttl"] else None
    return EmbeddingDocument(**fields, embedding=vector)


def turn_text(bundle: ContextBundle, turn: ContextTurn, agent: str) -> EmbeddingText:
    """A turn as it is embedded."""
    return EmbeddingText(
        id=turn.id,
        tenant_id=turn.tenant_id,
        user_id=bundle.user_id,
        session_id=turn.session_id,
        role=turn.role,
        text=turn.text,
        turn_id=turn.id,
        bundle_id=bundle.id,
        ttl=bundle.expires_at,
        metadata={"agent": agent, "type": "conversation_turn", "timestamp": turn.timestamp.isoformat()},
    )
