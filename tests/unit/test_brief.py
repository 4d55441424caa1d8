"""What is understood of a brief, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.brief import Brief, find_length, understand
from shared.domain.platforms import Target


def facts(brief: Brief) -> dict[str, Any]:
    subject = brief.subject
    return {
        "language": brief.language,
        "goal": brief.goal,
        "industry": brief.industry,
        "brand": brief.brand,
        "audience": brief.audience,
        "offer": brief.offer,
        "place": brief.place,
        "date": brief.date,
        "topic": brief.topic,
        "tone": brief.tone,
        "count": brief.count,
        "seconds": brief.seconds,
        "features": brief.features,
        "claims": brief.claims,
        "targets": brief.targets,
        "noun": subject.noun if subject else None,
        "kind": subject.kind if subject else None,
        "feminine": subject.feminine if subject else None,
        "plural": subject.plural if subject else None,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crear video promocional 30s", {"language": "es", "goal": "promote", "noun": None, "seconds": 30}),
        (
            "Quiero un video promocional de 30 segundos para mi cafetería en Instagram",
            {
                "noun": "cafetería",
                "kind": "place",
                "feminine": True,
                "industry": "cafe",
                "seconds": 30,
                "targets": (Target("instagram"),),
            },
        ),
        (
            'A 45-second TikTok for my vegan bakery in Valencia called "La Miga", 20% off on Tuesdays',
            {
                "language": "en",
                "noun": "vegan bakery",
                "brand": "La Miga",
                "place": "in Valencia",
                "seconds": 45,
                "offer": "20% off on Tuesdays",
                "goal": "sale",
                "targets": (Target("tiktok"),),
            },
        ),
        (
            "Un guion de un minuto para nuestra tienda de ropa sostenible Hilo Verde en Madrid,"
            " dirigido a mujeres jóvenes, con envío gratis",
            {
                "noun": "tienda de ropa sostenible",
                "brand": "Hilo Verde",
                "place": "en Madrid",
                "industry": "fashion",
                "audience": "mujeres jóvenes",
                "offer": "envío gratis",
                "seconds": 60,
            },
        ),
        (
            "Crea un reel para anunciar 2x1 los martes en mi pizzería La Toscana",
            {
                "offer": "2x1 los martes",
                "brand": "La Toscana",
                "noun": "pizzería",
                "targets": (Target("instagram", "reel"),),
            },
        ),
        (
            "Script for a YouTube short promoting our new fitness app FitTrack for busy parents, 7-day free trial",
            {
                "noun": "new fitness app",
                "kind": "app",
                "brand": "FitTrack",
                "audience": "busy parents",
                "offer": "7-day free trial",
                "targets": (Target("youtube", "short"),),
            },
        ),
        (
            "half a minute video about our handmade soy candles",
            {"noun": "handmade soy candles", "plural": True, "seconds": 30, "industry": "retail"},
        ),
        (
            "Tutorial de cómo preparar un espresso en casa, 1:30, para YouTube",
            {"goal": "tutorial", "topic": "cómo preparar un espresso en casa", "seconds": 90, "noun": None},
        ),
        (
            "Video de 15 segundos para el festival de jazz de Bilbao, el sábado 15 de marzo a las 20:00",
            {
                "goal": "event",
                "noun": "festival de jazz",
                "date": "el sábado 15 de marzo a las 20:00",
                "seconds": 15,
            },
        ),
        (
            "Necesito promocionar mi clínica dental en Sevilla. Tenemos financiación sin intereses. Tono divertido.",
            {
                "place": "en Sevilla",
                "claims": ("Tenemos financiación sin intereses.",),
                "tone": "fun",
                "industry": "health",
            },
        ),
        (
            "Promote my gym in Austin: first class is free. We have personal trainers and a sauna.",
            {
                "offer": "first class is free",
                "claims": ("We have personal trainers and a sauna.",),
                "place": "in Austin",
            },
        ),
        (
            "5 razones para adoptar un perro de nuestra protectora, reel de 40s",
            {"goal": "list", "count": 5, "seconds": 40, "kind": "cause"},
        ),
        (
            "Testimonial video for our real estate agency in Chicago, aimed at first-time home buyers",
            {"goal": "testimonial", "audience": "first-time home buyers", "industry": "real_estate"},
        ),
        (
            "Antes y después de nuestro servicio de limpieza a domicilio",
            {"goal": "compare", "noun": "servicio de limpieza a domicilio", "feminine": False},
        ),
        (
            'a script for my dog grooming salon "Happy Paws", with gentle products and no cages',
            {"brand": "Happy Paws", "features": ("gentle products", "no cages"), "industry": "pets"},
        ),
        (
            "lanzamiento de nuestra crema facial con ácido hialurónico de la marca Lúmina",
            {"goal": "launch", "brand": "Lúmina", "noun": "crema facial", "features": ("ácido hialurónico",)},
        ),
        (
            "We are a nonprofit called Clean Oceans. We remove plastic from beaches. Make a 30 second video",
            {"brand": "Clean Oceans", "claims": ("We remove plastic from beaches.",), "kind": "cause"},
        ),
        (
            "Promote the Ergo desk lamp for remote workers, 15 sec",
            {"brand": "Ergo", "audience": "remote workers", "noun": "desk lamp"},
        ),
        (
            "make a video for Black Friday with 30% off all our sneakers until Sunday",
            {"offer": "30% off all our sneakers until Sunday", "noun": "sneakers", "industry": "fashion"},
        ),
        ("Hola! Soy dentista y quiero un tiktok de 30s", {"noun": "clínica dental", "feminine": True}),
        (
            "launch of our new collection of linen dresses, women over 40",
            {"noun": "new collection of linen dresses", "audience": "women over 40"},
        ),
        (
            "Anuncio de mi marca de café de especialidad Tostado Sur",
            {"brand": "Tostado Sur", "noun": "marca de café de especialidad", "industry": "cafe"},
        ),
        (
            "Promote my ice cream truck in Brooklyn",
            {"noun": "ice cream truck", "kind": "place", "place": "in Brooklyn"},
        ),
        (
            "20s video for my wedding photography business in Portland",
            {"noun": "wedding photography business", "kind": "service", "place": "in Portland"},
        ),
        ("my cafe opens at 7, make a video", {"noun": "cafe"}),
        ("anuncia la feria de artesanía de Oaxaca", {"goal": "event", "place": "en Oaxaca", "brand": None}),
        (
            "FreshBox is our meal service for nurses and doctors on night shifts",
            {"brand": "FreshBox", "audience": "nurses and doctors on night shifts"},
        ),
        ("una panadería llamada la espiga", {"brand": "La Espiga", "noun": "panadería"}),
        ("a promo for our flurble widget", {"noun": "flurble widget", "kind": "product"}),
        ("promocionar nuestro cachivache plegable", {"noun": "cachivache plegable", "feminine": False}),
    ],
)
def test_briefs_are_understood(text: str, expected: dict[str, Any]) -> None:
    found = facts(understand(text))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("video de 30 segundos", 30),
        ("a 30-second reel", 30),
        ("30 sec", 30),
        ("de un minuto", 60),
        ("one minute script", 60),
        ("half a minute", 30),
        ("medio minuto", 30),
        ("1:30", 90),
        ("minuto y medio", 90),
        ("un minuto y medio", 90),
        ("one minute and a half", 90),
        ("2 min 30 s", 150),
        ("1m30s", 90),
        ("90''", 90),
        ("treinta segundos", 30),
        ("forty-five seconds", 45),
        ("video de 10.000 segundos", 10_000),
        ("a 10,000 seconds story", 10_000),
        ("0 segundos", 0),
        ("video de -5 segundos", -5),
        ("1,5 minutos", 90),
        ("guion de 20s sobre mis clases de 45 minutos", 20),
        ("a 20s ad: delivered in 30 minutes", 20),
    ],
)
def test_lengths_are_read(text: str, seconds: float) -> None:
    length = find_length(text)
    assert length is not None
    assert length.seconds == seconds


@pytest.mark.parametrize(
    "text",
    [
        "video promocional",
        "empieza a las 7:30",
        "doors open at 7:30 pm",
        "clases de 45 minutos",
        "our 30-minute workouts",
        "pizza lista en 10 minutos",
        "tenemos 3 sedes",
        "20% de descuento",
    ],
)
def test_other_times_are_no_length_of_the_video(text: str) -> None:
    assert find_length(text) is None


def test_the_memory_fills_what_the_brief_leaves_out() -> None:
    bakery = 'Tengo una panadería vegana en Valencia llamada "La Miga", para familias jóvenes'
    memory = ["Tenemos 2x1 los martes.", bakery]
    brief = understand("hazme un guion de 20s para tiktok", memory)
    assert brief.brand == "La Miga"
    assert brief.subject is not None
    assert brief.subject.noun == "panadería vegana"
    assert (brief.place, brief.audience, brief.offer) == ("en Valencia", "familias jóvenes", "2x1 los martes")
    assert (brief.seconds, brief.targets, brief.industry) == (20, (Target("tiktok"),), "cafe")


def test_another_subject_is_not_mixed_with_the_memory() -> None:
    memory = ['Mi panadería se llama "La Miga" y tenemos 2x1 los martes']
    brief = understand("ahora un guion para mi gimnasio", memory)
    assert (brief.brand, brief.offer, brief.industry) == (None, None, "fitness")


def test_the_brief_wins_over_the_memory() -> None:
    brief = understand(
        "guion para mi panadería, 30% de descuento", ["mi panadería La Miga tiene 2x1 los martes"]
    )
    assert brief.offer == "30% de descuento"
    assert brief.brand == "La Miga"


def test_phrases_of_another_language_are_not_taken_over() -> None:
    brief = understand(
        "make me a 20s script", ['Mi panadería se llama "La Miga", para familias, 2x1 los martes']
    )
    assert (brief.language, brief.brand, brief.offer, brief.audience) == ("en", "La Miga", None, None)
    assert brief.industry == "cafe"


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_any_text_is_understood_without_error(text: str) -> None:
    brief = understand(text or " ")
    assert brief.language in ("es", "en")


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "mi",
                "our",
                "cafetería",
                "gym",
                "para",
                "for",
                "de",
                "in",
                "La",
                "Miga",
                "2x1",
                "20%",
                "off",
                ",",
                ".",
                '"',
                "called",
                "llamada",
                "30s",
                "con",
                "with",
                "jóvenes",
                "parents",
                "el",
                "sábado",
                "how",
                "to",
                "cómo",
                "1:30",
                "y",
            ]
        ),
        max_size=25,
    ).map(" ".join)
)
def test_scrambled_briefs_are_understood_without_error(text: str) -> None:
    brief = understand(text or " ")
    assert all(phrase.strip() for phrase in (*brief.claims, *brief.features))
    assert brief.brand is None or brief.brand.strip()


@pytest.mark.parametrize(
    "text", ["We are a vegan bakery", "This is our shop", "They are a gym", "Esta es mi tienda"]
)
def test_a_pronoun_is_no_brand(text: str) -> None:
    assert understand(text).brand is None
