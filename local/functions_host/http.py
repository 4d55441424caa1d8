"""HTTP triggers, served on the worker's loop: an async function then costs no change of thread.

Two loops in one process fight for the interpreter lock: handing each request to another thread and back cost
0.1 to 0.2 ms and a third of the throughput. The price is that user code which blocks the loop also blocks new
requests, which would in any case wait for the same loop.
"""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING

from aiohttp import HttpVersion11, web
from azure.functions.meta import Datum

from local.functions_host.errors import ConfigurationError, InvocationError
from local.functions_host.routing import Route, Router, RouteTemplate
from local.functions_host.worker import TraceContext

if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Awaitable, Callable, Sequence

    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from local.functions_host.indexing import Function
    from local.functions_host.worker import Worker

    SystemHandler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

MAX_BODY_BYTES = 100 * 2**20
# The host frames the answer itself; what user code says about framing would contradict it.
_FRAMING_HEADERS = frozenset({"content-length", "transfer-encoding", "connection"})

log = logging.getLogger("host.http")


class HttpListener:
    """Listens on `bound` (a socket that listens already) and serves the functions below `prefix`.

    `key`, if given, is asked of every function that is not anonymous and of every system route.
    `system_routes` are the host's own, by the path they begin with.
    """

    def __init__(
        self,
        functions: Sequence[Function],
        worker: Worker,
        bound: socket.socket,
        prefix: str,
        key: str | None,
    ) -> None:
        self.functions = functions
        self.system_routes: dict[str, SystemHandler] = {}
        self._worker, self._bound, self._key = worker, bound, key
        self._prefix = f"{prefix}/" if prefix else ""
        self._runner: web.ServerRunner | None = None
        self._router = Router([self._route(function) for function in functions])

    @property
    def base_url(self) -> str:
        """Where functions are served."""
        host, port = self._bound.getsockname()[:2]
        return f"http://{host}:{port}/{self._prefix}"

    def describe(self, function: Function) -> str:
        """Methods and URL, as Core Tools prints them."""
        methods = ",".join(function.trigger.get("methods") or ())
        return (
            f"[{methods}] {self.base_url}{_template(function)}"
            if methods
            else self.base_url + _template(function)
        )

    async def start(self) -> None:
        """Answers requests from now on."""
        await self._worker.call(self._open())

    async def stop(self) -> None:
        """Closes the socket and idle connections and waits for the requests in flight."""
        if self._runner is not None:
            await self._worker.call(self._runner.cleanup())

    async def run_manually(self, function: Function, text: str) -> None:
        """HTTP functions are run by requests."""
        raise ConfigurationError(f"'{function.name}' is an HTTP function: call its URL.")

    def _route(self, function: Function) -> Route[Function]:
        methods = frozenset(str(method).upper() for method in function.trigger.get("methods") or ())
        return Route(RouteTemplate(self._prefix + _template(function)), methods, function)

    async def _open(self) -> None:
        # auto_decompress off: a function receives a compressed body as it was sent, as in Azure.
        server = web.Server(
            self._handle, request_factory=self._request, access_log=None, auto_decompress=False
        )
        # The host limits the whole shutdown; the runner itself waits longer than that.
        self._runner = web.ServerRunner(server, shutdown_timeout=3600.0)
        await self._runner.setup()
        await web.SockSite(self._runner, self._bound, backlog=1024).start()

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        return web.BaseRequest(
            message, payload, protocol, writer, task, self._worker.loop, client_max_size=MAX_BODY_BYTES
        )

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
        for start, handler in self.system_routes.items():
            if path.startswith(start):
                return await handler(request) if self._authorised(request) else web.Response(status=401)
        found = self._router.find(request.method, path)
        if found is None:
            return web.Response(status=404)
        function, parameters = found
        if function.trigger.get("authLevel") != "ANONYMOUS" and not self._authorised(request):
            return web.Response(status=401)
        try:
            body = await _body(request)
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except (web.RequestPayloadError, ConnectionError):
            return web.Response(status=400)
        trace = (
            TraceContext(request.headers.get("traceparent", ""), request.headers.get("tracestate", ""))
            if function.wants_context
            else None
        )
        try:
            result = await self._worker.run(function, _request_datum(request, parameters, body), {}, trace)
            return _response(result)
        except InvocationError:
            return web.Response(status=500)

    def _authorised(self, request: web.BaseRequest) -> bool:
        if self._key is None:
            return True
        given = request.headers.get("x-functions-key") or request.query.get("code", "")
        return hmac.compare_digest(given.encode(), self._key.encode())


def _template(function: Function) -> str:
    return str(function.trigger.get("route") or function.name).strip("/")


async def _body(request: web.BaseRequest) -> bytes:
    if not request.can_read_body:
        return b""
    if request.version >= HttpVersion11 and request.headers.get("Expect", "").lower() == "100-continue":
        if (request.content_length or 0) > MAX_BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, request.content_length or 0)
        assert request.transport is not None
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return await request.read()


def _request_datum(request: web.BaseRequest, parameters: dict[str, str], body: bytes) -> Datum:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        name = name.lower()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    query: dict[str, str] = {}
    if request.rel_url.raw_query_string:
        for name, value in request.query.items():
            if value:
                query[name] = f"{query[name]},{value}" if name in query else value
    return Datum(
        {
            "method": Datum(request.method, "string"),
            "url": Datum(f"{request.scheme}://{request.host}{request.path_qs}", "string"),
            "headers": {name: Datum(value, "string") for name, value in headers.items()},
            "query": {name: Datum(value, "string") for name, value in query.items()},
            "params": {name: Datum(value, "string") for name, value in parameters.items()},
            "body": Datum(body, "bytes"),
        },
        "http",
    )


def _response(result: Datum | None) -> web.Response:
    if result is None:
        return web.Response(status=204)
    if result.type != "http":
        return web.Response(text=result.value)
    parts = result.value
    response = web.Response(
        status=int(parts["status_code"].value),
        body=parts["body"].value,
        headers={
            name: header.value
            for name, header in parts["headers"].items()
            if name.lower() not in _FRAMING_HEADERS
        },
    )
    for jar in parts["cookies"] or ():
        for cookie in jar.values():
            response.headers.add("Set-Cookie", cookie.OutputString())
    return response
