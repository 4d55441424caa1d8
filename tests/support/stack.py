"""The whole platform on free ports and fresh data, as `make run` starts it; import the fixtures in a conftest."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import httpx
import pytest

from local.stack import Stack
from shared.settings import Settings


def clean_environment() -> dict[str, str]:
    """The process's environment without any setting of the app.

    Empty rather than absent, so that a developer's local.settings.json does not fill them in either.
    """
    return {**os.environ, **{name.upper(): "" for name in Settings.model_fields}}


@pytest.fixture(scope="package")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A running platform, shared by the tests of the package; parts that die come back."""
    data = tmp_path_factory.mktemp("stack") / "data"
    async with Stack(data, base_environment=clean_environment()) as stack:
        yield stack


@pytest.fixture
async def client(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the HTTP API with the token of the demo user."""
    headers = {"Authorization": f"Bearer {stack.token()}"}
    async with httpx.AsyncClient(
        base_url=stack.base_url, headers=headers, timeout=60, trust_env=False
    ) as client:
        yield client
