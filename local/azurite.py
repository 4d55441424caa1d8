"""Azurite: Azure Storage (blobs, queues, tables) on Node.js, with a generated account key."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from local.errors import ProgramMissingError
from local.ports import HOST
from local.process import Check, Command
from local.supervisor import Part

ACCOUNT = "misybot"
SERVICES = ("blob", "queue", "table")


def azurite_part(root: Path, location: Path, ports: dict[str, int], key: str) -> Part:
    """Azurite from `root`/node_modules with its data in `location`; `ports` names one for each of `SERVICES`."""

    def command() -> Command:
        node = shutil.which("node")
        if node is None:
            raise ProgramMissingError("Node.js", "install Node.js 20 or later.")
        script = root / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
        if not script.exists():
            raise ProgramMissingError("Azurite", "run `make setup`, which installs it with npm.")
        location.mkdir(parents=True, exist_ok=True)
        listeners = [
            argument
            for service in SERVICES
            for argument in (f"--{service}Host", HOST, f"--{service}Port", str(ports[service]))
        ]
        return Command(
            (node, str(script), "--silent", "--skipApiVersionCheck", "--disableTelemetry",
             "--location", str(location), *listeners),
            env={**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{key}"},
        )  # fmt: skip

    return Part("azurite", "Azurite", command, _answers(ports))


def connection_string(ports: dict[str, int], key: str) -> str:
    """The connection string for the Azure Storage clients."""
    endpoints = "".join(
        f"{service.capitalize()}Endpoint=http://{HOST}:{ports[service]}/{ACCOUNT};" for service in SERVICES
    )
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};{endpoints}"


def _answers(ports: dict[str, int]) -> Check:
    async def check() -> None:
        await asyncio.gather(*(_service_answers(service, ports[service]) for service in SERVICES))

    return check


async def _service_answers(service: str, port: int) -> None:
    import aiohttp

    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{HOST}:{port}/{ACCOUNT}", params={"comp": "list"}) as response,
    ):
        # Unsigned, so it is refused; that it is Azurite that refuses shows that the service works.
        server = response.headers.get("Server", "")
        if not server.startswith(f"Azurite-{service.capitalize()}"):
            raise ConnectionError(f"{service}: HTTP {response.status} from {server or 'an unknown server'}")
