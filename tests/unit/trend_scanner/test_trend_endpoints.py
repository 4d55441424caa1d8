"""The trend endpoints: what they ask the services, and what they answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import azure.functions as func
import pytest

import triggers.http
import triggers.trends
from shared.contracts.trends import ScanAccount
from shared.domain.identity import Principal, Role
from shared.domain.trend import Cluster, Metrics, Trend, TrendItem
from shared.domain.viral_score import combine, recency
from shared.errors import DependencyUnavailableError
from shared.services.trends import FoundTrend, TrendQuestion
from triggers.trends import get_trends, post_trend_scan, trend_scan

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def a_trend(n: int = 1) -> Trend:
    item = TrendItem("blog", str(n), f"Cold brew {n}", "https://x.example", "es", Metrics(views=n))
    score = combine({"recency": recency(NOW, NOW, NOW)})
    return Trend(uuid4(), "acme", item, NOW, NOW, score=score, artifact_id=uuid4())


class Trends:
    """Answers three trends and one cluster, and keeps what it was asked."""

    model_name = "offline-ngrams-1"

    def __init__(self) -> None:
        self.questions: list[tuple[str, TrendQuestion]] = []
        self.trends = [a_trend(n) for n in range(3)]

    async def find(self, tenant_id: str, question: TrendQuestion) -> list[FoundTrend]:
        self.questions.append((tenant_id, question))
        return [FoundTrend(t, 0.5 if question.text else None) for t in self.trends[: question.page.limit]]

    async def clusters(self, tenant_id: str, question: TrendQuestion) -> list[tuple[Cluster, list[Trend]]]:
        self.questions.append((tenant_id, question))
        ids = tuple(t.id for t in self.trends)
        return [(Cluster(uuid4(), "cold · brew", ("cold", "brew"), 3, ("blog",), ids, 61.5), self.trends)]


class Desk:
    """Accepts every message and keeps it."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, Any, Any]] = []
        self.failing = ""

    async def process_message(
        self, principal: Principal, message: Any, key: Any = None
    ) -> tuple[dict[str, Any], bool]:
        self.calls.append((principal, message, key))
        if principal.tenant_id == self.failing:
            raise DependencyUnavailableError("postgresql")
        routing = {
            "agent": message.agent,
            "score": 1,
            "threshold": 0,
            "candidates": [],
            "reason": "",
            "router": "caller",
            "language": "es",
            "evidence": [],
        }
        ids = {name: str(uuid4()) for name in ("sessionId", "turnId")}
        links = {"request": f"/api/requests/{message.correlation_id}", "session": "/api/sessions/x/context"}
        return {
            "status": "processing",
            "message": "ok",
            **ids,
            "correlationId": str(message.correlation_id),
            "agent": message.agent,
            "routing": routing,
            "degraded": [],
            "links": links,
        }, False


class Authenticator:
    def __init__(self, *roles: Role) -> None:
        self.principal = Principal("acme", "ana", frozenset(roles))

    async def authenticate(self, headers: Any) -> Principal:
        return self.principal


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    settings = SimpleNamespace(trend_scan_accounts=())
    app = SimpleNamespace(
        trends=Trends(), front_desk=Desk(), authenticator=Authenticator(Role.USER), settings=settings
    )

    async def provide() -> SimpleNamespace:
        return app

    monkeypatch.setattr(triggers.http, "provide_services", provide)
    monkeypatch.setattr(triggers.trends, "services", provide)
    return app


def get(**query: str) -> func.HttpRequest:
    return func.HttpRequest("GET", "http://x/api/trends", params=query, headers={}, route_params={}, body=b"")


def post(body: dict[str, Any], **headers: str) -> func.HttpRequest:
    return func.HttpRequest(
        "POST",
        "http://x/api/trends/scan",
        headers={"content-type": "application/json", **headers},
        route_params={},
        body=json.dumps(body).encode(),
    )


