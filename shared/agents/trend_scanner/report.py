"""What a scan leaves behind: the report as one JSON file, the trends in it as artifacts, events, the reply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from shared.agents.trend_scanner.gathering import SourceReport
from shared.contracts.agent_messages import AgentRequest
from shared.domain.trend import Cluster, Trend
from shared.domain.viral_score import VERSION
from shared.names import TREND_SCANNER, derived_id
from shared.services.artifacts import part_ref
from shared.services.transaction import AgentEvent, GeneratedArtifact
from shared.services.trends import TREND

REPORT: Final = "trend_report"
JSON: Final = "application/json"
_SCHEMA: Final = "1.0.0"
_SCORES_AN_EVENT: Final = 100
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of a scan; `trends` are the scan's, best first, their scores with the niche worked in."""

    at: datetime
    niche: str | None
    language: str
    sources: tuple[SourceReport, ...]
    trends: Sequence[Trend]
    new: frozenset[UUID]
    clusters: Sequence[Cluster]
    embedding_model: str


@dataclass(frozen=True, slots=True)
class Report:
    """The file, and where in it each trend stands: first byte and length."""

    content: bytes
    spans: dict[UUID, tuple[int, int]]


def write_report(scan: Scan) -> Report:
    """The report as JSON, its trends one a line."""
    head = {
        "type": REPORT,
        "schemaVersion": _SCHEMA,
        "scannedAt": scan.at.isoformat(),
        "niche": scan.niche,
        "scoreVersion": VERSION,
        "embeddingModel": scan.embedding_model,
        "sources": [source.to_json() for source in scan.sources],
        "counts": {"trends": len(scan.trends), "new": len(scan.new), "clusters": len(scan.clusters)},
        "clusters": [_cluster(cluster) for cluster in scan.clusters],
    }
    content = bytearray(_dump(head)[:-1] + b',"trends":[')
    spans = {}
    for number, trend in enumerate(scan.trends):
        content += b",\n" if number else b"\n"
        line = _dump(trend_json(trend))
        spans[trend.id] = (len(content), len(line))
        content += line
    return Report(bytes(content + b"\n]}\n"), spans)


def trend_json(trend: Trend) -> dict[str, Any]:
    """A trend as the report and its own artifact show it."""
    item = trend.item
    return {
        "id": str(trend.id),
        "title": item.title,
        "summary": item.summary,
        "url": item.url,
        "source": item.source,
        "externalId": item.external_id,
        "language": item.language,
        "publishedAt": item.published_at.isoformat() if item.published_at else None,
        "firstSeen": trend.first_seen.isoformat(),
        "lastSeen": trend.last_seen.isoformat(),
        "metrics": item.metrics.to_json(),
        "clusterId": str(trend.cluster_id) if trend.cluster_id else None,
        "viralScore": trend.score.to_json() if trend.score else None,
    }


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return {
        "id": str(cluster.id),
        "label": cluster.label,
        "terms": cluster.terms,
        "size": cluster.size,
        "sources": cluster.sources,
        "score": cluster.score,
        "leading": [str(i) for i in cluster.leading],
    }


def trend_artifact_id(report_id: UUID, trend: UUID) -> UUID:
    """The artifact that keeps a trend as it was first found."""
    return derived_id("artifact", str(report_id), str(trend))


def trend_artifacts(scan: Scan, report: Report, stored: GeneratedArtifact) -> list[GeneratedArtifact]:
    """One artifact a new trend: the lines of the report's file, not files of their own."""
    return [
        replace(
            stored, id=trend_artifact_id(stored.id, trend.id), type=TREND,
            storage_ref=part_ref(stored.storage_ref, *report.spans[trend.id]),
            metadata={
                "name": f"trend-{trend.id}", "mediaType": JSON, "bytes": report.spans[trend.id][1],
                "aiGenerated": False, "title": trend.item.title, "source": trend.item.source,
                "trendId": str(trend.id), "partOf": str(stored.id),
            },
        )
        for trend in scan.trends if trend.id in scan.new
    ]  # fmt: skip


def trend_events(scan: Scan, tenant_id: str, request: AgentRequest, report_id: UUID) -> list[AgentEvent]:
    """An event a new trend with its score, and the new scores of the others, so many an event."""

    def event(key: str, payload: dict[str, Any]) -> AgentEvent:
        return AgentEvent(
            id=derived_id("event", TREND_SCANNER, str(report_id), key),
            tenant_id=tenant_id,
            session_id=request.session_id,
            correlation_id=request.correlation_id,
            agent=TREND_SCANNER,
            event_type="progress",
            payload=payload,
            metadata={"partOf": str(report_id)},
        )

    new = [t for t in scan.trends if t.id in scan.new]
    known = [t for t in scan.trends if t.id not in scan.new]
    events = [event(str(t.id), {"kind": "trend.found", "trend": _scored(t) | _about(t)}) for t in new]
    for start in range(0, len(known), _SCORES_AN_EVENT):
        part = known[start : start + _SCORES_AN_EVENT]
        events.append(
            event(f"scores:{start}", {"kind": "trend.scores", "trends": [_scored(t) for t in part]})
        )
    return events


def _about(trend: Trend) -> dict[str, Any]:
    return {"title": trend.item.title, "source": trend.item.source, "url": trend.item.url}


def _scored(trend: Trend) -> dict[str, Any]:
    return {
        "id": str(trend.id),
        "metrics": trend.item.metrics.to_json(),
        "viralScore": trend.score.to_json() if trend.score else None,
    }


def compose_reply(scan: Scan) -> str:
    """What the person reads: how many, the leading topics and trends, and which sources failed."""
    return "\n".join(_lines(scan))


def _lines(scan: Scan) -> Iterator[str]:
    spanish = scan.language == "es"
    working = sum(not source.failed for source in scan.sources)
    counts = (len(scan.trends), len(scan.new), working, len(scan.clusters))
    text = (
        "Encontré {} tendencias ({} nuevas) en {} de las fuentes consultadas, en {} temas."
        if spanish
        else "I found {} trends ({} new) in {} of the sources asked, in {} topics."
    )
    yield text.format(*counts)
    if scan.niche:
        yield (
            "Puntuadas según su cercanía a: " if spanish else "Scored by how close they are to: "
        ) + scan.niche
    for number, trend in enumerate(scan.trends[:_SHOWN], 1):
        score = f"{trend.score.score:.0f}/100" if trend.score else "?"
        yield f"{number}. {trend.item.title} · {trend.item.source} · ViralScore {score}"
    if scan.clusters:
        topics = ", ".join(f"{c.label} ({c.size})" for c in scan.clusters[:_SHOWN])
        yield ("Temas: " if spanish else "Topics: ") + topics
    for source in scan.sources:
        if source.failed:
            yield ("Falló: " if spanish else "Failed: ") + f"{source.name} ({source.reason})"


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
