"""The Trend Scanner: from sources to scored, clustered trends in the index, and a report on them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from shared.agents.base import AgentResult, AgentWork, ArtifactDraft
from shared.agents.trend_scanner.clustering import describe, group_trends
from shared.agents.trend_scanner.gathering import Gathered, SourceReport, gather
from shared.agents.trend_scanner.options import ScanOptions, niche_of, read_options
from shared.agents.trend_scanner.report import (
    JSON,
    REPORT,
    Report,
    Scan,
    compose_reply,
    trend_artifact_id,
    trend_artifacts,
    trend_events,
    write_report,
)
from shared.agents.trend_scanner.scoring import moved, score_all
from shared.contracts.trends import MAX_ITEMS
from shared.domain.language import detect_language
from shared.domain.refs import artifact_ref
from shared.domain.trend import EmbeddedText, Observation, Trend, TrendItem
from shared.domain.viral_score import VERSION
from shared.names import TREND_SCANNER
from shared.services.embedding_outbox import embedding_message
from shared.services.embeddings import EmbeddingService
from shared.services.outbox import OutboxMessage
from shared.services.transaction import GeneratedArtifact, Transaction
from shared.services.trends import (
    TREND,
    SourceCatalog,
    TrendRecords,
    TrendWrite,
    cosines_to,
    trend_id,
    with_niche,
)
from shared.services.vector_store import EmbeddingText

CLUSTERED_DAYS: Final = 7
CLUSTERED_MOST: Final = 10_000
_EMBEDDED_AT_ONCE: Final = 64
_VECTOR_DAYS: Final = 90


class TrendScanner:
    """Asks the sources, remembers what they said, and scores it by how it grew since."""

    def __init__(self, sources: SourceCatalog, records: TrendRecords, embeddings: EmbeddingService) -> None:
        self._sources = sources
        self._records = records
        self._embeddings = embeddings

    @property
    def name(self) -> str:
        """The agent's name on the bus."""
        return TREND_SCANNER

    async def handle(self, work: AgentWork) -> AgentResult:
        """The report as a draft, and the index's changes as an effect.

        Raises `ValidationFailedError` for wrong options, `AllSourcesFailedError` or `AllSourcesUnavailableError`
        when no source gave anything, `ClusteringFailedError`; a single source that fails is in the report.
        """
        payload = work.request.payload
        options, spoken = read_options(payload), detect_language(payload.intent)
        niche = options.niche or niche_of(payload.intent, work.bundle)
        gathered = await self._gather(work, options, spanish=spoken == "es")
        now = datetime.now(UTC)
        items = [i for i in gathered.items if options.language is None or i.language == options.language]
        known, seen = await self._remember(work.tenant_id, items, now)
        embedded = await self._embed(seen)
        await work.progress(60, "Significado calculado" if spoken == "es" else "Meaning worked out")
        window = await self._records.window(
            work.tenant_id, now - timedelta(days=CLUSTERED_DAYS), CLUSTERED_MOST
        )
        before = {t.id: t for t in window[: max(0, CLUSTERED_MOST - len(embedded))]} | {
            t.id: t for t in embedded
        }
        groups = await group_trends(list(before.values()), self._embeddings.model_name)
        await work.progress(80, "Temas agrupados" if spoken == "es" else "Topics grouped")
        after = score_all(list(before.values()), groups, now)
        clusters = describe(groups, after)
        ranked = await self._ranked([after[t.id] for t in embedded], niche)
        new = frozenset(t.id for t in ranked if t.id not in known)
        scan = Scan(now, niche, spoken, gathered.sources, ranked, new, clusters, self._embeddings.model_name)
        write = TrendWrite(
            work.tenant_id,
            [self._named(work, after[t.id], new) for t in embedded],
            moved(before, after, frozenset(t.id for t in embedded)),
            clusters,
        )
        fresh = [t for t in embedded if t.id not in known or known[t.id].embedded != t.embedded]
        return _result(work, scan, write, fresh)

    async def _gather(self, work: AgentWork, options: ScanOptions, *, spanish: bool) -> Gathered:
        named = options.sources
        sources = self._sources.configured() if named is None else self._sources.requested(named)
        await work.progress(5, "Consultando las fuentes" if spanish else "Asking the sources")

        async def told(report: SourceReport, done: int) -> None:
            came = f"{report.items} {'elementos' if spanish else 'items'}"
            text = f"{report.name}: {report.reason if report.failed else came}"
            await work.progress(5 + round(50 * done / len(sources)), text[:300])

        return await gather(sources, options.limit, MAX_ITEMS, told)

    async def _remember(
        self, tenant_id: str, items: Sequence[TrendItem], now: datetime
    ) -> tuple[Mapping[UUID, Trend], list[Trend]]:
        """What the index knew of the items, and each as it is now."""
        by_id = {trend_id(tenant_id, item.source, item.external_id): item for item in items}
        known = await self._records.known(tenant_id, list(by_id))
        seen = [
            known[key].seen_again(item, now) if key in known else _first_seen(key, tenant_id, item, now)
            for key, item in by_id.items()
        ]
        return known, seen

    async def _embed(self, trends: Sequence[Trend]) -> list[Trend]:
        """The trends, each with a vector of the present model; those that have one keep it."""
        import numpy as np

        model, done = self._embeddings.model_name, list(trends)
        bare = [n for n, t in enumerate(trends) if t.embedded is None or t.embedded.model != model]
        for start in range(0, len(bare), _EMBEDDED_AT_ONCE):
            part = bare[start : start + _EMBEDDED_AT_ONCE]
            vectors = await self._embeddings.generate_embeddings([trends[n].item.text for n in part])
            for n, vector in zip(part, vectors, strict=True):
                data = np.asarray(vector, dtype="<f4").tobytes()
                done[n] = replace(trends[n], embedded=EmbeddedText(model, data))
            # The offline model works on the loop: others get their turn between batches.
            await asyncio.sleep(0)
        return done

    async def _ranked(self, trends: Sequence[Trend], niche: str | None) -> list[Trend]:
        """Best first, their scores with the niche worked in."""
        if niche is not None and trends:
            vector = await self._embeddings.generate_embedding(niche)
            cosines = cosines_to(vector, [t.embedded for t in trends], self._embeddings.model_name)
            trends = [
                replace(t, score=with_niche(t.score, cosine)) if t.score else t
                for t, cosine in zip(trends, cosines, strict=True)
            ]
        return sorted(trends, key=lambda t: (-(t.score.score if t.score else 0.0), t.id))

    @staticmethod
    def _named(work: AgentWork, trend: Trend, new: frozenset[UUID]) -> Trend:
        artifact = (
            trend_artifact_id(work.artifact_id(REPORT), trend.id) if trend.id in new else trend.artifact_id
        )
        return replace(trend, artifact_id=artifact)


