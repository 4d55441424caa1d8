"""A factory of hosts that all end with the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from local.service_bus import Emulator
from tests.integration.functions_host.bus import CONFIG, Bus
from tests.integration.functions_host.hosting import RunningHost

MakeHost = Callable[..., RunningHost]


@pytest.fixture
async def make_host(tmp_path: Path) -> AsyncIterator[MakeHost]:
    """Makes hosts in folders of their own below tmp_path."""
    hosts: list[RunningHost] = []

    def make(app: str, **options: Any) -> RunningHost:
        hosts.append(RunningHost(tmp_path / f"app{len(hosts)}", app, **options))
        return hosts[-1]

    yield make
    for host in hosts:
        await host.kill()


@pytest.fixture
async def bus() -> AsyncIterator[Bus]:
    """An emulator with the test entities, for one test."""
    async with Emulator(CONFIG) as emulator, Bus(emulator) as opened:
        yield opened
