"""Embedding documents as MongoDB keeps them: the specification's fields, plus `tenantId` and `userId`.

Ids are strings. `metadata.timestamp` is a date, so that it can be compared; MongoDB keeps its milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.services.vector_store import EmbeddingDocument, SearchFilters

SELECTED = ("tenantId", "userId", "sessionId", "turnId", "bundleId", "role", "text", "metadata", "ttl")
"""What a search reads: all but the vector."""


def upsert(document: EmbeddingDocument, embedding: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The filter and the update that store a document whole; a foreign id matches nothing."""
    metadata = document.metadata
    if document.occurred_at is not None:
        metadata = {**metadata, "timestamp": document.occurred_at}
    optional = {
        "turnId": _text(document.turn_id), "bundleId": _text(document.bundle_id), "ttl": document.ttl,
    }  # fmt: skip
    update = {
        "$set": {
            "userId": document.user_id, "sessionId": str(document.session_id), "role": document.role,
            "text": document.text, "embedding": embedding, "metadata": metadata,
            **{name: value for name, value in optional.items() if value is not None},
        },
        "$unset": {name: "" for name, value in optional.items() if value is None},
    }  # fmt: skip
    # MongoDB before 5.0 refuses an operator without fields.
    return {"_id": str(document.id), "tenantId": document.tenant_id}, {k: v for k, v in update.items() if v}


def read(stored: Mapping[str, Any]) -> EmbeddingDocument:
    """A document without its vector."""
    metadata = dict(stored["metadata"])
    if isinstance(metadata.get("timestamp"), datetime):
        metadata["timestamp"] = metadata["timestamp"].astimezone(UTC).isoformat()
    return EmbeddingDocument(
        id=UUID(stored["_id"]), tenant_id=stored["tenantId"], user_id=stored["userId"],
        session_id=UUID(stored["sessionId"]), role=stored["role"], text=stored["text"], embedding=[],
        metadata=metadata, turn_id=_uuid(stored.get("turnId")), bundle_id=_uuid(stored.get("bundleId")),
        ttl=stored.get("ttl"),
    )  # fmt: skip


def conditions(tenant_id: str, session_id: UUID | None, filters: SearchFilters) -> list[dict[str, Any]]:
    """What a found document must match, expiry aside: that is said differently to each server."""
    wanted: dict[str, Any] = {
        "tenantId": tenant_id,
        "sessionId": _text(session_id),
        "userId": filters.user_id,
        "metadata.agent": filters.agent,
        "metadata.type": filters.type,
    }
    equal = [{name: {"$eq": value}} for name, value in wanted.items() if value is not None]
    return equal + ([{"metadata.timestamp": {"$gte": filters.since}}] if filters.since else [])


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
