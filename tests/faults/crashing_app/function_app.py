"""The real app, which dies by SIGKILL once, at the point that a file names.

The file's path is in CRASH_FILE; it is removed before the process dies, so that the restarted one lives.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from function_app_of_misybot import app as app

from shared.adapters.blob.blob_storage_service import BlobStorageService
from shared.adapters.postgres import conversations
from shared.adapters.postgres.transaction import PostgresTransaction
from shared.adapters.service_bus.service_bus_service import ServiceBusService
from shared.agents.runner import AgentRunner

_CRASH_FILE = Path(os.environ["CRASH_FILE"])


def _die_at(point: str) -> None:
    if _CRASH_FILE.exists() and _CRASH_FILE.read_text() == point:
        _CRASH_FILE.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _crashing(owner: Any, name: str, before: str | None, after: str | None) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def crashing(*args: Any, **kwargs: Any) -> Any:
        if before:
            _die_at(before)
        result = await original(*args, **kwargs)
        if after:
            _die_at(after)
        return result

    setattr(owner, name, crashing)


_crashing(conversations, "run_write", "accept: before commit", "accept: after commit")
_crashing(ServiceBusService, "send_requests", "request: before publish", "request: after publish")
_crashing(BlobStorageService, "upload", "agent: before upload", "agent: after upload")
_crashing(PostgresTransaction, "complete_claim", "agent: before commit", None)
_crashing(AgentRunner, "_finish", None, "agent: after commit")
_crashing(ServiceBusService, "send_responses", "response: before publish", "response: after publish")
