"""Retention: forgets what is kept for a limited time only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping


class RetentionService:
    """Runs each purge; every one deletes a bounded batch and returns how many it deleted."""

    def __init__(self, purges: Mapping[str, Callable[[], Awaitable[int]]]) -> None:
        self._purges = purges

    async def run(self) -> dict[str, int]:
        """How much was forgotten, by kind."""
        return {name: await purge() for name, purge in self._purges.items()}
