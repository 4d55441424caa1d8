"""Documents for the tests of vector stores."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.services.vector_store import EmbeddingDocument

DIMENSIONS = 8
TENANT = "acme"
USER = "ana"
SESSION = UUID("6f2f1c1e-6a38-4c7b-8d4c-0d1f0a5b7e11")
AT = datetime(2025, 10, 26, 12, tzinfo=UTC)


def towards(degrees: float) -> list[float]:
    """A unit vector in one plane: the cosine of two of them is that of the angle between."""
    angle = math.radians(degrees)
    return [math.cos(angle), math.sin(angle), *([0.0] * (DIMENSIONS - 2))]


def document(degrees: float = 0, text: str = "un guion para reels", **changes: Any) -> EmbeddingDocument:
    """A turn of the default session, whose vector points to `degrees`; `metadata` adds to the default's."""
    metadata = {
        "agent": "video-scriptor", "type": "conversation_turn", "timestamp": AT.isoformat(),
        **changes.pop("metadata", {}),
    }  # fmt: skip
    values: dict[str, Any] = {
        "id": uuid4(), "tenant_id": TENANT, "user_id": USER, "session_id": SESSION, "role": "user", "text": text,
        "embedding": towards(degrees), **changes,
    }  # fmt: skip
    return EmbeddingDocument(metadata=metadata, **values)
