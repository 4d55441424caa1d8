"""Vector search: latency and recall of `PgVectorService` beside plain pgvector statements in the same run.

The texts are pairs of the front desk's example utterances, embedded by the offline model; the queries are the
utterances of the routing evaluation, which the examples do not contain. Service and plain SQL answer the same
queries in turns, on the same server, so that the machine's other work weighs on both alike.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from local.ports import free_port
from local.postgres import ConnectionFacts, PostgresServer
from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.adapters.postgres.vector_codec import accept_vectors, encode
from shared.adapters.postgres.vector_schema import HNSW_INDEX, create_index
from shared.adapters.postgres.vector_service import EF_SEARCH, PgVectorService
from shared.services.vector_store import SearchFilters

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "shared" / "agents" / "routing" / "examples.jsonl"
QUERIES = ROOT / "bench" / "data" / "routing_evaluation.jsonl"
SIZES = (1_000, 100_000)
DIMENSIONS = 384
LIMIT = 10
ROUNDS = 3
TURNS_PER_SESSION = 20
USERS = 10
_TENANT = "bench"
_SAME_SCORE = 1e-5
"""Texts alike have scores alike: any of them is as right as another."""
_COPY = """COPY embeddings (id, tenant_id, user_id, session_id, role, text, metadata, occurred_at, embedding)
FROM STDIN (FORMAT BINARY)"""
_RAW = """SELECT id, tenant_id, user_id, session_id, turn_id, bundle_id, role, text, metadata, ttl,
1 - (embedding <=> %(query)s::vector) FROM embeddings {where} ORDER BY {order} LIMIT %(limit)s"""
_HALF = f"embedding::halfvec({DIMENSIONS}) <=> %(query)s::vector::halfvec({DIMENSIONS})"
_WHOLE = "embedding <=> %(query)s::vector"

Matrix = np.ndarray[Any, np.dtype[np.float32]]
Search = Callable[[int], Awaitable[list[float]]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Embedded texts, row by row; row i belongs to session i // 20 and user i % 10."""

    texts: Sequence[str]
    vectors: Matrix
    queries: Matrix


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the table a query searches: which rows, for the service, and in plain SQL."""

    name: str
    rows: Callable[[int, int], slice]
    arguments: Callable[[int, int], dict[str, Any]]
    where: str
    order: str


SCOPES = (
    Scope("tenant", lambda number, size: slice(None), lambda number, size: {}, "", _HALF),
    Scope(
        "user",
        lambda number, size: slice(number % USERS, None, USERS),
        lambda number, size: {"filters": SearchFilters(user_id=f"user-{number % USERS}")},
        "WHERE tenant_id = %(tenant)s AND user_id = %(user)s",
        _HALF,
    ),
    Scope(
        "session",
        lambda number, size: slice(
            _session(number, size) * TURNS_PER_SESSION, (_session(number, size) + 1) * TURNS_PER_SESSION
        ),
        lambda number, size: {"session_id": UUID(int=_session(number, size))},
        "WHERE tenant_id = %(tenant)s AND session_id = %(session)s",
        _WHOLE,
    ),
)


async def measure(facts: ConnectionFacts, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Fills the table `embeddings` of that database anew for each size; milliseconds, recall 0 to 1."""
    corpus = await _corpus(max(sizes))
    parameters = {**facts.parameters(), "autocommit": True, "prepare_threshold": 1}
    results = []
    async with AsyncConnectionPool(kwargs=parameters, min_size=2, max_size=2, open=False) as pool:
        service = PgVectorService(pool, DIMENSIONS)
        for size in sizes:
            async with await psycopg.AsyncConnection.connect(**parameters) as raw:
                await raw.execute("DROP TABLE IF EXISTS embeddings")
                await service.prepare()
                seconds = await _fill(raw, corpus, size)
                await raw.execute("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', false)")
                await raw.execute("SELECT set_config('hnsw.ef_search', %s, false)", (str(EF_SEARCH),))
                for scope in SCOPES:
                    row = await _compare(service, raw, corpus, size, scope)
                    results.append({"embeddings": size, "scope": scope.name, **row})
            results[-1]["indexSeconds"] = seconds
    return {"dimensions": DIMENSIONS, "limit": LIMIT, "efSearch": EF_SEARCH, "results": results}


