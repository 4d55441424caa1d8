"""Logging of the host and of user code: every line written during an invocation names the function and id."""

from __future__ import annotations

import logging
import sys
import time
from contextvars import ContextVar
from typing import NamedTuple


class Invocation(NamedTuple):
    """Whose code is running."""

    function: str
    id: str


CURRENT_INVOCATION: ContextVar[Invocation | None] = ContextVar("CURRENT_INVOCATION", default=None)


class _InvocationFormatter(logging.Formatter):
    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        invocation = CURRENT_INVOCATION.get()
        record.invocation = f" [{invocation.function} {invocation.id[:8]}]" if invocation else ""
        return super().format(record)


def configure_logging(level: int) -> None:
    """Sends all logging to standard error, from `level` up (host.json `logging.logLevel.default`).

    The Azure SDK and aiohttp report every state change of a connection as information; only their warnings
    are of use here.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _InvocationFormatter(
            "%(asctime)s %(levelname)s %(name)s%(invocation)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%S"
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("azure", "aiohttp", "asyncio"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
