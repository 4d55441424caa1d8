"""The host's own HTTP routes: its status, and manual runs of functions that HTTP does not trigger."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_RUN = "/admin/functions/"


class AdminApi:
    """`run` starts a function by name with an input text and raises KeyError for a name it cannot run."""

    def __init__(self, run: Callable[[str, str], Awaitable[None]]) -> None:
        self._run = run
        self._host_loop = asyncio.get_running_loop()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """`GET /admin/host/status` or `POST /admin/functions/{name}` with `{"input": "..."}`; else 404."""
        path = request.rel_url.path
        if request.method == "GET" and path == "/admin/host/status":
            return web.json_response({"state": "Running"})
        if request.method == "POST" and path.startswith(_RUN):
            return await self._start(path.removeprefix(_RUN), request)
        return web.Response(status=404)

    async def _start(self, name: str, request: web.BaseRequest) -> web.Response:
        try:
            content = json.loads(await request.read() or b"{}")
            text = content.get("input", "") if isinstance(content, dict) else None
        except ValueError:
            text = None
        if text is None:
            return web.Response(status=400, text='The body must be JSON: {"input": "..."}.')
        work = self._run(name, text if isinstance(text, str) else json.dumps(text))
        try:
            # This runs on the worker's loop, listeners live on the host's.
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(work), self._host_loop))
        except KeyError:
            return web.Response(status=404)
        return web.Response(status=202)


async def _awaited(work: Awaitable[None]) -> None:
    await work