async def _compare(
    service: PgVectorService, raw: psycopg.AsyncConnection[Any], corpus: Corpus, size: int, scope: Scope
) -> dict[str, Any]:
    statement = _RAW.format(where=scope.where, order=scope.order)
    accept_vectors(raw)

    async def ours(number: int) -> list[float]:
        found = await service.semantic_search(
            corpus.queries[number].tolist(), tenant_id=_TENANT, limit=LIMIT, **scope.arguments(number, size)
        )
        return [result.score for result in found]

    async def theirs(number: int) -> list[float]:
        values = {
            "query": encode(corpus.queries[number].tolist()), "limit": LIMIT, "tenant": _TENANT,
            "user": f"user-{number % USERS}", "session": UUID(int=_session(number, size)),
        }  # fmt: skip
        return [row[-1] for row in await (await raw.execute(statement, values)).fetchall()]

    times: dict[Search, list[float]] = {ours: [], theirs: []}
    recalls: dict[Search, list[float]] = {ours: [], theirs: []}
    for turn in range(ROUNDS + 1):
        for number in range(len(corpus.queries)):
            best = _best_scores(corpus, size, scope, number)
            for search in (ours, theirs) if number % 2 else (theirs, ours):
                started = time.perf_counter()
                scores = await search(number)
                if turn:  # the first turn warms caches and prepares statements
                    times[search].append((time.perf_counter() - started) * 1_000)
                    recalls[search].append(_recall(scores, best))
    service_times, raw_times = _cuts(times[ours]), _cuts(times[theirs])
    return {
        **service_times, "recall": round(float(np.mean(recalls[ours])), 4),
        "raw": {**raw_times, "recall": round(float(np.mean(recalls[theirs])), 4)},
        "p50Ratio": round(service_times["p50Ms"] / raw_times["p50Ms"], 2),
        "p95Ratio": round(service_times["p95Ms"] / raw_times["p95Ms"], 2),
    }  # fmt: skip


def _best_scores(corpus: Corpus, size: int, scope: Scope, number: int) -> list[float]:
    scores = corpus.vectors[:size][scope.rows(number, size)] @ corpus.queries[number]
    return sorted(scores.tolist(), reverse=True)[:LIMIT]


def _recall(scores: list[float], best: list[float]) -> float:
    """The share of the true best that were found, or others just as near."""
    return sum(score >= best[-1] - _SAME_SCORE for score in scores) / len(best)


def _cuts(milliseconds: list[float]) -> dict[str, float]:
    cuts = quantiles(milliseconds, n=100)
    return {"p50Ms": round(cuts[49], 2), "p95Ms": round(cuts[94], 2)}


def _session(number: int, size: int) -> int:
    return number * 7_919 % (size // TURNS_PER_SESSION)


async def _fill(c: psycopg.AsyncConnection[Any], corpus: Corpus, size: int) -> float:
    """Copies the rows and builds the vector index after them, which is faster; returns the seconds of that."""
    await c.execute(f"DROP INDEX {HNSW_INDEX}")
    start = datetime(2025, 1, 1, tzinfo=UTC)
    types = (
        "uuid text text uuid text text jsonb timestamptz bytea".split()
    )  # binary rows: a vector is its bytes
    async with c.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(types)
        for row in range(size):
            moment = start + timedelta(minutes=row)
            metadata = {"agent": "front-desk", "type": "conversation_turn", "timestamp": moment.isoformat()}
            await copy.write_row((
                UUID(int=row), _TENANT, f"user-{row % USERS}", UUID(int=row // TURNS_PER_SESSION), "user",
                corpus.texts[row], Jsonb(metadata), moment,
                encode(corpus.vectors[row].tolist()).data,
            ))  # fmt: skip
    started = time.perf_counter()
    await c.execute(create_index(HNSW_INDEX, DIMENSIONS))
    seconds = time.perf_counter() - started
    await c.execute("VACUUM ANALYZE embeddings")
    return round(seconds, 1)


async def _corpus(size: int) -> Corpus:
    examples = [json.loads(line)["text"] for line in EXAMPLES.read_text().splitlines()]
    queries = [json.loads(line)["text"] for line in QUERIES.read_text().splitlines()]
    pick = random.Random(20_251_026)
    texts = [f"{pick.choice(examples)}. {pick.choice(examples)}" for _ in range(size)]
    model = HashingEmbeddingModel(DIMENSIONS)
    vectors = [np.asarray((await model.embed([text]))[0], dtype=np.float32) for text in texts]
    return Corpus(texts, np.stack(vectors), np.asarray(await model.embed(queries), dtype=np.float32))


def print_report(report: dict[str, Any]) -> None:
    """The comparison as a table."""
    print(f"{'embeddings':>10} {'scope':8} {'p50 ms':>7} {'p95 ms':>7} {'recall':>7}"
          f" {'raw p50':>8} {'raw p95':>8} {'recall':>7} {'p50 x':>6} {'p95 x':>6}")  # fmt: skip
    for row in report["results"]:
        raw = row["raw"]
        print(f"{row['embeddings']:>10} {row['scope']:8} {row['p50Ms']:>7} {row['p95Ms']:>7} {row['recall']:>7}"
              f" {raw['p50Ms']:>8} {raw['p95Ms']:>8} {raw['recall']:>7}"
              f" {row['p50Ratio']:>6} {row['p95Ratio']:>6}")  # fmt: skip


def run(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Measures on a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "postgres", free_port(), "bench")
        server.start()
        try:
            return asyncio.run(measure(server.facts, sizes))
        finally:
            server.stop()


if __name__ == "__main__":
    print_report(run([int(argument) for argument in sys.argv[1:]] or SIZES))
