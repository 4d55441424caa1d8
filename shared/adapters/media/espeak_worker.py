"""Speaks with the eSpeak NG library: `python -m shared.adapters.media.espeak_worker <library> <data> <folder>`.

A process of its own, because the library keeps global state and is not safe to share between threads. Standard
input is one line of JSON, `{"voice": "es", "rate": 165, "texts": [...]}`; the result is one WAV a text: `0.wav`...
"""

from __future__ import annotations

import ctypes
import json
import sys
import wave
from pathlib import Path

_OUTPUT_SYNCHRONOUS = 2
_PARAMETER_RATE = 1
_CHARS_UTF8 = 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(Exception):
    """The library refused a call."""


def main() -> None:
    """Writes the files; a fault ends the process with a traceback."""
    library, data, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    order = json.loads(sys.stdin.readline())
    espeak = ctypes.CDLL(library)
    rate = espeak.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, str(Path(data).parent).encode(), 0)
    if rate <= 0:
        raise EspeakError(f"espeak_Initialize answered {rate}")
    if espeak.espeak_SetVoiceByName(order["voice"].encode()) != 0:
        raise EspeakError(f"there is no voice {order['voice']}")
    espeak.espeak_SetParameter(_PARAMETER_RATE, int(order["rate"]), 0)
    spoken = bytearray()

    def heard(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if count > 0:
            spoken.extend(ctypes.string_at(samples, 2 * count))
        return 0

    callback = _CALLBACK(heard)  # kept in a name: the library holds no reference
    espeak.espeak_SetSynthCallback(callback)
    for number, text in enumerate(order["texts"]):
        spoken.clear()
        encoded = text.encode() + b"\0"
        if espeak.espeak_Synth(encoded, len(encoded), 0, 1, 0, _CHARS_UTF8, None, None) != 0:
            raise EspeakError("espeak_Synth refused the text")
        espeak.espeak_Synchronize()
        with wave.open(str(folder / f"{number}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(bytes(spoken))


if __name__ == "__main__":
    main()
