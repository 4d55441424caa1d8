"""The real SDK against a stand-in for Azure OpenAI that answers well and misbehaves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from openai import AsyncAzureOpenAI

from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.adapters.openai.text import AzureOpenAITextModel
from shared.agents.video_scriptor.agent import VideoScriptor
from shared.contracts.script import model_schema
from shared.errors import DependencyUnavailableError
from shared.services.embeddings import EmbeddingService
from tests.unit.video_scriptor.conftest import MakeWork, MemoryVectorStore, make_work, progress
from tests.unit.video_scriptor.test_agent import document_of
from tests.unit.video_scriptor.test_model_writer import answer

__all__ = ["make_work", "progress"]

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
KEY = "a-key-that-must-not-leak"


class StandIn:
    """Answers each request with the next of `answers`, the last one for ever; remembers what it was sent."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.requests: list[dict[str, Any]] = []
        self.endpoint = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(
            {
                "path": request.path,
                "query": dict(request.query),
                "key": request.headers.get("api-key"),
                "body": await request.json(),
            }
        )
        return await self.answers[min(len(self.requests), len(self.answers)) - 1](request)


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    server = StandIn()
    app = web.Application()
    app.router.add_post("/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.endpoint = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


def model_at(
    stand_in: StandIn, *, timeout: float = 5, deadline: float = 20, retries: int = 2
) -> AzureOpenAITextModel:
    client = AsyncAzureOpenAI(
        azure_endpoint=stand_in.endpoint,
        api_key=KEY,
        api_version="2024-10-21",
        timeout=timeout,
        max_retries=retries,
    )
    return AzureOpenAITextModel(client, "writer", deadline_seconds=deadline)


def completion(content: str | None, **message: Any) -> Answer:
    async def respond(_: web.Request) -> web.Response:
        return web.json_response(
            {
                "id": "c1",
                "object": "chat.completion",
                "created": 1,
                "model": "gpt-4o-2024-08-06",
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": content, **message},
                    }
                ],
                "usage": {"prompt_tokens": 321, "completion_tokens": 123, "total_tokens": 444},
            }
        )

    return respond


def failure(status: int, code: str = "oops", **headers: str) -> Answer:
    async def respond(_: web.Request) -> web.Response:
        body = {"error": {"code": code, "message": "the prompt was: secret brief"}}
        return web.json_response(body, status=status, headers=headers)

    return respond


async def not_json(_: web.Request) -> web.Response:
    return web.Response(text="<html>proxy error</html>", content_type="text/html")


async def broken_json(_: web.Request) -> web.Response:
    return web.Response(text='{"id": "c1", "choices": [', content_type="application/json")


async def cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"id": ')
    assert request.transport is not None
    request.transport.abort()
    return response


async def hang(_: web.Request) -> web.Response:
    await asyncio.sleep(60)
    raise AssertionError("the client should have given up")


async def ask(model: AzureOpenAITextModel) -> Any:
    try:
        return await model.complete(
            system="be good", user="write", json_schema=model_schema(), max_tokens=500
        )
    finally:
        await model.close()


async def test_a_good_answer_comes_with_its_cost(stand_in: StandIn) -> None:
    stand_in.answers = [completion('{"title": "x"}')]
    result = await ask(model_at(stand_in))
    assert (result.text, result.model, result.input_tokens, result.output_tokens) == (
        '{"title": "x"}',
        "gpt-4o-2024-08-06",
        321,
        123,
    )
    request = stand_in.requests[0]
    assert request["path"] == "/openai/deployments/writer/chat/completions"
    assert (request["query"]["api-version"], request["key"]) == ("2024-10-21", KEY)
    body = request["body"]
    assert body["response_format"]["json_schema"] == {
        "name": "answer",
        "strict": True,
        "schema": model_schema(),
    }
    assert body["max_completion_tokens"] == 500
    assert [m["role"] for m in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "first",
    [
        failure(429, "rate", **{"retry-after-ms": "10"}),
        failure(500),
        failure(503),
        cut_off,
    ],
    ids=["429", "500", "503", "cut"],
)
async def test_a_passing_fault_is_tried_again(stand_in: StandIn, first: Answer) -> None:
    stand_in.answers = [first, completion("{}")]
    assert (await ask(model_at(stand_in))).text == "{}"
    assert len(stand_in.requests) == 2


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        (failure(429, "rate", **{"retry-after-ms": "10"}), 3),
        (failure(500, **{"retry-after-ms": "10"}), 3),
        (failure(401, "unauthorized"), 1),
        (failure(404, "DeploymentNotFound"), 1),
        (failure(400, "content_filter"), 1),
    ],
    ids=["429", "500", "401", "404", "content-filter"],
)
async def test_a_lasting_fault_is_a_dependency_that_is_away(
    stand_in: StandIn, fault: Answer, calls: int
) -> None:
    stand_in.answers = [fault]
    with pytest.raises(DependencyUnavailableError) as away:
        await ask(model_at(stand_in))
    assert len(stand_in.requests) == calls
    told = f"{away.value.message} {away.value.details}"
    assert KEY not in told
    assert "secret brief" not in told


