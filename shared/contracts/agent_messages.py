"""`agent.request` and `agent.response`: the messages between the front desk, the agents and the sagas.

Versioning: a message of the same major `schemaVersion` is accepted (unknown fields of newer
minors are kept in `payload` and `metadata`, ignored elsewhere); another major is refused with
`UnsupportedSchemaVersionError`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from shared.errors import MalformedMessageError, UnsupportedSchemaVersionError

SCHEMA_VERSION: Final = "1.0.0"

AgentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,62}$")]
SchemaVersion = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


_M = TypeVar("_M", bound="_Message")


def _now() -> datetime:
    return datetime.now(UTC)


class _Message(BaseModel):
    """Tolerant towards newer minor versions: fields it does not know are dropped.

    `stated` names the fields that have defaults here, for writing, and yet must be in a message that is read.
    """

    stated: ClassVar[tuple[str, ...]] = ("type", "schemaVersion")

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="ignore",
        frozen=True,
        defer_build=True,
    )

    def to_json(self) -> str:
        """The message body as sent on the bus."""
        return self.model_dump_json(by_alias=True, exclude_none=True)


class _Open(_Message):
    model_config = ConfigDict(extra="allow")


class ScriptConstraints(_Message):
    """Limits of a script. Field names are those of the specification (snake case)."""

    model_config = ConfigDict(alias_generator=None)

    max_seconds: int | float | None = Field(None, description="The longest the script may run, in seconds.")
    platforms: list[str] = Field([], max_length=10, description="Such as instagram, tiktok, youtube.")


class RequestPayload(_Open):
    """What is wanted. Agents read further fields of their own from here."""

    intent: Annotated[str, Field(min_length=1, max_length=8_000)]
    context_snapshot_ref: str | None = None
    script_constraints: Annotated[ScriptConstraints | None, Field(alias="scriptConstraints")] = None


class RequestMetadata(_Open):
    """How it is wanted."""

    priority: Literal["low", "normal", "high"] = "normal"
    request_origin: str = "front-desk"


class AgentRequest(_Message):
    """Asks one agent for one piece of work in one conversation."""

    stated: ClassVar[tuple[str, ...]] = ("type", "schemaVersion", "timestamp")

    type: Literal["agent.request"] = "agent.request"
    schema_version: SchemaVersion = SCHEMA_VERSION
    session_id: UUID
    correlation_id: UUID
    timestamp: datetime = Field(default_factory=_now)
    agent: AgentName
    payload: RequestPayload
    metadata: RequestMetadata = Field(default_factory=RequestMetadata)


class ArtifactLink(_Message):
    """One artifact of a response: its type and `artifact://<type>/<id>`."""

    type: str
    ref: str


class ResponseMetrics(_Open):
    """What the work took; `elapsed_ms` counts from the request's timestamp."""

    elapsed_ms: Annotated[int, Field(alias="elapsed_ms", ge=0)]


class ResponseError(_Message):
    """Why a request failed: a machine-readable `code`, a sentence, and facts."""

    code: str
    message: str
    details: dict[str, Any] = {}


class AgentResponse(_Message):
    """What became of an `agent.request`."""

    type: Literal["agent.response"] = "agent.response"
    schema_version: SchemaVersion = SCHEMA_VERSION
    session_id: UUID
    correlation_id: UUID
    timestamp: datetime = Field(default_factory=_now)
    agent: AgentName
    status: Literal["completed", "failed"]
    result_summary: str
    artifacts: list[ArtifactLink] = []
    metrics: ResponseMetrics
    error: ResponseError | None = None
    metadata: dict[str, Any] = {}


def parse_agent_request(body: bytes | str) -> AgentRequest:
    """Reads an `agent.request`; raises `MalformedMessageError` or `UnsupportedSchemaVersionError`."""
    return _parse(AgentRequest, body)


def parse_agent_response(body: bytes | str) -> AgentResponse:
    """Reads an `agent.response`; raises `MalformedMessageError` or `UnsupportedSchemaVersionError`."""
    return _parse(AgentResponse, body)


def _parse(model: type[_M], body: bytes | str) -> _M:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise MalformedMessageError("The message body is not JSON.") from exc
    if not isinstance(data, dict):
        raise MalformedMessageError("The message body is not a JSON object.")
    if missing := [name for name in model.stated if name not in data]:
        raise MalformedMessageError(f"The message lacks {', '.join(missing)}.")
    version = str(data["schemaVersion"])
    if re.match(r"\d+\.", version) and version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise UnsupportedSchemaVersionError(version, SCHEMA_VERSION)
    try:
        return model.model_validate(data)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)
        where = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in first[:5])
        raise MalformedMessageError(f"The message breaks its contract: {where}") from exc
