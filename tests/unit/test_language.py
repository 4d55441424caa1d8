"""Telling Spanish from English on short texts."""

from __future__ import annotations

import pytest

from shared.agents.routing.examples import load_examples
from shared.domain.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola", "es"), ("hello", "en"), ("más corto", "es"), ("shorter", "en"), ("no me gusta", "es"),
        ("I don't like it", "en"), ("guion reel yoga 30s", "es"), ("reel script yoga 30s", "en"),
        ("ahora haz la imagen", "es"), ("now make the image", "en"), ("q onda", "es"), ("", "es"),
        ("Necesito un video para TikTok", "es"), ("need a tiktok video asap", "en"),
    ],
)  # fmt: skip
def test_short_texts_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_nearly_every_routing_example_is_told_right() -> None:
    examples = [e for e in load_examples() if len(e.text) > 12]
    wrong = [e.text for e in examples if detect_language(e.text) != e.language]
    assert len(wrong) <= len(examples) // 100, wrong
