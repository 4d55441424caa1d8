"""Speech engines: eSpeak NG really speaks; Azure OpenAI is driven through the real SDK against a local server."""

from __future__ import annotations

import io
import os
import stat
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from local.ports import free_port
from shared.adapters.media.image_model import AzureOpenAIImageModel, ImageRefusedError
from shared.adapters.media.speech import AzureOpenAISpeech, EspeakProgram, find_espeak, wav_seconds
from shared.agents.creative_synthesizer.ports import RenderFailedError
from shared.errors import DependencyUnavailableError


def tone(seconds: float) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\x00\x40" * int(8_000 * seconds))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "es",
            [
                "¿Qué tal, pingüino?",
                "Mañana abrimos la cafetería a las ocho, con pan recién hecho y café de Colombia.",
            ],
        ),
        ("en", ["Hello there.", "Tomorrow we open at eight, with fresh bread and coffee from Colombia."]),
    ],
)
async def test_espeak_speaks_every_text_at_a_human_pace(language: str, texts: list[str]) -> None:
    engine = find_espeak()
    assert engine is not None, "espeakng-loader is among the development requirements"
    short, long = await engine.speak(texts, language)

    assert 0.4 < short.seconds < long.seconds
    assert 1.5 < len(texts[1].split()) / long.seconds < 4.5
    with wave.open(io.BytesIO(long.wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    assert np.abs(samples).max() > 3_000


async def test_an_unknown_voice_is_reported() -> None:
    engine = find_espeak()
    assert engine is not None
    with pytest.raises(RenderFailedError):
        await engine.speak(["Hola"], "xx-none")


async def test_the_program_on_the_path_gets_the_text_on_its_standard_input(tmp_path: Path) -> None:
    (tmp_path / "voice.wav").write_bytes(tone(1.25))
    program = tmp_path / "espeak-ng"
    program.write_text(
        f'#!/bin/sh\ncat > {tmp_path}/said\nwhile [ "$1" != -w ]; do shift; done\ncp {tmp_path}/voice.wav "$2"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    [speech] = await EspeakProgram(str(program)).speak(["¿Qué tal?"], "es")

    assert speech.seconds == pytest.approx(1.25)
    assert (tmp_path / "said").read_text() == "¿Qué tal?"


def test_the_length_of_a_streamed_wav_is_what_it_holds() -> None:
    data = bytearray(tone(1.0))
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    assert wav_seconds(bytes(data)) == pytest.approx(1.0, abs=0.01)


def test_what_is_no_wav_is_refused() -> None:
    with pytest.raises(RenderFailedError):
        wav_seconds(b"{}")


class OpenAI:
    """A stand-in of the service; `failing` answers 500, `refusing` as its content filter does."""

    def __init__(self) -> None:
        self.requests: list[dict[str, object]] = []
        self.failing = self.refusing = False
        self.port = free_port()

    async def speech(self, request: web.Request) -> web.Response:
        self.requests.append(await request.json())
        if self.failing:
            return web.json_response({"error": {"message": "broken"}}, status=500)
        return web.Response(body=tone(2.0), content_type="audio/wav")

    async def images(self, request: web.Request) -> web.Response:
        import base64

        self.requests.append(await request.json())
        if self.refusing:
            return web.json_response(
                {"error": {"code": "content_policy_violation", "message": "no"}}, status=400
            )
        picture = base64.b64encode(b"picture").decode()
        return web.json_response(
            {
                "created": 1,
                "data": [{"b64_json": picture}],
                "usage": {
                    "input_tokens": 20,
                    "output_tokens": 980,
                    "total_tokens": 1000,
                    "input_tokens_details": {"image_tokens": 0, "text_tokens": 20},
                },
            }
        )


@pytest.fixture
async def openai() -> AsyncIterator[OpenAI]:
    stand_in, app = OpenAI(), web.Application()
    app.add_routes(
        [
            web.post("/openai/deployments/{name}/audio/speech", stand_in.speech),
            web.post("/openai/deployments/{name}/images/generations", stand_in.images),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", stand_in.port).start()
    yield stand_in
    await runner.cleanup()


def client(stand_in: OpenAI) -> object:
    from openai import AsyncAzureOpenAI

    return AsyncAzureOpenAI(
        azure_endpoint=f"http://127.0.0.1:{stand_in.port}",
        api_key="local",
        api_version="2024-10-21",
        max_retries=0,
    )


async def test_azure_speech_returns_recordings_in_order(openai: OpenAI) -> None:
    spoken = await AzureOpenAISpeech(client(openai), "voice").speak(["Uno", "Dos"], "es")  # type: ignore[arg-type]

    assert [s.seconds for s in spoken] == [2.0, 2.0]
    assert {r["input"] for r in openai.requests} == {"Uno", "Dos"}
    assert all(r["response_format"] == "wav" for r in openai.requests)


async def test_azure_speech_that_fails_is_a_dependency_that_is_away(openai: OpenAI) -> None:
    openai.failing = True
    with pytest.raises(DependencyUnavailableError):
        await AzureOpenAISpeech(client(openai), "voice").speak(["Uno"], "es")  # type: ignore[arg-type]


async def test_the_image_model_returns_picture_and_cost(openai: OpenAI) -> None:
    model = AzureOpenAIImageModel(client(openai), "painter", token_price=40.0)  # type: ignore[arg-type]
    picture = await model.generate("A café", "9:16")

    assert (picture.content, picture.tokens, picture.cost) == (b"picture", 1000, pytest.approx(0.04))
    assert openai.requests[0]["size"] == "1024x1536"


async def test_a_refused_prompt_is_permanent(openai: OpenAI) -> None:
    openai.refusing = True
    with pytest.raises(ImageRefusedError):
        await AzureOpenAIImageModel(client(openai), "painter").generate("x", "1:1")  # type: ignore[arg-type]


def test_without_the_package_the_path_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_espeak() is None
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\n")
    os.chmod(program, 0o755)
    assert isinstance(find_espeak(), EspeakProgram)
