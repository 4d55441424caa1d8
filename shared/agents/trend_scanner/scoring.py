"""Scores of a whole scan: those of the trends just seen, and of the others whose age or company changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from shared.agents.trend_scanner.clustering import Groups
from shared.domain.trend import Trend
from shared.domain.viral_score import (
    VELOCITY_WINDOW_HOURS,
    ViralScore,
    combine,
    engagement,
    recency,
    spread,
    velocity,
)

_SAME = 0.05


def score_all(trends: Sequence[Trend], groups: Groups, now: datetime) -> dict[UUID, Trend]:
    """Every trend with its cluster and score of now, without niche; those with observations are scored anew."""
    cluster_of, source_of = groups.cluster_of, {t.id: t.item.source for t in trends}
    scanned = len(set(source_of.values()))
    sources = {key: len({source_of[m] for m in members}) for key, members in groups.members.items()}
    scored = {}
    for trend in trends:
        cluster = cluster_of.get(trend.id)
        score = _score(trend, sources.get(cluster, 1) if cluster else 1, scanned, now)
        scored[trend.id] = replace(trend, cluster_id=cluster, score=score)
    return scored


def _score(trend: Trend, cluster_sources: int, scanned_sources: int, now: datetime) -> ViralScore:
    item, old = trend.item, trend.score
    parts = {
        "velocity": velocity(trend.observations, item.metrics, item.published_at),
        "engagement": engagement(item.metrics),
        "recency": recency(now, item.published_at, trend.first_seen),
        "spread": spread(cluster_sources, scanned_sources),
    }
    # A history that was not read had nothing added to it: the growth measured last stands while it is recent.
    recent = now - trend.last_seen <= timedelta(hours=VELOCITY_WINDOW_HOURS)
    if not trend.observations and recent and old is not None and "velocity" in old.parts:
        parts["velocity"] = old.parts["velocity"]
    return combine(parts)


def moved(before: Mapping[UUID, Trend], after: Mapping[UUID, Trend], seen: frozenset[UUID]) -> list[Trend]:
    """Those not seen in this scan whose cluster or score is another now."""
    return [
        trend
        for key, trend in after.items()
        if key not in seen and (trend.cluster_id != before[key].cluster_id or _differs(trend, before[key]))
    ]


def _differs(a: Trend, b: Trend) -> bool:
    if a.score is None or b.score is None:
        return a.score is not b.score
    return abs(a.score.score - b.score.score) >= _SAME or a.score.version != b.score.version
