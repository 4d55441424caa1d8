"""HTTP triggers over real HTTP."""

from __future__ import annotations

import asyncio
import gzip
import signal
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.integration.functions_host.conftest import MakeHost
from tests.integration.functions_host.hosting import RunningHost

APP = """
def described(req, **more):
    return func.HttpResponse(json.dumps({
        "method": req.method, "url": req.url, "route": dict(req.route_params), "query": dict(req.params),
        "headers": dict(req.headers), "size": len(req.get_body()), **more}), mimetype="application/json")

@app.route(route="items/{id:int}/{part?}", methods=["GET", "POST"])
async def item(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    return described(req, function=context.function_name, trace=context.trace_context.trace_parent)

@app.route(route="items/new")
def new(req: func.HttpRequest) -> str:
    return "new"

@app.route(route="echo")
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(req.get_body(), mimetype="application/octet-stream", status_code=201)

@app.route(route="cookies")
async def cookies(req: func.HttpRequest) -> func.HttpResponse:
    answer = func.HttpResponse(status_code=204)
    answer.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly")
    answer.headers.add("Set-Cookie", "b=2; Max-Age=60")
    answer.headers["X-Kind"] = "test"
    return answer

@app.route(route="none")
async def none(req: func.HttpRequest): ...

@app.route(route="boom")
async def boom(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError("secret detail")

@app.route(route="slow")
async def slow(req: func.HttpRequest) -> func.HttpResponse:
    await asyncio.sleep(60)

@app.route(route="guarded", auth_level=func.AuthLevel.FUNCTION)
async def guarded(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("in")

@app.route(route="blocking")
def blocking(req: func.HttpRequest) -> func.HttpResponse:
    note("start")
    time.sleep(0.3)
    note("end")
    return func.HttpResponse("done")
"""


@pytest.fixture(scope="module")
async def host(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHost]:
    running = RunningHost(tmp_path_factory.mktemp("http"), APP, {"functionTimeout": "00:00:01"})
    yield await running.start()
    await running.kill()


@pytest.fixture
async def client(host: RunningHost) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=host.url, timeout=30) as opened:
        yield opened


async def test_a_request_reaches_the_function_whole(client: httpx.AsyncClient, host: RunningHost) -> None:
    answer = await client.post(
        "items/7/a%20b?x=1&x=2&empty=&y=ñ",
        content=b"body",
        headers=[("X-Twice", "one"), ("X-Twice", "two"), ("traceparent", "00-abc-def-01")],
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    seen = answer.json()
    assert seen["url"] == host.url + "items/7/a%20b?x=1&x=2&empty=&y=%C3%B1"
    assert (seen["method"], seen["route"], seen["query"], seen["size"]) == (
        "POST",
        {"id": "7", "part": "a b"},
        {"x": "1,2", "y": "ñ"},
        4,
    )
    assert seen["headers"]["x-twice"] == "one,two"
    assert (seen["function"], seen["trace"]) == ("item", "00-abc-def-01")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "items/7", 200),
        ("GET", "ITEMS/7/", 200),
        ("GET", "items/x", 404),
        ("DELETE", "items/7", 404),
        ("HEAD", "items/7", 404),
        ("GET", "absent", 404),
        ("PATCH", "echo", 201),
    ],
)
async def test_status_by_method_and_path(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    if status == 404:
        assert answer.content == b""


async def test_a_literal_route_wins_over_a_parameter(client: httpx.AsyncClient) -> None:
    answer = await client.get("items/new")
    assert (answer.text, answer.headers["content-type"]) == ("new", "text/plain; charset=utf-8")


@pytest.mark.parametrize("path", ["none", "boom", "slow"])
async def test_a_function_that_fails_answers_500_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.content) == (500, b"")


async def test_failures_are_logged_with_the_users_own_frames(
    client: httpx.AsyncClient, host: RunningHost
) -> None:
    await client.get("boom")
    assert "Executed 'boom' (Failed" in host.output()
    assert "function_app.py" in host.output()
    assert "local/functions_host/worker.py" not in host.output()


