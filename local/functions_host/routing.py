"""ASP.NET route templates, matched and ranked as the Functions host does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import unquote
from uuid import UUID

from local.functions_host.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")

_PARAMETER = re.compile(
    r"\{(\*{0,2})(\w+)((?::[^{}()=?]+(?:\((?:[^()]|\([^()]*\))*\))?)*)(?:=([^{}?]*))?(\?)?\}"
)
_CONSTRAINT = re.compile(r":(\w+)(?:\(((?:[^()]|\([^()]*\))*)\))?")
# Inbound precedence of one segment, best first, as ASP.NET orders them.
_LITERAL, _CONSTRAINED, _PLAIN, _CONSTRAINED_CATCH_ALL, _CATCH_ALL = range(1, 6)


def _parses(convert: Callable[[str], object]) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            convert(value)
        except ValueError:
            return False
        return True

    return check


def _integer(value: str, bits: int) -> bool:
    return re.fullmatch(r"[+-]?\d+", value) is not None and -(2 ** (bits - 1)) <= int(value) < 2 ** (bits - 1)


def _constraint(name: str, argument: str | None) -> Callable[[str], bool]:
    """The test for one inline constraint; KeyError for an unknown name, ValueError for a bad argument."""
    simple: dict[str, Callable[[str], bool]] = {
        "int": lambda value: _integer(value, 32),
        "long": lambda value: _integer(value, 64),
        "bool": lambda value: value.lower() in ("true", "false"),
        "alpha": lambda value: re.fullmatch("[A-Za-z]*", value) is not None,
        "guid": _parses(UUID),
        "datetime": _parses(datetime.fromisoformat),
        "float": _parses(float),
        "double": _parses(float),
        "decimal": _parses(float),
        "required": bool,
    }
    if argument is None:
        return simple[name]
    if name == "regex":
        pattern = re.compile(argument, re.IGNORECASE)
        return lambda value: pattern.search(value) is not None
    numbers = [int(part) for part in argument.split(",")]
    low, high = numbers[0], numbers[-1]
    return {
        "minlength": lambda value: len(value) >= low,
        "maxlength": lambda value: len(value) <= high,
        "length": lambda value: low <= len(value) <= high,
        "min": lambda value: _integer(value, 64) and int(value) >= low,
        "max": lambda value: _integer(value, 64) and int(value) <= high,
        "range": lambda value: _integer(value, 64) and low <= int(value) <= high,
    }[name]


class RouteTemplate:
    """One template such as `videos/{id:int}/{format?}`; matching ignores case and a trailing slash."""

    def __init__(self, template: str) -> None:
        self.template = template.strip("/")
        self._checks: list[tuple[str, Callable[[str], bool]]] = []
        self._defaults: dict[str, str] = {}
        pattern, precedence = "", []
        for segment in self.template.split("/") if self.template else ():
            part, rank = self._segment(segment)
            pattern += part
            precedence.append(rank)
        self.precedence = tuple(precedence)
        self.is_literal = all(rank == _LITERAL for rank in precedence)
        self._pattern = re.compile(pattern + "/?", re.IGNORECASE)

    def match(self, path: str) -> dict[str, str] | None:
        """The route values of `path` (decoded, with its leading slash), or None if it does not match."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        values = {name: value for name, value in found.groupdict().items() if value}
        if not all(check(values[name]) for name, check in self._checks if name in values):
            return None
        return {**self._defaults, **values} if self._defaults else values

    def _segment(self, segment: str) -> tuple[str, int]:
        whole = _PARAMETER.fullmatch(segment)
        if whole is None:
            return self._mixed_segment(segment)
        star, name, constraints, default, optional = whole.groups()
        self._constrain(name, constraints)
        if default is not None:
            self._defaults[name] = default
        if star:
            return f"(?:/(?P<{name}>.*))?", _CONSTRAINED_CATCH_ALL if constraints else _CATCH_ALL
        value = f"/(?P<{name}>[^/]+)"
        rank = _CONSTRAINED if constraints else _PLAIN
        return (f"(?:{value})?" if optional or default is not None else value), rank

    def _mixed_segment(self, segment: str) -> tuple[str, int]:
        """A literal, or literal text with parameters in it (`v{major}.{minor}`)."""
        pattern, position = "/", 0
        for found in _PARAMETER.finditer(segment):
            pattern += re.escape(segment[position : found.start()]) + f"(?P<{found[2]}>[^/]+?)"
            self._constrain(found[2], found[3])
            position = found.end()
        rest = segment[position:]
        if "{" in rest or "}" in rest:
            raise ConfigurationError(f"The route template '{self.template}' cannot be parsed at '{segment}'.")
        return pattern + re.escape(rest), _LITERAL if position == 0 else _CONSTRAINED

    def _constrain(self, name: str, constraints: str) -> None:
        for kind, argument in _CONSTRAINT.findall(constraints):
            try:
                self._checks.append((name, _constraint(kind, argument or None)))
            except (KeyError, ValueError, re.error) as error:
                raise ConfigurationError(
                    f"The route template '{self.template}' has a constraint that is not known: '{kind}'."
                ) from error


@dataclass(frozen=True, slots=True)
class Route(Generic[T]):
    """A template, the methods it serves (none = all) and what it leads to."""

    template: RouteTemplate
    methods: frozenset[str]
    target: T


class Router(Generic[T]):
    """Finds the route of a request: best precedence first, templates without parameters by a dictionary."""

    def __init__(self, routes: Iterable[Route[T]]) -> None:
        ordered = sorted(routes, key=lambda route: route.template.precedence)
        self._literal: dict[str, list[Route[T]]] = {}
        self._parametrised: Sequence[Route[T]] = [r for r in ordered if not r.template.is_literal]
        for route in ordered:
            if route.template.is_literal:
                self._literal.setdefault(f"/{route.template.template}".lower(), []).append(route)

    def find(self, method: str, raw_path: str) -> tuple[T, dict[str, str]] | None:
        """The target and its route values for a percent-encoded path without query; None = 404.

        A path that only other methods serve is None as well: the Functions host answers 404, not 405.
        """
        path = _decode(raw_path)
        for route in self._literal.get((path.rstrip("/") or "/").lower(), ()):
            if not route.methods or method in route.methods:
                return route.target, {}
        for route in self._parametrised:
            if not route.methods or method in route.methods:
                values = route.template.match(path)
                if values is not None:
                    return route.target, values
        return None


def _decode(raw_path: str) -> str:
    """The path with its percent-encoding removed, except `%2F`, which stays so that it separates nothing."""
    if "%" not in raw_path:
        return raw_path
    return "%2F".join(unquote(part) for part in re.split("%2F", raw_path, flags=re.IGNORECASE))
