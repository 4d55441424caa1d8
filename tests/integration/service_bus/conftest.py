"""One emulator and one SDK client for all tests here; every test has entities of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio
from azure.servicebus.aio import ServiceBusClient

from local.service_bus import Emulator
from local.service_bus.config import parse_config
from tests.integration.service_bus.sdk import CONFIG, Links

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="session")
async def bus() -> AsyncIterator[Emulator]:
    """The emulator with the entities above."""
    async with Emulator(parse_config(CONFIG), admin_port=0) as emulator:
        yield emulator


@pytest_asyncio.fixture(scope="session")
async def _shared_links(bus: Emulator) -> AsyncIterator[Links]:
    async with ServiceBusClient.from_connection_string(bus.connection_string, retry_total=0) as client:
        links = Links(client)
        yield links
        await links.close()


@pytest_asyncio.fixture
async def links(_shared_links: Links) -> AsyncIterator[Links]:
    """Senders and receivers of the shared emulator."""
    yield _shared_links
    _shared_links.close_receivers_soon()
