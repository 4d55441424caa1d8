"""The trend index in PostgreSQL, for reading and forgetting; `trend_writes` brings it up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.adapters.postgres.pool import connection
from shared.domain.trend import Cluster, EmbeddedText, Metrics, Observation, Trend, TrendItem
from shared.domain.viral_score import VELOCITY_WINDOW_HOURS, ViralScore
from shared.services.trends import Page, Sort, TrendFilter

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

_TREND = (
    "t.id, t.tenant_id, t.source, t.external_id, t.title, t.summary, t.url, t.language, t.published_at, t.first_seen,"
    " t.last_seen, t.views, t.likes, t.comments, t.shares, t.cluster_id, t.viral_score, t.confidence, t.score_parts,"
    " t.score_version, t.embedding, t.embedding_model, t.artifact_id"
)
_KNOWN = f"SELECT {_TREND} FROM trend_index t WHERE t.tenant_id = %s AND t.id = ANY(%s)"
_HISTORY = """
SELECT trend_id, observed_at, views, likes, comments, shares FROM trend_observations
WHERE tenant_id = %s AND trend_id = ANY(%s) AND observed_at >= now() - make_interval(hours => %s)
ORDER BY trend_id, observed_at
"""
_WINDOW = f"""
SELECT {_TREND} FROM trend_index t WHERE t.tenant_id = %s AND t.last_seen >= %s
ORDER BY t.last_seen DESC, t.id LIMIT %s
"""
_ORDER = {"score": "t.viral_score DESC NULLS LAST, t.id", "recent": "t.last_seen DESC, t.id"}
_CLUSTERS = """
SELECT c.id, c.label, c.terms, c.size, c.sources, c.leaders, c.score FROM trend_clusters c
WHERE c.tenant_id = %(tenant)s AND EXISTS (SELECT 1 FROM trend_index t WHERE t.cluster_id = c.id AND {conditions})
ORDER BY c.score DESC, c.id LIMIT %(limit)s OFFSET %(offset)s
"""
_LEADING = f"""
SELECT {_TREND} FROM unnest(%(clusters)s::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM trend_index t WHERE t.cluster_id = wanted.id AND {{conditions}}
    ORDER BY t.viral_score DESC NULLS LAST, t.id LIMIT %(each)s
) AS t
"""
_LEADING_EACH = 5
_PURGE_TRENDS = """
DELETE FROM trend_index WHERE id IN (
    SELECT id FROM trend_index WHERE last_seen < now() - make_interval(days => %s)
    ORDER BY last_seen LIMIT %s FOR UPDATE SKIP LOCKED)
"""
_PURGE_OBSERVATIONS = """
DELETE FROM trend_observations WHERE ctid IN (
    SELECT ctid FROM trend_observations WHERE observed_at < now() - make_interval(days => %s)
    ORDER BY observed_at LIMIT %s)
