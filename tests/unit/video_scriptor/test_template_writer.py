"""Properties of every script that the library can write."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.agents.video_scriptor.constraints import make_plan
from shared.agents.video_scriptor.library import LANGUAGES, load_library
from shared.agents.video_scriptor.template_writer import TemplateWriter, Written
from shared.contracts.agent_messages import ScriptConstraints
from shared.domain.brief import Brief, Language, understand
from shared.domain.brief.lexicon import INDUSTRIES, nouns
from shared.domain.language import detect_language
from shared.domain.script import violations

STRUCTURES = sorted(load_library("es").structures)

_PARTS: dict[Language, dict[str, list[str]]] = {
    "es": {
        "lead": [
            "Crea un video para {}",
            "guion para promocionar {}",
            "Quiero anunciar {}",
            "tutorial sobre {}",
            "Lanzamiento de {}",
            "5 razones para elegir {}",
            "testimonio de {}",
            "antes y después de {}",
        ],
        "owner": ["mi", "nuestra", "la", "una"],
        "brand": ["", ' "La Miga"', " Hilo Verde", ' llamada "iFoo & Co."', " El Nopal"],
        "audience": [
            "",
            " para familias jóvenes",
            " dirigido a estudiantes con poco tiempo",
            " para runners",
        ],
        "offer": [
            "",
            ", 2x1 los martes",
            ", con 20% de descuento hasta el domingo",
            ", envío gratis",
            ", desde 9,99 €",
        ],
        "place": ["", " en Valencia", " en el centro de Madrid"],
        "date": ["", " el sábado 15 de marzo", " este fin de semana"],
        "more": [
            "",
            ". Hacemos todo a mano",
            ". Tenemos aparcamiento y terraza",
            ", tono divertido",
            ", tono emotivo",
        ],
    },
    "en": {
        "lead": [
            "Create a video for {}",
            "script to promote {}",
            "I want to advertise {}",
            "tutorial about {}",
            "Launch of {}",
            "5 reasons to choose {}",
            "testimonial for {}",
            "before and after with {}",
        ],
        "owner": ["my", "our", "the", "a"],
        "brand": ["", ' called "La Miga"', ' "Happy Paws"', " called iFoo & Co."],
        "audience": ["", " for busy parents", " aimed at students who hate mornings", " for runners"],
        "offer": ["", ", 2 for 1 on Tuesdays", ", 20% off until Sunday", ", free shipping", ", from $9.99"],
        "place": ["", " in Austin", " in downtown Chicago"],
        "date": ["", " this Saturday", " on March 15"],
        "more": [
            "",
            ". We make everything by hand",
            ". We have parking and a terrace",
            ", funny",
            ", heartfelt",
        ],
    },
}


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    language: Language = draw(st.sampled_from(LANGUAGES))
    parts = _PARTS[language]
    pick = {name: draw(st.sampled_from(options)) for name, options in parts.items()}
    noun = draw(st.sampled_from(sorted(nouns(language))))
    thing = f"{pick['owner']} {noun}{pick['brand']}"
    text = (
        pick["lead"].format(thing)
        + pick["place"]
        + pick["audience"]
        + pick["offer"]
        + pick["date"]
        + pick["more"]
    )
    return understand(text, (), language)


def write(
    brief: Brief, seconds: float, platforms: list[str], structure: str, seed: str = "seed", **more: str
) -> Written:
    plan = make_plan(brief, ScriptConstraints(max_seconds=seconds, platforms=platforms))
    library = load_library(brief.language)
    written = TemplateWriter(library).write(brief, plan, library.structures[structure], seed=seed, **more)
    assert violations(written.script, plan.seconds, plan.limits, brief.text) == []
    return written


def everything(written: Written) -> str:
    script = written.script
    scenes = (f"{s.narration} {s.on_screen_text} {s.visual_direction}" for s in script.scenes)
    return "\n".join((script.title, script.hook, *scenes, script.call_to_action, script.caption))


BAD_SIGNS = r"|\s[,.;:!?]|\.\.(?!\.)|,,|[?!]\.|\s\s"
BAD_SPANISH = re.compile(r"\b(?:de el|a el) (?=[a-z])|\b(?:la|una|nuestra|tu) (?:el|la|un|una)\b" + BAD_SIGNS)
BAD_ENGLISH = re.compile(
    r"\ba [aeio][a-z]|\ban [bcdfgjklmnpqrstvwxz]|\b(?:our|your|the|a) (?:our|my|the|a)\b" + BAD_SIGNS
)


@settings(max_examples=400, deadline=None)
@given(
    brief=briefs(),
    seconds=st.one_of(st.integers(3, 60), st.floats(3, 60), st.integers(60, 180)),
    platforms=st.sampled_from(
        [
            [],
            ["instagram"],
            ["tiktok"],
            ["youtube"],
            ["x"],
            ["linkedin"],
            ["instagram", "youtube"],
            ["threads"],
            ["facebook"],
            ["pinterest"],
        ]
    ),
    structure=st.sampled_from(STRUCTURES),
    seed=st.integers(0, 50).map(str),
)
def test_every_script_keeps_the_rules_of_domain_and_grammar(
    brief: Brief, seconds: float, platforms: list[str], structure: str, seed: str
) -> None:
    if platforms and seconds > 140:
        seconds = 60
    written = write(brief, seconds, platforms, structure, seed)
    script = written.script
    text = everything(written)
    bad = (BAD_SPANISH if brief.language == "es" else BAD_ENGLISH).search(text)
    assert bad is None, (bad, text)
    assert "None" not in text
    assert "{" not in text
    assert script.language == brief.language
    assert script.scenes[0].narration.startswith(script.hook)
    assert script.scenes[-1].narration == script.call_to_action
    spoken = script.narration.split()
    assert len(spoken) <= 2.8 * script.seconds
    if len(spoken) >= 20:
        assert detect_language(script.narration) == brief.language


@settings(max_examples=150, deadline=None)
@given(brief=briefs(), seconds=st.integers(15, 180), structure=st.sampled_from(STRUCTURES))
def test_the_script_fills_its_time_at_a_speaking_pace(brief: Brief, seconds: int, structure: str) -> None:
    script = write(brief, seconds, [], structure).script
    assert script.seconds >= 0.9 * seconds
    assert 1.55 <= len(script.narration.split()) / script.seconds <= 2.61


@settings(max_examples=150, deadline=None)
@given(brief=briefs(), seconds=st.integers(30, 90), structure=st.sampled_from(STRUCTURES))
def test_what_the_brief_says_is_in_the_script(brief: Brief, seconds: int, structure: str) -> None:
    # "5 reasons" in half a minute leaves room for five reasons and nothing else.
    structure = "problem_solution" if brief.count and structure == "countdown" else structure
    text = everything(write(brief, seconds, [], structure)).lower()
    name = brief.brand or (brief.subject.noun if brief.subject else "")
    assert name.lower() in text
    for said in (brief.offer, brief.audience):
        assert said is None or said.lower() in text
    assert all(claim.rstrip(".").lower() in text for claim in brief.claims)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("seconds", [3, 5, 8, 15, 30, 60, 180, 600])
def test_every_structure_serves_every_length(language: Language, structure: str, seconds: int) -> None:
    texts = {
        "es": 'mi cafetería "La Miga" en Valencia, 2x1 los martes',
        "en": 'my cafe "La Miga" in Austin, 20% off on Tuesdays',
    }
    script = write(understand(texts[language], (), language), seconds, [], structure).script
    assert script.seconds >= 0.6 * seconds
    # From a single shot to a film of many chapters.
    assert (1 if seconds < 5 else 2) <= len(script.scenes) <= max(3, seconds / 1.2)


def test_the_same_seed_gives_the_same_script_and_another_seed_another() -> None:
    brief = understand("video de 30s para mi cafetería La Miga")
    scripts = [write(brief, 30, ["tiktok"], "problem_solution", seed).script for seed in ("a", "a", "b", "c")]
    assert scripts[0] == scripts[1]
    assert len({s.narration for s in scripts}) == 3


def test_briefs_of_different_trades_share_next_to_nothing() -> None:
    told = [
        set(
            write(
                understand(f"video para nuestra {noun}"), 30, [], "problem_solution"
            ).script.narration.split(". ")
        )
        for noun in ("cafetería", "clínica dental", "academia de inglés", "inmobiliaria", "app")
    ]
    for one, other in combinations(told, 2):
        assert len(one & other) <= 2


def test_lines_of_earlier_scripts_are_avoided() -> None:
    brief = understand("video de 30s para mi cafetería La Miga")
    first = write(brief, 30, [], "problem_solution", "one").script
    again = write(brief, 30, [], "problem_solution", "one", avoid=first.narration).script
    assert again.hook != first.hook


def test_the_tone_and_the_hook_style_choose_the_hook() -> None:
    library = load_library("en")
    hooks = library.trades["cafe"].hooks
    brief = understand("30s video for my cafe, heartfelt")
    structure_hooks = [h.spoken for h in library.structures["behind_the_scenes"].hooks["story"]]
    script = write(brief, 30, [], "problem_solution").script
    assert script.hook in [h.spoken for h in hooks["story"]]
    assert "piano" in script.scenes[0].visual_direction
    styled = write(brief, 30, [], "problem_solution", style="question").script
    assert styled.hook in [h.spoken for h in hooks["question"]]
    assert structure_hooks


def test_a_numbered_list_keeps_its_promise() -> None:
    script = write(understand("3 motivos para venir a mi gimnasio PowerFit"), 30, [], "countdown").script
    numbers = [s.on_screen_text[:2] for s in script.scenes if re.match(r"\d\.", s.on_screen_text)]
    assert numbers == ["1.", "2.", "3."]
    assert "3" in script.title


def test_too_many_points_for_the_time_are_told() -> None:
    written = write(understand("10 motivos para venir a mi gimnasio"), 20, [], "countdown")
    assert any("no 10" in note for note in written.notes)


def test_a_brief_without_a_subject_is_spoken_of_generally_and_told() -> None:
    written = write(understand("crear video promocional"), 30, [], "problem_solution")
    assert "nuestra marca" in everything(written).lower()
    assert any("brief" in note for note in written.notes)


def test_a_brand_in_lower_case_stays_so() -> None:
    brief = understand('a video for our app "iFoo" for busy parents')
    assert "IFoo" not in everything(write(brief, 30, [], "problem_solution"))


def test_spanish_agrees_with_gender_and_number() -> None:
    plural = everything(write(understand("lanzamiento de nuestras velas artesanales"), 30, [], "launch", "2"))
    assert "nuestras velas artesanales" in plural.lower()
    assert "nuestra velas" not in plural.lower()
    masculine = everything(
        write(understand("video para nuestro hotel rural Alba"), 30, [], "problem_solution")
    )
    assert "Alba, tu hotel rural" in masculine


def test_both_languages_have_the_same_library() -> None:
    spanish, english = load_library("es"), load_library("en")
    assert spanish.structures.keys() == english.structures.keys()
    assert spanish.trades.keys() == english.trades.keys() == set(INDUSTRIES)
    for name, structure in spanish.structures.items():
        assert [b.role for b in structure.beats] == [b.role for b in english.structures[name].beats]
    for name, trade in spanish.trades.items():
        assert len(trade.aspects) == len(english.trades[name].aspects) == 6
    assert [e.role for e in spanish.common.extras] == [e.role for e in english.common.extras]
