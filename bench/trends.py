"""Trends: a scan of 1,000 items, clustering at 10,000, and what ViralScore foretells beside plain numbers.

The cascades are made up: self-exciting (Hawkes) processes in steps of an hour, with infectiousness that fades. Each
has a heavy-tailed audience, a branching ratio and a rate of engagement that leans on the ratio; one in five hides
its likes. They are looked at three times in 12 hours, and what is to be foretold is how many views the 48 hours
after that bring. Real feeds differ: the figures compare ways of ranking, they promise no accuracy.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any
from uuid import uuid4

import numpy as np
import psycopg
from psycopg_pool import AsyncConnectionPool

from local.ports import free_port
from local.postgres import ConnectionFacts, PostgresServer
from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.adapters.postgres.conversations import PostgresConversations
from shared.adapters.postgres.migrate import migrate
from shared.adapters.postgres.outbox import PostgresOutbox
from shared.adapters.postgres.transaction import transactions
from shared.adapters.postgres.trends import PostgresTrends
from shared.adapters.postgres.vector_service import PgVectorService
from shared.agents.base import AgentWork
from shared.agents.trend_scanner.agent import TrendScanner
from shared.agents.trend_scanner.clustering import group_vectors
from shared.contracts.agent_messages import AgentRequest, RequestPayload
from shared.contracts.trends import FeedSpec, YouTubeSpec
from shared.domain.conversation import ContextBundle
from shared.domain.trend import Metrics, Observation, TrendItem
from shared.domain.viral_score import combine, engagement, recency, velocity
from shared.names import OUTBOX_EMBEDDING, TREND_SCANNER
from shared.services.context_bundles import TurnsWrite
from shared.services.embedding_outbox import EmbeddingSender
from shared.services.embeddings import EmbeddingService
from shared.services.outbox import OutboxRelay
from shared.services.transaction import GeneratedArtifact
from shared.services.trends import TrendSource

SCANNED = 1_000
CLUSTERED = 10_000
STORIES = 800
CASCADES = 2_000
SEEDS = range(5)
_DIMENSIONS = 384
_TOPICS = Path(__file__).resolve().parent.parent / "shared" / "agents" / "routing" / "examples.jsonl"
_PAST, _FUTURE, _MEMORY = 72, 48, 24

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class _List:
    """A source, and the catalogue of it alone."""

    items: Sequence[TrendItem]
    name: str = "bench"

    async def fetch(self, limit: int) -> list[TrendItem]:
        return list(self.items[:limit])

    def configured(self) -> Sequence[TrendSource]:
        return [self]

    def requested(self, specs: Sequence[FeedSpec | YouTubeSpec]) -> Sequence[TrendSource]:
        raise NotImplementedError


async def measure_scan(facts: ConnectionFacts, count: int = SCANNED) -> dict[str, Any]:
    """Seconds of a first and a repeated scan on an empty, migrated database: the agent's work, its transaction,
    and storing the vectors behind it."""
    embeddings = EmbeddingService(HashingEmbeddingModel(_DIMENSIONS))
    texts, _ = make_texts(count, STORIES // 10, 1)
    parameters = {**facts.parameters(), "autocommit": True}
    async with await psycopg.AsyncConnection.connect(**parameters) as c:
        await migrate(c)
    async with AsyncConnectionPool(kwargs=parameters, min_size=2, max_size=4, open=False) as pool:
        vectors = PgVectorService(pool, _DIMENSIONS)
        await vectors.prepare()
        relay = OutboxRelay(PostgresOutbox(pool), {OUTBOX_EMBEDDING: EmbeddingSender(embeddings, vectors)})
        bundle = await _conversation(pool)
        rounds = []
        for turn in (1, 2):
            now = datetime.now(UTC)
            items = [
                TrendItem(f"source-{n % 8}", str(n), text, "", "es", Metrics(turn * 100 * n, turn * n), now)
                for n, text in enumerate(texts)
            ]
            scanner = TrendScanner(_List(items), PostgresTrends(pool), embeddings)
            rounds.append(await _scan(scanner, pool, relay, bundle, count))
    return {"items": count, "first": rounds[0], "repeated": rounds[1]}


async def _scan(
    scanner: TrendScanner,
    pool: AsyncConnectionPool[Any],
    relay: OutboxRelay,
    bundle: ContextBundle,
    count: int,
) -> dict[str, float]:
    request = AgentRequest(
        session_id=bundle.session_id,
        correlation_id=uuid4(),
        agent=TREND_SCANNER,
        payload=RequestPayload.model_validate({"intent": "tendencias", "limit": count}),
    )
    work = AgentWork(request, bundle, _ignore)
    started = time.perf_counter()
    result = await scanner.handle(work)
    worked = time.perf_counter()
    (draft,) = result.artifacts
    stored = GeneratedArtifact(
        work.artifact_id(draft.name),
        bundle.tenant_id,
        bundle.user_id,
        bundle.session_id,
        request.correlation_id,
        TREND_SCANNER,
        draft.type,
        "blob://artifacts/report.json",
        draft.metadata,
        datetime.now(UTC),
    )
    assert result.effects is not None
    async with transactions(pool)() as tx:
        await result.effects(tx, [stored])
    written = time.perf_counter()
    await relay.drain()
    return {
        "agentSeconds": round(worked - started, 2),
        "transactionSeconds": round(written - worked, 2),
        "vectorsSeconds": round(time.perf_counter() - written, 2),
        "reportBytes": len(draft.content),
    }


async def _ignore(percent: int, text: str) -> None:
    return None


async def _conversation(pool: AsyncConnectionPool[Any]) -> ContextBundle:
    now = datetime.now(UTC)
    bundle = ContextBundle(uuid4(), "bench", uuid4(), "bench", (), {}, 0, 1, now, now)
    await PostgresConversations(pool).write_turns(TurnsWrite(None, bundle, ()))
    return bundle


async def measure_clustering(count: int = CLUSTERED) -> dict[str, Any]:
    """Seconds, the longest that the event loop stood still meanwhile, and agreement with the known stories (adjusted
    Rand index over the texts that were given a cluster, and their share)."""
    from sklearn.metrics import adjusted_rand_score

    texts, stories = make_texts(count, STORIES * count // CLUSTERED, 2)
    vectors = [
        np.asarray(v, dtype="<f4").tobytes() for v in await HashingEmbeddingModel(_DIMENSIONS).embed(texts)
    ]
    lag, stop = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal lag
        while not stop.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            lag = max(lag, time.perf_counter() - before - 0.01)

    watcher = asyncio.create_task(watch())
    started = time.perf_counter()
    labels = await group_vectors(vectors)
    seconds = time.perf_counter() - started
    stop.set()
    await watcher
    placed = [
        (story, label) for story, label in zip(stories, labels, strict=True) if label >= 0 and story >= 0
    ]
    index = adjusted_rand_score([s for s, _ in placed], [label for _, label in placed])
    return {
        "items": count,
        "seconds": round(seconds, 2),
        "longestLoopPauseMs": round(lag * 1_000, 1),
        "stories": len(set(stories) - {-1}),
        "clusters": max(labels) + 1,
        "adjustedRandIndex": round(index, 3),
        "placed": round(sum(label >= 0 for label in labels) / count, 3),
    }


def make_texts(count: int, stories: int, seed: int) -> tuple[list[str], list[int]]:
    """Titles and the story of each: four of five retell a story with two words changed, the rest (-1) are alone."""
    import json

    pick = random.Random(seed)
    lines = [json.loads(line)["text"] for line in _TOPICS.read_text().splitlines()]
    told = [f"{pick.choice(lines)}. {pick.choice(lines)}".split() for _ in range(stories)]
    texts, names = [], []
    for _ in range(count):
        story = pick.randrange(stories) if pick.random() < 0.8 else -1
        words = list(told[story]) if story >= 0 else f"{pick.choice(lines)} {pick.choice(lines)}".split()
        for _ in range(2 if story >= 0 else 0):
            words[pick.randrange(len(words))] = pick.choice(pick.choice(lines).split())
        texts.append(" ".join(words))
        names.append(story)
    return texts, names


@dataclass(frozen=True, slots=True)
class Cascade:
    """What is seen of one by now, and the views that followed."""

    age_hours: int
    observations: tuple[Observation, ...]
    future_views: int


def make_cascades(count: int, seed: int, now: datetime) -> list[Cascade]:
    """Cascades 1 to 72 hours old."""
    draw = np.random.default_rng(seed)
    audience = draw.lognormal(3.0, 1.5, count)
    branching = draw.beta(4, 3, count) * 1.3
    fading = draw.uniform(12, 96, count)
    rate = np.clip(0.015 + 0.05 * branching * draw.lognormal(0, 0.5, count), 0, 0.4)
    kernel = 0.5 ** (np.arange(1, _MEMORY + 1) / 3.0)
    kernel /= kernel.sum()
    hours = _PAST + _FUTURE
    happened = np.zeros((count, hours))
    for t in range(hours):
        past = happened[:, max(0, t - _MEMORY) : t][:, ::-1]
        echo = past @ kernel[: past.shape[1]] if t else np.zeros(count)
        mean_now = audience * 0.5 ** (t / 6.0) + branching * 0.5 ** (t / fading) * echo
        happened[:, t] = draw.poisson(np.minimum(mean_now, 1e7))
    views = happened.cumsum(axis=1) * 20
    ages = draw.integers(1, _PAST + 1, count)
    hidden = draw.random(count) < 0.2
    return [
        _cascade(views[n], int(ages[n]), None if hidden[n] else float(rate[n]), now) for n in range(count)
    ]


def _cascade(views: Array, age: int, rate: float | None, now: datetime) -> Cascade:
    seen = []
    for ago in (12, 6, 0):
        if age - ago >= 1:
            total = int(views[age - ago - 1])
            likes = None if rate is None else int(total * rate)
            seen.append(Observation(now - timedelta(hours=ago), Metrics(total, likes)))
    return Cascade(age, tuple(seen), int(views[age + _FUTURE - 1] - views[age - 1]))


def measure_foresight(count: int = CASCADES, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """Ranking by ViralScore after three scans and after one, by the growth between the last two scans, by the mean
    growth since publication, and by raw views. Spearman's correlation with the views to come, and
    the AUC of telling the top tenth; means over seeds."""
    from scipy.stats import spearmanr  # type: ignore[import-untyped]
    from sklearn.metrics import roc_auc_score

    now = datetime(2026, 1, 10, tzinfo=UTC)
    results: dict[str, list[tuple[float, float]]] = {}
    for seed in seeds:
        cascades = make_cascades(count, seed, now)
        future = np.asarray([c.future_views for c in cascades])
        top = future >= np.quantile(future, 0.9)
        for name, scores in _rankings(cascades, now).items():
            pair = (float(spearmanr(scores, future).statistic), float(roc_auc_score(top, scores)))
            results.setdefault(name, []).append(pair)
    return {
        "cascades": count, "seeds": len(seeds),
        "rankings": {
            name: {"spearman": round(mean(s for s, _ in pairs), 3), "auc": round(mean(a for _, a in pairs), 3)}
            for name, pairs in results.items()
        },
    }  # fmt: skip


def _rankings(cascades: Sequence[Cascade], now: datetime) -> dict[str, list[float]]:
    ranked: dict[str, list[float]] = {
        "viralScore": [], "viralScoreOneScan": [], "growthPerHour": [], "viewsPerHour": [], "views": [],
    }  # fmt: skip
    for cascade in cascades:
        views = cascade.observations[-1].metrics.views or 0
        ranked["viralScore"].append(_score(cascade, now))
        ranked["viralScoreOneScan"].append(
            _score(replace(cascade, observations=cascade.observations[-1:]), now)
        )
        ranked["views"].append(views)
        earlier = cascade.observations[-2].metrics.views or 0 if len(cascade.observations) > 1 else None
        growth = (views - earlier) / 6 if earlier is not None else views / cascade.age_hours
        ranked["growthPerHour"].append(growth)
        ranked["viewsPerHour"].append(views / cascade.age_hours)
    return ranked


def _score(cascade: Cascade, now: datetime) -> float:
    metrics, published = cascade.observations[-1].metrics, now - timedelta(hours=cascade.age_hours)
    return combine(
        {
            "velocity": velocity(cascade.observations, metrics, published),
            "engagement": engagement(metrics),
            "recency": recency(now, published, now),
        }
    ).score


async def measure(facts: ConnectionFacts) -> dict[str, Any]:
    """All three; `facts` names an empty database."""
    return {
        "scan": await measure_scan(facts),
        "clustering": await measure_clustering(),
        "foresight": measure_foresight(),
    }


def main() -> None:
    """Runs alone, on a PostgreSQL of its own."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "postgres", free_port(), "bench")
        server.start()
        try:
            print(json.dumps(asyncio.run(measure(server.facts)), indent=2))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
