"""Colours, contrast and palettes keep WCAG's ratios whatever a brand brings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.design.colour import (
    BLACK,
    MIN_SHAPE_CONTRAST,
    MIN_TEXT_CONTRAST,
    WHITE,
    Colour,
    InvalidColourError,
    contrast,
    gradient,
    worst_contrast,
)
from shared.domain.design.colour_names import find_colours
from shared.domain.design.palette import palette_for, scheme_of

colours = st.builds(Colour, *(st.integers(0, 255) for _ in range(3)))


def test_contrast_follows_the_published_examples() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(Colour.parse("#777777"), WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast(Colour.parse("#767676"), WHITE) == pytest.approx(4.54, abs=0.01)


def test_hex_colours_are_read_in_both_lengths() -> None:
    assert Colour.parse("#F60") == Colour.parse("ff6600") == Colour(255, 102, 0)
    assert Colour(255, 102, 0).hex == "#ff6600"


@pytest.mark.parametrize("text", ["", "#12345", "rojo", "#gggggg"])
def test_other_texts_are_no_colours(text: str) -> None:
    with pytest.raises(InvalidColourError):
        Colour.parse(text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(colours, max_size=3), st.sampled_from(("vivid", "light", "dark", "accent")), st.text(max_size=5)
)
def test_every_scheme_of_every_brand_is_legible(brand: list[Colour], name: str, seed: str) -> None:
    scheme = scheme_of(palette_for(brand, "cafe", seed), name)  # type: ignore[arg-type]

    assert worst_contrast(scheme.text, gradient(scheme.start, scheme.end, 33)) >= MIN_TEXT_CONTRAST
    assert contrast(scheme.button_text, scheme.button) >= MIN_TEXT_CONTRAST
    assert worst_contrast(scheme.button, gradient(scheme.start, scheme.end, 33)) >= MIN_SHAPE_CONTRAST * 0.97


def test_the_same_seed_gives_the_same_palette_and_a_brand_leads_its_own() -> None:
    assert palette_for((), "cafe", "Aurora") == palette_for((), "cafe", "Aurora")
    assert palette_for([Colour(10, 120, 80)], "cafe", "Aurora").base == Colour(10, 120, 80)
    assert len({palette_for((), "", str(n)) for n in range(40)}) > 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("con colores verde y dorado", ["#2e8b57", "#c9a227"]),
        ("brand colors: navy blue and gold", ["#14284b", "#c9a227"]),
        ("nuestro color es #ff6600", ["#ff6600"]),
        ("una copa de vino rosado y pan de oro", []),
        ("tonos azules y blancos", ["#1f5fd0", "#ffffff"]),
    ],
)
def test_colours_are_found_where_a_text_speaks_of_them(text: str, expected: list[str]) -> None:
    assert [c.hex for c in find_colours(text)] == expected
