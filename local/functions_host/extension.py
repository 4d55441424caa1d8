"""The seam for a kind of trigger: HTTP, Service Bus and timers plug in here, and Durable Functions can.

A Durable engine would be a Listener for `orchestrationTrigger`, `activityTrigger` and `entityTrigger`, put its
client binding into `Worker.input_sources["durableClient"]`, and serve its management API below
`/runtime/webhooks/durabletask` as one of the HTTP listener's system routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.functions_host.indexing import Function


class Listener(Protocol):
    """Serves all functions of certain trigger types. Its methods run on the host's loop."""

    functions: Sequence[Function]

    def describe(self, function: Function) -> str:
        """What starts the function, for the list that is printed at startup."""

    async def start(self) -> None:
        """Begins to listen; returns without waiting for the other side to be reachable."""

    async def stop(self) -> None:
        """Accepts nothing new, then returns when the invocations in flight are done; may be cancelled."""

    async def run_manually(self, function: Function, text: str) -> None:
        """Runs the function once, with `text` as its input. Raises InvocationError if it fails."""
