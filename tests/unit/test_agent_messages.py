"""`agent.request` and `agent.response` as the specification gives them."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from shared.contracts.agent_messages import parse_agent_request, parse_agent_response
from shared.contracts.schemas import FOLDER, schema_files
from shared.errors import MalformedMessageError, UnsupportedSchemaVersionError

SESSION = "6f1d1ad4-52a8-4f7e-9d2f-111111111111"
CORRELATION = "6f1d1ad4-52a8-4f7e-9d2f-222222222222"
REQUEST: dict[str, Any] = {
    "type": "agent.request",
    "schemaVersion": "1.0.0",
    "sessionId": SESSION,
    "correlationId": CORRELATION,
    "timestamp": "2025-10-26T12:00:00Z",
    "agent": "video-scriptor",
    "payload": {
        "intent": "crear video promocional 30s",
        "contextSnapshotRef": "postgres://context_bundle/123",
        "scriptConstraints": {"max_seconds": 30, "platforms": ["instagram", "youtube"]},
    },
    "metadata": {"priority": "high", "requestOrigin": "front-desk"},
}
RESPONSE: dict[str, Any] = {
    "type": "agent.response",
    "schemaVersion": "1.0.0",
    "sessionId": SESSION,
    "correlationId": CORRELATION,
    "agent": "video-scriptor",
    "status": "completed",
    "resultSummary": "scriptRef:artifact://script/uuid",
    "artifacts": [{"type": "script", "ref": "artifact://script/uuid"}],
    "metrics": {"elapsed_ms": 1234},
}


def test_the_request_of_the_specification_survives_a_round_trip() -> None:
    assert json.loads(parse_agent_request(json.dumps(REQUEST)).to_json()) == REQUEST


def test_the_response_of_the_specification_survives_a_round_trip() -> None:
    answer = json.loads(parse_agent_response(json.dumps(RESPONSE)).to_json())
    assert {key: answer[key] for key in RESPONSE} == RESPONSE


def test_a_newer_minor_version_with_unknown_fields_is_accepted() -> None:
    newer = REQUEST | {"schemaVersion": "1.7.0", "novelty": True}
    newer["payload"] = REQUEST["payload"] | {"mood": "calm"}
    request = parse_agent_request(json.dumps(newer))
    assert (request.payload.model_extra or {})["mood"] == "calm"


def test_another_major_version_is_refused_with_a_reason() -> None:
    with pytest.raises(UnsupportedSchemaVersionError, match=r"2\.0\.0 is not supported"):
        parse_agent_request(json.dumps(REQUEST | {"schemaVersion": "2.0.0"}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps(REQUEST | {"type": "agent.response"}).encode(),
        json.dumps(REQUEST | {"sessionId": "x"}).encode(),
        json.dumps({k: v for k, v in REQUEST.items() if k != "payload"}).encode(),
        json.dumps(REQUEST | {"schemaVersion": "one"}).encode(),
        json.dumps({k: v for k, v in REQUEST.items() if k != "schemaVersion"}).encode(),
        json.dumps(REQUEST | {"payload": {"intent": ""}}).encode(),
    ],
)
def test_what_breaks_the_contract_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        parse_agent_request(body)


def test_the_published_schemas_are_in_step_with_the_models() -> None:
    published = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    assert published == schema_files(), "run: python -m shared.contracts.schemas"


def test_the_published_schemas_accept_the_specification_and_refuse_less() -> None:
    schema = json.loads(schema_files()["agent.request.schema.json"])
    jsonschema.validate(REQUEST, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in REQUEST.items() if k != "correlationId"}, schema)
