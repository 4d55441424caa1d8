"""The floor of the hot path: the same raw operations behind a bare aiohttp server, nothing else.

For each POST: read the JSON, verify the token, read the conversation from Redis, make the embedding, search it
with pgvector, classify, write turn, bundle and outbox rows in the one statement, write Redis; after the answer,
in the background, send to Service Bus, upsert the vector, delete the outbox rows. No validation, no error
handling, no OpenAPI, no correlation, no Functions host.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from aiohttp import web
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from psycopg_pool import AsyncConnectionPool
from redis.asyncio import Redis

from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.adapters.postgres.conversations import run_write
from shared.adapters.postgres.vector_codec import accept_vectors, encode
from shared.adapters.redis.context_cache import _PUT, _decode, _encode
from shared.agents.routing.offline import OfflineIntentRouter
from shared.domain.conversation import ContextBundle, ContextTurn, MemoryTurn, remember
from shared.names import OUTBOX_AGENT_REQUEST, OUTBOX_EMBEDDING
from shared.services.context_bundles import TurnsWrite
from shared.services.outbox import OutboxMessage

_SEARCH = (
    "SELECT id, text, embedding <=> %s::vector AS distance FROM embeddings WHERE tenant_id = %s AND session_id = %s"
    " ORDER BY distance LIMIT 5"
)
_UPSERT = (
    "INSERT INTO floor_embeddings (id, tenant_id, session_id, text, embedding) VALUES (%s, %s, %s, %s, %s::vector)"
    " ON CONFLICT (id) DO UPDATE SET embedding = excluded.embedding"
)


class Floor:
    """The server's clients and its one handler."""

    def __init__(self) -> None:
        env = os.environ
        self._secret = env["JWT_HS256_SECRET"]
        self._pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            kwargs={
                "host": env["DB_HOST"],
                "port": env["DB_PORT"],
                "user": env["DB_USERNAME"],
                "password": env["DB_PASSWORD"],
                "dbname": env["DB_NAME"],
                "autocommit": True,
            },
            min_size=2,
            max_size=16,
            open=False,
        )
        self._redis = Redis.from_url(env["REDIS_CONNECTION_STRING"])
        self._put = self._redis.register_script(_PUT)
        self._bus = ServiceBusClient.from_connection_string(env["SERVICE_BUS_CONNECTION_STRING"])
        self._topic = env["SERVICE_BUS_TOPIC"]
        self._embedder, self._router = HashingEmbeddingModel(384), OfflineIntentRouter()
        self._sending: list[tuple[ContextTurn, str, list[float]]] = []
        self._sender_task: asyncio.Task[None] | None = None

    async def open(self, _: web.Application) -> None:
        await self._pool.open(wait=True)
        async with self._pool.connection() as c:
            await c.execute(
                "CREATE TABLE IF NOT EXISTS floor_embeddings (id uuid PRIMARY KEY, tenant_id text, session_id uuid,"
                " text text, embedding vector(384))"
            )
        self._sender = self._bus.get_topic_sender(self._topic)

    async def post(self, request: web.Request) -> web.Response:
        claims = jwt.decode(
            request.headers["authorization"][7:], self._secret, algorithms=["HS256"], audience="misybot-api"
        )
        body = json.loads(await request.read())
        text, tenant = body["message"], claims["tenant"]
        before = await self._bundle(body.get("sessionId"))
        bundle = before or _new(tenant, claims["sub"])
        vector = (await self._embedder.embed([text]))[0]
        if before:
            async with self._pool.connection() as c:
                accept_vectors(c)
                await (await c.execute(_SEARCH, (encode(vector), tenant, bundle.session_id))).fetchall()
        decision = await self._router.route(text, bundle.short_memory)
        turn = ContextTurn(
            uuid4(),
            tenant,
            bundle.session_id,
            bundle.id,
            "user",
            text,
            datetime.now(UTC),
            bundle.turn_count + 1,
            correlation_id=uuid4(),
            metadata={"agent": decision.agent, "routing": decision.record()},
        )
        short, long = remember(
            bundle.short_memory,
            bundle.long_memory_summary,
            MemoryTurn(str(turn.id), "user", text, turn.timestamp.isoformat()),
        )
        after = replace(
            bundle,
            short_memory=short,
            long_memory_summary=long,
            turn_count=turn.position,
            version=bundle.version + 1,
        )
        payload = {
            "agent": decision.agent,
            "sessionId": str(bundle.session_id),
            "payload": {"intent": text},
            "correlationId": str(turn.correlation_id),
        }
        outbox = [
            OutboxMessage(f"floor:{turn.id}", OUTBOX_AGENT_REQUEST, str(turn.id), payload),
            OutboxMessage(f"floor:{turn.id}", OUTBOX_EMBEDDING, str(turn.id), {"text": text}),
        ]
        async with self._pool.connection() as c:
            await run_write(c, TurnsWrite(before, after, [turn], outbox))
        await self._put(keys=[f"floor:{bundle.session_id}"], args=[after.version, _encode(after), 600])
        self._sending.append((turn, json.dumps(payload), vector))
        if self._sender_task is None or self._sender_task.done():
            self._sender_task = asyncio.create_task(self._send())
        return web.json_response({"sessionId": str(bundle.session_id), "turnId": str(turn.id)}, status=202)

    async def _bundle(self, session_id: str | None) -> ContextBundle | None:
        text = await self._redis.hget(f"floor:{session_id}", "b") if session_id else None
        return _decode(text) if text else None

    async def _send(self) -> None:
        while self._sending:
            rows, self._sending = self._sending[:64], self._sending[64:]
            batch = await self._sender.create_message_batch()
            for turn, payload, _ in rows:
                batch.add_message(
                    ServiceBusMessage(
                        payload,
                        session_id=str(turn.session_id),
                        message_id=str(turn.id),
                        application_properties={"agent": "floor"},
                    )
                )
            await self._sender.send_messages(batch)
            async with self._pool.connection() as c:
                accept_vectors(c)
                await c.cursor().executemany(
                    _UPSERT,
                    [(t.id, t.tenant_id, t.session_id, t.text, encode(vector)) for t, _, vector in rows],
                )
                await c.execute(
                    "DELETE FROM outbox WHERE key = ANY(%s)", ([f"floor:{t.id}" for t, _, _ in rows],)
                )


def _new(tenant: str, user: str) -> ContextBundle:
    now = datetime.now(UTC)
    return ContextBundle(
        UUID(bytes=uuid4().bytes),
        tenant,
        uuid4(),
        user,
        (),
        {},
        0,
        0,
        now,
        now,
        now,
        now + timedelta(days=90),
    )


def main() -> None:
    """Serves on the port given as the only argument."""
    floor, app = Floor(), web.Application()
    app.on_startup.append(floor.open)
    app.add_routes([web.post("/api/agents/front-desk/messages", floor.post)])
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()
