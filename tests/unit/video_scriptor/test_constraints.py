"""What is refused, and with which facts."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.agents.video_scriptor.constraints import check_constraints, make_plan
from shared.contracts.agent_messages import ScriptConstraints
from shared.domain.brief import understand
from shared.errors import ConstraintError


def constraints(max_seconds: float | None = None, *platforms: str) -> ScriptConstraints:
    return ScriptConstraints(max_seconds=max_seconds, platforms=list(platforms))


@pytest.mark.parametrize(
    ("given_", "facts"),
    [
        (constraints(0), {"field": "max_seconds", "value": 0, "minimum": 3}),
        (constraints(-5), {"value": -5}),
        (constraints(2.9), {"value": 2.9, "minimum": 3}),
        (constraints(math.nan), {"value": "nan"}),
        (constraints(math.inf), {"value": "inf"}),
        (
            constraints(10_000, "historia"),
            {"maximum": 60, "platform": "instagram", "format": "story", "value": 10_000},
        ),
        (constraints(10_000, "instagram stories"), {"maximum": 60}),
        (constraints(200, "youtube", "instagram"), {"maximum": 180, "platform": "instagram"}),
        (constraints(30, "myspace"), {"field": "platforms", "value": "myspace"}),
        (constraints(30, "instagram", "tictok"), {"suggestions": ["tiktok"]}),
        (constraints(None, ""), {"field": "platforms"}),
    ],
)
def test_impossible_constraints_are_refused_with_the_facts(
    given_: ScriptConstraints, facts: dict[str, Any]
) -> None:
    with pytest.raises(ConstraintError) as refused:
        check_constraints(given_)
    assert {name: refused.value.details.get(name) for name in facts} == facts
    json.dumps(refused.value.details, allow_nan=False)
    assert refused.value.message.endswith((".", "?"))


@pytest.mark.parametrize(
    "given_",
    [
        constraints(),
        constraints(3),
        constraints(30, "IG", "yt"),
        constraints(60, "stories"),
        constraints(600, "youtube"),
        constraints(None, "tiktok"),
        constraints(10_000),
    ],
)
def test_possible_constraints_pass(given_: ScriptConstraints) -> None:
    check_constraints(given_)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_number_passes_or_is_refused(seconds: float) -> None:
    try:
        check_constraints(constraints(seconds, "instagram"))
    except ConstraintError:
        assert not 3 <= seconds <= 180
    else:
        assert 3 <= seconds <= 180


@pytest.mark.parametrize(
    ("brief", "given_", "seconds"),
    [
        ("video de 45s", constraints(30), 30),
        ("video de 20s", constraints(30), 20),
        ("video promocional", constraints(25), 25),
        ("video promocional", None, 30),
        ("historia para Instagram Stories", None, 15),
        ("promo for LinkedIn", None, 60),
        ("video de 5 minutos para un reel", None, 180),
        ("video de 30 minutos", None, 600),
        ("video para youtube", constraints(3_600), 600),
        ("promo", constraints(None, "tiktok", "stories"), 15),
    ],
)
def test_the_length_follows_constraints_brief_and_platform(
    brief: str, given_: ScriptConstraints | None, seconds: float
) -> None:
    assert make_plan(understand(brief), given_).seconds == seconds


@pytest.mark.parametrize(
    "brief",
    [
        "video de 0 segundos",
        "video de -10 segundos",
        "un video de 1 segundo",
        "a 10,000 seconds reel",
        "historia de 10.000 segundos para instagram stories",
    ],
)
def test_impossible_wishes_in_the_brief_are_refused_too(brief: str) -> None:
    with pytest.raises(ConstraintError):
        make_plan(understand(brief), None)


def test_the_formats_follow_length_and_platforms() -> None:
    plan = make_plan(understand("promo"), constraints(30, "instagram", "youtube"))
    assert [(f.platform, f.name) for f in plan.formats] == [("instagram", "reel"), ("youtube", "short")]
    assert plan.limits.hashtags == 5
    long = make_plan(understand("promo"), constraints(400, "youtube"))
    assert (long.formats[0].name, long.limits.aspect_ratio) == ("video", "16:9")


def test_a_shortened_wish_is_told() -> None:
    assert make_plan(understand("reel de 5 minutos"), None).shortened == (300, 180, "shorter")
    assert make_plan(understand("video de 45s"), constraints(30)).shortened == (45, 30, "constraint")
    assert make_plan(understand("video de 20s"), constraints(30)).shortened is None
