"""`GET /api/openapi.json`: the OpenAPI 3.1 document, made from what the endpoints declare."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import azure.functions as func
from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue, models_json_schema

from shared.contracts.base import Contract
from shared.contracts.problem import Problem
from triggers import operations, problem
from triggers.decode import MAX_BODY_BYTES
from triggers.http import Call, Reply, endpoint
from triggers.operations import Answer, Operation

bp = func.Blueprint()

_VERSION: Final = "1.0.0"
_REFERENCE: Final = "#/components/schemas/{model}"
_UUID_SCHEMA: Final = {"type": "string", "format": "uuid"}
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}

_Models = dict[tuple[type[Contract], JsonSchemaMode], JsonSchemaValue]


@endpoint(
    bp,
    "GET",
    "openapi.json",
    summary="This document",
    tag="meta",
    answers={200: "application/json"},
    anonymous=True,
    needs_services=False,
)
async def get_openapi(call: Call[None, None]) -> Reply:
    """The OpenAPI 3.1 description of every endpoint."""
    return Reply(200, _encoded())


@cache
def _encoded() -> bytes:
    # Endpoints are declared while the app is imported, so the first request sees all of them.
    return json.dumps(openapi_document(operations.OPERATIONS.values()), ensure_ascii=False).encode()


def openapi_document(declared: Iterable[Operation]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these operations, as JSON-ready dicts."""
    listed = sorted(declared, key=lambda o: (o.route, o.method))
    models, definitions = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(f"/{operation.route}", {})[operation.method.lower()] = _operation(operation, models)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "MisyBot",
            "version": _VERSION,
            "description": "A front desk and its agents for social-media teams.",
        },
        "servers": [{"url": "/api"}],
        "tags": [{"name": tag} for tag in sorted({o.tag for o in listed})],
        "security": [{"bearerAuth": []}, {"apiKey": []}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "headers": {
                "CorrelationId": {
                    "description": "The request's id: the one sent, or a new one.",
                    "required": True,
                    "schema": _UUID_SCHEMA,
                }
            },
            "parameters": _header_parameters(),
            "responses": {
                "Problem": {
                    "description": "Problem details (RFC 9457).",
                    "headers": _response_headers(),
                    "content": {problem.MEDIA_TYPE: {"schema": models[Problem, "serialization"]}},
                }
            },
            "securitySchemes": {
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
        },
    }


def _schemas(listed: list[Operation]) -> tuple[_Models, dict[str, Any]]:
    wanted: dict[tuple[type[Contract], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for operation in listed:
        for model in (operation.body, operation.query):
            if model is not None:
                wanted[model, "validation"] = None
        for answer in operation.answers.values():
            if isinstance(answer, type):
                wanted[answer, "serialization"] = None
    models, whole = models_json_schema(list(wanted), by_alias=True, ref_template=_REFERENCE)
    definitions = whole.get("$defs", {})
    # The fields of a query are parameters: only what they refer to is a component.
    for query in {o.query for o in listed if o.query is not None} - {o.body for o in listed}:
        definitions.pop(models[query, "validation"]["$ref"].rpartition("/")[2], None)
    return models, definitions  # type: ignore[return-value]  # pydantic's keys are of its BaseModel


def _operation(operation: Operation, models: _Models) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": _parameters(operation),
        "responses": _responses(operation, models),
    }
    if operation.description:
        described["description"] = operation.description
    if operation.roles:
        described["x-roles"] = [str(role) for role in operation.roles]
    if operation.anonymous:
        described["security"] = []
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "description": f"At most {MAX_BODY_BYTES} bytes.",
            "content": {"application/json": {"schema": models[operation.body, "validation"]}},
        }
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _UUID_SCHEMA
            if name == "id" or name.endswith("Id")
            else {"type": "string", "minLength": 1},
        }
        for name in operation.path_parameters()
    ]
    if operation.query is not None:
        schema = operation.query.model_json_schema(by_alias=True, ref_template=_REFERENCE)
        parameters += [
            _query_parameter(name, field, name in schema.get("required", []))
            for name, field in schema.get("properties", {}).items()
        ]
    headers = ["CorrelationId"]
    if not operation.anonymous:
        headers += ["SessionId", "UserId"]
        if operation.method == "POST":
            headers.append("IdempotencyKey")
    return parameters + [{"$ref": f"#/components/parameters/{name}"} for name in headers]


def _query_parameter(name: str, field: dict[str, Any], required: bool) -> dict[str, Any]:
    """A field of a query contract. Text has no null: an optional parameter is absent instead."""
    schema = {key: value for key, value in field.items() if key not in ("title", "description")}
    if "anyOf" in schema:
        kinds = [kind for kind in schema.pop("anyOf") if kind != {"type": "null"}]
        schema |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        if schema.get("default", ...) is None:
            del schema["default"]
    parameter = {"name": name, "in": "query", "required": required, "schema": schema}
    return parameter | ({"description": field["description"]} if "description" in field else {})


def _header_parameters() -> dict[str, Any]:
    def header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}

    return {
        "CorrelationId": header("x-correlation-id", "Names the request; made when absent.", _UUID_SCHEMA),
        "SessionId": header("x-session-id", "The conversation.", _UUID_SCHEMA),
        "UserId": header(
            "x-user-id",
            "The credential's own user; a service names the user that it acts for.",
            {"type": "string", "minLength": 1, "maxLength": 200},
        ),
        "IdempotencyKey": header(
            "Idempotency-Key",
            "The same key and body are executed once; later ones read the first answer.",
            {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        ),
    }


def _responses(operation: Operation, models: _Models) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): _response(status, answer, models) for status, answer in sorted(operation.answers.items())
    }
    refusals = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.INTERNAL_SERVER_ERROR}
    if not operation.anonymous:
        refusals |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if operation.needs_services:
        refusals.add(HTTPStatus.SERVICE_UNAVAILABLE)
    if operation.path_parameters():
        refusals.add(HTTPStatus.NOT_FOUND)
    if operation.body is not None:
        refusals |= {
            HTTPStatus.NOT_FOUND,
            HTTPStatus.CONFLICT,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        }
    for status in sorted(refusals):
        responses.setdefault(str(int(status)), _PROBLEM)
    responses["default"] = _PROBLEM
    return responses


def _response(status: int, answer: Answer, models: _Models) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase, "headers": _response_headers()}
    if isinstance(answer, str):
        # JSON without a contract is an object; anything else is bytes, which OpenAPI 3.1 leaves without schema.
        described["content"] = {
            answer: {"schema": {"type": "object"}} if answer == "application/json" else {}
        }
    elif answer is not None:
        described["content"] = {"application/json": {"schema": models[answer, "serialization"]}}
    return described


def _response_headers() -> dict[str, Any]:
    return {"x-correlation-id": {"$ref": "#/components/headers/CorrelationId"}}
