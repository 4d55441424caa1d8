"""Art direction: every scene becomes a shot, every text finds its place, captions keep their scenes."""

from __future__ import annotations

import itertools

import pytest

from shared.agents.creative_synthesizer.direction import (
    HEADLINE_CHARACTERS,
    button,
    direct_board,
    direct_shots,
    direct_still,
    headline,
    make_look,
)
from shared.agents.creative_synthesizer.script_material import Material, UnusableScriptError, read_script
from shared.contracts.creative import BrandOptions, CreativeOptions
from shared.contracts.script import ScriptDocument
from tests.unit.creative_synthesizer.conftest import make_script

SCRIPT = make_script(
    (3.0, "¿Buscas el mejor café de Ruzafa?", "¿El mejor café?"),
    (7.0, "Los martes, dos por uno en todos los cafés de la carta.", "2x1 los martes"),
    (10.0, "Reserva tu mesa: te esperamos.", "Te esperamos"),
)


def test_every_scene_becomes_a_shot_of_its_length() -> None:
    shots = direct_shots(SCRIPT, make_look(SCRIPT, CreativeOptions(), ()))

    assert [(s.start, s.end) for s in shots] == [(0, 3), (3, 7), (7, 10)]
    assert [s.headline for s in shots] == ["¿El mejor café?", "2x1 los martes", "Te esperamos"]
    assert [bool(s.call) for s in shots] == [False, False, True]
    assert all(a.icon != b.icon for a, b in itertools.pairwise(shots))
    assert all(a.scheme != b.scheme for a, b in itertools.pairwise(shots))


def test_captions_stay_in_their_scenes_and_follow_the_voice() -> None:
    look = make_look(SCRIPT, CreativeOptions(), ())
    shots = direct_shots(SCRIPT, look)
    scenes = Material(SCRIPT, "artifact://script/x").scenes
    silent = direct_board("9:16", look, shots, scenes, [None, None, None])
    spoken = direct_board("9:16", look, shots, scenes, [1.5, 9.0, 2.0])

    assert silent.cues[0].end == 3.0
    assert spoken.cues[0].end == pytest.approx(1.5)
    for board in (silent, spoken):
        assert all(any(s.start <= c.start < c.end <= s.end + 1e-6 for s in shots) for c in board.cues)
    assert board.seconds == 10.0


def test_a_brand_keeps_its_look_and_its_colours() -> None:
    options = CreativeOptions(brand=BrandOptions(name="Aurora", colors=["#0a7850"]))
    other = make_script((5.0, "Otro guion.", "Otro"))
    first, second = make_look(SCRIPT, options, ()), make_look(other, options, ())

    assert first.palette.base.hex == "#0a7850"
    assert (first.palette, first.template) == (second.palette, second.template)


def test_colours_said_earlier_are_used() -> None:
    look = make_look(SCRIPT, CreativeOptions(), ("Un cartel", "Nuestros colores son #112233 y blanco"))
    assert look.palette.base.hex == "#112233"


def test_quoted_texts_and_options_come_before_the_script() -> None:
    look = make_look(SCRIPT, CreativeOptions(), ())
    quoted = direct_still(
        SCRIPT, look, CreativeOptions(), 'Cartel con "Hoy abrimos" y "Pasa sin cita"', "1:1"
    )
    stated = direct_still(
        SCRIPT, look, CreativeOptions(title="Título", call_to_action="Entra"), 'con "otra"', "1:1"
    )

    assert (quoted.title, quoted.subtitle) == ("Hoy abrimos", "Pasa sin cita")
    assert (stated.title, stated.call) == ("Título", "Entra")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("¡Reserva tu mesa!", "¡Reserva tu mesa!"),
        ("Reserva hoy: te esperamos en la calle Cádiz.", "Reserva hoy"),
        ("¿Te apuntas? Escríbenos.", "¿Te apuntas?"),
        ("Descarga la aplicación y organiza todas las tareas de tu equipo en minutos", ""),
    ],
)
def test_a_button_carries_a_short_call(call: str, expected: str) -> None:
    if expected == "¿Te apuntas?":
        assert button(call).startswith("¿Te apuntas")
    else:
        assert button(call) == expected


def test_a_headline_without_words_of_its_own_is_the_start_of_the_narration() -> None:
    said = "Esta es una frase bastante larga que se dice en la escena y que no cabe entera en la imagen."
    assert len(headline("", said)) <= HEADLINE_CHARACTERS
    assert said.startswith(headline("", said).rstrip("…"))


@pytest.mark.parametrize("scenes", [[], [(1.0, 3.0)], [(0.0, 2.0), (2.5, 4.0)]])
def test_scripts_with_gaps_are_refused(scenes: list[tuple[float, float]]) -> None:
    views = [SCRIPT.scenes[0].model_copy(update={"start": a, "end": b}) for a, b in scenes]
    broken: ScriptDocument = SCRIPT.model_copy(update={"scenes": views})
    with pytest.raises(UnusableScriptError):
        read_script(broken.model_dump_json(by_alias=True).encode())
