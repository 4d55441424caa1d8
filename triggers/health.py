"""Health: is the process alive, can it work."""

from __future__ import annotations

import azure.functions as func

from shared.contracts.health import LiveView, ReadyView
from triggers.http import Call, Reply, endpoint

bp = func.Blueprint()


@endpoint(
    bp,
    "GET",
    "health/live",
    answers={200: LiveView},
    summary="Is the process alive",
    tag="health",
    anonymous=True,
    needs_services=False,
)
async def get_health_live(call: Call[None, None]) -> Reply:
    """Touches nothing else."""
    return Reply(200, LiveView(status="ok"))


@endpoint(
    bp,
    "GET",
    "health/ready",
    answers={200: ReadyView, 503: ReadyView},
    summary="Can it work: every dependency and its state",
    tag="health",
    anonymous=True,
)
async def get_health_ready(call: Call[None, None]) -> Reply:
    """503 while PostgreSQL is away; with any other dependency away messages are still accepted (`degraded`)."""
    view = await call.services.health.check()
    return Reply(503 if view.status == "unavailable" else 200, view)
