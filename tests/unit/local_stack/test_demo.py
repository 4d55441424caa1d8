"""The sample brief: what the client makes of the API's answers, and what is printed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from local.credentials import Credentials
from local.demo import CONSTRAINTS, DemoFailedError, Outcome, send_brief
from local.ports import HOST
from local.printing import print_access, print_outcome

ACCEPTED = {
    "sessionId": "s", "turnId": "t", "correlationId": "c", "agent": "video-scriptor",
    "status": "processing", "message": "Video Scriptor is on it",
    "routing": {"score": 0.875, "reason": "asks for a video", "candidates": []},
    "links": {"request": "/api/requests/c", "session": "/api/sessions/s"},
}  # fmt: skip
SCRIPT = {
    "title": "Café [de] barrio", "hook": "¿Hueles eso?", "callToAction": "Ven hoy", "hashtags": ["#café"],
    "scenes": [
        {"start": 0, "end": 7.5, "narration": "Tostado aquí", "onScreenText": "Hoy", "visualDirection": "Vapor"},
        {"start": 7.5, "end": 30, "narration": "Para ti", "onScreenText": "Ven", "visualDirection": "Puerta"},
    ],
}  # fmt: skip
CAPTIONS = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\nLínea {n}" for n in range(1, 6))
ARTIFACTS = [
    {
        "id": name,
        "type": kind,
        "mediaType": media_type,
        "links": {"content": f"/api/artifacts/{name}/content"},
    }
    for name, kind, media_type in (
        ("a1", "script", "application/json"),
        ("a2", "captions", "application/x-subrip"),
        ("a3", "captions", "text/vtt"),
    )
]


class Api:
    """An HTTP API with canned answers; `received` is the body of the message."""

    def __init__(self) -> None:
        self.accepted: dict[str, Any] = ACCEPTED
        self.status = 202
        self.states = ["started", "completed"]
        self.received: Any = None

    async def message(self, request: web.Request) -> web.Response:
        self.received = await request.json()
        assert request.headers["Authorization"] == "Bearer token"
        return web.json_response(self.accepted, status=self.status)

    async def request(self, request: web.Request) -> web.Response:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        events = [
            {"eventType": kind, "agent": "video-scriptor", "payload": {"message": kind.upper()},
             "timestamp": (datetime.now(UTC) + timedelta(milliseconds=delay)).isoformat()}
            for kind, delay in (("completed", -1), ("started", -2))
        ]  # fmt: skip
        return web.json_response({
            "correlationId": "c", "acceptedAt": datetime.now(UTC).isoformat(), "state": state, "events": events,
            "artifacts": ARTIFACTS,
        })  # fmt: skip

    async def content(self, request: web.Request) -> web.Response:
        return web.json_response(SCRIPT) if request.match_info["id"] == "a1" else web.Response(text=CAPTIONS)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/api/agents/front-desk/messages", self.message)
        app.router.add_get("/api/requests/c", self.request)
        app.router.add_get("/api/artifacts/{id}/content", self.content)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        try:
            yield f"http://{HOST}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


async def test_the_brief_is_followed_to_its_script_and_captions():
    api = Api()
    async with api.served() as url:
        outcome = await send_brief(url, "token", "un vídeo")
    assert api.received == {"message": "un vídeo", "scriptConstraints": CONSTRAINTS}
    assert outcome.script == SCRIPT
    assert outcome.captions == CAPTIONS
    times = [moment.at_ms for moment in outcome.timeline]
    assert times == sorted(times)
    names = [moment.what for moment in outcome.timeline]
    assert names[0] == "message sent"
    assert names.index("started") < names.index("completed") < names.index("request completed")


async def test_a_question_back_ends_the_conversation():
    api = Api()
    api.accepted = {**ACCEPTED, "status": "needs_clarification"}
    async with api.served() as url:
        outcome = await send_brief(url, "token", "hola")
    assert outcome.script is None
    assert outcome.request == {}


async def test_an_error_of_the_api_is_told_with_its_answer():
    api = Api()
    api.status, api.accepted = 503, {"detail": "postgres is away"}
    async with api.served() as url:
        with pytest.raises(DemoFailedError, match=r"answered 503.*postgres is away"):
            await send_brief(url, "token")


async def test_an_api_that_is_gone_is_told():
    async with Api().served() as url:
        pass
    with pytest.raises(DemoFailedError, match="did not answer"):
        await send_brief(url, "token")


async def test_a_request_that_never_ends_is_given_up():
    api = Api()
    api.states = ["started"]
    async with api.served() as url:
        with pytest.raises(DemoFailedError, match="is still 'started'"):
            await send_brief(url, "token", timeout=0)


async def test_the_outcome_is_printed_as_it_is(capsys):
    async with Api().served() as url:
        print_outcome(await send_brief(url, "token", "un [bold]vídeo[/bold]"))
    printed = capsys.readouterr().out
    for text in ("un [bold]vídeo[/bold]", "video-scriptor (score 0.88): asks for a video", "Café [de] barrio",
                 "7.5-30.0", "Para ti", "Puerta", "#café", "Línea 3", "and 2 more"):  # fmt: skip
        assert text in printed
    assert "Línea 4" not in printed
    assert "\x1b" not in printed


def test_a_question_back_is_printed(capsys):
    print_outcome(Outcome("hola", {"status": "needs_clarification", "message": "¿Qué necesitas?"}))
    assert "¿Qué necesitas?" in capsys.readouterr().out


def test_what_is_to_be_pasted_is_one_line(capsys):
    print_access(Credentials("http://127.0.0.1:7071", "t" * 400, "mb_live_x"), 'it\'s "quoted"')
    lines = capsys.readouterr().out.splitlines()
    assert "Development token  " + "t" * 400 in lines
    assert [line for line in lines if line.startswith("curl ") and line.count("http://") == 1]
