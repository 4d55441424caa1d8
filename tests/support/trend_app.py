"""The Trend Scanner with its runner, on the real database; files go to a folder, the bus is not asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from psycopg_pool import AsyncConnectionPool

from shared.adapters.http.safe_client import Limits, SafeHttpClient
from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.adapters.postgres.inbox import PostgresInbox
from shared.adapters.postgres.outbox import PostgresOutbox
from shared.adapters.postgres.records import PostgresRecords
from shared.adapters.postgres.transaction import transactions
from shared.adapters.postgres.trends import PostgresTrends
from shared.adapters.postgres.vector_service import PgVectorService
from shared.adapters.trends.sources import TrendSources
from shared.agents.runner import AgentRunner
from shared.agents.trend_scanner.agent import TrendScanner
from shared.contracts.agent_messages import AgentRequest, RequestPayload
from shared.contracts.trends import FeedSpec, FileSpec, YouTubeSpec
from shared.domain.conversation import ContextBundle, ContextTurn
from shared.domain.refs import Ref, blob_ref
from shared.errors import NotFoundError
from shared.names import OUTBOX_AGENT_RESPONSE, OUTBOX_EMBEDDING, TREND_SCANNER
from shared.services.artifacts import GeneratedArtifactService
from shared.services.context_bundles import ContextBundleService
from shared.services.dead_letters import DeadLetterService, ReceivedMessage
from shared.services.embedding_outbox import EmbeddingSender
from shared.services.embeddings import EmbeddingService
from shared.services.inbox import Inbox
from shared.services.outbox import OutboxMessage, OutboxRelay
from shared.services.requests import RequestService
from shared.services.trends import TrendService

FEED_HOST = "127.0.0.2"
"""Where the feed servers of tests listen: the only address that counts as public."""
DIMENSIONS = 384


class FolderStorage:
    """`BlobStorage` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def upload(self, data: bytes, path: str, media_type: str) -> Ref:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return blob_ref("artifacts", path)

    async def download(self, ref: Ref, offset: int = 0, length: int | None = None) -> bytes:
        file = self._folder / ref.tail
        if not file.is_file():
            raise NotFoundError("file", str(ref))
        return file.read_bytes()[offset : None if length is None else offset + length]


