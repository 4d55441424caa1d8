"""A person asks what is trending; the Trend Scanner scans the configured sources and answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from local.stack import Stack
from tests.support.api import finished, say
from tests.support.poll import eventually


@pytest.fixture
async def manager(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """A tenant of its own, whose manager may start scans."""
    headers = {"Authorization": f"Bearer {stack.token('trends-e2e', 'marta', ('manager',))}"}
    async with httpx.AsyncClient(
        base_url=stack.base_url, headers=headers, timeout=60, trust_env=False
    ) as client:
        yield client


async def test_a_scan_finds_scores_clusters_and_stores_trends(
    manager: httpx.AsyncClient, stack: Stack
) -> None:
    response = await manager.post("/api/trends/scan", json={"niche": "cafeterías de especialidad"})
    assert response.status_code == 202, response.text
    life = await finished(manager, response.json()["correlationId"])
    assert life["state"] == "completed", life["response"]
    listed = (await manager.get("/api/trends", params={"limit": 10})).json()["trends"]
    scores = [trend["viralScore"]["score"] for trend in listed]
    assert len(listed) == 10
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    clusters = (await manager.get("/api/trends", params={"view": "clusters"})).json()["clusters"]
    assert clusters
    assert all(cluster["label"] and cluster["size"] > 1 for cluster in clusters)

    async def found() -> bool:
        answer = await manager.get("/api/trends", params={"query": "cold brew"})
        return answer.status_code == 200 and len(answer.json()["trends"]) > 0

    await eventually(found)
    artifact = listed[0]["artifactRef"].rsplit("/", 1)[-1]
    content = await manager.get(f"/api/artifacts/{artifact}/content")
    assert content.json()["title"] == listed[0]["title"]

    stranger = {"Authorization": f"Bearer {stack.token('rival', 'marta', ('manager',))}"}
    assert (await manager.get("/api/trends", headers=stranger)).json()["trends"] == []
    assert (await manager.get(f"/api/artifacts/{artifact}/content", headers=stranger)).status_code == 404


async def test_an_address_inside_the_network_is_refused(manager: httpx.AsyncClient) -> None:
    response = await manager.post(
        "/api/trends/scan", json={"sources": [{"kind": "feed", "url": "http://127.0.0.1:1/feed"}]}
    )
    assert response.status_code == 202, response.text
    life = await finished(manager, response.json()["correlationId"])
    assert life["state"] == "failed"
    assert "127.0.0.1" in life["response"]["error"]["message"]


async def test_the_front_desk_hands_the_wish_for_trends_over(client: httpx.AsyncClient) -> None:
    answer = await say(client, "busca qué es tendencia ahora en café")
    assert answer["agent"] == "trend-scanner"
    assert (await finished(client, answer["correlationId"]))["state"] == "completed"
