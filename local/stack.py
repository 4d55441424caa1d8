"""The whole platform in one object: PostgreSQL, Redis, Azurite, Service Bus and the Functions host.

`make run`, the end-to-end tests and the benchmarks start the app through this class. Every part can be
stopped, killed, frozen and started again while the others run.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from local import tokens
from local.azurite import azurite_part
from local.data_directory import DataDirectory
from local.environment import DATABASE, DATABASE_USER, app_environment, azurite_ports
from local.parts import functions_host_part, postgres_part, service_bus_part
from local.ports import HOST, choose_ports, free_port, require_free
from local.process import Command, run_to_end
from local.redis import redis_part
from local.secrets import Secrets, load_or_generate
from local.supervisor import Part, Report, Supervisor

ROOT = Path(__file__).resolve().parent.parent
STORES = ("postgres", "redis", "azurite", "service_bus")
FUNCTIONS_HOST = "functions_host"
PREPARE = "shared.prepare"
MINT_API_KEY = "shared.security.mint_api_key"


class Stack:
    """One platform on one data directory: an async context manager, or `open` and `close`.

    The parts are called `postgres`, `redis`, `azurite`, `service_bus` and `functions_host`. With `restarts`
    off, a part that is killed stays dead until `start`.
    """

    def __init__(
        self,
        data: Path,
        http_port: int | None = None,
        *,
        app: Path = ROOT,
        base_environment: Mapping[str, str] | None = None,
        report: Report = lambda line: None,
        restarts: bool = True,
        restart_limit: int = 5,
    ) -> None:
        """With `http_port` None a free one is taken; `base_environment` None is that of this process."""
        self.data = DataDirectory(data)
        self.http_port = http_port or free_port()
        self.ports: dict[str, int] = {}
        self._app = app
        self._base = dict(os.environ if base_environment is None else base_environment)
        self._report = report
        self._restarts = restarts
        self._restart_limit = restart_limit
        self._secrets: Secrets | None = None
        self._supervisor: Supervisor | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Starts everything; raises a `LocalPlatformError` that says what is in the way, leaving nothing behind."""
        self.data.acquire()
        try:
            self._secrets = load_or_generate(self.data.secrets)
            self._supervisor = Supervisor(self.data, self._report, self._restart_limit)
            self.restarts = self._restarts
            await self._supervisor.end_leftovers()
            self.data.rotate_logs()
            require_free(self.http_port)
            self.ports = choose_ports(self.data.ports, self.http_port)
            self._supervisor.add(*self._parts(self._secrets))
            await self._together(*(self._supervisor.start(name) for name in STORES))
            await self._run_module(PREPARE)
            self._report("Database, container and indices are ready")
            await self._supervisor.start(FUNCTIONS_HOST)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Stops everything that runs, in reverse order, and frees the data directory."""
        if self._supervisor is not None:
            await self._supervisor.stop_all()
        self.data.release()

    async def start(self, part: str) -> None:
        """Starts a part that is not running and returns once it answers."""
        await self._running().start(part)

    async def stop(self, part: str) -> None:
        """Stops a part in good order; it stays stopped until `start`."""
        await self._running().stop(part)

    async def kill(self, part: str) -> None:
        """Ends a part as a crash would (SIGKILL); with `restarts` on it comes back by itself."""
        await self._running().kill(part)

    def pause(self, part: str) -> None:
        """Freezes a part: connections to it open and nothing answers."""
        self._running().pause(part)

    def resume(self, part: str) -> None:
        """Lets a frozen part go on."""
        self._running().resume(part)

    async def wait_ready(self, part: str) -> None:
        """Returns once a part answers, for instance after `kill`; raises `PartFailedError` if it does not."""
        await self._running().wait_ready(part)

    def pid(self, part: str) -> int:
        """The process id of a running part."""
        return self._running().pid(part)

    async def failed(self) -> None:
        """Never returns; raises `PartFailedError` when a part keeps dying."""
        await self._running().failed()

    async def kill_all(self) -> None:
        """Ends every part at once, if any runs."""
        if self._supervisor is not None:
            await self._supervisor.kill_all()

    @property
    def restarts(self) -> bool:
        """Whether a part that dies is started again."""
        return self._running().restarts

    @restarts.setter
    def restarts(self, value: bool) -> None:
        self._running().restarts = value

    @property
    def base_url(self) -> str:
        """Where the HTTP API answers, without a slash at the end."""
        return f"http://{HOST}:{self.http_port}"

    @property
    def secrets(self) -> Secrets:
        """The secrets of the data directory; `RuntimeError` before `open`."""
        if self._secrets is None:
            raise RuntimeError("the stack is not open")
        return self._secrets

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the app, which a test can use to reach the same stores."""
        return app_environment(self._base, self.ports, self.secrets)

    def token(
        self,
        tenant: str = tokens.TENANT,
        user: str = tokens.USER,
        roles: Sequence[str] = tokens.ROLES,
        lifetime: timedelta = tokens.LIFETIME,
    ) -> str:
        """A development token of this platform."""
        return tokens.mint_token(self.secrets.jwt_hs256_secret, tenant, user, roles, lifetime)

    async def mint_api_key(self, tenant: str, name: str, roles: Sequence[str] = ("service",)) -> str:
        """A new API key, stored in the database of the app; needs PostgreSQL only."""
        output = await self._run_module(MINT_API_KEY, "--tenant", tenant, "--name", name, "--roles", *roles)
        return output.strip()

    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise RuntimeError("the stack is not open")
        return self._supervisor

    def _parts(self, secrets: Secrets) -> list[Part]:
        state, ports = self.data.path, self.ports
        return [
            postgres_part(
                state / "postgres", ports["postgres"], secrets.postgres_password, DATABASE_USER, DATABASE
            ),
            redis_part(ports["redis"], secrets.redis_password),
            azurite_part(ROOT, state / "azurite", azurite_ports(ports), secrets.azurite_account_key),
            service_bus_part(
                ROOT, state / "service-bus.sqlite", ports["service_bus"], ports["service_bus_admin"],
                secrets.service_bus_key,
            ),
            functions_host_part(
                ROOT, self._app, state / "functions-host.sqlite", self.http_port, lambda: self.environment
            ),
        ]  # fmt: skip

    async def _run_module(self, module: str, *arguments: str) -> str:
        command = Command((sys.executable, "-m", module, *arguments), env=self.environment, cwd=ROOT)
        return await run_to_end(module, command, self.data.log(module.rsplit(".", 1)[-1]), timeout=180)

    @staticmethod
    async def _together(*work: Coroutine[Any, Any, None]) -> None:
        """Runs `work` at once; the first failure ends the rest and is raised as itself."""
        try:
            async with asyncio.TaskGroup() as group:
                for item in work:
                    group.create_task(item)
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
