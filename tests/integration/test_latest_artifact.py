"""The conversation's newest artifact, as a revision looks for it, on the real table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from shared.adapters.postgres.records import PostgresRecords
from shared.domain.refs import Ref, parse_ref
from shared.services.artifacts import GeneratedArtifactService

NOW = datetime.now(UTC)
SESSION = uuid4()


class Files:
    """Files in memory, by reference."""

    def __init__(self, **files: bytes) -> None:
        self.files = files

    async def upload(self, data: bytes, path: str, media_type: str) -> Ref:
        self.files[path] = data
        return parse_ref(f"blob://artifacts/{path}")

    async def download(self, ref: Ref, offset: int = 0, length: int | None = None) -> bytes:
        return self.files[ref.tail][offset:]


async def add(
    pool: AsyncConnectionPool,
    age: int,
    *,
    kind: str = "script",
    tenant: str = "acme",
    session: UUID = SESSION,
    correlation: UUID | None = None,
    expires_in: int | None = 3600,
    name: str = "x",
) -> UUID:
    """A row made `age` seconds ago."""
    identifier = uuid4()
    expires = NOW + timedelta(seconds=expires_in) if expires_in is not None else None
    async with pool.connection() as c:
        await c.execute(
            "INSERT INTO generated_artifacts (id, tenant_id, user_id, session_id, correlation_id, agent, type,"
            " storage_ref, metadata, created_at, expires_at)"
            " VALUES (%s, %s, 'ana', %s, %s, 'video-scriptor', %s, %s, %s, %s, %s)",
            (
                identifier,
                tenant,
                session,
                correlation or uuid4(),
                kind,
                f"blob://artifacts/{name}",
                Jsonb({}),
                NOW - timedelta(seconds=age),
                expires,
            ),
        )
    return identifier


async def test_the_newest_of_the_type_is_found(pool: AsyncConnectionPool) -> None:
    await add(pool, 20)
    newest = await add(pool, 10)
    await add(pool, 5, kind="captions")
    found = await PostgresRecords(pool).latest_artifact("acme", SESSION, "script")
    assert found is not None
    assert found.id == newest


async def test_of_a_request_with_variants_the_first_is_found(pool: AsyncConnectionPool) -> None:
    await add(pool, 30)
    request = uuid4()
    first = await add(pool, 12, correlation=request)
    await add(pool, 11, correlation=request)
    found = await PostgresRecords(pool).latest_artifact("acme", SESSION, "script")
    assert found is not None
    assert found.id == first


async def test_other_tenants_other_sessions_and_the_expired_are_passed_over(
    pool: AsyncConnectionPool,
) -> None:
    await add(pool, 1, tenant="other")
    await add(pool, 1, session=uuid4())
    await add(pool, 1, expires_in=-60)
    records = PostgresRecords(pool)
    assert await records.latest_artifact("acme", SESSION, "script") is None
    kept = await add(pool, 100, expires_in=None)
    found = await records.latest_artifact("acme", SESSION, "script")
    assert found is not None
    assert found.id == kept


async def test_the_service_returns_it_with_its_content(pool: AsyncConnectionPool) -> None:
    service = GeneratedArtifactService(Files(one=b"{}"), PostgresRecords(pool), timedelta(days=1))
    assert await service.latest("acme", SESSION, "script") is None
    identifier = await add(pool, 1, name="one")
    found = await service.latest("acme", SESSION, "script")
    assert found is not None
    artifact, content = found
    assert (artifact.id, content) == (identifier, b"{}")
