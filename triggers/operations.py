"""What the endpoints declare about themselves: the source of the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.contracts.base import Contract
from shared.domain.identity import Role

Answer = type[Contract] | str | None
"""A contract sent as JSON, the media type of a binary body, or no body at all."""

_PATH_PARAMETER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint. `route` is relative to the route prefix (`api`)."""

    name: str
    method: str
    route: str
    summary: str
    description: str
    tag: str
    answers: Mapping[int, Answer]
    body: type[Contract] | None
    query: type[Contract] | None
    roles: tuple[Role, ...]
    anonymous: bool
    needs_services: bool

    def path_parameters(self) -> list[str]:
        """The names in the route's braces, in order."""
        return _PATH_PARAMETER.findall(self.route)


OPERATIONS: Final[dict[str, Operation]] = {}
"""Every endpoint by its name, filled by the `endpoint` decorator when the trigger modules are imported."""
