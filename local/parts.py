"""PostgreSQL, the Service Bus emulator and the Functions host as parts for the supervisor."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from local.ports import HOST
from local.postgres import STOP_SIGNAL, PostgresServer
from local.process import Command
from local.supervisor import Part

_SASL_HEADER = b"AMQP\x03\x01\x00\x00"


def postgres_part(folder: Path, port: int, password: str, user: str, dbname: str) -> Part:
    """PostgreSQL with its data in `folder`, which is made at the first start."""
    server = PostgresServer(folder, port, password, user=user, dbname=dbname)

    def command() -> Command:
        server.prepare()
        return Command(server.argv, stop_signal=STOP_SIGNAL)

    return Part("postgres", "PostgreSQL", command, server.check)


def service_bus_part(root: Path, store: Path, port: int, admin_port: int, key: str) -> Part:
    """The Service Bus emulator with the topics of the app and its messages in the SQLite file `store`."""

    def command() -> Command:
        store.parent.mkdir(parents=True, exist_ok=True)
        return Command(
            (sys.executable, "-m", "local.service_bus", "--config", str(root / "local" / "service_bus" / "Config.json"),
             "--port", str(port), "--admin-port", str(admin_port), "--store", str(store)),
            env={**os.environ, "SERVICE_BUS_EMULATOR_KEY": key, "PYTHONUNBUFFERED": "1"},
            cwd=root,
        )  # fmt: skip

    async def check() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            writer.write(_SASL_HEADER)
            answer = await reader.readexactly(len(_SASL_HEADER))
            if answer != _SASL_HEADER:
                raise ConnectionError(f"the emulator answered {answer!r} instead of an AMQP header")
        finally:
            writer.close()

    return Part("service_bus", "Service Bus", command, check)


def functions_host_part(
    root: Path, app: Path, state: Path, port: int, environment: Callable[[], Mapping[str, str]]
) -> Part:
    """The Functions host with the app in `app`; `environment` is asked at every start."""

    def command() -> Command:
        state.parent.mkdir(parents=True, exist_ok=True)
        return Command(
            (sys.executable, "-m", "local.functions_host", "--root", str(app), "--port", str(port),
             "--state", str(state)),
            env={**environment(), "PYTHONPATH": str(root)},
            cwd=app,
        )  # fmt: skip

    async def check() -> None:
        import aiohttp

        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{HOST}:{port}/admin/host/status") as response,
        ):
            response.raise_for_status()

    return Part("functions_host", "Functions host", command, check)
