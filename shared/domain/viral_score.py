"""ViralScore: how likely something is to go on spreading, 0 to 100, from parts that are shown.

Each part is a number from 0 to 1, or unknown. The parts and their weights are a hand-set index, not a fitted
model: the order of items is what it is for. It knows nothing of who shares with whom, as the self-exciting
point processes of the literature do (SEISMIC: Zhao et al., KDD 2015); growth seen in repeated scans stands in.

The score is the mean of the known parts, their weights renormalised, drawn towards `NEUTRAL` by what is
missing: `score = 100 (c m + (1 - c) NEUTRAL)`, with the mean m and the confidence c, the known share of the
weights that apply. An item of which little is known thus neither leads nor ends the list. Drawing an estimate
to a prior by its reliability is the shrinkage of Stein and of credibility theory (Bühlmann, 1967).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import log1p
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shared.domain.trend import Metrics, Observation

VERSION: Final = "1.0.0"
"""Rises with every change of a formula, weight or constant: scores of different versions do not compare."""

WEIGHTS: Final[Mapping[str, float]] = {
    "velocity": 0.3, "engagement": 0.15, "recency": 0.15, "spread": 0.1, "nicheFit": 0.3,
}  # fmt: skip
NEUTRAL: Final = 0.25

VELOCITY_WINDOW_HOURS: Final = 48.0
_SHORTEST_SPAN_HOURS: Final = 1 / 6
_FULL_VIEWS_PER_HOUR: Final = 100_000.0
_FULL_INTERACTIONS_PER_HOUR: Final = 5_000.0
_LIFETIME_RELIABILITY: Final = 0.5

_USUAL_ENGAGEMENT: Final = 0.03
_PRIOR_VIEWS: Final = 500.0
_HALF_ENGAGEMENT: Final = 0.06

HALF_LIFE_HOURS: Final = 24.0

_HALF_COSINE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `value` 0 to 1 or None if unknown; `reliability` 0 to 1 says how far the value is to be trusted.

    A part that does not apply (no niche was named, only one source scanned) counts neither way.
    """

    value: float | None = None
    reliability: float = 1.0
    applies: bool = True
    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self, name: str) -> dict[str, Any]:
        """The shape that is stored and shown: the value with its weight and what it was made of."""
        value = None if self.value is None else round(self.value, 4)
        return {
            "value": value,
            "weight": WEIGHTS[name],
            "reliability": self.reliability,
            "applies": self.applies,
            **self.facts,
        }


_SHOWN: Final = frozenset({"value", "weight", "reliability", "applies"})
UNKNOWN: Final = Part()
NOT_ASKED: Final = Part(applies=False)