"""


class PostgresTrends:
    """Implements `TrendRecords`."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def known(self, tenant_id: str, ids: Sequence[UUID]) -> dict[UUID, Trend]:
        """See `TrendRecords.known`."""
        async with connection(self._pool) as c:
            trends = {
                t.id: t for row in await _rows(c, _KNOWN, (tenant_id, list(ids))) for t in [_trend(row)]
            }
            history: dict[UUID, list[Observation]] = {}
            values = (tenant_id, list(trends), int(VELOCITY_WINDOW_HOURS))
            for row in await _rows(c, _HISTORY, values):
                history.setdefault(row[0], []).append(Observation(row[1], Metrics(*row[2:])))
        return {key: replace(t, observations=tuple(history.get(key, ()))) for key, t in trends.items()}

    async def window(self, tenant_id: str, since: datetime, limit: int) -> list[Trend]:
        """See `TrendRecords.window`."""
        return await self._trends(_WINDOW, (tenant_id, since, limit))

    async def find(self, tenant_id: str, wanted: TrendFilter, sort: Sort, page: Page) -> list[Trend]:
        """See `TrendRecords.find`."""
        conditions, values = _conditions(tenant_id, wanted)
        order = _ORDER["recent" if sort == "recent" else "score"]
        statement = (
            f"SELECT {_TREND} FROM trend_index t WHERE {conditions} ORDER BY {order}"
            " LIMIT %(limit)s OFFSET %(offset)s"
        )
        return await self._trends(statement, values | {"limit": page.limit, "offset": page.offset})

    async def clusters(
        self, tenant_id: str, wanted: TrendFilter, page: Page
    ) -> list[tuple[Cluster, list[Trend]]]:
        """See `TrendRecords.clusters`."""
        conditions, values = _conditions(tenant_id, wanted)
        async with connection(self._pool) as c:
            rows = await _rows(
                c,
                _CLUSTERS.format(conditions=conditions),
                values | {"limit": page.limit, "offset": page.offset},
            )
            clusters = [_cluster(row) for row in rows]
            asked = values | {"clusters": [cluster.id for cluster in clusters], "each": _LEADING_EACH}
            leading: dict[UUID | None, list[Trend]] = {}
            for row in await _rows(c, _LEADING.format(conditions=conditions), asked):
                trend = _trend(row)
                leading.setdefault(trend.cluster_id, []).append(trend)
        return [(cluster, leading.get(cluster.id, [])) for cluster in clusters]

    async def purge(self, trend_days: int, observation_days: int, limit: int) -> int:
        """Forgets trends and observations of long ago, up to `limit` of each; returns how many rows."""
        async with connection(self._pool) as c:
            trends = await c.execute(_PURGE_TRENDS, (trend_days, limit))
            observations = await c.execute(_PURGE_OBSERVATIONS, (observation_days, limit))
        return trends.rowcount + observations.rowcount

    async def _trends(self, statement: str, values: Any) -> list[Trend]:
        async with connection(self._pool) as c:
            return [_trend(row) for row in await _rows(c, statement, values)]


async def _rows(c: Any, statement: str, values: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = await (await c.execute(statement, values)).fetchall()
    return rows


def _conditions(tenant_id: str, wanted: TrendFilter) -> tuple[str, dict[str, Any]]:
    """The WHERE clause for what is given, and its parameters."""
    given = (
        ("t.tenant_id = %(tenant)s", "tenant", tenant_id),
        ("t.language = %(language)s", "language", wanted.language),
        ("t.source = %(source)s", "source", wanted.source),
        ("t.cluster_id = %(cluster)s", "cluster", wanted.cluster),
        ("t.last_seen >= %(since)s", "since", wanted.since),
        ("t.viral_score >= %(min_score)s", "min_score", wanted.min_score),
        ("t.id = ANY(%(ids)s)", "ids", None if wanted.ids is None else list(wanted.ids)),
    )
    used = [(text, name, value) for text, name, value in given if value is not None]
    return " AND ".join(text for text, _, _ in used), {name: value for _, name, value in used}


def _trend(row: tuple[Any, ...]) -> Trend:
    item = TrendItem(
        source=row[2],
        external_id=row[3],
        title=row[4],
        summary=row[5],
        url=row[6],
        language=row[7],
        published_at=row[8],
        metrics=Metrics(*row[11:15]),
    )
    score = None
    if row[16] is not None:
        score = ViralScore.from_json(
            {"score": row[16], "confidence": row[17], "parts": row[18], "version": row[19]}
        )
    embedded = EmbeddedText(row[21], bytes(row[20])) if row[20] is not None else None
    return Trend(
        id=row[0],
        tenant_id=row[1],
        item=item,
        first_seen=row[9],
        last_seen=row[10],
        embedded=embedded,
        cluster_id=row[15],
        score=score,
        artifact_id=row[22],
    )


def _cluster(row: tuple[Any, ...]) -> Cluster:
    return Cluster(
        id=row[0],
        label=row[1],
        terms=tuple(row[2]),
        size=row[3],
        sources=tuple(row[4]),
        leading=tuple(row[5]),
        score=row[6],
    )
