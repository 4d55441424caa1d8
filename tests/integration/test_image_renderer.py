"""Stills as files: size, mark, words where they belong, contrast as the pixels have it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from shared.adapters.media.fonts import printable
from shared.adapters.media.renderer import DesignRenderer
from shared.adapters.media.stills import draw_still, place_texts
from shared.agents.creative_synthesizer.direction import direct_still, make_look
from shared.agents.creative_synthesizer.ports import Origin
from shared.agents.creative_synthesizer.script_material import read_script
from shared.agents.video_scriptor.agent import VideoScriptor
from shared.contracts.creative import CreativeOptions
from shared.domain.design.canvas import CANVASES, Box
from shared.domain.design.colour import MIN_TEXT_CONTRAST, Colour, contrast
from shared.domain.design.palette import palette_for, scheme_of
from shared.domain.design.storyboard import TEMPLATES, Still
from tests.unit.creative_synthesizer.conftest import Bench

ORIGIN = Origin("2x1 los martes", "request-1", "ab" * 32)
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
PRODUCTS = st.sampled_from(
    (
        "mi cafetería Aurora en Valencia",
        "la peluquería Lola, con corte y color por 35 €",
        "mi gimnasio Iron",
        "nuestro refugio de perros Ñandú",
        "my bakery Golden Crust in Boston",
        "Flowly, an app for small teams",
        "a dental clinic called Bright",
        "un curso de fotografía para principiantes",
    )
)
OFFERS = st.sampled_from(
    ("", " con 2x1 los martes", " con 20% de descuento", " with free delivery", " this Saturday")
)
OPENINGS = st.sampled_from(
    ("Crea una imagen para ", "Haz un cartel de ", "Make a poster for ", "Design a post for ")
)


def still(**changes: object) -> Still:
    fields: dict[str, object] = {
        "ratio": "1:1",
        "template": "orbit",
        "scheme": scheme_of(palette_for((), "cafe", "a"), "vivid"),
        "seed": "s",
        "icon": "coffee",
        "title": "¿Ñandú o pingüino?",
        "eyebrow": "Café Aurora",
        "subtitle": "Ven hoy",
        "call": "¡Entra!",
    }
    return Still(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("ratio", sorted(CANVASES))
async def test_the_file_has_the_canvas_size_and_carries_the_mark(ratio: str) -> None:
    made = await DesignRenderer().still(still(ratio=ratio), ORIGIN)

    with Image.open(io.BytesIO(made.content)) as image:
        image.load()
        assert image.format == "PNG"
        assert image.size == (CANVASES[ratio].width, CANVASES[ratio].height)
        xmp = image.info["XML:com.adobe.xmp"]
        assert image.info["Title"] == "2x1 los martes"
    assert f'Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"' in xmp
    assert "sha256:" + "ab" * 32 in xmp
    assert "request-1" in xmp
    assert made.cpu_seconds > 0
    assert 0 < made.peak_memory_bytes < 2**30


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_still_is_drawn_alike_and_its_art_differs_by_template(template: str) -> None:
    one, two = draw_still(still(template=template)), draw_still(still(template=template))
    other = draw_still(still(template=next(t for t in TEMPLATES if t != template)))

    assert one.tobytes() == two.tobytes()
    assert one.tobytes() != other.tobytes()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(OPENINGS, PRODUCTS, OFFERS, st.sampled_from(sorted(CANVASES)), st.sampled_from(TEMPLATES))
def test_every_brief_gives_a_legible_still_within_its_frame(
    opening: str, product: str, offer: str, ratio: str, template: str
) -> None:
    import asyncio

    bench = Bench()
    writer = VideoScriptor(bench.embeddings, bench.store)
    result = asyncio.run(writer.handle(bench.work(f"{opening}{product}{offer}")))
    script = read_script(result.artifacts[0].content)
    options = CreativeOptions(template=template)  # type: ignore[arg-type]
    look = make_look(script, options, ())
    made = direct_still(script, look, options, opening + product + offer, ratio)  # type: ignore[arg-type]
    image, placed = draw_still(made), place_texts(made)

    assert any(t.role == "title" for t in placed)
    assert "[" not in made.title + made.subtitle + made.call
    for text in placed:
        assert text.box.within(CANVASES[ratio].still_column)
        assert _measured_contrast(image, text.box) >= MIN_TEXT_CONTRAST - 0.1
    _assert_no_ink_outside(made, image.size)


def test_a_bright_photograph_is_veiled_until_the_words_are_legible(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    photo = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(photo).rectangle((0, 0, 200, 300), fill="black")
    photo.save(path)
    spec = still()
    image = draw_still(spec, str(path))

    for text in place_texts(spec):
        assert _measured_contrast(image, text.box) >= MIN_TEXT_CONTRAST - 0.1
    corner = image.getpixel((1070, 10))
    assert isinstance(corner, tuple)
    assert min(corner) > 240  # the photograph is left alone elsewhere


def test_accented_letters_are_drawn_with_their_accents() -> None:
    plain, accented = draw_still(still(title="Nandu")), draw_still(still(title="Ñandú"))
    assert printable("Ñandú") == "Ñandú"
    assert plain.tobytes() != accented.tobytes()


def _measured_contrast(image: Image.Image, box: Box) -> float:
    """The ratio between the extreme luminances of the text's area: of the letters and their ground.

    A tenth of the pixels may be in between, or in the shade of smoothed edges: quantiles, not extremes.
    """
    part = image.crop((box.x, box.y, box.right, box.bottom))
    luminances = sorted(
        Colour(*pixel).luminance
        for count, pixel in part.quantize(32).convert("RGB").getcolors(64) or ()
        if count > 0.002 * part.width * part.height
    )
    low, high = luminances[0], luminances[-1]
    return (high + 0.05) / (low + 0.05)


def _assert_no_ink_outside(spec: Still, size: tuple[int, int]) -> None:
    """With words and without them, the picture differs inside the words' boxes only."""
    from dataclasses import replace

    from PIL import ImageChops

    placed = place_texts(spec)
    silent = draw_still(replace(spec, title="", eyebrow="", subtitle="", call=""))
    difference = ImageChops.difference(draw_still(spec), silent).convert("L").point(lambda v: 255 * (v > 24))
    for text in placed:
        # A veil may reach a little beyond; letters may not.
        difference.paste(0, (text.box.x - 36, text.box.y - 36, text.box.right + 36, text.box.bottom + 36))
    assert difference.size == size
    assert difference.getbbox() is None


def test_the_measure_of_contrast_sees_a_bad_one() -> None:
    image = Image.new("RGB", (100, 100), (120, 120, 120))
    ImageDraw.Draw(image).rectangle((20, 20, 80, 80), fill=(150, 150, 150))
    assert _measured_contrast(image, Box(0, 0, 100, 100)) < 2
    assert contrast(Colour(120, 120, 120), Colour(150, 150, 150)) < 2
