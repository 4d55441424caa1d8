"""Finds structures and earlier scripts by meaning; chooses without the vector store while it is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import UUID

from shared.agents.video_scriptor.constraints import Plan
from shared.agents.video_scriptor.library import LANGUAGES, LIBRARY_VERSION, Library, Structure, load_library
from shared.agents.video_scriptor.template_writer import COUNTED_FROM_SECONDS
from shared.domain.brief import Brief, Goal
from shared.errors import DependencyUnavailableError
from shared.names import SYSTEM_TENANT, VIDEO_SCRIPTOR, derived_id
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import EmbeddingDocument, EmbeddingSearchResult, SearchFilters, VectorStore

TEMPLATE_TYPE: Final = "script_template"
SCRIPT_TYPE: Final = "script"
# Below this similarity an earlier script has nothing to do with the brief.
SIMILAR_SCORE = 0.35
MOST_EARLIER = 3
# What the goal says outweighs the similarity of short texts, which is rarely apart by more than this.
_GOAL_BONUS = 0.5
_VARIETY = 0.08
_FREE_FORM: frozenset[Goal] = frozenset(("sale", "event", "launch"))
_LIBRARY_TIMESTAMP = "2025-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class EarlierScript:
    """A script of the same person: its reference, first line and text."""

    id: str
    ref: str
    title: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a brief is written from: the best structure, then others that would do.

    `degraded` names the dependencies that could not be asked.
    """

    structure: Structure
    score: float | None
    earlier: tuple[EarlierScript, ...] = ()
    degraded: tuple[str, ...] = ()
    others: tuple[Structure, ...] = ()


async def seed_templates(store: VectorStore, embeddings: EmbeddingService) -> int:
    """Stores the library's structures under the system's tenant; returns how many.

    The ids derive from library version, structure and embedding model: doing it again changes nothing, and
    another model's vectors never mix with these. Raises `DependencyUnavailableError`.
    """
    structures = [s for language in LANGUAGES for s in load_library(language).structures.values()]
    vectors = await embeddings.generate_embeddings([s.description for s in structures])
    await store.upsert_embeddings(
        [
            _template_document(structure, vector, embeddings.model_name)
            for structure, vector in zip(structures, vectors, strict=True)
        ]
    )
    return len(structures)


def template_id(structure: Structure, model_name: str) -> UUID:
    """The document id of a structure in one embedding model's space."""
    return derived_id(TEMPLATE_TYPE, LIBRARY_VERSION, structure.language, structure.id, model_name)


def _template_document(structure: Structure, vector: list[float], model_name: str) -> EmbeddingDocument:
    return EmbeddingDocument(
        id=template_id(structure, model_name),
        tenant_id=SYSTEM_TENANT,
        user_id=SYSTEM_TENANT,
        session_id=derived_id(TEMPLATE_TYPE, "session"),
        role="agent",
        text=structure.description,
        embedding=vector,
        metadata={
            "agent": VIDEO_SCRIPTOR,
            "type": TEMPLATE_TYPE,
            "timestamp": _LIBRARY_TIMESTAMP,
            "structure": structure.id,
            "language": structure.language,
            "title": structure.title,
            "model": model_name,
        },
    )


class Retriever:
    """Searches for one agent; never raises for a store or model that is away."""

    def __init__(self, embeddings: EmbeddingService, store: VectorStore) -> None:
        self._embeddings = embeddings
        self._store = store

    async def find(
        self, brief: Brief, plan: Plan, library: Library, *, tenant_id: str, user_id: str, seed: str
    ) -> Found:
        """The best structure and the person's similar earlier scripts."""
        scores: dict[str, float] = {}
        earlier: tuple[EarlierScript, ...] = ()
        degraded: tuple[str, ...] = ()
        try:
            vector = await self._embeddings.generate_embedding(brief.text)
            scores = await self._template_scores(vector, library)
            earlier = await self._earlier(vector, tenant_id, user_id)
        except DependencyUnavailableError as exc:
            degraded = (exc.dependency,)
        structure, *others = rank_structures(brief, plan, library, scores, seed)
        return Found(structure, scores.get(structure.id), earlier, degraded, tuple(others))

    async def _template_scores(self, vector: list[float], library: Library) -> dict[str, float]:
        results = await self._store.semantic_search(
            vector, tenant_id=SYSTEM_TENANT, filters=SearchFilters(type=TEMPLATE_TYPE), limit=50
        )
        return {
            r.document.metadata["structure"]: r.score
            for r in results
            if r.document.metadata.get("language") == library.language
            and r.document.metadata.get("model") == self._embeddings.model_name
            and r.document.metadata.get("structure") in library.structures
        }

    async def _earlier(self, vector: list[float], tenant_id: str, user_id: str) -> tuple[EarlierScript, ...]:
        results = await self._store.semantic_search(
            vector,
            tenant_id=tenant_id,
            filters=SearchFilters(user_id=user_id, type=SCRIPT_TYPE),
            limit=MOST_EARLIER,
        )
        return tuple(_earlier_script(r) for r in results if r.score >= SIMILAR_SCORE)


def _earlier_script(result: EmbeddingSearchResult) -> EarlierScript:
    document = result.document
    ref = document.metadata.get("ref") or document.metadata.get("artifactRef")
    title = document.metadata.get("title") or document.text.split("\n", 1)[0][:100]
    return EarlierScript(
        str(document.id),
        str(ref or f"artifact://{SCRIPT_TYPE}/{document.id}"),
        str(title),
        document.text,
        round(result.score, 4),
    )


def rank_structures(
    brief: Brief, plan: Plan, library: Library, scores: dict[str, float], seed: str
) -> list[Structure]:
    """The structures that suit goal, length and meaning, best first; a small seeded noise varies equal ones.

    A goal that says what to tell but not how (a sale, an event, a launch) may also be told by the structures of a
    promotion; they come last.
    """
    rng = Random(f"{seed}|structure")  # noqa: S311 (variety, not secrecy)
    suiting: Sequence[Structure] = [s for s in library.structures.values() if brief.goal in s.goals]
    if len(suiting) > 1:
        suiting = _in_time(suiting, plan)
    candidates = suiting or list(library.structures.values())

    def rating(structure: Structure) -> float:
        first = _GOAL_BONUS if structure.goals[0] == brief.goal else 0.0
        # For a general promotion its own structure leads, but must not be the only one ever used.
        lead = first * 0.2 if brief.goal == "promote" else first
        return scores.get(structure.id, 0.0) + lead + rng.uniform(0, _VARIETY)

    ranked = sorted(candidates, key=rating, reverse=True)
    if brief.goal in _FREE_FORM:
        general = [s for s in library.structures.values() if "promote" in s.goals and s not in ranked]
        ranked += _in_time(general, plan)
    return ranked


def _in_time(structures: Sequence[Structure], plan: Plan) -> list[Structure]:
    """Those that the length leaves time for: a list needs some seconds for its points."""
    if plan.seconds >= COUNTED_FROM_SECONDS:
        return list(structures)
    return [s for s in structures if not any(beat.numbered for beat in s.beats)]
