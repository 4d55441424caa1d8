"""API keys in a real PostgreSQL, and the command that mints them."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg_pool import AsyncConnectionPool

from shared.adapters.postgres.api_keys import PostgresApiKeys
from shared.domain.identity import Role
from shared.errors import DependencyUnavailableError
from shared.security.api_keys import ApiKeys, mint_api_key
from shared.security.credentials import CredentialRefusedError
from tests.support.credentials import PEPPER, MemoryApiKeys

ROOT = Path(__file__).resolve().parents[2]


async def test_stored_key_comes_back_whole(pool: AsyncConnectionPool) -> None:
    store = PostgresApiKeys(pool)
    minted = await mint_api_key(store, PEPPER, "acme", "crm", [Role.SERVICE, Role.USER], timedelta(days=90))

    assert await store.find(minted.stored.key_id) == minted.stored
    assert await store.find("absent") is None
    assert (await ApiKeys(store, PEPPER).verify(minted.key)).tenant_id == "acme"


async def test_key_itself_is_nowhere_in_the_row(pool: AsyncConnectionPool) -> None:
    minted = await mint_api_key(PostgresApiKeys(pool), PEPPER, "acme", "crm", [Role.USER])
    async with pool.connection() as c:
        row = await (
            await c.execute("SELECT api_keys::text, encode(hash, 'escape') FROM api_keys")
        ).fetchone()

    assert row is not None
    assert minted.key.split("_")[3] not in "".join(row)


async def test_revocation_is_the_tenant_s_own_and_final(pool: AsyncConnectionPool) -> None:
    store = PostgresApiKeys(pool)
    minted = await mint_api_key(store, PEPPER, "acme", "crm", [Role.USER])

    assert not await store.revoke("globex", minted.stored.key_id)
    assert await store.revoke("acme", minted.stored.key_id)
    assert not await store.revoke("acme", minted.stored.key_id)
    with pytest.raises(CredentialRefusedError):
        await ApiKeys(store, PEPPER).verify(minted.key)


async def test_role_of_another_version_is_left_out(pool: AsyncConnectionPool) -> None:
    store = PostgresApiKeys(pool)
    minted = await mint_api_key(store, PEPPER, "acme", "crm", [Role.USER])
    async with pool.connection() as c:
        await c.execute("UPDATE api_keys SET roles = roles || ARRAY['overlord']")

    found = await store.find(minted.stored.key_id)

    assert found is not None
    assert found.roles == {Role.USER}


async def test_database_that_is_away_is_no_refusal() -> None:
    facts = {"host": "127.0.0.1", "port": 1, "connect_timeout": 2}
    async with AsyncConnectionPool(kwargs=facts, min_size=0, max_size=1, timeout=0.5, open=False) as away:
        minted = await mint_api_key(MemoryApiKeys(), PEPPER, "acme", "crm", [Role.USER])
        with pytest.raises(DependencyUnavailableError):
            await ApiKeys(PostgresApiKeys(away), PEPPER).verify(minted.key)


async def run_command(pool: AsyncConnectionPool, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of the minting command on the pool's database."""
    async with pool.connection() as c:
        info = c.info
        environment = {
            "PATH": os.environ["PATH"],
            "DB_HOST": info.host,
            "DB_PORT": str(info.port),
            "DB_USERNAME": info.user,
            "DB_PASSWORD": info.password,
            "DB_NAME": info.dbname,
            "DB_SSL": "false",
            "REDIS_CONNECTION_STRING": "unused",
            "SERVICE_BUS_CONNECTION_STRING": "unused",
            "BLOB_STORAGE_CONNECTION_STRING": "unused",
            "JWT_JWKS_URL": "https://issuer.test/keys",
            "API_KEY_PEPPER": PEPPER.decode(),
        }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "shared.security.mint_api_key",
        *arguments,
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_command_prints_a_key_that_works(pool: AsyncConnectionPool) -> None:
    status, out, err = await run_command(
        pool, "--tenant", "acme", "--name", "crm", "--roles", "service", "manager", "--days", "90"
    )

    assert status == 0, err
    key = out.removesuffix("\n")
    principal = await ApiKeys(PostgresApiKeys(pool), PEPPER).verify(key)
    assert principal.tenant_id == "acme"
    assert principal.roles == {Role.SERVICE, Role.MANAGER}
    assert key not in err
    found = await PostgresApiKeys(pool).find(principal.key_id or "")
    assert found is not None
    assert found.expires_at is not None
    assert timedelta(days=89) < found.expires_at - datetime.now(UTC) <= timedelta(days=90)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--tenant", "misybot", "--name", "n", "--roles", "user"), 1, "misybot"),
        (("--tenant", "acme", "--name", "n", "--roles", "king"), 2, "king"),
        (("--tenant", "acme", "--name", "n"), 2, "--roles"),
    ],
)
async def test_command_says_what_is_wrong(
    pool: AsyncConnectionPool, arguments: tuple[str, ...], status: int, told: str
) -> None:
    got, out, err = await run_command(pool, *arguments)

    assert (got, out) == (status, "")
    assert told in err
    assert "Traceback" not in err
