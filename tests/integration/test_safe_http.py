"""Fetching strangers' URLs: what it reaches, what it refuses, and what it gives up on.

The public internet of these tests is 127.0.0.2, by a rule given to the client; everything else, 127.0.0.1 included,
is refused as it is in production.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.adapters.http.addresses import is_public
from shared.adapters.http.safe_client import (
    AnswerRefusedError,
    Limits,
    SafeHttpClient,
    ServerUnavailableError,
    UrlRefusedError,
)

PUBLIC = "127.0.0.2"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Names(AbstractResolver):
    """Answers each look-up of a name with the next of its addresses; the last one stays."""

    def __init__(self, **addresses: list[str]) -> None:
        self._addresses = {name.replace("_", "."): list(found) for name, found in addresses.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host not in self._addresses:
            raise OSError(f"no such name: {host}")
        found = self._addresses[host]
        address = found.pop(0) if len(found) > 1 else found[0]
        return [
            ResolveResult(
                hostname=host, host=a, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
            for a in address.split()
        ]

    async def close(self) -> None:
        return None


class Server:
    """A web server on a loopback address; `routes` may be filled while it runs."""

    def __init__(self) -> None:
        self.routes: dict[str, Handler] = {}
        self.requests: list[web.Request] = []
        self.port = 0
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.1)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        return await self.routes[request.path](request)

    async def start(self, host: str) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """On the address that counts as public."""
    server = Server()
    await server.start(PUBLIC)
    yield server
    await server.stop()


@pytest.fixture
async def inside() -> AsyncIterator[Server]:
    """On an address that must never be reached."""
    server = Server()
    server.routes["/secret"] = answer(b"secret")
    await server.start("127.0.0.1")
    yield server
    await server.stop()


def answer(body: bytes, status: int = 200, **headers: str) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=body, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    return handler


def redirect(to: str, status: int = 302) -> Handler:
    return answer(b"", status, Location=to)


def client(resolver: AbstractResolver | None = None, **limits: Any) -> SafeHttpClient:
    return SafeHttpClient(
        frozenset({"http", "https"}),
        Limits(**limits),
        allow=lambda address: address == PUBLIC,
        resolver=resolver,
    )


def url(server: Server, path: str = "/feed", host: str = PUBLIC) -> str:
    return f"http://{host}:{server.port}{path}"


async def test_a_body_comes_with_its_final_url_and_type(server: Server) -> None:
    server.routes["/feed"] = redirect("/real", 301)
    server.routes["/real"] = answer("año".encode(), Content_Type="application/xml")
    fetched = await client().get(url(server), {"X-Key": "secret"})
    assert fetched.body.decode() == "año"
    assert fetched.url == url(server, "/real")
    assert fetched.media_type == "application/xml"
    assert server.requests[0].headers["X-Key"] == "secret"
    assert "X-Key" not in server.requests[1].headers, "headers must not follow a redirect"


async def test_only_https_is_fetched_unless_said_otherwise(server: Server) -> None:
    with pytest.raises(UrlRefusedError, match="only https"):
        await SafeHttpClient(allow=lambda _: True).get(url(server))
    assert server.requests == []


@pytest.mark.parametrize(
    "bad",
    [
        "file:///etc/passwd",
        "ftp://example.com/x",
        "gopher://127.0.0.1:70/",
        "http://",
        "https:///x",
        "//x/y",
        "x",
        "http://user:secret@example.com/",
        "http://[::1",
        "http://example.com:99999/",
        "http://example.com/" + "a" * 3_000,
        "http://exa mple.com/",
        "data:text/plain,x",
    ],
)
async def test_what_is_no_plain_web_address_is_refused(bad: str) -> None:
    with pytest.raises(UrlRefusedError):
        await client(Names()).get(bad)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "127.0.0.1.",
    ],
)
async def test_no_spelling_of_a_loopback_address_is_reached(inside: Server, host: str) -> None:
    with pytest.raises((UrlRefusedError, ServerUnavailableError)):
        await client().get(url(inside, "/secret", host))
    assert inside.requests == []


async def test_a_refused_address_is_told_as_such(inside: Server) -> None:
    with pytest.raises(UrlRefusedError, match="not public"):
        await client().get(url(inside, "/secret", "127.0.0.1"))
    names = Names(feeds_test=["127.0.0.1"], both_test=["10.0.0.1 127.0.0.1"])
    for host in ("feeds.test", "both.test"):
        with pytest.raises(UrlRefusedError, match="not public"):
            await client(names).get(url(inside, "/secret", host))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.test:{port}/secret",
        "//127.0.0.1:{port}/secret",
        "http://10.0.0.1/",
        "http://[::1]:{port}/secret",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1:{port}/secret",
    ],
)
async def test_a_redirect_to_an_inside_address_is_refused(
    server: Server, inside: Server, target: str
) -> None:
    server.routes["/feed"] = redirect(target.format(port=inside.port))
    with pytest.raises(UrlRefusedError):
        await client(Names(inside_test=["127.0.0.1"])).get(url(server))
    assert inside.requests == []


async def test_a_name_that_changes_its_address_between_two_hops_is_refused(
    server: Server, inside: Server
) -> None:
    names = Names(rebind_test=[PUBLIC, "127.0.0.1"])
    server.routes["/feed"] = redirect(f"http://rebind.test:{inside.port}/secret")
    with pytest.raises(UrlRefusedError, match="not public"):
        await client(names).get(url(server, host="rebind.test"))
    assert names.asked == ["rebind.test", "rebind.test"]
    assert len(server.requests) == 1
    assert inside.requests == []


async def test_of_several_addresses_only_a_public_one_is_connected_to(server: Server, inside: Server) -> None:
    server.routes["/feed"] = answer(b"fine")
    fetched = await client(Names(mixed_test=[f"127.0.0.1 {PUBLIC}"])).get(url(server, host="mixed.test"))
    assert fetched.body == b"fine"
    assert inside.requests == []


async def test_redirects_end(server: Server) -> None:
    server.routes["/feed"] = redirect("/feed")
    with pytest.raises(AnswerRefusedError, match="more than 2 times"):
        await client(redirects=2).get(url(server))
    assert len(server.requests) == 3


async def test_a_huge_body_is_not_read_to_its_end(server: Server) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 500_000_000:
            await response.write(b"x" * 100_000)
            sent += 100_000
        return response

    server.routes["/feed"] = endless
    with pytest.raises(AnswerRefusedError, match="more than 200000 bytes"):
        await client(bytes=200_000).get(url(server))
    assert sent < 100_000_000


async def test_gzip_is_unpacked_within_the_limit_only(server: Server) -> None:
    server.routes["/feed"] = answer(gzip.compress(b"feed" * 100), Content_Encoding="gzip")
    assert (await client().get(url(server))).body == b"feed" * 100
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(200)) + bomb.flush()
    server.routes["/bomb"] = answer(packed, Content_Encoding="gzip")
    with pytest.raises(AnswerRefusedError, match="more than"):
        await client(bytes=1_000_000).get(url(server, "/bomb"))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"not gzip", "gzip"),
        (gzip.compress(b"x" * 1_000)[:-20], "gzip"),
        (b"x", "br"),
        (b"x", "zstd"),
    ],
)
async def test_damaged_and_unknown_encodings_are_refused(server: Server, body: bytes, encoding: str) -> None:
    server.routes["/feed"] = answer(body, Content_Encoding=encoding)
    with pytest.raises(AnswerRefusedError):
        await client().get(url(server))


@pytest.mark.parametrize("stage", ["headers", "body"])
async def test_a_server_that_dawdles_is_given_up(server: Server, stage: str) -> None:
    release = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if stage == "body":
            await response.prepare(request)
            await response.write(b"<rss>")
        await release.wait()
        return response

    server.routes["/feed"] = slow
    try:
        with pytest.raises(ServerUnavailableError, match=r"within 0\.3 s"):
            await client(seconds=0.3).get(url(server))
    finally:
        release.set()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, ServerUnavailableError),
        (503, ServerUnavailableError),
        (429, ServerUnavailableError),
        (404, AnswerRefusedError),
        (401, AnswerRefusedError),
        (204, AnswerRefusedError),
        (304, AnswerRefusedError),
    ],
)
async def test_bad_answers_are_passing_or_lasting_faults(
    server: Server, status: int, error: type[Exception]
) -> None:
    server.routes["/feed"] = answer(b"", status)
    with pytest.raises(error, match=str(status)):
        await client().get(url(server))


async def test_a_server_that_is_away_or_hangs_up_is_a_passing_fault(server: Server) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    server.routes["/feed"] = hang_up
    with pytest.raises(ServerUnavailableError):
        await client().get(url(server))
    with pytest.raises(ServerUnavailableError, match="could not be reached"):
        await client(Names()).get("http://nowhere.test/")
    port = server.port
    await server.stop()
    with pytest.raises(ServerUnavailableError, match="could not be reached"):
        await client().get(f"http://{PUBLIC}:{port}/feed")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.0.8",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2001:0:7f00:1::1",
        "not an address",
        "",
    ],
)
def test_addresses_of_the_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "93.184.216.34",
        "2606:4700:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)
