"""What the conversation adds to a request: what the person said before, by memory and by meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.domain.conversation import ContextBundle, MemoryTurn
from shared.errors import DependencyUnavailableError
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import SearchFilters, VectorStore

_FOUND = 10
_EARLIER_TEXTS = 20


@dataclass(frozen=True, slots=True)
class Known:
    """The conversation with what was found put first into its memory; `texts` newest first, the intent leading."""

    bundle: ContextBundle
    texts: tuple[str, ...]
    degraded: bool = False


class ContextReader:
    """Reads memory, and searches the conversation when asked to."""

    def __init__(self, embeddings: EmbeddingService, store: VectorStore) -> None:
        self._embeddings = embeddings
        self._store = store

    async def read(self, bundle: ContextBundle, intent: str, *, search: bool) -> Known:
        """With `search`, the turns of the conversation nearest to the intent in meaning join the memory."""
        found: list[MemoryTurn] = []
        degraded = False
        if search:
            try:
                found = await self._search(bundle, intent)
            except DependencyUnavailableError:
                degraded = True
        kept = {turn.text for turn in bundle.short_memory}
        fresh = tuple(turn for turn in found if turn.text not in kept)
        enhanced = replace(bundle, short_memory=(*fresh, *bundle.short_memory))
        said = [turn.text for turn in reversed(enhanced.short_memory) if turn.role == "user"]
        points = bundle.long_memory_summary.get("points", [])
        older = [p["text"] for p in reversed(points) if isinstance(p, dict) and p.get("role") == "user"]
        return Known(enhanced, (intent, *(said + older)[:_EARLIER_TEXTS]), degraded)

    async def _search(self, bundle: ContextBundle, intent: str) -> list[MemoryTurn]:
        vector = await self._embeddings.generate_embedding(intent)
        results = await self._store.semantic_search(
            vector,
            tenant_id=bundle.tenant_id,
            session_id=bundle.session_id,
            filters=SearchFilters(user_id=bundle.user_id, type="conversation_turn"),
            limit=_FOUND,
        )
        documents = [result.document for result in reversed(results)]
        return [
            MemoryTurn(str(d.turn_id or d.id), d.role, d.text, str(d.metadata.get("timestamp", "")))
            for d in documents
            if d.role == "user" and d.text != intent
        ]
