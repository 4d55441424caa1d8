"""Fitted text stays in its column, whatever its length, and no two texts share a pixel row."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.media.fonts import PoppinsRuler, printable
from shared.adapters.media.scene_layers import caption_lines
from shared.domain.design.canvas import CANVASES, Box
from shared.domain.design.fitting import STYLES, Role, line_height, stack, wrap


class FixedPitch:
    """Every character half its size wide: results can be worked out by hand."""

    def width(self, text: str, role: Role, size: int) -> float:
        return len(text) * size / 2


words = st.text(st.characters(codec="latin-1", categories=("L", "N", "P")), min_size=1, max_size=40)
sentences = st.lists(words, min_size=1, max_size=25).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CANVASES)), sentences, sentences, sentences, sentences)
def test_no_text_leaves_its_column_or_overlaps(
    ratio: str, brand: str, title: str, subtitle: str, call: str
) -> None:
    ruler = PoppinsRuler()
    for column in (CANVASES[ratio].still_column, CANVASES[ratio].video_column):
        texts: list[tuple[Role, str]] = [
            ("eyebrow", printable(brand)),
            ("title", printable(title)),
            ("subtitle", printable(subtitle)),
            ("call", printable(call)),
        ]
        placed = stack(texts, column, ruler, anchor="middle")

        assert all(t.box.within(column) for t in placed)
        assert not any(a.box.overlaps(b.box) for a, b in combinations(placed, 2))
        assert all(ruler.width(line, t.role, t.size) <= t.box.width + 1 for t in placed for line in t.lines)
        if printable(title):
            assert any(t.role == "title" for t in placed)


@settings(max_examples=40, deadline=None)
@given(sentences)
def test_captions_fit_their_panel(text: str) -> None:
    ruler = PoppinsRuler()
    for canvas in CANVASES.values():
        width, height = canvas.captions.width - 60, canvas.captions.height - 32
        size, lines = caption_lines(printable(text) or "x", width, height, ruler)

        assert all(ruler.width(line, "caption", size) <= width for line in lines)
        assert len(lines) * line_height("caption", size) <= height


def test_lines_are_even_rather_than_full() -> None:
    assert wrap("uno dos tres cuatro", "title", 10, 75, FixedPitch()) == ["uno dos", "tres cuatro"]


def test_short_texts_are_set_larger_than_long_ones() -> None:
    column = Box(0, 0, 900, 800)
    short = stack([("title", "2x1")], column, PoppinsRuler())[0]
    long = stack(
        [("title", "Todos los martes, dos cafés por el precio de uno en la barra")], column, PoppinsRuler()
    )[0]

    assert short.size == STYLES["title"].largest
    assert long.size < short.size


def test_a_text_that_cannot_fit_ends_in_an_ellipsis() -> None:
    placed = stack([("title", "palabra " * 200)], Box(0, 0, 600, 400), PoppinsRuler())[0]

    assert placed.lines[-1].endswith("…")
    assert placed.box.within(Box(0, 0, 600, 400))


def test_accents_stay_and_emoji_go() -> None:
    assert printable("¿Qué tal, pingüino? ¡Ñandú! 🎉☕") == "¿Qué tal, pingüino? ¡Ñandú!"
    # Letters typed with combining accents are composed before the font looks for them.
    assert printable("cafe\u0301") == "café"
