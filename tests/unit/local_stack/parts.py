"""Small real servers to supervise."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from local.ports import HOST
from local.process import Command
from local.supervisor import Part

# Listens, answers every connection with its pid, and ends on SIGTERM as Python does.
SERVER = """
import os, socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    connection, _ = server.accept()
    connection.sendall(str(os.getpid()).encode())
    connection.close()
"""


async def answering_pid(port: int) -> int:
    """The pid of the server on `port`; OSError or ValueError if none answers."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        return int(await reader.read())
    finally:
        writer.close()


def server_part(name: str, port: int, code: str = SERVER, ready_within: float = 20) -> Part:
    """A part that runs `code`, ready when its port answers."""

    async def check() -> None:
        await answering_pid(port)

    return Part(name, name.capitalize(), lambda: python(code, str(port)), check, ready_within)


def python(code: str, *arguments: str, **options: object) -> Command:
    """A command that runs Python `code`."""
    return Command((sys.executable, "-c", code, *arguments), **options)  # type: ignore[arg-type]


async def until(condition, timeout: float = 20) -> None:
    """Polls `condition` until it holds; TimeoutError after `timeout` seconds."""
    async with asyncio.timeout(timeout):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


def contains(lines: Sequence[str], text: str) -> bool:
    """Whether any of `lines` has `text` in it."""
    return any(text in line for line in lines)


def pid_of_file(file: Path) -> int:
    """The number in a file, 0 as long as there is none."""
    text = file.read_text() if file.exists() else ""
    return int(text) if text.strip() else 0