async def test_no_one_listening_is_a_dependency_that_is_away(stand_in: StandIn) -> None:
    stand_in.endpoint = "http://127.0.0.1:9"
    with pytest.raises(DependencyUnavailableError):
        await ask(model_at(stand_in, retries=0))


async def test_a_slow_answer_is_cut_by_the_requests_time_limit(stand_in: StandIn) -> None:
    stand_in.answers = [hang]
    with pytest.raises(DependencyUnavailableError, match="Timeout"):
        await ask(model_at(stand_in, timeout=0.2, retries=0))


async def test_retries_end_with_the_deadline(stand_in: StandIn) -> None:
    stand_in.answers = [failure(429, "rate", **{"retry-after": "100"})]
    with pytest.raises(DependencyUnavailableError, match=r"within 0\.3 s"):
        await ask(model_at(stand_in, deadline=0.3))


@pytest.mark.parametrize("garbage", [not_json, broken_json], ids=["html", "broken-json"])
async def test_a_body_that_is_no_completion_gives_no_script(stand_in: StandIn, garbage: Answer) -> None:
    stand_in.answers = [garbage]
    try:
        result = await ask(model_at(stand_in, retries=0))
    except DependencyUnavailableError:
        return
    assert result.text == ""


async def test_a_refusal_is_an_empty_text(stand_in: StandIn) -> None:
    stand_in.answers = [completion(None, refusal="I cannot help with that.")]
    assert (await ask(model_at(stand_in))).text == ""


class TestTheAgentOnTop:
    """The scriptor with the real SDK: repaired, fallen back, or as the model wrote it."""

    async def script(self, stand_in: StandIn, make_work: MakeWork, *answers: Answer) -> dict[str, Any]:
        stand_in.answers = list(answers)
        model = model_at(stand_in, timeout=0.5, retries=0)
        agent = VideoScriptor(EmbeddingService(HashingEmbeddingModel()), MemoryVectorStore(), model)
        work = make_work(
            'video de 12s para mi panadería "La Miga" en Valencia',
            constraints={"max_seconds": 12, "platforms": ["instagram"]},
        )
        try:
            return document_of(await agent.handle(work))
        finally:
            await model.close()

    async def test_the_models_script_is_taken(self, stand_in: StandIn, make_work: MakeWork) -> None:
        document = await self.script(stand_in, make_work, completion(answer()))
        assert document["generator"]["model"] == "gpt-4o-2024-08-06"
        sent = stand_in.requests[0]["body"]["messages"][1]["content"]
        assert "La Miga" in json.loads(sent.split("<data>\n")[1].split("\n</data>")[0])["brief"]

    async def test_invalid_json_is_repaired_by_the_second_answer(
        self, stand_in: StandIn, make_work: MakeWork
    ) -> None:
        document = await self.script(stand_in, make_work, completion("{nope"), completion(answer()))
        assert document["generator"]["repaired"] is True

    @pytest.mark.parametrize(
        "fault",
        [
            failure(429),
            failure(500),
            not_json,
            hang,
            completion("{nope"),
            completion(None),
            cut_off,
        ],
        ids=["429", "500", "html", "slow", "invalid", "refusal", "cut"],
    )
    async def test_every_fault_ends_in_a_template_script(
        self, stand_in: StandIn, make_work: MakeWork, fault: Answer
    ) -> None:
        document = await self.script(stand_in, make_work, fault)
        assert document["generator"]["name"] == "template-writer"
        assert document["generator"]["fallbackFrom"] == "azure-openai:writer"
        assert document["scenes"]
