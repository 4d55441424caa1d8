"""Runs user code on an event loop and thread of its own, as the separate worker process does in Azure.

Blocking user code therefore delays other functions, as it does in Azure, but neither lock renewal nor timers
nor shutdown.
"""

from __future__ import annotations

import asyncio
import concurrent.futures.thread
import contextvars
import functools
import logging
import os
import threading
import time
import traceback
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.functions_host.errors import InvocationError
from local.functions_host.logs import CURRENT_INVOCATION, Invocation

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from typing import TypeVar

    from azure.functions.meta import Datum

    from local.functions_host.indexing import Binding, Function

    T = TypeVar("T")

log = logging.getLogger("host.worker")


@dataclass(frozen=True, slots=True)
class TraceContext:
    """`context.trace_context` of a function."""

    trace_parent: str = ""
    trace_state: str = ""
    attributes: tuple[()] = ()

    @property
    def Traceparent(self) -> str:
        """Same as `trace_parent`."""
        return self.trace_parent

    @property
    def Tracestate(self) -> str:
        """Same as `trace_state`."""
        return self.trace_state


@dataclass(frozen=True, slots=True)
class RetryContext:
    """`context.retry_context` of a function; this host applies no retry policy."""

    retry_count: int = 0
    max_retry_count: int = 0
    exception: None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The `context` argument of a function that asks for one; the attributes of azure.functions.Context."""

    invocation_id: str
    function_name: str
    function_directory: str
    thread_local_storage: threading.local
    trace_context: TraceContext
    retry_context: RetryContext


class Worker:
    """Invokes functions.

    `input_sources` supplies input bindings by binding type (Durable's client binding plugs in here): each is
    called with the binding and returns the Datum for the parameter.
    """

    def __init__(self, timeout: float | None) -> None:
        threads = os.environ.get("PYTHON_THREADPOOL_THREAD_COUNT")
        self._pool = ThreadPoolExecutor(int(threads) if threads else None, thread_name_prefix="function")
        self._timeout = timeout
        self._thread_local = threading.local()
        self._thread = threading.Thread(target=self._main, name="worker", daemon=True)
        self.loop = asyncio.new_event_loop()
        self.input_sources: dict[str, Callable[[Binding], Datum]] = {}

    def start(self) -> None:
        """Starts the thread; calls are accepted from then on."""
        self._thread.start()

    async def stop(self) -> None:
        """Cancels what user code left running on its loop and ends the thread."""
        await self.call(_cancel_other_tasks())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._thread.join, 1.0)

    def _main(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs `work` on the worker's loop from another loop; cancelling the caller cancels the work."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    async def invoke(self, function: Function, trigger: Datum, metadata: Mapping[str, Datum]) -> Datum | None:
        """`run`, for callers on the host's loop."""
        return await self.call(self.run(function, trigger, metadata))

    async def run(
        self,
        function: Function,
        trigger: Datum,
        metadata: Mapping[str, Datum],
        trace: TraceContext | None = None,
    ) -> Datum | None:
        """Calls the function on the worker's loop and returns its encoded return value, None if it has none.

        Whatever goes wrong in it is logged here, once, and raised as InvocationError.
        """
        invocation = Invocation(function.name, str(uuid.uuid4()))
        token = CURRENT_INVOCATION.set(invocation)
        started = time.monotonic()
        deadline = asyncio.timeout(self._timeout)
        try:
            async with deadline:
                result = await self._call(function, trigger, metadata, trace)
            return _encode(function, result)
        except Exception as error:
            if deadline.expired():
                reason, stack = f"the timeout of {self._timeout:g} s was exceeded", ""
            else:
                reason, stack = f"{type(error).__name__}: {error}", _user_stack(error)
            log.error(
                "Executed '%s' (Failed, %d ms): %s%s",
                function.name,
                (time.monotonic() - started) * 1000,
                reason,
                stack,
            )
            raise InvocationError(function.name, invocation.id, reason) from error
        finally:
            CURRENT_INVOCATION.reset(token)

    async def _call(
        self, function: Function, trigger: Datum, metadata: Mapping[str, Datum], trace: TraceContext | None
    ) -> Any:
        parameter = function.trigger["name"]
        arguments = {parameter: function.decoders[parameter].decode(trigger, trigger_metadata=metadata)}
        for name, binding in function.inputs.items():
            datum = self.input_sources[binding["type"]](binding)
            arguments[name] = function.decoders[name].decode(datum, trigger_metadata=metadata)
        if function.wants_context:
            arguments["context"] = self._context(trace)
        if function.is_async:
            return await function.call(**arguments)
        context = contextvars.copy_context()
        call = functools.partial(context.run, function.call, **arguments)
        return await self.loop.run_in_executor(self._pool, call)

    def _context(self, trace: TraceContext | None) -> Context:
        invocation = CURRENT_INVOCATION.get()
        assert invocation is not None
        return Context(
            invocation.id,
            invocation.function,
            os.getcwd(),
            self._thread_local,
            trace or TraceContext(),
            RetryContext(),
        )


def _encode(function: Function, result: Any) -> Datum | None:
    """The return value as its binding carries it; TypeError or RuntimeError where the worker raises one."""
    if function.encoder is None:
        if result is not None:
            raise RuntimeError(
                f"function {function.name!r} without a $return binding returned a non-None value"
            )
        return None
    try:
        datum: Datum = function.encoder.encode(result, expected_type=None)
    except NotImplementedError:
        raise TypeError(
            f'unable to encode outgoing TypedData: unsupported type "{function.encoder}" for '
            f'Python type "{type(result).__name__}"'
        ) from None
    return datum


def _user_stack(error: BaseException) -> str:
    """The traceback below the host's own frames."""
    hidden = (__file__, concurrent.futures.thread.__file__)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename not in hidden]
    return "\n" + "".join(traceback.format_list(frames)).rstrip() if frames else ""


async def _cancel_other_tasks() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
