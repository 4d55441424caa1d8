"""Health answers."""

from __future__ import annotations

from typing import Literal

from shared.contracts.base import View


class LiveView(View):
    """The process answers."""

    status: Literal["ok"]


class DependencyView(View):
    """One dependency; `latencyMs` is what its check took."""

    name: str
    state: Literal["up", "down"]
    required: bool
    latency_ms: float
    detail: str | None = None


class OutboxView(View):
    """What still has to be sent; parked rows need a person."""

    waiting: int
    parked: int


class ReadyView(View):
    """Everything the process depends on."""

    status: Literal["ok", "degraded", "unavailable"]
    dependencies: list[DependencyView]
    outbox: OutboxView | None = None
