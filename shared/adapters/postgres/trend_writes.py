"""Bringing the trend index up to date, within a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.json_text import to_json_text
from shared.domain.trend import Cluster, Trend
from shared.services.trends import TrendWrite

if TYPE_CHECKING:
    from psycopg import AsyncConnection

_ROWS_A_STATEMENT = 500

# One scan of a tenant writes at a time: two would replace each other's clusters half and half.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('trend_index ' || %s::text, 0))"

_CLUSTERS = """
INSERT INTO trend_clusters (id, tenant_id, label, terms, size, sources, leaders, score)
SELECT r.id, %(tenant)s, r.label, r.terms, r.size, r.sources, r.leaders, r.score
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, label text, terms text[], size int, sources text[],
    leaders uuid[], score double precision)
ON CONFLICT (id) DO UPDATE SET label = excluded.label, terms = excluded.terms, size = excluded.size,
    sources = excluded.sources, leaders = excluded.leaders, score = excluded.score, updated_at = now()
WHERE trend_clusters.tenant_id = excluded.tenant_id
"""
_FORGET_CLUSTERS = "DELETE FROM trend_clusters WHERE tenant_id = %s AND NOT id = ANY(%s)"

_SEEN = """
WITH r AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, source text, external_id text, title text,
        summary text, url text, language text, published_at timestamptz, first_seen timestamptz,
        last_seen timestamptz, views bigint, likes bigint, comments bigint, shares bigint, cluster_id uuid,
        viral_score double precision, confidence double precision, score_parts jsonb, score_version text,
        embedding text, embedding_model text, artifact_id uuid)
)
INSERT INTO trend_index AS t (id, tenant_id, source, external_id, title, summary, url, language, published_at,
    first_seen, last_seen, views, likes, comments, shares, cluster_id, viral_score, confidence, score_parts,
    score_version, embedding, embedding_model, artifact_id)
SELECT id, %(tenant)s, source, external_id, title, summary, url, language, published_at, first_seen, last_seen,
    views, likes, comments, shares, cluster_id, viral_score, confidence, score_parts, score_version,
    decode(embedding, 'hex'), embedding_model, artifact_id
FROM r ORDER BY id
ON CONFLICT (tenant_id, source, external_id) DO UPDATE SET title = excluded.title, summary = excluded.summary,
    url = excluded.url, language = excluded.language, published_at = excluded.published_at,
    first_seen = least(t.first_seen, excluded.first_seen), last_seen = greatest(t.last_seen, excluded.last_seen),
    views = excluded.views, likes = excluded.likes, comments = excluded.comments, shares = excluded.shares,
    cluster_id = excluded.cluster_id, viral_score = excluded.viral_score, confidence = excluded.confidence,
    score_parts = excluded.score_parts, score_version = excluded.score_version, embedding = excluded.embedding,
    embedding_model = excluded.embedding_model, artifact_id = coalesce(t.artifact_id, excluded.artifact_id)
"""
_OBSERVED = """
INSERT INTO trend_observations (trend_id, tenant_id, observed_at, views, likes, comments, shares)
SELECT r.id, %(tenant)s, r.at, r.views, r.likes, r.comments, r.shares
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, at timestamptz, views bigint, likes bigint,
    comments bigint, shares bigint)
ON CONFLICT DO NOTHING
"""
_MOVED = """
UPDATE trend_index t SET cluster_id = r.cluster_id, viral_score = r.viral_score, confidence = r.confidence,
    score_parts = r.score_parts, score_version = r.score_version
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, cluster_id uuid, viral_score double precision,
    confidence double precision, score_parts jsonb, score_version text)
WHERE t.id = r.id AND t.tenant_id = %(tenant)s
"""


async def write_trends(c: AsyncConnection[Any], write: TrendWrite) -> None:
    """Clusters first, since trends refer to them; those that are no more are deleted last."""
    tenant = write.tenant_id
    await c.execute(_LOCK, (tenant,))
    await _execute(c, _CLUSTERS, tenant, [_cluster(cluster) for cluster in write.clusters])
    await _execute(c, _SEEN, tenant, [_trend(trend) for trend in write.seen])
    observed = [
        {"id": t.id, "at": t.last_seen, **t.observations[-1].metrics.to_json()}
        for t in write.seen
        if t.observations and t.observations[-1].at == t.last_seen
    ]
    await _execute(c, _OBSERVED, tenant, observed)
    await _execute(c, _MOVED, tenant, [{"id": t.id, **_score(t)} for t in write.moved])
    await c.execute(_FORGET_CLUSTERS, (tenant, [cluster.id for cluster in write.clusters]))


async def _execute(
    c: AsyncConnection[Any], statement: str, tenant: str, rows: Sequence[dict[str, Any]]
) -> None:
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        part = to_json_text(rows[start : start + _ROWS_A_STATEMENT])
        await c.execute(statement.encode(), {"tenant": tenant, "rows": part})


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return {
        "id": cluster.id,
        "label": cluster.label,
        "terms": cluster.terms,
        "size": cluster.size,
        "sources": cluster.sources,
        "leaders": cluster.leading,
        "score": cluster.score,
    }


def _trend(trend: Trend) -> dict[str, Any]:
    item = trend.item
    return {
        "id": trend.id,
        "source": item.source,
        "external_id": item.external_id,
        "title": item.title,
        "summary": item.summary,
        "url": item.url,
        "language": item.language,
        "published_at": item.published_at,
        "first_seen": trend.first_seen,
        "last_seen": trend.last_seen,
        **item.metrics.to_json(),
        "embedding": trend.embedded.data.hex() if trend.embedded else None,
        "embedding_model": trend.embedded.model if trend.embedded else None,
        "artifact_id": trend.artifact_id,
        **_score(trend),
    }


def _score(trend: Trend) -> dict[str, Any]:
    score = trend.score
    return {
        "cluster_id": trend.cluster_id,
        "viral_score": score.score if score else None,
        "confidence": score.confidence if score else None,
        "score_parts": score.to_json()["parts"] if score else None,
        "score_version": score.version if score else None,
    }
