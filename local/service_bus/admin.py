"""The admin port: a small JSON view for the supervisor, tests and queue-depth displays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from local.service_bus.broker import Broker


async def start_admin(broker: Broker, host: str, port: int) -> web.AppRunner:
    """Serve `GET /health` and `GET /entities`; OSError if the port cannot be opened. Clean up the runner.

    `/entities` answers `{"entities": [{"name", "kind", "active", "locked", "deadLetter", "scheduled"}]}`.
    """

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def entities(_: web.Request) -> web.Response:
        return web.json_response({"entities": [counts.to_json() for counts in broker.counts()]})

    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/entities", entities)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
