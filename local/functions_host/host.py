"""Puts the parts together: loads an app, starts a listener per kind of trigger, drains them at the end."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.functions_host.admin import AdminApi
from local.functions_host.configuration import is_disabled
from local.functions_host.errors import InvocationError
from local.functions_host.http import HttpListener
from local.functions_host.timer_state import TimerState
from local.functions_host.timers import TimerListener
from local.functions_host.worker import Worker

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from local.functions_host.configuration import HostOptions
    from local.functions_host.extension import Listener
    from local.functions_host.indexing import Function

log = logging.getLogger("host")

TRIGGERS = {"http": "httpTrigger", "serviceBus": "serviceBusTrigger", "timer": "timerTrigger"}
DRAIN_SECONDS = 30.0
_DURABLE = ("orchestrationTrigger", "activityTrigger", "entityTrigger", "durableClient")


@dataclass(frozen=True, slots=True)
class HostEndpoint:
    """Where the host listens: a bound, listening socket, and the key that it asks for (None: no key)."""

    bound: socket.socket
    key: str | None


class Host:
    """One running app. Must be created and used on the loop that is to run the listeners."""

    def __init__(
        self,
        functions: Sequence[Function],
        options: HostOptions,
        endpoint: HostEndpoint,
        state_file: Path,
        triggers: frozenset[str],
    ) -> None:
        self._worker = Worker(options.function_timeout)
        others = set(TRIGGERS.values()) - triggers
        served = [
            f for f in functions if f.kind not in others and not is_disabled(f.name) and self._can_serve(f)
        ]

        def of_kind(kind: str) -> list[Function]:
            return [function for function in served if function.kind == kind]

        self.http = HttpListener(
            of_kind("httpTrigger"), self._worker, endpoint.bound, options.route_prefix, endpoint.key
        )
        self.http.system_routes["/admin/"] = AdminApi(self.run_manually).handle
        self._state = TimerState(state_file)
        self._listeners: list[Listener] = [
            self.http,
            TimerListener(of_kind("timerTrigger"), self._worker, self._state),
        ]
        if bus_functions := of_kind("serviceBusTrigger"):
            # Imported only where it is needed: the SDK takes a third of a second.
            from local.functions_host.service_bus import ServiceBusListener

            self._listeners.append(ServiceBusListener(bus_functions, self._worker, options.service_bus))
        self._manual_runs: set[asyncio.Task[None]] = set()

    def served(self) -> Iterator[tuple[Function, str]]:
        """Every served function with a description of what starts it."""
        for listener in self._listeners:
            for function in listener.functions:
                yield function, listener.describe(function)

    async def start(self) -> None:
        """Starts the worker and all listeners, HTTP last: a host that answers is complete."""
        self._worker.start()
        for listener in reversed(self._listeners):
            await listener.start()

    async def stop(self, grace: float = DRAIN_SECONDS) -> bool:
        """Takes nothing new and lets invocations in flight end; False if some had not ended after `grace` s.

        What is cut off then was not acknowledged: the bus delivers it again, HTTP clients see no answer.
        """
        drained = True
        try:
            async with asyncio.timeout(grace):
                await asyncio.gather(*(listener.stop() for listener in self._listeners), *self._manual_runs)
        except TimeoutError:
            log.error("Some invocations did not end within %g s and are cut off", grace)
            drained = False
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._worker.stop()
        self._state.close()
        return drained

    async def run_manually(self, name: str, text: str) -> None:
        """Starts a function that HTTP does not trigger, in the background; KeyError if there is none."""
        for listener in self._listeners:
            for function in listener.functions:
                if function.name.lower() == name.lower() and listener is not self.http:
                    task = asyncio.create_task(_logged(listener, function, text))
                    self._manual_runs.add(task)
                    task.add_done_callback(self._manual_runs.discard)
                    return
        raise KeyError(name)

    def _can_serve(self, function: Function) -> bool:
        """Whether all bindings are known here; a log line says which one is not."""
        for binding in (function.trigger, *function.inputs.values(), *function.outputs.values()):
            kind = str(binding["type"])
            if binding is function.trigger and kind in TRIGGERS.values():
                continue
            if binding["direction"].upper() != "OUT" and kind in self._worker.input_sources:
                continue
            what = (
                "Durable Functions are not served by this host yet"
                if kind in _DURABLE
                else "this host does not serve that binding"
            )
            log.warning("Function '%s' is skipped: it uses %s, and %s", function.name, kind, what)
            return False
        if function.retry_policy:
            log.warning("Function '%s' has a retry policy, which this host does not apply", function.name)
        return True


async def _logged(listener: Listener, function: Function, text: str) -> None:
    with suppress(InvocationError):  # the worker has logged it; nobody waits for the result
        await listener.run_manually(function, text)
