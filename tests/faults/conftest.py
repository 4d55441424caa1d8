"""A platform to be broken, and the means to look into its database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from local.stack import ROOT, Stack
from tests.support.stack import clean_environment

CRASHING_APP = Path(__file__).parent / "crashing_app"


@pytest.fixture(scope="package")
def crash_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Writing a point's name into it has the app die there, once."""
    return tmp_path_factory.mktemp("crash") / "point"


@pytest.fixture(scope="package")
async def stack(tmp_path_factory: pytest.TempPathFactory, crash_file: Path) -> AsyncIterator[Stack]:
    """The platform around the crashing app; parts that die come back."""
    app = tmp_path_factory.mktemp("app")
    (app / "function_app.py").write_bytes((CRASHING_APP / "function_app.py").read_bytes())
    (app / "function_app_of_misybot.py").write_bytes((ROOT / "function_app.py").read_bytes())
    (app / "host.json").write_bytes((ROOT / "host.json").read_bytes())
    environment = clean_environment() | {"CRASH_FILE": str(crash_file)}
    data = tmp_path_factory.mktemp("stack") / "data"
    async with Stack(data, app=app, base_environment=environment, restart_limit=1_000) as stack:
        yield stack


@pytest.fixture
async def client(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the HTTP API; every part runs."""
    for part in ("postgres", "redis", "azurite", "service_bus", "functions_host"):
        await stack.wait_ready(part)
    headers = {"Authorization": f"Bearer {stack.token()}"}
    async with httpx.AsyncClient(
        base_url=stack.base_url, headers=headers, timeout=60, trust_env=False
    ) as client:
        yield client


class Database:
    """Questions to the app's database."""

    def __init__(self, stack: Stack) -> None:
        env = stack.environment
        self._parameters: dict[str, Any] = {
            "host": env["DB_HOST"],
            "port": env["DB_PORT"],
            "user": env["DB_USERNAME"],
            "password": env["DB_PASSWORD"],
            "dbname": env["DB_NAME"],
        }

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        async with await psycopg.AsyncConnection.connect(**self._parameters) as c:
            return await (await c.execute(query, values)).fetchall()

    async def execute(self, statement: str) -> None:
        """Runs a statement."""
        async with await psycopg.AsyncConnection.connect(**self._parameters) as c:
            await c.execute(statement)

    async def count(self, query: str, *values: Any) -> int:
        """The first column of the first row."""
        return int((await self.rows(query, *values))[0][0])


@pytest.fixture
def database(stack: Stack) -> Database:
    """The app's database."""
    return Database(stack)
