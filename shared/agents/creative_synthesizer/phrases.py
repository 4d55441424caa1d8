"""What the person reads while the work goes on and when it is done, in Spanish and English."""

from __future__ import annotations

from typing import Final

_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "understood": ("Encargo entendido", "Request understood"),
    "script": ("Guion listo", "Script ready"),
    "voice": ("Voz grabada", "Voice recorded"),
    "rendering": ("Renderizando {what}", "Rendering {what}"),
    "image": ("la imagen", "the image"),
    "video": ("el video", "the video"),
    "audio": ("el audio", "the audio"),
    "done_image": ("Tu imagen está lista: «{title}» ({shape}).", "Your image is ready: “{title}” ({shape})."),
    "done_video": (
        "Tu video está listo: «{title}», {seconds:g} s en {shape}, con subtítulos y portada.",
        "Your video is ready: “{title}”, {seconds:g} s in {shape}, with captions and a poster.",
    ),
    "done_audio": (
        "Tu narración está lista: «{title}», {seconds:g} s.",
        "Your narration is ready: “{title}”, {seconds:g} s.",
    ),
    "no_voice": (
        "No hay motor de voz: el video lleva una base musical suave en lugar de narración.",
        "There is no speech engine: the video carries a quiet music bed instead of narration.",
    ),
    "voice_away": (
        "El motor de voz no respondió: el video lleva una base musical suave.",
        "The speech engine did not answer: the video carries a quiet music bed.",
    ),
    "image_model_away": (
        "El modelo de imágenes no dio un fondo ({reason}): lo hizo el diseñador propio.",
        "The image model gave no background ({reason}): the built-in designer made it.",
    ),
    "search_away": (
        "La búsqueda en la conversación no estaba disponible.",
        "The search of the conversation was not available.",
    ),
}


def phrase(name: str, language: str, **facts: object) -> str:
    """The phrase in Spanish, or in English for `en`."""
    return _PHRASES[name][language == "en"].format(**facts)
