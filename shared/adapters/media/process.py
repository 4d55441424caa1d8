"""Child processes with a time limit, ended with everything they started, in folders that always go away."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from shared.agents.creative_synthesizer.ports import (
    RenderFailedError,
    RenderInterruptedError,
    RenderTimeoutError,
)

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_TAIL_CHARACTERS = 1_500

OnLine = Callable[[dict[str, object]], Awaitable[None]]


@asynccontextmanager
async def work_folder() -> AsyncIterator[Path]:
    """A temporary folder, removed at the end whatever happens."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="misybot-render-"))
    try:
        yield folder
    finally:
        # Not awaited in a thread: a cancelled task would leave the folder behind.
        shutil.rmtree(folder, ignore_errors=True)


async def run_module(
    module: str,
    arguments: Sequence[str],
    order: bytes,
    timeout: float,
    folder: Path,
    on_line: OnLine | None = None,
) -> None:
    """Runs a module of this project as a child; `order` is one line for its standard input.

    `on_line` hears each JSON line of its standard output. Standard input stays open until the child ends, by which
    it knows that its parent lives. Raises `RenderTimeoutError`, `RenderInterruptedError`, `RenderFailedError`.
    """
    await run_command([sys.executable, "-m", module, *arguments], order, timeout, folder, on_line, hold=True)


async def run_command(
    command: Sequence[str],
    order: bytes,
    timeout: float,
    folder: Path,
    on_line: OnLine | None = None,
    *,
    hold: bool = False,
) -> None:
    """As `run_module`, for any program; without `hold` its standard input ends after the order."""
    with (folder / "stderr.log").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=_ROOT,
            start_new_session=True,
            env=_environment(),
        )
    try:
        async with asyncio.timeout(timeout):
            await _converse(process, order, on_line, hold)
            code = await process.wait()
    except TimeoutError:
        raise RenderTimeoutError(timeout) from None
    finally:
        await _end(process)
    if code < 0:
        raise RenderInterruptedError(f"The render process was ended by signal {-code}.")
    if code != 0:
        said = (folder / "stderr.log").read_text("utf-8", "replace")[-_TAIL_CHARACTERS:]
        log.error("%s ended with %d: %s", command[0], code, said)
        raise RenderFailedError("The file could not be rendered.", exitCode=code)


def _environment() -> dict[str, str]:
    """This process's, with its module path: the Functions worker sets its own without the environment."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


async def _converse(
    process: asyncio.subprocess.Process, order: bytes, on_line: OnLine | None, hold: bool
) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    # A child that ends before it has read everything says why by its exit code.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(order)
        await process.stdin.drain()
        if not hold:
            process.stdin.close()
    async for line in process.stdout:
        if on_line is not None:
            await on_line(json.loads(line))


async def _end(process: asyncio.subprocess.Process) -> None:
    # The whole group: the render process has children of its own.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
    if process.stdin is not None:
        process.stdin.close()
