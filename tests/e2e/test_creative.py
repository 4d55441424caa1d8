"""A person asks for a picture, a video of the last script and its narration, and gets real files."""

from __future__ import annotations

import io
from typing import Any

import av
import httpx
from PIL import Image

from tests.support.api import finished, say


async def made(
    client: httpx.AsyncClient, message: str, **fields: Any
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The finished request and its files by type."""
    answer = await say(client, message, **fields)
    assert answer["agent"] == "creative-synthesizer", answer["routing"]
    life = await finished(client, answer["correlationId"], 110)
    assert life["state"] == "completed", life["response"]
    files = {a["type"]: (await client.get(a["links"]["content"])).content for a in life["artifacts"]}
    return life, files


async def test_an_image_is_a_marked_png_of_the_right_size(client: httpx.AsyncClient) -> None:
    life, files = await made(client, "diseña un póster vertical para la inauguración de mi cafetería El Faro")
    picture = Image.open(io.BytesIO(files["image"]))
    assert picture.format == "PNG"
    assert picture.size == (1080, 1920)
    assert b"trainedAlgorithmicMedia" in files["image"]
    image = next(a for a in life["artifacts"] if a["type"] == "image")
    assert image["aiGenerated"] is True
    assert image["mediaType"] == "image/png"


async def test_a_video_is_made_of_the_conversations_last_script(client: httpx.AsyncClient) -> None:
    script = await say(
        client, "guion de 5 segundos para mi panadería La Miga", scriptConstraints={"max_seconds": 5}
    )
    written = await finished(client, script["correlationId"])
    life, files = await made(
        client,
        "ahora renderiza el video final en mp4",
        sessionId=script["sessionId"],
    )
    with av.open(io.BytesIO(files["video"])) as video:
        stream = video.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert video.duration is not None
        seconds = video.duration / av.time_base
    duration = next(a for a in written["artifacts"] if a["type"] == "script")["metadata"]["durationSeconds"]
    assert abs(seconds - duration) <= 0.1
    assert files["caption"].startswith(b"WEBVTT")
    percents = [e["payload"]["percent"] for e in life["events"] if e["eventType"] == "progress"]
    assert percents == sorted(percents)
    assert len(percents) > 3
