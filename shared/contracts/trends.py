"""Trends over HTTP, and the sources that are scanned."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from shared.contracts.base import Contract, View

MAX_SOURCES = 20
MAX_ITEMS = 2_000

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Niche = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class FeedSpec(Contract):
    """An RSS, Atom or JSON feed."""

    kind: Literal["feed"] = "feed"
    url: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2_048, pattern=r"^https?://")
    ]
    name: Name | None = Field(None, description="Names the source instead of its URL.")


class YouTubeSpec(Contract):
    """YouTube's most popular videos of a region."""

    kind: Literal["youtube"] = "youtube"
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description="ISO 3166-1, such as MX."
    )


class FileSpec(Contract):
    """A JSON file beside the app; for settings only, never from a caller."""

    kind: Literal["file"] = "file"
    path: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


RequestedSource = Annotated[FeedSpec | YouTubeSpec, Field(discriminator="kind")]
ConfiguredSource = Annotated[FeedSpec | YouTubeSpec | FileSpec, Field(discriminator="kind")]


class ScanAccount(Contract):
    """For whom the timer scans, and what that account is about."""

    tenant: Annotated[str, StringConstraints(min_length=1, max_length=63)]
    user: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    niche: Niche | None = None


class ScanBody(Contract):
    """A scan to be made."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"niche": "cafeterías de especialidad", "limit": 200}]}
    )

    intent: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8_000)] = (
        "Busca las tendencias de ahora"
    )
    niche: Niche | None = Field(
        None, description="What the account is about; trends close to it score higher."
    )
    sources: list[RequestedSource] | None = Field(
        None, min_length=1, max_length=MAX_SOURCES, description="Instead of the configured ones."
    )
    limit: int = Field(500, ge=1, le=MAX_ITEMS, description="The most items to take of each source.")
    language: LanguageCode | None = None
    session_id: UUID | None = Field(None, description="The conversation that the report is told in.")


class TrendsQuery(Contract):
    """Which trends, and in which order."""

    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] | None = (
        Field(
            None,
            description="By meaning; the nearest are considered, nearest first unless `sort` says otherwise.",
        )
    )
    niche: Niche | None = Field(None, description="Scores are told with the fit to it.")
    language: LanguageCode | None = None
    source: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    cluster: UUID | None = None
    since: datetime | None = Field(None, description="Seen at or after this moment.")
    min_score: float | None = Field(None, ge=0, le=100)
    sort: Literal["score", "recent", "relevance"] | None = Field(
        None, description="`relevance` needs `query`; without it the score decides."
    )
    view: Literal["list", "clusters"] = "list"
    limit: int = Field(50, ge=1, le=100)
    offset: int = Field(0, ge=0, le=10_000, description="`next` of the page before.")


class MetricsView(View):
    """The latest numbers; null where the source does not say."""

    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None


class ViralScoreView(View):
    """0 to 100 with its parts: each a value 0 to 1 (null: unknown), its weight, and what it was made of."""

    score: float
    confidence: float
    version: str
    parts: dict[str, dict[str, Any]]


class TrendView(View):
    """A trend. `similarity` is the cosine to the query, where there was one."""

    id: UUID
    title: str
    summary: str
    url: str
    source: str
    language: str
    published_at: datetime | None = None
    first_seen: datetime
    last_seen: datetime
    metrics: MetricsView
    viral_score: ViralScoreView | None = None
    cluster_id: UUID | None = None
    artifact_ref: str | None = None
    similarity: float | None = None


class ClusterView(View):
    """Trends about the same thing; `score` is that of the best one."""

    id: UUID
    label: str
    terms: list[str]
    size: int
    sources: list[str]
    score: float
    leading: list[TrendView]


class TrendsAnswer(View):
    """A page: `trends` in the list view, `clusters` in the cluster view. `next` is the offset of the next page."""

    view: Literal["list", "clusters"]
    trends: list[TrendView] = []
    clusters: list[ClusterView] = []
    next: int | None = None
    embedding_model: str