class Responses:
    """Keeps what goes to the bus."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def __call__(self, messages: Sequence[OutboxMessage]) -> None:
        self.sent += [m.payload for m in messages]

    async def send_dead_letter(
        self, body: bytes, *, message_id: str, reason: str, description: str, source: str
    ) -> None:
        raise AssertionError(f"{message_id} was dead-lettered: {reason}, {description}")


@dataclass
class TrendApp:
    """What tests call."""

    pool: AsyncConnectionPool
    contexts: ContextBundleService
    folder: Path
    configured: list[FeedSpec | YouTubeSpec | FileSpec] = field(default_factory=list)
    youtube_url: str = ""
    max_deliveries: int = 1

    def __post_init__(self) -> None:
        self.embeddings = EmbeddingService(HashingEmbeddingModel(DIMENSIONS))
        self.vectors = PgVectorService(self.pool, DIMENSIONS)
        self.records = PostgresTrends(self.pool)
        self.service = TrendService(self.records, self.embeddings, self.vectors)
        requests = PostgresRecords(self.pool)
        self.requests = RequestService(requests)
        self.artifacts = GeneratedArtifactService(FolderStorage(self.folder), requests, timedelta(days=90))
        self.responses = Responses()
        self.relay = OutboxRelay(
            PostgresOutbox(self.pool),
            {
                OUTBOX_AGENT_RESPONSE: self.responses,
                OUTBOX_EMBEDDING: EmbeddingSender(self.embeddings, self.vectors),
            },
        )
        begin = transactions(self.pool)
        client = SafeHttpClient(
            frozenset({"http"}), Limits(bytes=500_000, seconds=2), allow=lambda address: address == FEED_HOST
        )
        self.sources = TrendSources(client, self.configured, "test-key", self.youtube_url)
        self.runner = AgentRunner(
            {TREND_SCANNER: TrendScanner(self.sources, self.records, self.embeddings)},
            self.contexts,
            self.artifacts,
            Inbox(PostgresInbox(self.pool)),
            begin,
            self.relay,
            DeadLetterService(self.responses, begin, self.contexts),
            self.max_deliveries,
        )

    async def ask(
        self, tenant: str = "acme", user: str = "ana", text: str = "Busca tendencias"
    ) -> AgentRequest:
        """A request in a conversation of its own, not yet handled."""
        bundle = self.contexts.new_bundle(tenant, user)
        correlation = uuid4()
        bundle = (await self.contexts.add_turns(bundle, [_turn(bundle, text, correlation)])).bundle
        return AgentRequest(
            session_id=bundle.session_id,
            correlation_id=correlation,
            agent=TREND_SCANNER,
            payload=RequestPayload(intent=text),
        )

    async def deliver(self, request: AgentRequest, message_id: str | None = None) -> dict[str, Any]:
        """Has the runner handle the request's message; the response."""
        body = request.to_json().encode()
        message = ReceivedMessage(body, message_id or str(request.correlation_id), str(request.session_id), 1)
        response = await self.runner.run(TREND_SCANNER, message)
        assert response is not None
        return response

    async def scan(self, tenant: str = "acme", user: str = "ana", **payload: Any) -> dict[str, Any]:
        """A scan from its request to the last embedding; the response."""
        request = await self.ask(tenant, user)
        fields = {"intent": request.payload.intent, **payload}
        request = request.model_copy(update={"payload": RequestPayload.model_validate(fields)})
        response = await self.deliver(request)
        await self.settle()
        return response

    async def settle(self) -> None:
        """Sends everything that waits in the outbox."""
        await self.relay.settle()
        await self.relay.drain()

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        async with self.pool.connection() as c:
            return await (await c.execute(query, values)).fetchall()

    async def count(self, table: str, condition: str = "true", *values: Any) -> int:
        """How many rows of a table meet a condition."""
        return int((await self.rows(f"SELECT count(*) FROM {table} WHERE {condition}", *values))[0][0])

    async def age(self, hours: float) -> None:
        """Makes everything the index knows that much older."""
        for statement in (
            "UPDATE trend_observations SET observed_at = observed_at - make_interval(secs => %s)",
            "UPDATE trend_index SET first_seen = first_seen - make_interval(secs => %s),"
            " last_seen = last_seen - make_interval(secs => %s)",
        ):
            async with self.pool.connection() as c:
                await c.execute(statement, (hours * 3600,) * statement.count("%s"))


def report_id(response: dict[str, Any]) -> UUID:
    """The id of the report's artifact."""
    (link,) = response["artifacts"]
    return UUID(link["ref"].rsplit("/", 1)[-1])


def _turn(bundle: ContextBundle, text: str, correlation: UUID) -> ContextTurn:
    return ContextTurn(
        id=uuid4(),
        tenant_id=bundle.tenant_id,
        session_id=bundle.session_id,
        bundle_id=bundle.id,
        role="user",
        text=text,
        timestamp=datetime.now(UTC),
        correlation_id=correlation,
        metadata={"agent": TREND_SCANNER},
    )


class FeedServer:
    """Feeds over HTTP on the address that counts as public. `bodies` by path; `stalled` paths never answer."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes | int | dict[str, Any]] = {}
        self.stalled: set[str] = set()
        self.headers: list[dict[str, str]] = []
        self._release = asyncio.Event()
        self.port = 0

    def url(self, path: str) -> str:
        """The URL of a path."""
        return f"http://{FEED_HOST}:{self.port}{path}"

    def feed(self, path: str, name: str | None = None) -> FeedSpec:
        """A source at a path."""
        return FeedSpec(url=self.url(path), name=name)

    async def start(self) -> None:
        """Listens on a free port."""
        from aiohttp import web

        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, FEED_HOST, 0).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Ends, and lets go of who waits."""
        self._release.set()
        await self._runner.cleanup()

    async def _serve(self, request: Any) -> Any:
        from aiohttp import web

        self.headers.append(dict(request.headers))
        if request.path in self.stalled:
            await self._release.wait()
        body = self.bodies.get(request.path_qs, self.bodies.get(request.path, 404))
        if isinstance(body, int):
            return web.Response(status=body)
        if isinstance(body, dict):
            return web.json_response(body)
        return web.Response(body=body, content_type="application/xml")
