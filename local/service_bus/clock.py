"""Time as the broker sees it: wall clock milliseconds and callbacks, replaceable in tests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


class Timer(Protocol):
    """A callback to come."""

    def cancel(self) -> None:
        """Do not call it any more."""


class Clock(Protocol):
    """What entities need of time."""

    def now(self) -> int:
        """Milliseconds since 1970."""

    def call_at(self, when: int, callback: Callable[[], None]) -> Timer:
        """Call back at or after `when` (milliseconds since 1970), never at once."""


class LoopClock:
    """The real clock, with the timers of an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._stopped = False

    def now(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def call_at(self, when: int, callback: Callable[[], None]) -> Timer:
        """Call back about a millisecond after `when`, so that the millisecond itself has passed."""
        delay = max(0, when - self.now()) / 1000 + 0.001
        return self._loop.call_later(delay, self._run, callback)

    def _run(self, callback: Callable[[], None]) -> None:
        if not self._stopped:
            callback()

    def stop(self) -> None:
        """Call nobody back any more: the loop may outlive the broker."""
        self._stopped = True
