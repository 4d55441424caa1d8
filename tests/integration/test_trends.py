"""Scans on the real database, from local feed servers to the index and back over its questions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg_pool import AsyncConnectionPool

from shared.agents.trend_scanner import clustering
from shared.agents.trend_scanner.clustering import ClusteringFailedError, group_vectors
from shared.contracts.trends import FileSpec, YouTubeSpec
from shared.errors import DependencyUnavailableError, NotFoundError
from shared.services.context_bundles import ContextBundleService
from shared.services.trends import Page, TrendFilter, TrendQuestion
from tests.support.trend_app import FeedServer, TrendApp, report_id

SAMPLE = Path(__file__).resolve().parents[2] / "local" / "sample_trends.json"


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    server = FeedServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def app(
    pool: AsyncConnectionPool, contexts: ContextBundleService, server: FeedServer, tmp_path: Path
) -> TrendApp:
    app = TrendApp(pool, contexts, tmp_path, youtube_url=server.url("/youtube"))
    await app.vectors.prepare()
    return app


def feed(*items: dict[str, Any]) -> dict[str, Any]:
    """A JSON Feed."""
    return {"version": "https://jsonfeed.org/version/1.1", "items": list(items)}


def item(key: str, title: str, language: str = "es", **numbers: int) -> dict[str, Any]:
    return {
        "id": key,
        "title": title,
        "url": f"https://x.example/{key}",
        "language": language,
        "_metrics": numbers,
    }


def rss(*titles: str) -> bytes:
    entries = "".join(f"<item><title>{t}</title><guid>{n}</guid></item>" for n, t in enumerate(titles))
    return f"<rss version='2.0'><channel><title>f</title>{entries}</channel></rss>".encode()


async def test_a_scan_leaves_a_report_and_each_trend_as_artifact_event_vector_and_row(
    app: TrendApp, server: FeedServer
) -> None:
    server.bodies["/a"] = feed(
        item("1", "Cold brew casero", views=900, likes=60), item("2", "Pilates en pared", views=100)
    )
    response = await app.scan(sources=[server.feed("/a", "blog").model_dump()])
    assert response["status"] == "completed", response
    result = response["metadata"]["result"]
    assert (result["trends"], result["new"]) == (2, 2)
    assert [link["type"] for link in response["artifacts"]] == ["trend_report"]
    assert "Cold brew casero · blog · ViralScore" in response["metadata"]["reply"]

    stored = await app.artifacts.get("acme", "ana", report_id(response))
    report = json.loads(await app.artifacts.content(stored))
    assert [t["title"] for t in report["trends"]] == ["Cold brew casero", "Pilates en pared"]
    assert report["trends"][0]["viralScore"]["parts"]["engagement"]["rate"] == 0.0667

    artifacts = await app.rows("SELECT id FROM generated_artifacts WHERE type = 'trend' ORDER BY id")
    shown = {}
    for (identifier,) in artifacts:
        artifact = await app.artifacts.get("acme", "ana", identifier)
        content = await app.artifacts.content(artifact)
        assert len(content) == artifact.metadata["bytes"]
        assert await app.artifacts.content(artifact, 2, 5) == content[2:7]
        assert await app.artifacts.content(artifact, 2) == content[2:]
        trend = json.loads(content)
        shown[trend["id"]] = trend
    assert sorted(shown) == sorted(t["id"] for t in report["trends"])

    events = await app.rows("SELECT payload FROM agent_events WHERE payload ->> 'kind' = 'trend.found'")
    assert {e[0]["trend"]["id"] for e in events} == set(shown)
    assert all(e[0]["trend"]["viralScore"]["version"] for e in events)
    assert await app.count("embeddings", "type = 'trend' AND tenant_id = 'acme'") == 2
    rows = await app.rows("SELECT title, source, views, likes, artifact_id FROM trend_index ORDER BY title")
    assert [r[:4] for r in rows] == [
        ("Cold brew casero", "blog", 900, 60),
        ("Pilates en pared", "blog", 100, None),
    ]
    assert {r[4] for r in rows} == {a[0] for a in artifacts}
    assert await app.count("outbox") == 0


async def test_the_life_of_the_request_tells_the_scan_without_its_thousand_parts(
    app: TrendApp, server: FeedServer
) -> None:
    server.bodies["/a"] = feed(*(item(str(n), f"Tendencia número {n}", views=n) for n in range(30)))
    response = await app.scan(sources=[server.feed("/a").model_dump()])
    life = await app.requests.get("acme", "ana", UUID(response["correlationId"]))
    assert [a.type for a in life.artifacts] == ["trend_report"]
    assert len(life.events) < 10
    assert await app.count("agent_events", "payload ->> 'kind' = 'trend.found'") == 30
    assert any("30" in e.payload.get("message", "") for e in life.events)


async def test_repeated_scans_build_the_history_that_velocity_is_computed_from(
    app: TrendApp, server: FeedServer
) -> None:
    sources = [server.feed("/a", "blog").model_dump()]
    server.bodies["/a"] = feed(item("1", "Cold brew", views=1_000), item("2", "Matcha", views=1_000))
    await app.scan(sources=sources)
    await app.age(hours=2)
    server.bodies["/a"] = feed(item("1", "Cold brew", views=9_000), item("2", "Matcha", views=1_010))
    await app.scan(sources=sources)
    await app.age(hours=2)
    server.bodies["/a"] = feed(item("1", "Cold brew", views=41_000), item("2", "Matcha", views=1_020))
    response = await app.scan(sources=sources)
    assert response["metadata"]["result"]["new"] == 0
    fast, slow = [f.trend for f in await app.service.find("acme", TrendQuestion())]
    assert (fast.item.title, slow.item.title) == ("Cold brew", "Matcha")
    assert fast.score is not None
    assert slow.score is not None
    velocity = fast.score.parts["velocity"]
    assert velocity.facts["basis"] == "history"
    assert velocity.facts["perHour"] == pytest.approx(10_000, rel=0.02)
    assert slow.score.parts["velocity"].facts["perHour"] == pytest.approx(5, rel=0.02)
    assert fast.last_seen > fast.first_seen
    assert await app.count("trend_observations") == 6
    assert await app.count("trend_index") == 2
    assert await app.count("generated_artifacts", "type = 'trend'") == 2
    scores = await app.rows("SELECT payload FROM agent_events WHERE payload ->> 'kind' = 'trend.scores'")
    assert [len(s[0]["trends"]) for s in scores] == [2, 2]


async def test_numbers_left_out_once_are_kept_and_a_changed_title_is_embedded_anew(
    app: TrendApp, server: FeedServer
) -> None:
    sources = [server.feed("/a", "blog").model_dump()]
    server.bodies["/a"] = feed(item("1", "Cold brew casero", views=500, likes=20))
    await app.scan(sources=sources)
    server.bodies["/a"] = feed(item("1", "Zapatillas de carrera", views=700))
    await app.scan(sources=sources)
    ((views, likes),) = await app.rows("SELECT views, likes FROM trend_index")
    assert (views, likes) == (700, 20)
    ((text,),) = await app.rows("SELECT text FROM embeddings WHERE type = 'trend'")
    assert text == "Zapatillas de carrera"


async def test_one_source_failing_is_reported_and_does_not_fail_the_scan(
    app: TrendApp, server: FeedServer
) -> None:
    server.bodies |= {
        "/good": rss("Matcha con mango", "Chocolate Dubái"),
        "/broken": b"<rss><channel>",
        "/down": 503,
        "/huge": b"<rss>" + b"x" * 600_000,
        "/html": b"<html><body/></html>",
        "/bomb": b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss><channel><item><title>&b;</title></item></channel></rss>",
    }
    server.stalled.add("/slow")
    paths = ("/good", "/broken", "/down", "/huge", "/html", "/bomb", "/slow", "/absent")
    sources = [server.feed(p, p[1:]).model_dump() for p in paths]
    sources.append({"kind": "feed", "url": "http://127.0.0.1:1/inside", "name": "inside"})
    sources.append({"kind": "feed", "url": "https://example.invalid/x", "name": "scheme"})
    response = await app.scan(sources=sources)
    assert response["status"] == "completed"
    result = response["metadata"]["result"]
    assert result["trends"] == 2
    outcome = {s["name"]: s.get("error", {}).get("code", "ok") for s in result["sources"]}
    assert outcome == {
        "good": "ok",
        "broken": "feed_refused",
        "down": "unavailable",
        "huge": "answer_refused",
        "html": "feed_refused",
        "bomb": "feed_refused",
        "slow": "unavailable",
        "absent": "answer_refused",
        "inside": "url_refused",
        "scheme": "url_refused",
    }
    assert "inside" in response["metadata"]["reply"]


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        (["/absent", "/html"], "all_sources_failed"),
        (["/absent", "/down"], "retries_exhausted"),
    ],
)
async def test_all_sources_failing_fails_the_request_with_reasons(
    app: TrendApp, server: FeedServer, monkeypatch: pytest.MonkeyPatch, paths: list[str], code: str
) -> None:
    server.bodies |= {"/html": b"<html/>", "/down": 500}
    response = await app.scan(sources=[server.feed(p).model_dump() for p in paths])
    assert response["status"] == "failed"
    assert response["error"]["code"] == code
    if code == "all_sources_failed":
        assert [s["status"] for s in response["error"]["details"]["sources"]] == ["failed", "failed"]
    else:
        assert response["error"]["details"] == {"cause": "all_sources_unavailable"}
    assert await app.count("trend_index") == 0


@pytest.mark.parametrize(
    "payload",
    [
        {"sources": []},
        {"sources": [{"kind": "file", "path": "/etc/passwd"}]},
        {"limit": 0},
        {"niche": ""},
        {"sources": [{"kind": "youtube", "region": "mx"}]},
        {"sources": [{"kind": "feed", "url": "file:///etc/passwd"}]},
    ],
)
async def test_wrong_options_fail_with_what_is_wrong(app: TrendApp, payload: dict[str, Any]) -> None:
    response = await app.scan(**payload)
    assert response["error"]["code"] == "validation_failed"
    assert response["error"]["details"]["errors"]


async def test_a_message_delivered_many_times_has_one_effect(app: TrendApp, server: FeedServer) -> None:
    server.bodies["/a"] = feed(item("1", "Cold brew", views=10))
    request = await app.ask()
    payload = request.payload.model_copy(update={"sources": [server.feed("/a").model_dump()]})
    request = request.model_copy(update={"payload": payload})
    responses = await asyncio.gather(*(app.deliver(request, "m1") for _ in range(5)))
    assert responses == [responses[0]] * 5
    assert await app.count("trend_observations") == 1
    assert await app.count("agent_events", "payload ->> 'kind' = 'trend.found'") == 1


async def test_an_effect_that_fails_leaves_nothing_of_the_scan(
    app: TrendApp, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.bodies["/a"] = feed(item("1", "Cold brew", views=10))
    from shared.adapters.postgres import transaction

    real = transaction.write_trends

    async def fail_once(c: Any, write: Any) -> None:
        await real(c, write)
        monkeypatch.setattr(transaction, "write_trends", real)
        # What a second, honest attempt must not find: the first one's rows, written and then rolled back.
        raise DependencyUnavailableError("disk")

    monkeypatch.setattr(transaction, "write_trends", fail_once)
    response = await app.scan(sources=[server.feed("/a").model_dump()])
    assert response["status"] == "completed"
    assert response["metadata"]["result"]["new"] == 1
    assert await app.count("trend_observations") == 1
    assert await app.count("generated_artifacts", "type = 'trend'") == 1


async def test_two_scans_of_a_tenant_at_once_agree_on_the_trends(app: TrendApp, server: FeedServer) -> None:
    server.bodies["/a"] = feed(*(item(str(n), f"Cold brew número {n}", views=n) for n in range(40)))
    sources = [server.feed("/a", "blog").model_dump()]
    responses = await asyncio.gather(*(app.scan(sources=sources, user=f"user-{n}") for n in range(3)))
    assert [r["status"] for r in responses] == ["completed"] * 3
    assert await app.count("trend_index") == 40
    orphans = "cluster_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM trend_clusters c WHERE c.id = cluster_id)"
    assert await app.count("trend_index", orphans) == 0


async def test_tenants_see_their_own_trends_only(app: TrendApp, server: FeedServer) -> None:
    server.bodies["/a"] = feed(
        *(
            item(str(n), f"{'Cold brew casero' if n % 2 else 'Rutina de pilates'} número {n}", views=n)
            for n in range(8)
        )
    )
    sources = [server.feed("/a", "blog").model_dump()]
    ours = await app.scan("acme", sources=sources)
    assert await app.service.find("rival", TrendQuestion()) == []
    assert await app.service.find("rival", TrendQuestion("cold brew")) == []
    assert await app.service.clusters("rival", TrendQuestion()) == []
    theirs = await app.scan("rival", sources=sources)
    assert theirs["metadata"]["result"]["new"] == ours["metadata"]["result"]["new"] == 8
    assert await app.count("trend_index", "tenant_id = 'acme'") == await app.count(
        "trend_index", "tenant_id = 'rival'"
    )
    mine = {f.trend.id for f in await app.service.find("acme", TrendQuestion())}
    for question in (
        TrendQuestion(),
        TrendQuestion("cold brew"),
        TrendQuestion(wanted=TrendFilter(ids=list(mine))),
    ):
        found = {f.trend.id for f in await app.service.find("rival", question)}
        assert not found & mine
    (cluster, *_), *_ = await app.service.clusters("acme", TrendQuestion())
    assert await app.service.find("rival", TrendQuestion(wanted=TrendFilter(cluster=cluster.id))) == []
    ((trend_artifact,),) = await app.rows(
        "SELECT id FROM generated_artifacts WHERE type = 'trend' AND tenant_id = 'acme' LIMIT 1"
    )
    with pytest.raises(NotFoundError):
        await app.artifacts.get("rival", "ana", trend_artifact)


async def test_the_sample_gives_scored_clusters_over_several_sources(
    pool: AsyncConnectionPool, contexts: ContextBundleService, tmp_path: Path
) -> None:
    app = TrendApp(pool, contexts, tmp_path, configured=[FileSpec(path=str(SAMPLE))])
    await app.vectors.prepare()
    response = await app.scan()
    assert response["metadata"]["result"]["trends"] >= 100
    groups = await app.service.clusters("acme", TrendQuestion(page=Page(100)))
    assert len(groups) >= 10
    by_term = {term.lower(): (cluster, leading) for cluster, leading in groups for term in cluster.terms}
    cluster, leading = by_term["dubái"]
    assert cluster.size >= 4
    assert len(cluster.sources) >= 3
    assert all(t.cluster_id == cluster.id for t in leading)
    assert [t.score.score for t in leading if t.score] == sorted(
        (t.score.score for t in leading if t.score), reverse=True
    )
    assert leading[0].score is not None
    assert leading[0].score.parts["spread"].facts["sources"] == len(cluster.sources)
    again = await app.scan()
    assert again["metadata"]["result"]["clusters"] == response["metadata"]["result"]["clusters"]
    after = await app.service.clusters("acme", TrendQuestion(page=Page(100)))
    assert {c.id for c, _ in after} == {c.id for c, _ in groups}, "clusters keep their identity"


async def test_questions_by_meaning_filters_orders_and_pages(app: TrendApp, server: FeedServer) -> None:
    server.bodies["/a"] = feed(
        item("1", "Receta de cold brew con leche", views=100, likes=1),
        item("2", "Café frío en casa", views=5_000, likes=900),
        item("3", "Zapatillas para correr un maratón", views=90_000, likes=9_000),
        item("4", "Cold brew ratio of a barista", "en", views=700, likes=30),
    )
    server.bodies["/b"] = feed(item("5", "Rutina de skincare coreana", views=300, likes=3))
    await app.scan(sources=[server.feed("/a", "a").model_dump(), server.feed("/b", "b").model_dump()])

    async def titles(**fields: Any) -> list[str]:
        return [f.trend.item.title for f in await app.service.find("acme", TrendQuestion(**fields))]

    near = await titles(text="cold brew")
    assert set(near[:2]) == {"Receta de cold brew con leche", "Cold brew ratio of a barista"}
    assert "Zapatillas para correr un maratón" not in near
    assert await titles(text="cold brew", wanted=TrendFilter(language="en")) == [
        "Cold brew ratio of a barista"
    ]
    assert await titles(wanted=TrendFilter(source="b")) == ["Rutina de skincare coreana"]
    scored = await app.service.find("acme", TrendQuestion())
    scores = [f.trend.score.score for f in scored if f.trend.score]
    assert scores == sorted(scores, reverse=True)
    assert len(await titles(wanted=TrendFilter(min_score=scores[1]))) == 2
    assert await titles(page=Page(2, 3)) == [f.trend.item.title for f in scored[3:]]
    assert len(await titles(sort="recent")) == 5

    plain = {f.trend.id: f.trend.score for f in scored}
    fitted = await app.service.find("acme", TrendQuestion(niche="skincare coreana"))
    best = max(fitted, key=lambda f: (f.trend.score and f.trend.score.parts["nicheFit"].value) or 0)
    assert best.trend.item.title == "Rutina de skincare coreana"
    unfitted = plain[best.trend.id]
    assert unfitted is not None
    assert "nicheFit" not in unfitted.parts
    assert best.trend.score is not None
    assert best.trend.score.parts["nicheFit"].value == pytest.approx(0.9, abs=0.1)
    assert await titles(text="declaración de la renta") == []


async def test_a_niche_of_the_request_is_worked_into_its_report_and_not_into_the_index(
    app: TrendApp, server: FeedServer
) -> None:
    server.bodies["/a"] = feed(item("1", "Cold brew con leche"), item("2", "Zapatillas para correr"))
    response = await app.scan(sources=[server.feed("/a").model_dump()], niche="café y cold brew")
    report = json.loads(
        await app.artifacts.content(await app.artifacts.get("acme", "ana", report_id(response)))
    )
    assert report["niche"] == "café y cold brew"
    assert [t["title"] for t in report["trends"]] == ["Cold brew con leche", "Zapatillas para correr"]
    assert report["trends"][0]["viralScore"]["parts"]["nicheFit"]["value"] > 0.3
    assert await app.count("trend_index", "score_parts ? 'nicheFit'") == 0


async def test_the_vector_store_being_away_is_told_not_hidden(app: TrendApp, server: FeedServer) -> None:
    server.bodies["/a"] = feed(item("1", "Cold brew"))
    await app.scan(sources=[server.feed("/a").model_dump()])
    async with app.pool.connection() as c:
        await c.execute("ALTER TABLE embeddings RENAME TO gone")
    with pytest.raises(Exception, match="embeddings"):
        await app.service.find("acme", TrendQuestion("cold brew"))
    assert len(await app.service.find("acme", TrendQuestion())) == 1


async def test_youtubes_chart_is_read_page_by_page_with_the_key_in_a_header(
    app: TrendApp, server: FeedServer
) -> None:
    def video(n: int) -> dict[str, Any]:
        return {
            "id": f"v{n}",
            "snippet": {
                "title": f"Video {n}",
                "publishedAt": "2026-03-04T09:00:00Z",
                "defaultAudioLanguage": "es-419",
            },
            "statistics": {"viewCount": str(n * 100), "likeCount": "7"} if n else {},
        }

    query = "/youtube/videos?part=snippet,statistics&chart=mostPopular&regionCode=MX&maxResults="
    server.bodies[query + "50"] = {"items": [video(n) for n in range(50)], "nextPageToken": "p2"}
    server.bodies[query + "10&pageToken=p2"] = {"items": [video(n) for n in range(50, 60)]}
    response = await app.scan(sources=[YouTubeSpec(region="MX").model_dump()], limit=60)
    assert response["metadata"]["result"]["trends"] == 60, response
    assert {h["X-Goog-Api-Key"] for h in server.headers} == {"test-key"}
    ((views, likes, language, url),) = await app.rows(
        "SELECT views, likes, language, url FROM trend_index WHERE external_id = 'v59'"
    )
    assert (views, likes, language, url) == (5_900, 7, "es", "https://www.youtube.com/watch?v=v59")


async def test_old_trends_and_observations_are_forgotten_in_batches(
    app: TrendApp, server: FeedServer
) -> None:
    server.bodies["/a"] = feed(*(item(str(n), f"Tendencia {n}", views=n) for n in range(5)))
    await app.scan(sources=[server.feed("/a").model_dump()])
    assert await app.records.purge(30, 14, 100) == 0
    await app.age(hours=24 * 20)
    assert await app.records.purge(30, 14, 3) == 3
    assert await app.records.purge(30, 14, 100) == 2
    assert await app.count("trend_index") == 5
    await app.age(hours=24 * 20)
    assert await app.records.purge(30, 14, 100) == 5


async def test_clustering_that_takes_too_long_or_dies_is_ended_and_is_a_passing_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import numpy as np

    vectors = [np.full(8, n, dtype="<f4").tobytes() for n in range(10)]
    with pytest.raises(ClusteringFailedError, match="more than"):
        await group_vectors(vectors, seconds=0.01)
    monkeypatch.setattr(clustering, "MODULE", f"no_such_module_{uuid4().hex}")
    with pytest.raises(ClusteringFailedError, match="ended with 1"):
        await group_vectors(vectors)
