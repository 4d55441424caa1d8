"""What the Creative Synthesizer's renders take on this machine: time, processor time, memory, size.

The aim: a 30 s video at 1080x1920 in at most 30 s on two processors, within 1 GiB.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from typing import Any

from shared.adapters.media.renderer import DesignRenderer
from shared.adapters.media.speech import find_espeak
from shared.agents.creative_synthesizer.direction import direct_board, direct_shots, direct_still, make_look
from shared.agents.creative_synthesizer.ports import Origin, Rendered, Speech
from shared.agents.creative_synthesizer.script_material import Material
from shared.contracts.creative import CreativeOptions
from shared.contracts.script import BriefView, Generator, SceneView, ScriptDocument

AIM_SECONDS = 30.0
AIM_BYTES = 2**30
_ORIGIN = Origin("Bench", "bench", "0" * 64)
_SCENES = (
    (4.5, "¿Buscas el mejor café de especialidad de Ruzafa, en Valencia?", "¿El mejor café de Ruzafa?"),
    (10.2, "En Café Aurora tostamos cada semana, en tandas pequeñas, y se nota.", "Tostado cada semana"),
    (
        15.8,
        "Y los martes tienes dos por uno en todos los cafés, para venir con quien quieras.",
        "2x1 los martes",
    ),
    (21.0, "Pan de masa madre, pastel de zanahoria y un rincón tranquilo.", "Pan, pasteles y calma"),
    (26.0, "Más de mil vecinos ya desayunan con nosotros, ¿te unes?", "+1.000 vecinos"),
    (30.0, "Reserva tu mesa hoy: te esperamos en la calle Cádiz.", "Te esperamos"),
)


def _script() -> ScriptDocument:
    starts = [0.0, *(end for end, _, _ in _SCENES)]
    scenes = [
        SceneView(start=start, end=end, narration=said, on_screen_text=shown, visual_direction="Plano medio")
        for start, (end, said, shown) in zip(starts, _SCENES, strict=False)
    ]
    return ScriptDocument(
        title="Café Aurora",
        language="es",
        hook=_SCENES[0][1],
        scenes=scenes,
        call_to_action="Reserva hoy",
        caption="Te esperamos",
        hashtags=["#café"],
        duration_seconds=30.0,
        aspect_ratio="9:16",
        platforms=["instagram"],
        formats=[],
        brief=BriefView(goal="promote", industry="cafe", brand="Café Aurora"),
        based_on=[],
        generator=Generator(name="bench", version="1"),
    )


async def measure() -> dict[str, Any]:
    """One still, one 30 s video with narration, one narration."""
    script, options, renderer = _script(), CreativeOptions(), DesignRenderer()
    look = make_look(script, options, ())
    engine = find_espeak()
    spoken: list[Speech | None] = [None] * len(script.scenes)
    if engine is not None:
        spoken = [*await engine.speak([scene.narration for scene in script.scenes], "es")]
    shots = direct_shots(script, look)
    lengths = [speech.seconds if speech else None for speech in spoken]
    board = direct_board("9:16", look, shots, Material(script, "artifact://script/bench").scenes, lengths)

    async def unheard(_percent: int) -> None:
        """Nobody watches."""

    started = time.perf_counter()
    still = await renderer.still(direct_still(script, look, options, "", "9:16"), _ORIGIN)
    report = {"processors": len(os.sched_getaffinity(0)), "still": _row(still, started)}
    started = time.perf_counter()
    report["video30s"] = _row(await renderer.video(board, spoken, _ORIGIN, unheard), started)
    if engine is not None:
        started = time.perf_counter()
        report["narration30s"] = _row(await renderer.audio(shots, spoken, _ORIGIN), started)
    return report


def _row(rendered: Rendered, started: float) -> dict[str, float]:
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "cpuSeconds": round(rendered.cpu_seconds, 2),
        "peakMemoryMiB": round(rendered.peak_memory_bytes / 2**20, 1),
        "fileMiB": round(len(rendered.content) / 2**20, 2),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure()), indent=2))
