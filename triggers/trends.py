"""Trends over HTTP, and the clock that has them scanned."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import UTC, datetime

import azure.functions as func

from shared.agents.front_desk import IdempotencyKey, IncomingMessage
from shared.bootstrap import services
from shared.contracts.conversations import MessageAnswer
from shared.contracts.trends import (
    ClusterView,
    MetricsView,
    ScanAccount,
    ScanBody,
    TrendsAnswer,
    TrendsQuery,
    TrendView,
    ViralScoreView,
)
from shared.domain.identity import Principal, Role
from shared.domain.refs import artifact_ref
from shared.domain.trend import Trend
from shared.errors import ConflictError, ForbiddenError, ValidationFailedError
from shared.names import TREND_SCANNER
from shared.services.trends import TREND, Page, TrendFilter, TrendQuestion
from triggers.http import Call, Reply, endpoint

bp = func.Blueprint()
_logger = logging.getLogger(__name__)


@endpoint(
    bp,
    "GET",
    "trends",
    query=TrendsQuery,
    answers={200: TrendsAnswer},
    summary="Trends and their clusters",
    tag="trends",
)
async def get_trends(call: Call[None, TrendsQuery]) -> Reply:
    """The tenant's trends with their ViralScore, best first, or in `view=clusters` the topics they make.

    Raises 422 for `sort=relevance` without `query`.
    """
    query, tenant, trends = call.query, call.principal.tenant_id, call.services.trends
    if query.sort == "relevance" and query.query is None:
        needs = {"field": "query.sort", "message": "needs query"}
        raise ValidationFailedError("Relevance to what? Give `query`.", [needs])
    # One more than asked for tells whether there is a next page.
    question = TrendQuestion(
        text=query.query,
        niche=query.niche,
        sort=query.sort,
        page=Page(query.limit + 1, query.offset),
        wanted=TrendFilter(query.language, query.source, query.cluster, query.since, query.min_score),
    )
    answer = TrendsAnswer(view=query.view, embedding_model=trends.model_name)
    if query.view == "clusters":
        groups = await trends.clusters(tenant, question)
        clusters = [
            ClusterView(
                id=c.id,
                label=c.label,
                terms=list(c.terms),
                size=c.size,
                sources=list(c.sources),
                score=c.score,
                leading=[_view(t) for t in leading],
            )
            for c, leading in groups[: query.limit]
        ]
        return Reply(200, answer.model_copy(update={"clusters": clusters, "next": _next(query, len(groups))}))
    found = await trends.find(tenant, question)
    views = [_view(f.trend, f.similarity) for f in found[: query.limit]]
    return Reply(200, answer.model_copy(update={"trends": views, "next": _next(query, len(found))}))


@endpoint(
    bp,
    "POST",
    "trends/scan",
    body=ScanBody,
    answers={202: MessageAnswer},
    summary="Scan for trends",
    tag="trends",
)
async def post_trend_scan(call: Call[ScanBody, None]) -> Reply:
    """Hands a scan to the Trend Scanner; its report is an artifact of the request. Sources of one's own need the
    role of a manager or a service, since the app fetches them.
    """
    body, who = call.body, call.principal
    if body.sources is not None and not who.has(Role.MANAGER, Role.SERVICE):
        raise ForbiddenError("The caller lacks the role to name sources.", roles=[Role.MANAGER, Role.SERVICE])
    if body.session_id and call.session_id and body.session_id != call.session_id:
        raise ConflictError("x-session-id and the body's sessionId name different sessions.")
    payload = body.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"intent", "session_id"})
    message = IncomingMessage(
        text=body.intent,
        session_id=body.session_id or call.session_id,
        correlation_id=call.correlation_id,
        agent=TREND_SCANNER,
        payload=payload,
        origin="api",
    )
    key = None
    if call.idempotency_key:
        text = f"{TREND_SCANNER}\n{message.session_id}\n{body.model_dump_json()}"
        key = IdempotencyKey(call.idempotency_key, hashlib.sha256(text.encode()).digest())
    answer, replayed = await call.services.front_desk.process_message(who, message, key)
    headers = {"Location": answer["links"]["request"]} | ({"Idempotent-Replayed": "true"} if replayed else {})
    return Reply(202, MessageAnswer.model_validate(answer), headers)


@bp.function_name("trend_scan")
@bp.timer_trigger(arg_name="timer", schedule="0 7 * * * *")
async def trend_scan(timer: func.TimerRequest) -> None:
    """Has the configured sources scanned for every account of TREND_SCAN_ACCOUNTS."""
    accounts = (await services()).settings.trend_scan_accounts
    results = await asyncio.gather(*(request_scan(account) for account in accounts), return_exceptions=True)
    failures = [result for result in results if isinstance(result, BaseException)]
    if failures:
        # The function fails visibly once every account had its turn.
        _logger.error("%d of %d scans could not be requested", len(failures), len(accounts))
        raise failures[0]


async def request_scan(account: ScanAccount) -> None:
    """Requests the scan of this hour, once however many instances' timers fire."""
    hour, fingerprint = (
        f"{datetime.now(UTC):%Y-%m-%dT%H}",
        hashlib.sha256(account.model_dump_json().encode()).digest(),
    )
    message = IncomingMessage(
        text="Busca las tendencias de ahora",
        agent=TREND_SCANNER,
        origin="timer",
        priority="low",
        payload={"niche": account.niche} if account.niche else {},
    )
    principal = Principal(account.tenant, account.user, frozenset({Role.SERVICE}))
    key = IdempotencyKey(f"trend-scan:{hour}:{fingerprint.hex()[:16]}", fingerprint)
    await (await services()).front_desk.process_message(principal, message, key)


def _next(query: TrendsQuery, found: int) -> int | None:
    return query.offset + query.limit if found > query.limit else None


def _view(trend: Trend, similarity: float | None = None) -> TrendView:
    item = trend.item
    return TrendView(
        id=trend.id,
        title=item.title,
        summary=item.summary,
        url=item.url,
        source=item.source,
        language=item.language,
        published_at=item.published_at,
        first_seen=trend.first_seen,
        last_seen=trend.last_seen,
        metrics=MetricsView.model_validate(item.metrics.to_json()),
        viral_score=ViralScoreView.model_validate(trend.score.to_json()) if trend.score else None,
        cluster_id=trend.cluster_id,
        similarity=similarity,
        artifact_ref=str(artifact_ref(TREND, trend.artifact_id)) if trend.artifact_id else None,
    )
