"""Speech engines: eSpeak NG from a wheel or the PATH, or Azure OpenAI."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import shutil
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.media.process import run_command, run_module, work_folder
from shared.agents.creative_synthesizer.ports import RenderFailedError, Speech, SpeechEngine

if TYPE_CHECKING:
    from openai import AsyncAzureOpenAI

_WORKER = "shared.adapters.media.espeak_worker"
_RATE = 160  # words a minute: near the pace that scripts are written for
_SECONDS = 60.0
_VOICES = {"es": "es-419", "en": "en-us"}
_SPEECH_MODEL_VOICE = "alloy"
_AT_ONCE = 4


def wav_seconds(data: bytes) -> float:
    """The length of a WAV file; raises `RenderFailedError` for anything else.

    A streamed WAV may not know its length in its header: the bytes that are there decide.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            frame = file.getnchannels() * file.getsampwidth()
            held = len(file.readframes(min(file.getnframes(), len(data) // frame + 1))) // frame
            return float(held / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError) as exc:
        raise RenderFailedError("The speech engine's answer is no WAV file.") from exc


class EspeakLibrary:
    """The library that the package espeakng-loader brings."""

    def __init__(self, library: str, data: str) -> None:
        self._library = library
        self._data = data

    @property
    def name(self) -> str:
        """Identifies the engine in provenance records."""
        return "espeak-ng (library)"

    async def speak(self, texts: Sequence[str], language: str) -> list[Speech]:
        """See `SpeechEngine`."""
        order = {"voice": _VOICES.get(language, language), "rate": _RATE, "texts": list(texts)}
        async with work_folder() as folder:
            arguments = [self._library, self._data, str(folder)]
            await run_module(_WORKER, arguments, json.dumps(order).encode() + b"\n", _SECONDS, folder)
            return [await _recording(folder / f"{number}.wav") for number in range(len(texts))]


class EspeakProgram:
    """The program `espeak-ng` of the operating system."""

    def __init__(self, program: str) -> None:
        self._program = program

    @property
    def name(self) -> str:
        """Identifies the engine in provenance records."""
        return "espeak-ng (program)"

    async def speak(self, texts: Sequence[str], language: str) -> list[Speech]:
        """See `SpeechEngine`."""
        spoken = []
        async with work_folder() as folder:
            for number, text in enumerate(texts):
                path = folder / f"{number}.wav"
                command = [
                    self._program,
                    "-v",
                    _VOICES.get(language, language),
                    "-s",
                    str(_RATE),
                    "-b",
                    "1",
                    "--stdin",
                    "-w",
                    str(path),
                ]
                await run_command(command, text.encode(), _SECONDS, folder)
                spoken.append(await _recording(path))
        return spoken


class AzureOpenAISpeech:
    """Speech of an Azure OpenAI deployment."""

    def __init__(self, client: AsyncAzureOpenAI, deployment: str, voice: str = _SPEECH_MODEL_VOICE) -> None:
        self._client = client
        self._deployment = deployment
        self._voice = voice

    @property
    def name(self) -> str:
        """Identifies the engine in provenance records."""
        return f"azure-openai:{self._deployment}"

    async def speak(self, texts: Sequence[str], language: str) -> list[Speech]:
        """See `SpeechEngine`; the model hears the language from the text."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(text: str) -> Speech:
            from shared.adapters.openai.client import reported

            async with gate, reported():
                answer = await self._client.audio.speech.create(
                    model=self._deployment, voice=self._voice, input=text, response_format="wav"
                )
            return Speech(answer.content, wav_seconds(answer.content))

        return list(await asyncio.gather(*(one(text) for text in texts)))


def find_espeak() -> SpeechEngine | None:
    """The eSpeak NG that is installed: the package's library first, then the program on the PATH."""
    if importlib.util.find_spec("espeakng_loader") is not None:
        import espeakng_loader

        return EspeakLibrary(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    program = shutil.which("espeak-ng")
    return EspeakProgram(program) if program else None


async def _recording(path: Path) -> Speech:
    data = await asyncio.to_thread(path.read_bytes)
    return Speech(data, wav_seconds(data))
