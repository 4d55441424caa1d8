"""Trying a delivery again in place while a dependency is away.

Giving a message back at once would burn its deliveries in a second. Held here, it keeps its session's lock,
so the conversation's order stays, and it goes on as soon as the dependency is back.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.errors import Retryable
from shared.services.dead_letters import ReceivedMessage

log = logging.getLogger(__name__)

T = TypeVar("T")

IN_PLACE_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 3.0


async def patiently(
    attempt: Callable[[], Awaitable[T]], message: ReceivedMessage, seconds: float = IN_PLACE_SECONDS
) -> T:
    """Runs `attempt` until it succeeds, raises something not `Retryable`, or `seconds` are over.

    An unexpected error is raised after a pause that grows with the deliveries, for the broker to try again.
    """
    deadline = time.monotonic() + seconds
    pause = 0.25
    while True:
        try:
            return await attempt()
        except Retryable as exc:
            if time.monotonic() + pause > deadline:
                raise
            log.warning("message %s is tried again in %.1f s: %s", message.message_id, pause, exc)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        except Exception:
            log.exception("delivery %d of message %s failed", message.deliveries, message.message_id)
            await asyncio.sleep(min(0.1 * 2.0**message.deliveries, 10.0))
            raise
