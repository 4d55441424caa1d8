"""The rules that every script keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.platforms import Target, choose_format
from shared.domain.script import Scene, Script, violations

REEL = choose_format(Target("instagram", "reel"))
SHORT = choose_format(Target("youtube", "short"))

GOOD = Script(
    title="La Miga: recién hecho",
    language="es",
    hook="¿Y si oliera a recién hecho?",
    scenes=(
        Scene(0, 4, "¿Y si oliera a recién hecho?", "¿Recién hecho?", "El horno se abre."),
        Scene(4, 10, "Ven a La Miga y pruébalo.", "Ven a La Miga", "Plano del mostrador."),
    ),
    call_to_action="Ven a La Miga y pruébalo.",
    hashtags=("#LaMiga", "#pan"),
    caption="Ven a La Miga.",
)


def rules(script: Script, seconds: float = 10, brief: str = "") -> set[str]:
    return {v.rule for v in violations(script, seconds, REEL, brief)}


def with_scene(**changes: object) -> Script:
    first, second = GOOD.scenes
    return replace(GOOD, scenes=(first, replace(second, **changes)))  # type: ignore[arg-type]


def test_a_good_script_breaks_no_rule() -> None:
    assert violations(GOOD, 10, REEL) == []


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        (with_scene(start=4.5), "contiguous"),
        (with_scene(start=3.0), "contiguous"),
        (replace(GOOD, scenes=(replace(GOOD.scenes[0], start=0.5), GOOD.scenes[1])), "contiguous"),
        (with_scene(end=10.02), "too_long"),
        (with_scene(end=4.0), "scene_length"),
        (replace(GOOD, scenes=()), "no_scenes"),
        (with_scene(narration="palabra " * 17), "speed"),
        (with_scene(narration="", on_screen_text=" "), "empty_scene"),
        (with_scene(visual_direction=""), "no_visual"),
        (with_scene(on_screen_text="x" * 81), "on_screen_length"),
        (replace(GOOD, title="t" * 101), "title_length"),
        (replace(GOOD, caption="c" * 2_201), "caption_length"),
        (replace(GOOD, hashtags=tuple(f"#tag{i}" for i in range(6))), "hashtag_count"),
        (replace(GOOD, hashtags=("#dos palabras",)), "hashtag_form"),
        (replace(GOOD, hashtags=("pan",)), "hashtag_form"),
        (replace(GOOD, hook=""), "empty"),
        (replace(GOOD, call_to_action=" "), "empty"),
    ],
)
def test_each_broken_rule_is_named(script: Script, rule: str) -> None:
    assert rule in rules(script)


def test_the_speed_limit_is_2_8_words_a_second() -> None:
    assert "speed" not in rules(with_scene(narration=" ".join(["va"] * 16)))
    assert "speed" in rules(with_scene(narration=" ".join(["va"] * 17)))


def test_the_formats_own_limit_counts_beside_the_wanted_length() -> None:
    long = replace(GOOD, scenes=(replace(GOOD.scenes[0], end=4), replace(GOOD.scenes[1], end=200)))
    assert "too_long" in rules(long, seconds=500)


@pytest.mark.parametrize(
    "text",
    [
        "Compra [producto] hoy",
        "Ven a {brand}",
        "Lorem ipsum dolor",
        "Nuestro XXX te espera",
        "Precio: TBD",
        "<nombre> te espera",
        "TODO: escribir",
        "Llama al ____",
    ],
)
def test_placeholders_are_found(text: str) -> None:
    assert "placeholder" in rules(with_scene(narration=text))


def test_everyday_words_are_no_placeholders() -> None:
    assert "placeholder" not in rules(with_scene(narration="Todo va a salir bien, de TODO corazón."))


def test_links_must_come_from_the_brief() -> None:
    script = with_scene(narration="Entra en lamiga.com ya.")
    assert "unknown_link" in rules(script)
    assert "unknown_link" not in rules(script, brief="mi web es lamiga.com")
    assert "unknown_link" in rules(replace(GOOD, caption="Mira https://evil.test/x"))


def test_a_violation_says_what_and_where() -> None:
    found = violations(with_scene(narration="va " * 20), 10, SHORT)
    assert [(v.rule, v.scene) for v in found] == [("speed", 2)]
    assert "20 words in 6 s" in found[0].message