async def test_head_answers_without_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("items/new")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "3")


async def test_several_cookies_and_headers_are_sent(client: httpx.AsyncClient) -> None:
    answer = await client.get("cookies")
    assert (answer.status_code, answer.headers["x-kind"]) == (204, "test")
    cookies = answer.headers.get_list("set-cookie")
    assert [cookie.split(";")[0] for cookie in cookies] == ["a=1", "b=2"]
    assert "HttpOnly" in cookies[0]


async def test_large_bodies_pass_in_both_directions(client: httpx.AsyncClient) -> None:
    body = bytes(range(256)) * (20 * 2**20 // 256)
    assert (await client.post("echo", content=body)).content == body


async def test_a_body_above_100_mb_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("echo", content=b"\0" * (100 * 2**20 + 1))
    assert answer.status_code == 413


async def test_a_compressed_body_arrives_as_it_was_sent(client: httpx.AsyncClient) -> None:
    body = gzip.compress(b"text" * 100)
    answer = await client.post("echo", content=body, headers={"Content-Encoding": "gzip"})
    assert answer.content == body


async def test_a_client_that_expects_100_continue_is_told_to_go_on(host: RunningHost) -> None:
    parts = urlsplit(host.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(b"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    async with asyncio.timeout(10):
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hi")
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 201")
    writer.close()


async def test_sync_functions_run_side_by_side(client: httpx.AsyncClient, host: RunningHost) -> None:
    before = len(host.notes())
    await asyncio.gather(*(client.get("blocking") for _ in range(3)))
    assert [note[0] for note in host.notes()[before:]][:2] == ["start", "start"]


async def test_status_is_running(client: httpx.AsyncClient, host: RunningHost) -> None:
    assert (await client.get(host.status_url)).json() == {"state": "Running"}


@pytest.mark.parametrize("name", ["absent", "item"])
async def test_only_functions_without_http_are_run_manually(
    client: httpx.AsyncClient, host: RunningHost, name: str
) -> None:
    assert (await client.post(host.run_url(name), json={"input": ""})).status_code == 404


async def test_without_a_key_every_function_is_open(client: httpx.AsyncClient) -> None:
    assert (await client.get("guarded")).text == "in"


async def test_a_key_is_asked_where_it_is_due_and_the_route_prefix_is_honoured(make_host: MakeHost) -> None:
    host = await make_host(
        APP,
        settings={"FUNCTIONS_HOST_KEY": "let-me-in"},
        host_json={"extensions": {"http": {"routePrefix": ""}}},
    ).start()
    assert urlsplit(host.url).path == "/"
    async with httpx.AsyncClient(base_url=host.url) as client:
        denied = [
            (await client.get("guarded")).status_code,
            (await client.get("guarded?code=no")).status_code,
            (await client.get(host.status_url)).status_code,
        ]
        allowed = [
            (await client.get("guarded?code=let-me-in")).status_code,
            (await client.get("guarded", headers={"x-functions-key": "let-me-in"})).status_code,
            (await client.get("items/new")).status_code,
        ]
    assert (denied, allowed) == ([401, 401, 401], [200, 200, 200])


async def test_sigterm_lets_requests_in_flight_end_and_takes_no_new_ones(make_host: MakeHost) -> None:
    host = await make_host("""
@app.route(route="slow")
async def slow(req: func.HttpRequest) -> func.HttpResponse:
    note("start")
    await asyncio.sleep(1)
    return func.HttpResponse("finished")
""").start()
    async with httpx.AsyncClient(base_url=host.url, timeout=30) as client:
        in_flight = asyncio.create_task(client.get("slow"))
        await host.noted(1)
        host.signal(signal.SIGTERM)
        answer = await in_flight
        assert (answer.status_code, answer.text) == (200, "finished")
        assert await host.ended() == 0
        with pytest.raises(httpx.ConnectError):
            await client.get("slow")
