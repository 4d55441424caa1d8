"""ViralScore: bounded, monotone in what speaks for a trend, and of use with numbers missing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.trend import Metrics, Observation
from shared.domain.viral_score import (
    NEUTRAL,
    NOT_ASKED,
    UNKNOWN,
    VERSION,
    WEIGHTS,
    Part,
    ViralScore,
    combine,
    engagement,
    niche_fit,
    recency,
    spread,
    velocity,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
COUNTS = st.none() | st.integers(0, 10**12)
METRICS = st.builds(Metrics, COUNTS, COUNTS, COUNTS, COUNTS)
HOURS = st.floats(-100, 2_000)
COSINES = st.none() | st.floats(-1, 1)


def at(hours_ago: float, **numbers: int) -> Observation:
    return Observation(NOW - timedelta(hours=hours_ago), Metrics(**numbers))


def score(
    observations: list[Observation],
    metrics: Metrics,
    age: float | None = 6,
    sources: int = 1,
    scanned: int = 3,
    cosine: float | None = None,
) -> ViralScore:
    published = None if age is None else NOW - timedelta(hours=age)
    return combine(
        {
            "velocity": velocity(observations, metrics, published),
            "engagement": engagement(metrics),
            "recency": recency(NOW, published, NOW),
            "spread": spread(sources, scanned),
            "nicheFit": niche_fit(cosine),
        }
    )


@given(
    st.lists(st.tuples(st.floats(0, 100), METRICS), max_size=6),
    METRICS,
    st.none() | HOURS,
    st.integers(0, 100),
    st.integers(0, 100),
    COSINES,
)
def test_any_numbers_missing_or_odd_give_a_score_within_bounds(
    history: list[tuple[float, Metrics]],
    metrics: Metrics,
    age: float | None,
    sources: int,
    scanned: int,
    cosine: float | None,
) -> None:
    observations = [Observation(NOW - timedelta(hours=h), m) for h, m in history]
    result = score(observations, metrics, age, sources, scanned, cosine)
    assert 0 <= result.score <= 100
    assert 0 <= result.confidence <= 1
    assert set(result.parts) == set(WEIGHTS)
    for part in result.parts.values():
        assert part.value is None or 0 <= part.value <= 1
    assert ViralScore.from_json(json.loads(json.dumps(result.to_json()))).to_json() == result.to_json()


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0.5, 47), st.integers(0, 10**8))
def test_growing_faster_never_lowers_the_score(before: int, growth: int, hours: float, more: int) -> None:
    # Without interactions, so that only the growth differs.
    slow = score([at(hours, views=before), at(0, views=before + growth)], Metrics())
    fast = score([at(hours, views=before), at(0, views=before + growth + more)], Metrics())
    assert fast.score >= slow.score


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_interactions_on_the_same_views_never_lower_the_score(views: int, likes: int, more: int) -> None:
    low = score([at(0, views=views)], Metrics(views=views, likes=likes))
    high = score([at(0, views=views)], Metrics(views=views, likes=likes + more))
    assert high.score >= low.score


@given(st.floats(0, 500), st.floats(0, 500))
def test_a_younger_item_never_scores_lower(age: float, older: float) -> None:
    observations = [at(8, views=100), at(0, views=900)]
    assert score(observations, Metrics(), age).score >= score(observations, Metrics(), age + older).score


@given(st.integers(1, 50), st.integers(0, 50), st.floats(0, 1), st.floats(0, 1))
def test_more_sources_and_a_closer_niche_never_lower_the_score(
    sources: int, more: int, a: float, b: float
) -> None:
    low = score([], Metrics(), sources=sources, cosine=min(a, b))
    assert score([], Metrics(), sources=sources + more, cosine=min(a, b)).score >= low.score
    assert score([], Metrics(), sources=sources, cosine=max(a, b)).score >= low.score


PART = st.builds(Part, st.none() | st.floats(0, 1), st.sampled_from([0.5, 1.0]), st.booleans())


@given(st.fixed_dictionaries(dict.fromkeys(WEIGHTS, PART)), st.sampled_from(sorted(WEIGHTS)), st.floats(0, 1))
def test_raising_any_known_part_never_lowers_the_score(
    parts: dict[str, Part], name: str, value: float
) -> None:
    part = parts[name]
    if part.value is None:
        return
    raised = {**parts, name: replace(part, value=max(part.value, value))}
    assert combine(raised).score >= combine(parts).score


def test_velocity_is_the_growth_an_hour_between_repeated_scans() -> None:
    part = velocity([at(4, views=1_000), at(2, views=2_000), at(0, views=5_000)], Metrics(views=5_000), None)
    assert part.facts == {"perHour": 1_000.0, "counted": "views", "basis": "history"}
    assert part.reliability == 1.0


def test_velocity_looks_back_two_days_and_no_further() -> None:
    part = velocity([at(100, views=0), at(40, views=4_000), at(0, views=8_000)], Metrics(views=8_000), None)
    assert part.facts["perHour"] == 100.0


@pytest.mark.parametrize(
    ("observations", "published", "facts"),
    [
        (
            [at(3, likes=10), at(0, likes=310)],
            None,
            {"perHour": 100.0, "counted": "interactions", "basis": "history"},
        ),
        (
            [at(0, views=600)],
            NOW - timedelta(hours=6),
            {"perHour": 100.0, "counted": "views", "basis": "sincePublication"},
        ),
        (
            [at(0.1, views=0), at(0, views=600)],
            NOW - timedelta(hours=6),
            {"perHour": 100.0, "counted": "views", "basis": "sincePublication"},
        ),
        (
            [at(2, views=900), at(0, views=400)],
            None,
            {"perHour": 0.0, "counted": "views", "basis": "history"},
        ),
    ],
)
def test_velocity_falls_back_as_its_docstring_says(
    observations: list[Observation], published: datetime | None, facts: dict[str, Any]
) -> None:
    newest = observations[-1].metrics
    assert velocity(observations, newest, published).facts == facts


def test_velocity_is_unknown_without_any_number_or_date() -> None:
    assert velocity([], Metrics(), None) == UNKNOWN
    assert velocity([at(0, views=10)], Metrics(views=10), None) == UNKNOWN
    assert velocity([at(2), at(0)], Metrics(), NOW) == UNKNOWN


def test_recency_halves_each_day() -> None:
    values = [recency(NOW, NOW - timedelta(hours=h), NOW).value for h in (0, 24, 48)]
    assert values == [1.0, 0.5, 0.25]
    assert recency(NOW, NOW + timedelta(hours=5), NOW).value == 1.0
    assert recency(NOW, None, NOW - timedelta(hours=24)) == Part(0.5, 0.5, facts={"ageHours": 24.0})


def test_engagement_of_few_views_stays_near_the_usual_rate() -> None:
    one, many = engagement(Metrics(views=1, likes=1)), engagement(Metrics(views=100_000, likes=50_000))
    assert one.value is not None
    assert many.value is not None
    assert one.value < 0.4 < many.value
    assert engagement(Metrics(views=0, likes=5)) == UNKNOWN
    assert engagement(Metrics(views=5)) == UNKNOWN


def test_spread_counts_sources_and_does_not_apply_to_a_single_one() -> None:
    assert [spread(n, 5).value for n in (1, 2, 3)] == [0.0, 0.5, 0.75]
    assert spread(1, 1) == NOT_ASKED


def test_niche_fit_sets_related_texts_apart_from_unrelated_ones() -> None:
    values = [niche_fit(cosine).value or 0.0 for cosine in (-1.0, 0.0, 0.1, 0.25, 0.5, 1.0)]
    assert values == sorted(values)
    assert values[:2] == [0.0, 0.0]
    assert values[2] < 0.2
    assert values[3] == 0.5
    assert values[4] == 0.8


def test_parts_that_do_not_apply_count_neither_way() -> None:
    with_them = combine({"recency": Part(0.8), "nicheFit": NOT_ASKED, "spread": NOT_ASKED})
    assert with_them.score == combine({"recency": Part(0.8)}).score == 80.0
    assert with_them.confidence == 1.0


def test_what_is_missing_draws_the_score_to_the_middle_and_lowers_the_confidence() -> None:
    full = combine(dict.fromkeys(WEIGHTS, Part(1.0)))
    little = combine({**dict.fromkeys(WEIGHTS, UNKNOWN), "recency": Part(1.0)})
    nothing = combine(dict.fromkeys(WEIGHTS, UNKNOWN))
    assert (full.score, full.confidence) == (100.0, 1.0)
    assert nothing.score == 100 * NEUTRAL < little.score < full.score
    assert nothing.confidence == 0.0 < little.confidence == WEIGHTS["recency"] < 1.0


def test_the_parts_are_shown_with_weights_and_version() -> None:
    shown = score([at(2, views=0), at(0, views=200)], Metrics(views=200, likes=9), cosine=0.4).to_json()
    assert shown["version"] == VERSION
    assert shown["parts"]["velocity"]["perHour"] == 100.0
    assert shown["parts"]["nicheFit"] == {
        "value": 0.7191,
        "weight": 0.3,
        "reliability": 1.0,
        "applies": True,
        "cosine": 0.4,
    }
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
