"""Subscription rules: correlation filters, and the SQL filters that say the same in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.service_bus.message import SYSTEM_PROPERTY_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.service_bus.message import Message

Scalar = str | int | float | bool

_CONDITION = re.compile(
    r"\s*(?:(?P<scope>sys|user)\.)?(?P<name>\[[^\]]+\]|[A-Za-z_]\w*)\s*=\s*"
    r"(?:'(?P<text>(?:[^']|'')*)'|(?P<number>-?\d+(?:\.\d+)?)|(?P<boolean>true|false))\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"and\b", re.IGNORECASE)
_ALWAYS = re.compile(r"\s*1\s*=\s*1\s*")


@dataclass(frozen=True, slots=True)
class CorrelationFilter:
    """Matches messages whose properties equal all the given ones; an empty filter matches everything."""

    system: Mapping[str, Scalar] = field(default_factory=dict)
    application: Mapping[str, Scalar] = field(default_factory=dict)

    def matches(self, message: Message) -> bool:
        """Whether every property is there and equal, case included."""
        return all(message.system_property(name) == value for name, value in self.system.items()) and all(
            message.application_properties.get(name) == value for name, value in self.application.items()
        )


def parse_sql_filter(expression: str) -> CorrelationFilter:
    """The filter for `name = literal [AND name = literal ...]` or `1=1`.

    `sys.` marks system properties, `[a-b]` quotes names. ValueError for any other SQL.
    """
    if _ALWAYS.fullmatch(expression):
        return CorrelationFilter()
    system: dict[str, Scalar] = {}
    application: dict[str, Scalar] = {}
    position = 0
    while True:
        found = _CONDITION.match(expression, position)
        if found is None:
            raise ValueError(f"only `name = literal` joined by AND is supported, not {expression!r}")
        name = found["name"].strip("[]")
        target = system if (found["scope"] or "").lower() == "sys" else application
        if target is system and name not in SYSTEM_PROPERTY_NAMES:
            raise ValueError(f"unknown system property 'sys.{name}'")
        if target.setdefault(name, _literal(found)) != _literal(found):
            raise ValueError(f"'{name}' cannot equal two values")
        position = found.end()
        if position == len(expression):
            return CorrelationFilter(system, application)
        joined = _AND.match(expression, position)
        if joined is None:
            raise ValueError(f"only `name = literal` joined by AND is supported, not {expression!r}")
        position = joined.end()


def _literal(found: re.Match[str]) -> Scalar:
    if found["text"] is not None:
        return found["text"].replace("''", "'")
    if found["boolean"] is not None:
        return found["boolean"].lower() == "true"
    number: str = found["number"]
    return float(number) if "." in number else int(number)
