"""The offline embedder: deterministic, of unit length, and near where meanings are near."""

from __future__ import annotations

import subprocess
import sys
from math import isclose, sqrt

import pytest

from shared.adapters.offline.embedding import HashingEmbeddingModel
from shared.services.embeddings import EmbeddingService

TEXT = "Un guion de 30 segundos para mi cafetería en Medellín"
# Stored vectors are compared with new ones: a change of these figures needs another model name.
PINNED = [0.0, 0.176, -0.427, -0.088, -0.3, 0.0, 0.652, 0.515]


async def similarity(first: str, second: str) -> float:
    one, other = await HashingEmbeddingModel().embed([first, second])
    return sum(x * y for x, y in zip(one, other, strict=True))


@pytest.mark.parametrize("text", [TEXT, "", "   ", "¿?", "🙂", "a", "漢字", "x" * 10_000])
async def test_every_text_has_a_unit_vector(text: str) -> None:
    vector = (await HashingEmbeddingModel().embed([text]))[0]
    assert len(vector) == 384
    assert isclose(sqrt(sum(x * x for x in vector)), 1.0, abs_tol=1e-9)


async def test_texts_without_words_share_one_defined_vector() -> None:
    empty, signs = await HashingEmbeddingModel().embed(["", "¿?"])
    assert empty == signs == [1.0] + [0.0] * 383


@pytest.mark.parametrize("dimensions", [1, 64, 384, 1536])
async def test_the_dimensions_are_as_asked(dimensions: int) -> None:
    service = EmbeddingService(HashingEmbeddingModel(dimensions))
    assert service.dimensions == dimensions
    assert len(await service.generate_embedding(TEXT)) == dimensions


def test_no_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        HashingEmbeddingModel(0)


def test_another_process_with_another_hash_seed_gives_the_same_vector() -> None:
    program = (
        "import asyncio, hashlib\n"
        "from shared.adapters.offline.embedding import HashingEmbeddingModel\n"
        f"vector = asyncio.run(HashingEmbeddingModel().embed([{TEXT!r}]))[0]\n"
        "print(hashlib.sha256(repr([round(x, 12) for x in vector]).encode()).hexdigest())\n"
    )
    answers = {_run(program, seed) for seed in ("1", "2", "3")}
    assert len(answers) == 1


def _run(program: str, hash_seed: str) -> str:
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout


async def test_the_vectors_stay_what_they_are_under_this_name() -> None:
    model = HashingEmbeddingModel(8)
    vector = (await model.embed(["café"]))[0]
    assert model.name == "offline-ngrams-1"
    assert [round(x, 3) for x in vector] == PINNED


async def test_accents_and_case_do_not_matter() -> None:
    assert isclose(await similarity("GUIÓN para Campaña", "guion para campana"), 1.0, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("café", "coffee shop", "gimnasio"),
        ("video", "reel", "presupuesto"),
        ("un guion para mi cafetería", "a script for my coffee shop", "pausa la campaña de verano"),
        ("promoción de invierno en el gimnasio", "winter offer at the gym", "wedding photos on the beach"),
        ("receta de galletas", "recetas con galleta", "seguro de coche"),
        ("publicaciones para instagram", "publicar en instagram", "clases de yoga"),
        ("presupuesto de la campaña", "presupesto de la campana", "gancho del reel"),
    ],
)
async def test_like_meanings_are_nearer_than_unlike_ones(text: str, near: str, far: str) -> None:
    assert await similarity(text, near) > await similarity(text, far) + 0.15


async def test_shared_stop_words_hardly_count() -> None:
    assert await similarity("quiero que sea para el perro", "quiero que sea para la boda") < 0.35
