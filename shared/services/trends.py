"""Trends: the sources that are scanned, the index that keeps them, and finding them again.

The index belongs to the tenant. Its scores leave the niche out, so that they are the same for everybody; a niche
given with a question is worked into the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from shared.contracts.trends import FeedSpec, YouTubeSpec
from shared.domain.trend import Cluster, EmbeddedText, Trend, TrendItem
from shared.domain.viral_score import ViralScore, combine, niche_fit
from shared.names import TREND_SCANNER, derived_id
from shared.services.embeddings import EmbeddingService
from shared.services.vector_store import SearchFilters, VectorStore

TREND = "trend"
NEAREST = 200
"""How many trends near a query are considered."""
RESCORED = 1_000
"""How many trends a niche is worked into: the best by their own score."""
_LEAST_SIMILARITY = 0.15
_LEAST_RELATIVE_SIMILARITY = 0.5

Sort = Literal["score", "recent", "relevance"]


class TrendSource(Protocol):
    """Somewhere trends come from. `name` is what its items carry as `source`, unless they name their own."""

    @property
    def name(self) -> str: ...

    async def fetch(self, limit: int) -> list[TrendItem]:
        """The newest or most popular items, at most `limit`.

        Raises a `Retryable` for a source that is away, a `Permanent` for one that cannot be used as it is.
        """
        ...


class SourceCatalog(Protocol):
    """Makes sources."""

    def configured(self) -> Sequence[TrendSource]:
        """Those of this deployment."""
        ...

    def requested(self, specs: Sequence[FeedSpec | YouTubeSpec]) -> Sequence[TrendSource]:
        """Those that a caller names; raises `Permanent` for one that this deployment cannot serve."""
        ...


@dataclass(frozen=True, slots=True)
class TrendFilter:
    """Narrows a list of trends; None means any. `since` compares with when a trend was seen last."""

    language: str | None = None
    source: str | None = None
    cluster: UUID | None = None
    since: datetime | None = None
    min_score: float | None = None
    ids: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list."""

    limit: int
    offset: int = 0


class TrendRecords(Protocol):
    """The index, for reading. Trends come without their observations unless said."""

    async def known(self, tenant_id: str, ids: Sequence[UUID]) -> Mapping[UUID, Trend]:
        """Those of `ids` that are in the index, with the observations of the velocity window."""
        ...

    async def window(self, tenant_id: str, since: datetime, limit: int) -> list[Trend]:
        """Seen since then, latest first."""
        ...

    async def find(self, tenant_id: str, wanted: TrendFilter, sort: Sort, page: Page) -> list[Trend]:
        """What passes the filter, by score (best first) or by when it was seen last."""
        ...

    async def clusters(
        self, tenant_id: str, wanted: TrendFilter, page: Page
    ) -> list[tuple[Cluster, list[Trend]]]:
        """Clusters with a trend that passes the filter, best first, each with its leading trends that do."""
        ...


@dataclass(frozen=True, slots=True)
class TrendWrite:
    """What a scan changes in the index. `seen` are the trends of the scan, their last observation the new one;
    `moved` others whose cluster or score changed; `clusters` replace all of the tenant's.
    """

    tenant_id: str
    seen: Sequence[Trend]
    moved: Sequence[Trend]
    clusters: Sequence[Cluster]


@dataclass(frozen=True, slots=True)
class TrendQuestion:
    """What a caller looks for."""

    text: str | None = None
    niche: str | None = None
    wanted: TrendFilter = TrendFilter()
    sort: Sort | None = None
    page: Page = Page(50)


@dataclass(frozen=True, slots=True)
class FoundTrend:
    """A trend and its cosine to the question's text."""

    trend: Trend
    similarity: float | None = None


def trend_id(tenant_id: str, source: str, external_id: str) -> UUID:
    """The id of a trend of the tenant, the same in every scan."""
    return derived_id(TREND, tenant_id, source, external_id)