async def test_the_list_shows_scores_with_their_parts_and_the_next_page(app: SimpleNamespace) -> None:
    response = await get_trends(
        get(query="cold brew", language="es", minScore="12.5", limit="2", niche="café")
    )
    body = json.loads(response.get_body())
    assert response.status_code == 200, body
    assert [t["title"] for t in body["trends"]] == ["Cold brew 0", "Cold brew 1"]
    assert body["next"] == 2
    trend = body["trends"][1]
    assert trend["viralScore"]["parts"]["recency"]["value"] == 1.0
    assert trend["metrics"] == {"views": 1, "likes": None, "comments": None, "shares": None}
    assert trend["similarity"] == 0.5
    assert trend["artifactRef"].startswith("artifact://trend/")
    ((tenant, question),) = app.trends.questions
    assert tenant == "acme"
    assert (question.text, question.niche, question.wanted.min_score) == ("cold brew", "café", 12.5)


async def test_the_cluster_view_shows_labels_sizes_and_leading_trends(app: SimpleNamespace) -> None:
    body = json.loads((await get_trends(get(view="clusters"))).get_body())
    (cluster,) = body["clusters"]
    assert (cluster["label"], cluster["size"], len(cluster["leading"]), body["next"]) == (
        "cold · brew",
        3,
        3,
        None,
    )


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "relevance"},
        {"limit": "0"},
        {"limit": "101"},
        {"minScore": "101"},
        {"view": "map"},
        {"since": "ayer"},
        {"tenant": "rival"},
        {"language": "spanish"},
        {"offset": "-1"},
        {"cluster": "1"},
    ],
)
async def test_wrong_questions_are_refused(app: SimpleNamespace, query: dict[str, str]) -> None:
    response = await get_trends(get(**query))
    assert response.status_code == 422
    assert app.trends.questions == []


async def test_a_scan_goes_through_the_front_desk_like_any_request(app: SimpleNamespace) -> None:
    response = await post_trend_scan(post({"niche": "café", "limit": 50}, **{"idempotency-key": "k1"}))
    assert response.status_code == 202, response.get_body()
    assert json.loads(response.get_body())["agent"] == "trend-scanner"
    ((principal, message, key),) = app.front_desk.calls
    assert (principal.tenant_id, principal.user_id) == ("acme", "ana")
    assert message.payload == {"niche": "café", "limit": 50}
    assert key.key == "k1"
    assert response.headers["Location"] == f"/api/requests/{message.correlation_id}"


async def test_naming_sources_needs_a_role_and_a_sound_url(app: SimpleNamespace) -> None:
    body = {"sources": [{"kind": "feed", "url": "https://x.example/feed"}]}
    assert (await post_trend_scan(post(body))).status_code == 403
    app.authenticator = Authenticator(Role.MANAGER)
    assert (await post_trend_scan(post(body))).status_code == 202
    for source in (
        {"kind": "file", "path": "/etc/passwd"},
        {"kind": "feed", "url": "file:///x"},
        {"url": "https://x"},
    ):
        assert (await post_trend_scan(post({"sources": [source]}))).status_code == 422
    assert len(app.front_desk.calls) == 1
    assert app.front_desk.calls[0][1].payload["sources"] == [
        {"kind": "feed", "url": "https://x.example/feed"}
    ]


async def test_the_timer_scans_for_every_account_once_an_hour_and_one_failing_does_not_stop_the_others(
    app: SimpleNamespace,
) -> None:
    app.settings.trend_scan_accounts = (
        ScanAccount(tenant="broken", user="x"),
        ScanAccount(tenant="acme", user="ana", niche="café"),
    )
    app.front_desk.failing = "broken"
    run: Any = trend_scan.build(None).get_user_function()
    with pytest.raises(DependencyUnavailableError):
        await run(SimpleNamespace())
    assert [c[0].tenant_id for c in app.front_desk.calls] == ["broken", "acme"]
    _, message, key = app.front_desk.calls[1]
    assert message.agent == "trend-scanner"
    assert message.payload == {"niche": "café"}
    with pytest.raises(DependencyUnavailableError):
        await run(SimpleNamespace())
    assert app.front_desk.calls[3][2].fingerprint == key.fingerprint
