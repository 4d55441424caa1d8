"""Problem details (RFC 9457): the one shape of every answer that is not a success."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts.base import View


class FieldProblem(View):
    """What is wrong with one field."""

    field: str = Field(description="JSONPath of a body field ($.message), or query.<name>, or header.<name>.")
    message: str


class Problem(View):
    """Why a request was refused or failed."""

    type: str = Field(description="urn:misybot:problem:<code>; one for each code.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="urn:uuid:<correlationId>: this very occurrence.")
    code: str = Field(description="For programs; stays the same when the wording changes.")
    correlation_id: UUID
    errors: list[FieldProblem] | None = None
    details: dict[str, Any] | None = Field(None, description="Facts about the failure, by code.")