def _first_seen(key: UUID, tenant_id: str, item: TrendItem, now: datetime) -> Trend:
    observed = (Observation(now, item.metrics),) if item.metrics.known else ()
    return Trend(key, tenant_id, item, first_seen=now, last_seen=now, observations=observed)


def _result(work: AgentWork, scan: Scan, write: TrendWrite, fresh: Sequence[Trend]) -> AgentResult:
    report, report_id = write_report(scan), work.artifact_id(REPORT)
    ref = str(artifact_ref(REPORT, report_id))

    async def effects(tx: Transaction, stored: Sequence[GeneratedArtifact]) -> None:
        await tx.add_trends(write)
        await tx.add_artifacts(trend_artifacts(scan, report, stored[0]))
        await tx.add_events(trend_events(scan, work.tenant_id, work.request, report_id))
        await tx.add_outbox([_embedding(work, trend, scan.at) for trend in fresh])

    return AgentResult(
        summary=f"trendReportRef:{ref}",
        reply=compose_reply(scan),
        artifacts=(_draft(scan, report),),
        result={
            "trendReportRef": ref,
            "trends": len(scan.trends),
            "new": len(scan.new),
            "clusters": len(scan.clusters),
            "niche": scan.niche,
            "scoreVersion": VERSION,
            "sources": [s.to_json() for s in scan.sources],
            "leading": [str(t.id) for t in scan.trends[:10]],
        },
        resource_usage={"embeddedTexts": len(fresh), "embeddingModel": scan.embedding_model},
        effects=effects,
    )


def _draft(scan: Scan, report: Report) -> ArtifactDraft:
    labels = ", ".join(c.label for c in scan.clusters[:10])
    titles = "\n".join(t.item.title for t in scan.trends[:10])
    return ArtifactDraft(
        REPORT, REPORT, report.content, JSON, "json",
        {"title": f"Tendencias {scan.at:%Y-%m-%d %H:%M} UTC" if scan.language == "es"
         else f"Trends {scan.at:%Y-%m-%d %H:%M} UTC", "language": scan.language, "trends": len(scan.trends)},
        f"{labels}\n{titles}" if scan.trends else None,
    )  # fmt: skip


def _embedding(work: AgentWork, trend: Trend, at: datetime) -> OutboxMessage:
    import numpy as np

    assert trend.embedded is not None
    text = EmbeddingText(
        id=trend.id,
        tenant_id=work.tenant_id,
        user_id=work.bundle.user_id,
        session_id=work.request.session_id,
        role="agent",
        text=trend.item.text,
        ttl=at + timedelta(days=_VECTOR_DAYS),
        metadata={
            "agent": TREND_SCANNER,
            "type": TREND,
            "timestamp": at.isoformat(),
            "title": trend.item.title,
            "language": trend.item.language,
            "source": trend.item.source,
        },
    )
    return embedding_message(text, np.frombuffer(trend.embedded.data, dtype="<f4").tolist())
