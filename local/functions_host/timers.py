"""Timer triggers: due times, one run at a time, and runs missed while the host was down."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from azure.functions.meta import Datum

from local.functions_host.errors import ConfigurationError, InvocationError
from local.functions_host.ncrontab import Schedule
from local.functions_host.timer_state import NEVER, TimerStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.functions_host.indexing import Function
    from local.functions_host.timer_state import TimerState
    from local.functions_host.worker import Worker

log = logging.getLogger("host.timers")

# Sleeping in pieces follows changes of the system clock and wakes up after a suspended machine.
_LONGEST_SLEEP_SECONDS = 60.0
# The Functions host does not monitor timers that are due more than once a minute.
_SHORTEST_MONITORED = timedelta(minutes=1)


class TimerListener:
    """Runs every timer function at its due times (UTC), never twice at once."""

    def __init__(self, functions: Sequence[Function], worker: Worker, state: TimerState) -> None:
        self.functions = functions
        self._timers = {function.name: _Timer(function, worker, state) for function in functions}
        self._tasks: list[asyncio.Task[None]] = []

    def describe(self, function: Function) -> str:
        """The schedule."""
        return f"timerTrigger {function.trigger['schedule']}"

    async def start(self) -> None:
        """Starts waiting for due times; past due and run-on-startup timers run at once."""
        self._tasks = [asyncio.create_task(timer.run_forever()) for timer in self._timers.values()]

    async def stop(self) -> None:
        """No new runs; waits for those in progress."""
        for timer, task in zip(self._timers.values(), self._tasks, strict=True):
            timer.stopping = True
            if not timer.is_serving:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def run_manually(self, function: Function, text: str) -> None:
        """Runs now, after the run in progress if there is one; the schedule stays as it is."""
        await self._timers[function.name].run_once(past_due=False)


async def _sleep_until(due: datetime) -> None:
    wait = (due - datetime.now(UTC)).total_seconds()
    while wait > 0:
        await asyncio.sleep(min(wait, _LONGEST_SLEEP_SECONDS))
        wait = (due - datetime.now(UTC)).total_seconds()


class _Timer:
    def __init__(self, function: Function, worker: Worker, state: TimerState) -> None:
        try:
            self._schedule = Schedule(str(function.trigger["schedule"]))
            first = self._schedule.after(datetime.now(UTC))
            frequent = self._schedule.after(first) - first < _SHORTEST_MONITORED
        except ValueError as error:
            raise ConfigurationError(
                f"Function '{function.name}' has an unusable schedule: {error}."
            ) from error
        self._function, self._worker, self._state = function, worker, state
        self._monitored = bool(function.trigger.get("useMonitor", True)) and not frequent
        self._status = TimerStatus(NEVER, first, NEVER)
        self._one_at_a_time = asyncio.Lock()
        self.stopping = False
        self.is_serving = False

    async def run_forever(self) -> None:
        now = datetime.now(UTC)
        due, past_due = self._first_due(now)
        if self._function.trigger.get("runOnStartup") and not past_due:
            await self._run_due(now, past_due=False)
            due = self._status.next
        while not self.stopping:
            await _sleep_until(due)
            await self._run_due(due, past_due)
            due, past_due = self._status.next, False

    def _first_due(self, now: datetime) -> tuple[datetime, bool]:
        """The due time to serve first and whether it passed while no host was running.

        The schedule may have changed since the status was written, so the due time is worked out again.
        """
        stored = self._state.load(self._function.name) if self._monitored else None
        if stored is not None:
            self._status = stored
            due = self._schedule.after(max(stored.last, stored.updated))
            if due <= now:
                return due, True
        self._remember(self._status.last, self._schedule.after(now))
        return self._status.next, False

    async def _run_due(self, due: datetime, past_due: bool) -> None:
        self.is_serving = True
        with suppress(InvocationError):  # logged by the worker; the next run comes as scheduled
            await self.run_once(past_due)
        self.is_serving = False
        self._remember(due, self._schedule.after(max(due, datetime.now(UTC))))

    async def run_once(self, past_due: bool) -> None:
        async with self._one_at_a_time:
            if past_due:
                log.info(
                    "Function '%s' is past due: no host was running at its last due time", self._function.name
                )
            await self._worker.invoke(self._function, self._request(past_due), {})

    def _remember(self, last: datetime, following: datetime) -> None:
        self._status = TimerStatus(last, following, datetime.now(UTC))
        if self._monitored:
            self._state.save(self._function.name, self._status)

    def _request(self, past_due: bool) -> Datum:
        status = self._status
        return Datum(
            json.dumps(
                {
                    "Schedule": {"AdjustForDST": True},
                    "IsPastDue": past_due,
                    "ScheduleStatus": {
                        "Last": status.last.isoformat(),
                        "Next": status.next.isoformat(),
                        "LastUpdated": status.updated.isoformat(),
                    },
                }
            ),
            "json",
        )
