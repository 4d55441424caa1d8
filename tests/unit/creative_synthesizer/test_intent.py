"""The kind and shape of a file follow from what the person says, in Spanish and English."""

from __future__ import annotations

from typing import Any

import pytest

from shared.agents.creative_synthesizer.intent import (
    ScriptShape,
    infer_kind,
    quoted_texts,
    read_options,
    shapes_for,
)
from shared.contracts.agent_messages import RequestPayload
from shared.contracts.creative import CreativeOptions
from shared.errors import ConstraintError, ValidationFailedError


@pytest.mark.parametrize(
    ("intent", "kind"),
    [
        ("Crea una imagen para el video de mañana", "image"),
        ("Hazme el video a partir del guion, con voz en off", "video"),
        ("Graba la voz en off del guion", "audio"),
        ("Make a flyer for our opening night", "image"),
        ("Render the final clip", "video"),
        ("I need the narration as an mp3", "audio"),
        ("No quiero un video, quiero un cartel", "image"),
        ("Una portada para mi canal de YouTube", "image"),
        ("Un reel con la oferta, sin audio", "video"),
        ("Algo bonito para mi tienda", "image"),
    ],
)
def test_the_kind_named_first_is_made(intent: str, kind: str) -> None:
    assert infer_kind(intent, has_script=False) == kind


def test_a_script_without_more_becomes_a_video() -> None:
    assert infer_kind("Adelante con esto", has_script=True) == "video"


@pytest.mark.parametrize(
    ("kind", "options", "intent", "shapes"),
    [
        ("image", {"platform": "instagram"}, "x", {"1:1": ["instagram"]}),
        ("image", {"platform": "instagram stories"}, "x", {"9:16": ["instagram"]}),
        ("video", {"platform": "instagram"}, "x", {"9:16": ["instagram"]}),
        ("image", {"platforms": ["tiktok", "linkedin"]}, "x", {"9:16": ["tiktok"], "1:1": ["linkedin"]}),
        ("video", {"platforms": ["linkedin", "x"]}, "x", {"1:1": ["linkedin"], "16:9": ["x"]}),
        ("image", {"aspectRatio": "16:9", "platform": "tiktok"}, "x", {"16:9": ["tiktok"]}),
        ("image", {}, "Una historia con la oferta", {"9:16": []}),
        ("image", {}, "Un banner horizontal", {"16:9": []}),
        ("image", {}, "Una imagen bonita", {"9:16": []}),
    ],
)
def test_the_shape_follows_the_platform(
    kind: Any, options: dict[str, Any], intent: str, shapes: dict[str, list[str]]
) -> None:
    assert shapes_for(kind, CreativeOptions.model_validate(options), intent, (), None) == shapes


def test_a_script_keeps_its_shape() -> None:
    given = ScriptShape("16:9", ["youtube"])
    assert shapes_for("video", CreativeOptions(), "Haz el video", (), given) == {"16:9": ["youtube"]}


def test_an_unknown_platform_is_refused_with_suggestions() -> None:
    with pytest.raises(ConstraintError) as caught:
        shapes_for("image", CreativeOptions(platform="instagran"), "x", (), None)
    assert "instagram" in caught.value.details["suggestions"]


def test_wrong_options_are_named() -> None:
    payload = RequestPayload.model_validate(
        {
            "intent": "x",
            "aspectRatio": "4:3",
            "brand": {"colors": ["verde"]},
            "kind": "gif",
        }
    )
    with pytest.raises(ValidationFailedError) as caught:
        read_options(payload)
    assert {e["field"] for e in caught.value.details["errors"]} == {"aspectRatio", "brand.colors", "kind"}


def test_texts_in_quotation_marks_are_meant_to_be_shown() -> None:
    assert quoted_texts('Un cartel con "2x1 en café" y «Solo hoy»') == ["2x1 en café", "Solo hoy"]