@dataclass(frozen=True, slots=True)
class ViralScore:
    """`score` 0 to 100, `confidence` 0 to 1, and every part by its name."""

    score: float
    confidence: float
    parts: Mapping[str, Part]
    version: str = VERSION

    def to_json(self) -> dict[str, Any]:
        """The stored and published shape (camelCase)."""
        return {
            "score": self.score,
            "confidence": self.confidence,
            "version": self.version,
            "parts": {name: part.to_json(name) for name, part in self.parts.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ViralScore:
        """Reads what `to_json` wrote; parts of an older version keep their facts."""
        parts = {
            name: Part(
                p["value"], p["reliability"], p["applies"], {k: v for k, v in p.items() if k not in _SHOWN}
            )
            for name, p in data["parts"].items()
        }
        return cls(data["score"], data["confidence"], parts, data["version"])


def combine(parts: Mapping[str, Part]) -> ViralScore:
    """The score of its parts; a part that is left out is one that does not apply.

    It never falls when a known part rises. Raises `KeyError` for a part that has no weight.
    """
    weights = {name: WEIGHTS[name] for name, part in parts.items() if part.applies}
    trusted = {
        name: weight * parts[name].reliability
        for name, weight in weights.items()
        if parts[name].value is not None
    }
    known, total = sum(trusted.values()), sum(weights.values())
    confidence = known / total if total else 0.0
    mean = sum(w * (parts[name].value or 0.0) for name, w in trusted.items()) / known if known else 0.0
    value = 100.0 * (confidence * mean + (1.0 - confidence) * NEUTRAL)
    return ViralScore(round(min(100.0, max(0.0, value)), 2), round(confidence, 3), dict(parts))


def velocity(observations: Sequence[Observation], metrics: Metrics, published_at: datetime | None) -> Part:
    """Growth an hour between the newest observation and the oldest within 48 h before it, on a log scale.

    `log(1 + growth) / log(1 + full)`, at most 1, with full 100,000 views or 5,000 interactions an hour. Views
    are taken where both ends have them, else interactions. Logarithms because popularity is heavy-tailed over
    many orders of magnitude (Szabo and Huberman, 2010, predict from log-popularity; Newman, 2005, on the tails).
    A counter that fell has grown by 0. With fewer than two observations 10 minutes apart, the average since
    publication stands in, at half the reliability; without a date the part is unknown.
    """
    rate = _history_rate(observations)
    if rate is not None:
        return _velocity_part(*rate, basis="history", reliability=1.0)
    if published_at is not None and observations:
        hours = max(1.0, (observations[-1].at - published_at).total_seconds() / 3600)
        for counted, amount in (("views", metrics.views), ("interactions", metrics.interactions)):
            if amount is not None:
                return _velocity_part(
                    amount / hours, counted, basis="sincePublication", reliability=_LIFETIME_RELIABILITY
                )
    return UNKNOWN


def _velocity_part(rate: float, counted: str, *, basis: str, reliability: float) -> Part:
    full = _FULL_VIEWS_PER_HOUR if counted == "views" else _FULL_INTERACTIONS_PER_HOUR
    value = min(1.0, log1p(max(0.0, rate)) / log1p(full))
    return Part(value, reliability, facts={"perHour": round(rate, 2), "counted": counted, "basis": basis})


def _history_rate(observations: Sequence[Observation]) -> tuple[float, str] | None:
    if not observations:
        return None
    newest = max(observations, key=lambda o: o.at)
    for counted in ("views", "interactions"):
        last = getattr(newest.metrics, counted)
        earlier = [
            (hours, first)
            for o in observations
            if (first := getattr(o.metrics, counted)) is not None
            and _SHORTEST_SPAN_HOURS
            <= (hours := (newest.at - o.at).total_seconds() / 3600)
            <= VELOCITY_WINDOW_HOURS
        ]
        if last is not None and earlier:
            hours, first = max(earlier)
            return max(0, last - first) / hours, counted
    return None


def engagement(metrics: Metrics) -> Part:
    """Engagement rate by views, `(likes + comments + shares) / views`, smoothed and saturating.

    The rate by views or impressions is the usual definition of social analytics for public posts, where
    followers are not known. Smoothed as `(interactions + 500 * 0.03) / (views + 500)`, an additive (Bayesian)
    estimate with the usual rate 3% as prior, so that one like on one view is no 100%. The value is
    `rate / (rate + 0.06)`: one half at 6%, rising ever more slowly. Unknown without views or interactions.
    """
    views, interactions = metrics.views, metrics.interactions
    if views is None or interactions is None or views <= 0:
        return UNKNOWN
    rate = (max(0, interactions) + _PRIOR_VIEWS * _USUAL_ENGAGEMENT) / (views + _PRIOR_VIEWS)
    return Part(rate / (rate + _HALF_ENGAGEMENT), facts={"rate": round(interactions / views, 4)})


def recency(now: datetime, published_at: datetime | None, first_seen: datetime) -> Part:
    """Exponential decay with a half-life of a day: `2 ** (-age / 24 h)`.

    Attention to news items decays with half-lives of hours to days (Wu and Huberman, 2007); a day is our choice
    between short posts and videos. Without a publication date the age counts from when it was first seen, at half
    the reliability. A date in the future is now.
    """
    born, reliability = (published_at, 1.0) if published_at is not None else (first_seen, 0.5)
    hours = max(0.0, (now - born).total_seconds() / 3600)
    value = 2.0 ** (-min(hours / HALF_LIFE_HOURS, 1_000.0))
    return Part(value, reliability, facts={"ageHours": round(hours, 1)})


def spread(cluster_sources: int, scanned_sources: int) -> Part:
    """How many sources tell the same: `1 - 2 ** -(n - 1)`, so 0 for one, 1/2 for two, 3/4 for three.

    Our own formula: each further independent source halves the doubt. It does not apply where fewer than two
    sources were scanned.
    """
    if scanned_sources < 2:
        return NOT_ASKED
    return Part(
        1.0 - 2.0 ** -(max(1, min(cluster_sources, 60)) - 1), facts={"sources": max(1, cluster_sources)}
    )


def niche_fit(cosine: float | None) -> Part:
    """Nearness of the trend's embedding c to the niche's, by their cosine: `c^2 / (c^2 + 0.25^2)`, negative c as 0.

    Cosine similarity is the common measure of meaning, but its scale depends on the model: unrelated texts may
    have 0.0 or 0.15, related ones 0.3 or 0.5. The sigmoid (a Hill function of order 2, one half at 0.25, our choice)
    sets those apart for the models in use. None: no niche was named, the part does not apply.
    """
    if cosine is None:
        return NOT_ASKED
    near = max(0.0, cosine) ** 2
    return Part(near / (near + _HALF_COSINE**2), facts={"cosine": round(cosine, 4)})
