"""Trends as sources tell them and as the index keeps them, with the history of their numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.domain.viral_score import ViralScore

MAX_TITLE = 300
MAX_SUMMARY = 600


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a source counts; None where it does not say."""

    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None

    @property
    def interactions(self) -> int | None:
        """Likes, comments and shares together, as far as they are known."""
        known = [n for n in (self.likes, self.comments, self.shares) if n is not None]
        return sum(known) if known else None

    @property
    def known(self) -> bool:
        """Whether there is any number."""
        return self != Metrics()

    def to_json(self) -> dict[str, int | None]:
        """The stored and published shape."""
        return {"views": self.views, "likes": self.likes, "comments": self.comments, "shares": self.shares}


@dataclass(frozen=True, slots=True)
class Observation:
    """The numbers at one moment."""

    at: datetime
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class TrendItem:
    """One entry of a source. `source` and `external_id` together name it for ever."""

    source: str
    external_id: str
    title: str
    url: str
    language: str
    metrics: Metrics = Metrics()
    published_at: datetime | None = None
    summary: str = ""

    @property
    def text(self) -> str:
        """What is embedded and clustered."""
        return f"{self.title}\n{self.summary}" if self.summary else self.title


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """A vector as little-endian 32-bit floats, and the model that made it."""

    model: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend of the index. `observations` are the recent ones, oldest first, where they were asked for."""

    id: UUID
    tenant_id: str
    item: TrendItem
    first_seen: datetime
    last_seen: datetime
    observations: tuple[Observation, ...] = ()
    embedded: EmbeddedText | None = None
    cluster_id: UUID | None = None
    score: ViralScore | None = None
    artifact_id: UUID | None = None

    def seen_again(self, item: TrendItem, at: datetime) -> Trend:
        """The trend with what the source says now; numbers that it left out this time are kept."""
        now, before = item.metrics, self.item.metrics
        metrics = Metrics(
            *(
                new if new is not None else old
                for new, old in zip(now.to_json().values(), before.to_json().values(), strict=True)
            )
        )
        observed = (*self.observations, Observation(at, now)) if now.known else self.observations
        merged = replace(item, metrics=metrics, published_at=item.published_at or self.item.published_at)
        same_text = item.text == self.item.text
        return replace(
            self,
            item=merged,
            last_seen=at,
            observations=observed,
            embedded=self.embedded if same_text else None,
        )


@dataclass(frozen=True, slots=True)
class Cluster:
    """Trends about the same thing. `leading` are the best-scored ones; `score` is the best of them."""

    id: UUID
    label: str
    terms: tuple[str, ...]
    size: int
    sources: tuple[str, ...]
    leading: tuple[UUID, ...]
    score: float