class TrendService:
    """Finds trends."""

    def __init__(self, records: TrendRecords, embeddings: EmbeddingService, vectors: VectorStore) -> None:
        self._records = records
        self._embeddings = embeddings
        self._vectors = vectors

    @property
    def model_name(self) -> str:
        """The embedding model that questions and niches are understood with."""
        return self._embeddings.model_name

    async def find(self, tenant_id: str, question: TrendQuestion) -> list[FoundTrend]:
        """A page of trends; raises `DependencyUnavailableError` while a store is away."""
        sort = question.sort or ("relevance" if question.text else "score")
        similarity: dict[UUID, float] = {}
        wanted, page = question.wanted, question.page
        if question.text is not None:
            similarity = await self._near(tenant_id, question.text)
            wanted = replace(wanted, ids=sorted(similarity))
        by_score_here = question.niche is not None and sort != "recent"
        whole = by_score_here or sort == "relevance"
        # The niche changes scores: its lower bound is applied after, and the best are chosen from here.
        asked = replace(wanted, min_score=None) if question.niche is not None else wanted
        read = Page(RESCORED) if whole or question.niche is not None else page
        trends = await self._records.find(tenant_id, asked, "recent" if sort == "recent" else "score", read)
        if question.niche is not None:
            trends = await self._with_niche(trends, question.niche)
            least = wanted.min_score
            trends = [t for t in trends if least is None or (t.score is not None and t.score.score >= least)]
        found = [FoundTrend(t, similarity.get(t.id)) for t in trends]
        if sort == "relevance" and similarity:
            found.sort(key=lambda f: (-(f.similarity or 0.0), f.trend.id))
        elif by_score_here:
            found.sort(key=lambda f: (-_score(f.trend), f.trend.id))
        return found if read is page else found[page.offset : page.offset + page.limit]

    async def clusters(self, tenant_id: str, question: TrendQuestion) -> list[tuple[Cluster, list[Trend]]]:
        """A page of clusters, best first, with their leading trends."""
        wanted = question.wanted
        if question.text is not None:
            wanted = replace(wanted, ids=sorted(await self._near(tenant_id, question.text)))
        groups = await self._records.clusters(tenant_id, wanted, question.page)
        if question.niche is None:
            return groups
        return [(cluster, await self._with_niche(trends, question.niche)) for cluster, trends in groups]

    async def _near(self, tenant_id: str, text: str) -> dict[UUID, float]:
        """Trends near a text with their cosines: the nearest, down to half the similarity of the best and 0.15."""
        vector = await self._embeddings.generate_embedding(text)
        filters = SearchFilters(agent=TREND_SCANNER, type=TREND)
        hits = await self._vectors.semantic_search(
            vector, tenant_id=tenant_id, filters=filters, limit=NEAREST
        )
        best = hits[0].score if hits else 0.0
        least = max(_LEAST_SIMILARITY, best * _LEAST_RELATIVE_SIMILARITY)
        return {hit.document.id: round(hit.score, 4) for hit in hits if hit.score >= least}

    async def _with_niche(self, trends: Sequence[Trend], niche: str) -> list[Trend]:
        vector = await self._embeddings.generate_embedding(niche)
        cosines = cosines_to(vector, [t.embedded for t in trends], self._embeddings.model_name)
        return [
            replace(t, score=with_niche(t.score, cosine)) if t.score is not None else t
            for t, cosine in zip(trends, cosines, strict=True)
        ]


def with_niche(score: ViralScore, cosine: float | None) -> ViralScore:
    """The score with the fit to a niche worked in; None leaves it as it is."""
    return combine({**score.parts, "nicheFit": niche_fit(cosine)}) if cosine is not None else score


def cosines_to(
    vector: Sequence[float], embedded: Sequence[EmbeddedText | None], model: str
) -> list[float | None]:
    """The cosine of each stored unit vector to `vector`; None for those of no or another model."""
    import numpy as np

    target = np.asarray(vector, dtype=np.float32)
    return [
        float(np.frombuffer(e.data, dtype="<f4") @ target) if e is not None and e.model == model else None
        for e in embedded
    ]


def _score(trend: Trend) -> float:
    return trend.score.score if trend.score else 0.0
