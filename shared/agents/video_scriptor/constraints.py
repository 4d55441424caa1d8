"""Length and platforms of a script: what was asked, what is allowed, what is refused and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.agent_messages import ScriptConstraints
from shared.domain.brief import Brief
from shared.domain.platforms import (
    PLATFORMS,
    SHORTEST_SECONDS,
    Format,
    Target,
    UnknownPlatformError,
    choose_format,
    longest_seconds,
    resolve_platform,
    strictest,
)
from shared.errors import ConstraintError

LONGEST_SCRIPT_SECONDS = 600
DEFAULT_SECONDS = 30
VERTICAL_UP_TO_SECONDS = 180
# A wish this many times over the limit is a mistake to point out, not one to shorten silently.
ABSURD_FACTOR = 10

_ANYWHERE = Format("", "vertical", "", "9:16", LONGEST_SCRIPT_SECONDS, DEFAULT_SECONDS, 2_200, 5, 100)
_ANYWHERE_WIDE = Format("", "horizontal", "", "16:9", LONGEST_SCRIPT_SECONDS, DEFAULT_SECONDS, 5_000, 5, 100)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the script is to be and where it goes. `limits` are the strictest of all `formats`.

    `shortened` holds the wish and the limit in seconds, and the note's name, where the wish could not be met.
    """

    seconds: float
    formats: tuple[Format, ...]
    limits: Format
    shortened: tuple[float, float, str] | None = None


def check_constraints(constraints: ScriptConstraints) -> None:
    """Raises `ConstraintError`, with the facts as details, for what no script can meet.

    That is: a length that is no number, zero, negative or under three seconds; an unknown platform; a length
    over what a named platform takes.
    """
    targets = _targets(constraints.platforms)
    if constraints.max_seconds is not None:
        _check_seconds(float(constraints.max_seconds))
        for target in targets:
            _check_limit(float(constraints.max_seconds), target)


def make_plan(brief: Brief, constraints: ScriptConstraints | None) -> Plan:
    """The length aimed at and the formats; raises `ConstraintError` for the impossible.

    Length: the brief's wish, else `max_seconds`, else what is usual on the platform; never over `max_seconds`,
    the platforms' limits and ten minutes. Platforms: those of the constraints, else those the brief names.
    """
    given = constraints or ScriptConstraints(max_seconds=None)
    check_constraints(given)
    targets = _targets(given.platforms) or brief.targets
    limit = min([LONGEST_SCRIPT_SECONDS, *(longest_seconds(t) for t in targets)])
    if brief.seconds is not None:
        _check_seconds(brief.seconds)
        for target in targets:
            if brief.seconds > ABSURD_FACTOR * longest_seconds(target):
                _check_limit(brief.seconds, target)
    maximum = min(float(given.max_seconds), limit) if given.max_seconds is not None else float(limit)
    wish = brief.seconds if brief.seconds is not None else given.max_seconds
    usual = min((choose_format(t).default_seconds for t in targets), default=DEFAULT_SECONDS)
    seconds = min(float(wish) if wish is not None else float(usual), maximum)
    shortened = None
    if brief.seconds is not None and brief.seconds > maximum:
        note = "constraint" if given.max_seconds is not None and given.max_seconds <= limit else "shorter"
        shortened = (brief.seconds, maximum, note)
    formats = _formats(targets, seconds)
    return Plan(round(seconds, 2), formats, strictest(formats), shortened)


def _formats(targets: Sequence[Target], seconds: float) -> tuple[Format, ...]:
    if not targets:
        return (_ANYWHERE if seconds <= VERTICAL_UP_TO_SECONDS else _ANYWHERE_WIDE,)
    return tuple(choose_format(t, seconds) for t in targets)


def _targets(names: Sequence[str]) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for name in names:
        try:
            target = resolve_platform(name)
        except UnknownPlatformError as exc:
            hint = f" Did you mean {' or '.join(exc.suggestions)}?" if exc.suggestions else ""
            message = f"{name[:60]!r} is not a platform known here.{hint}"
            raise ConstraintError(
                message,
                field="platforms",
                value=name[:60],
                suggestions=list(exc.suggestions),
                known=list(PLATFORMS),
            ) from exc
        if target.platform not in found or found[target.platform].format is None:
            found[target.platform] = target
    return tuple(found.values())


def _check_seconds(seconds: float) -> None:
    if not math.isfinite(seconds):
        # JSON has no NaN: the value travels as text.
        raise ConstraintError("max_seconds must be a finite number.", field="max_seconds", value=str(seconds))
    if seconds < SHORTEST_SECONDS:
        problem = "must be positive" if seconds <= 0 else f"must be at least {SHORTEST_SECONDS}"
        raise ConstraintError(
            f"A script of {seconds:g} s cannot be written: the length in seconds {problem}.",
            field="max_seconds",
            value=seconds,
            minimum=SHORTEST_SECONDS,
        )


def _check_limit(seconds: float, target: Target) -> None:
    limit = longest_seconds(target)
    if seconds > limit:
        form = choose_format(target, seconds)
        raise ConstraintError(
            f"{form.label} takes videos of at most {limit:,} s; {seconds:,g} s were asked for.",
            field="max_seconds",
            value=seconds,
            maximum=limit,
            platform=form.platform,
            format=form.name,
        )
