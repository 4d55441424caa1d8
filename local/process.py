"""A child process with a log file: ready when its check passes, stopped for sure, never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from local.errors import PartFailedError, ProgramMissingError

Check = Callable[[], Awaitable[None]]
"""Talks to a part; raises whatever it likes while the part is not ready."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Command:
    """What to run. Secrets travel in `env` or `stdin`, as any user of the machine can read `argv`."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stdin: bytes | None = None
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM


def end_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that has the child sent `stop_signal` when the calling thread ends; Linux only."""
    parent = os.getpid()

    def arrange() -> None:
        # If the parent is gone already, nobody tells us.
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != parent:
                os._exit(1)

    return arrange


class Child:
    """One running process, leader of a session of its own so that a terminal's Ctrl-C does not reach it."""

    def __init__(self, name: str, command: Command, log: Path, process: asyncio.subprocess.Process) -> None:
        self.name = name
        self.log = log
        self.pid = process.pid
        self._command = command
        self._process = process

    @classmethod
    async def spawn(cls, name: str, command: Command, log: Path) -> Child:
        """Starts `command` with its output appended to `log`; raises `ProgramMissingError`."""
        with log.open("ab") as output:
            try:
                process = await asyncio.create_subprocess_exec(
                    *command.argv,
                    env=command.env,
                    cwd=command.cwd,
                    stdin=asyncio.subprocess.DEVNULL if command.stdin is None else asyncio.subprocess.PIPE,
                    stdout=output,
                    stderr=asyncio.subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=end_with_parent(command.stop_signal),
                )
            except FileNotFoundError as exc:
                raise ProgramMissingError(command.argv[0], f"{name} cannot run without it.") from exc
        child = cls(name, command, log, process)
        if command.stdin is not None and process.stdin is not None:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # wait_ready says why it died
                process.stdin.write(command.stdin)
                await process.stdin.drain()
            process.stdin.close()
        return child

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet, as far as the event loop has seen."""
        return self._process.returncode is None

    async def wait(self) -> int:
        """The exit code, once it ended; negative for a signal."""
        return await self._process.wait()

    async def wait_ready(self, check: Check, timeout: float) -> None:
        """Polls `check` until it passes; raises `PartFailedError` if the process ends or `timeout` s pass."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        problem: BaseException | None = None
        while self.running:
            left = deadline - loop.time()
            if left <= 0:
                raise PartFailedError(
                    self.name, f"was not ready within {timeout:.0f} s ({problem!r})", self.log
                ) from problem
            try:
                async with asyncio.timeout(min(left, 5)):
                    await check()
                return
            except Exception as exc:  # the deadline or the end of the process turns it into an error
                problem = exc
            await asyncio.sleep(0.05)
        raise PartFailedError(self.name, describe_exit(await self.wait()), self.log)

    async def stop(self, grace: float = 15) -> None:
        """Asks the process to end, and kills it and its group if it does not within `grace` seconds."""
        if self.running:
            with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                self._process.send_signal(self._command.stop_signal)
                self.resume()  # a frozen process takes no signal
            try:
                async with asyncio.timeout(grace):
                    await self.wait()
            except TimeoutError:
                await self.kill()

    async def kill(self) -> None:
        """Ends the process and its group at once, as a crash would (SIGKILL)."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            await self.wait()

    def pause(self) -> None:
        """Freezes the process and all below it."""
        for process in self._family():
            process.suspend()

    def resume(self) -> None:
        """Lets a frozen process go on."""
        for process in self._family():
            process.resume()

    def _family(self) -> list[psutil.Process]:
        leader = psutil.Process(self.pid)
        return [leader, *leader.children(recursive=True)]


async def run_to_end(name: str, command: Command, log: Path, timeout: float) -> str:
    """What `command` prints on its standard output; raises `PartFailedError` unless it ends well in time.

    Its errors go to `log`; its output does not, since it may be a secret.
    """
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *command.argv,
            env=command.env,
            cwd=command.cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        async with asyncio.timeout(timeout):
            output, _ = await process.communicate()
    except TimeoutError as exc:
        raise PartFailedError(name, f"did not finish within {timeout:.0f} s", log) from exc
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise PartFailedError(name, describe_exit(process.returncode), log)
    return output.decode()


def describe_exit(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
