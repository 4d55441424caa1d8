"""Wishes to change a script are told from briefs, and read, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.platforms import Target
from shared.domain.revision import Revision, understand_revision

WISHES: list[tuple[str, Revision]] = [
    ("hazlo más divertido", Revision(("tone",), tone="fun")),
    ("Hazlo más gracioso, por favor", Revision(("tone",), tone="fun")),
    ("quiero que el guion sea menos serio", Revision(("tone",), tone="fun")),
    ("ponle un tono más profesional", Revision(("tone",), tone="professional")),
    ("más emotivo", Revision(("tone",), tone="emotional")),
    ("make it more serious", Revision(("tone",), tone="professional")),
    ("Make it funnier", Revision(("tone",), tone="fun")),
    ("can you make the script less formal?", Revision(("tone",), tone="fun")),
    ("acorta a 15 segundos", Revision(("length",), seconds=15)),
    ("acórtalo a 15", Revision(("length",), seconds=15)),
    ("Que el video dure 20 s", Revision(("length",), seconds=20)),
    ("hazlo más corto", Revision(("length",), factor=2 / 3)),
    ("make it shorter", Revision(("length",), factor=2 / 3)),
    ("It's too long, cut it in half", Revision(("length",), factor=0.5)),
    ("shorten it to 20 seconds", Revision(("length",), seconds=20)),
    ("alárgalo", Revision(("length",), factor=1.5)),
    ("make this longer", Revision(("length",), factor=1.5)),
    ("cámbiale el gancho", Revision(("hook",), hook="other")),
    ("otro gancho", Revision(("hook",), hook="other")),
    ("quiero un gancho distinto, con una pregunta", Revision(("hook",), hook="question")),
    ("change the hook", Revision(("hook",), hook="other")),
    ("give it a bolder hook", Revision(("hook",), hook="bold")),
    ("hazlo para LinkedIn", Revision(("platform",), targets=(Target("linkedin"),))),
    ("make it for LinkedIn", Revision(("platform",), targets=(Target("linkedin"),))),
    ("adáptalo a tiktok", Revision(("platform",), targets=(Target("tiktok"),))),
    ("para LinkedIn", Revision(("platform",), targets=(Target("linkedin"),))),
    ("en inglés", Revision(("language",), language="en")),
    ("ahora en inglés, por favor", Revision(("language",), language="en")),
    ("in English", Revision(("language",), language="en")),
    ("translate it to Spanish", Revision(("language",), language="es")),
    ("tradúcelo", Revision(("language",))),
    ("otra versión", Revision(("wording",))),
    ("no me convence, reescríbelo", Revision(("wording",))),
    ("rewrite it", Revision(("wording",))),
    ("hazlo más divertido y acórtalo a 15 segundos", Revision(("length", "tone"), seconds=15, tone="fun")),
    (
        "make it shorter and more serious, for LinkedIn, in Spanish",
        Revision(
            ("length", "tone", "platform", "language"),
            factor=2 / 3,
            tone="professional",
            targets=(Target("linkedin"),),
            language="es",
        ),
    ),
]

BRIEFS = [
    "crear video promocional 30s para mi cafetería",
    "hazme un guion divertido de 20s para tiktok",
    "hazme un video más corto para mi otra tienda",
    "Necesito un reel de 15 segundos para mi bar",
    "video de 30s para mi gimnasio PowerFit con 2x1 los martes",
    "a 60 second video for my yoga studio in Austin",
    "make me a funny 15s video for my bakery",
    "write a script in English about our new app",
    "create another video for LinkedIn about my agency",
    "guion de 45 segundos sobre pan de masa madre",
    "escribe el guion para mi tienda de zapatillas, tono serio",
    "Lanzamos una app de finanzas, queremos un spot inspirador en inglés",
    "hola",
    "",
    "¿qué sabes hacer?",
    "gracias",
]


@pytest.mark.parametrize(("text", "wish"), WISHES)
def test_wishes_are_understood(text: str, wish: Revision) -> None:
    assert understand_revision(text) == wish


@pytest.mark.parametrize("text", BRIEFS)
def test_briefs_and_small_talk_are_no_wishes(text: str) -> None:
    assert understand_revision(text) is None


@given(st.sampled_from([text for text, _ in WISHES]), st.sampled_from(["", " ", "  \n", "!", "."]))
def test_case_and_ends_do_not_matter(text: str, end: str) -> None:
    assert understand_revision(text.upper() + end) == understand_revision(text)


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault(text: str) -> None:
    revision = understand_revision(text)
    assert revision is None or revision.kinds


@pytest.mark.parametrize(
    ("wish", "earlier", "seconds"),
    [
        (Revision(("length",), seconds=15), 30, 15),
        (Revision(("length",), factor=0.5), 30, 15),
        (Revision(("length",), factor=0.5), 4, 3),
        (Revision(("tone",), tone="fun"), 28.5, 28.5),
    ],
)
def test_the_length_aimed_at(wish: Revision, earlier: float, seconds: float) -> None:
    assert wish.target_seconds(earlier) == seconds


def test_translate_alone_means_the_other_language() -> None:
    wish = Revision(("language",))
    assert (wish.target_language("es"), wish.target_language("en")) == ("en", "es")
    assert Revision(("tone",), tone="fun").target_language("en") == "en"
