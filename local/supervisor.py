"""Keeps the parts running: starts, watches, restarts, stops; a part that keeps dying ends the run."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from local.data_directory import DataDirectory
from local.errors import LocalPlatformError, PartFailedError
from local.leftovers import ProcessRecord
from local.process import Check, Child, Command, describe_exit

_LONGEST_DELAY = 4.0

Report = Callable[[str], None]
"""Takes one line about what the platform does."""


@dataclass(frozen=True, slots=True)
class Part:
    """One server of the platform: how to run it and how to see that it answers."""

    name: str
    title: str
    command: Callable[[], Command]
    """Makes what is needed on disk and returns what to run; called at every start, in a thread."""
    check: Check
    ready_within: float = 60


class RestartPolicy:
    """How long to wait after a death: twice as long each time; None after `limit` deaths in `window` seconds."""

    def __init__(self, limit: int = 5, window: float = 60, first_delay: float = 0.25) -> None:
        self.limit = limit
        self.window = window
        self._first_delay = first_delay
        self._deaths: deque[float] = deque()

    def delay_after_death(self, now: float) -> float | None:
        """Seconds until the next start, or None to give up; `now` comes from a monotonic clock."""
        self._deaths.append(now)
        while self._deaths[0] <= now - self.window:
            self._deaths.popleft()
        if len(self._deaths) >= self.limit:
            return None
        return float(min(self._first_delay * 2 ** (len(self._deaths) - 1), _LONGEST_DELAY))


class Supervisor:
    """Runs parts by name; with `restarts` off a dead part stays dead until it is started again."""

    def __init__(self, data: DataDirectory, report: Report, restart_limit: int = 5) -> None:
        """`restart_limit`: so many deaths of one part within a minute end the run."""
        self.restarts = True
        self._restart_limit = restart_limit
        self._parts: dict[str, Part] = {}
        self._data = data
        self._report = report
        self._record = ProcessRecord(data.processes)
        self._children: dict[str, Child] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def add(self, *parts: Part) -> None:
        """Makes parts known; they stop in the reverse of this order."""
        self._parts.update({part.name: part for part in parts})

    async def end_leftovers(self) -> None:
        """Ends the processes that a killed run left behind."""
        for name in await asyncio.to_thread(self._record.end_leftovers):
            self._report(f"ended {name}, left behind by the last run")

    async def start(self, name: str) -> None:
        """Starts a part and returns once it answers; raises `PartFailedError`. Running already is fine."""
        if self.running(name):
            return
        await self.stop(name)
        part = self._parts[name]
        child = await self._launch(part)
        self._watchers[name] = asyncio.create_task(self._watch(part, child), name=f"watch {name}")

    async def stop(self, name: str) -> None:
        """Stops a part in good order; it stays stopped. Not running is fine."""
        watcher = self._watchers.pop(name, None)
        if watcher is not None:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
        child = self._children.pop(name, None)
        if child is not None:
            await child.stop()
            self._record.remove(name)

    async def stop_all(self) -> None:
        """Stops every part, the last one added first."""
        for name in reversed(self._parts):
            await self.stop(name)

    async def kill(self, name: str) -> None:
        """Ends a part as a crash would (SIGKILL); with `restarts` on it comes back by itself."""
        await self._children[name].kill()

    async def kill_all(self) -> None:
        """Ends every part at once."""
        for watcher in self._watchers.values():
            watcher.cancel()
        await asyncio.gather(*(child.kill() for child in self._children.values()))

    def pause(self, name: str) -> None:
        """Freezes a part: it accepts connections and does not answer."""
        self._children[name].pause()

    def resume(self, name: str) -> None:
        """Lets a frozen part go on."""
        self._children[name].resume()

    def running(self, name: str) -> bool:
        """Whether the part's process runs."""
        child = self._children.get(name)
        return child is not None and child.running

    def pid(self, name: str) -> int:
        """The process id of a running part; KeyError if it was never started or was stopped."""
        return self._children[name].pid

    async def wait_ready(self, name: str) -> None:
        """Waits until a part answers, after `kill` for one; raises `PartFailedError` when its time is up."""
        part = self._parts[name]
        deadline = time.monotonic() + part.ready_within
        while time.monotonic() < deadline:
            child = self._children.get(name)
            if child is not None and child.running:
                # One that dies meanwhile is followed by another, unless restarts are off.
                with contextlib.suppress(PartFailedError):
                    await child.wait_ready(part.check, deadline - time.monotonic())
                    return
            await asyncio.sleep(0.05)
        raise PartFailedError(part.title, f"did not come back within {part.ready_within:.0f} s")

    async def failed(self) -> None:
        """Never returns; raises `PartFailedError` once a part died too often."""
        await asyncio.shield(self._failure)

    async def _launch(self, part: Part) -> Child:
        began = time.monotonic()
        child = await Child.spawn(
            part.title, await asyncio.to_thread(part.command), self._data.log(part.name)
        )
        self._children[part.name] = child
        self._record.add(part.name, child.pid)
        try:
            await child.wait_ready(part.check, part.ready_within)
        except BaseException:
            await child.kill()
            self._record.remove(part.name)
            raise
        self._report(f"{part.title} answers ({time.monotonic() - began:.1f} s)")
        return child

    async def _watch(self, part: Part, child: Child) -> None:
        policy = RestartPolicy(self._restart_limit)
        ending = describe_exit(await child.wait())
        while True:
            self._record.remove(part.name)
            if not self.restarts:
                self._report(f"{part.title} {ending}")
                return
            delay = policy.delay_after_death(time.monotonic())
            if delay is None:
                reason = f"{ending} and died {policy.limit} times within {policy.window:.0f} s"
                self._fail(PartFailedError(part.title, reason, self._data.log(part.name)))
                return
            self._report(f"{part.title} {ending}; starting it again in {delay:.2f} s")
            await asyncio.sleep(delay)
            try:
                ending = describe_exit(await (await self._launch(part)).wait())
            except LocalPlatformError as exc:
                ending = f"could not be started again: {exc.message}"
            except OSError as exc:
                self._fail(PartFailedError(part.title, f"could not be started again: {exc}"))
                return

    def _fail(self, error: PartFailedError) -> None:
        if not self._failure.done():
            self._failure.set_exception(error)
