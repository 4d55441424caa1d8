"""The OpenAPI document that the endpoints make of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

import azure.functions as func
import pytest
import schemathesis
from jsonschema import Draft202012Validator
from pydantic import Field

import function_app
from shared.contracts.base import Contract, View
from shared.domain.identity import Role
from triggers import openapi, operations
from triggers.http import Call, Reply, endpoint
from triggers.openapi import get_openapi, openapi_document

METHODS = {"get", "post", "put", "patch", "delete"}
OPEN = {"get_openapi", "get_health_live", "get_health_ready"}


class Limits(Contract):
    max_seconds: Annotated[int, Field(ge=1)] | None = None


class Brief(Contract):
    text: str
    script_limits: Limits | None = None


class Page(Contract):
    limit: Annotated[int, Field(ge=1, le=100, description="How many.")] = 20
    session_id: UUID | None = None
    kind: Literal["a", "b"] | None = None
    named: str


class Result(View):
    session_id: UUID
    note: str | None = None


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The document of two endpoints made for the test."""
    monkeypatch.setattr(operations, "OPERATIONS", {})
    bp = func.Blueprint()

    @endpoint(
        bp,
        "POST",
        "things/{thing}/briefs",
        body=Brief,
        answers={202: Result, 200: Result},
        summary="Sends a brief",
        tag="briefs",
        roles=(Role.SERVICE,),
    )
    async def post_brief(call: Call[Brief, None]) -> Reply:
        """First line.

        Second line.
        """
        raise AssertionError

    @endpoint(
        bp,
        "GET",
        "sessions/{sessionId}/file",
        query=Page,
        answers={200: "*/*", 204: None},
        summary="A file",
        tag="files",
        anonymous=True,
        needs_services=False,
    )
    async def get_file(call: Call[None, Page]) -> Reply:
        raise AssertionError

    return openapi_document(operations.OPERATIONS.values())


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of the app."""
    assert function_app.app is not None
    return openapi_document(operations.OPERATIONS.values())


def described(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def assert_valid(document: dict[str, Any]) -> None:
    """Valid OpenAPI 3.1, every schema valid JSON Schema 2020-12, every reference with a target."""
    schemathesis.openapi.from_dict(document).validate()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for _, _, operation in described(document):
        for parameter in operation["parameters"]:
            Draft202012Validator.check_schema(parameter.get("schema", {}))
    for reference in references(document):
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]


def test_sample_is_valid(sample: dict[str, Any]) -> None:
    assert_valid(sample)


def test_broken_document_would_be_noticed(sample: dict[str, Any]) -> None:
    del sample["info"]

    with pytest.raises(Exception, match="info"):
        assert_valid(sample)


def test_operation_says_who_what_and_how(sample: dict[str, Any]) -> None:
    operation = sample["paths"]["/things/{thing}/briefs"]["post"]

    assert operation["operationId"] == "post_brief"
    assert operation["summary"] == "Sends a brief"
    assert operation["description"] == "First line.\n\nSecond line."
    assert operation["x-roles"] == ["service"]
    assert "security" not in operation
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Brief"
    }
    assert [p.get("$ref", p.get("name")) for p in operation["parameters"]] == [
        "thing",
        *(f"#/components/parameters/{n}" for n in ("CorrelationId", "SessionId", "UserId", "IdempotencyKey")),
    ]
    assert set(operation["responses"]) == {
        "200",
        "202",
        "400",
        "401",
        "403",
        "404",
        "409",
        "413",
        "415",
        "422",
        "500",
        "503",
        "default",
    }


def test_schemas_speak_camel_case_and_refuse_unknown_fields(sample: dict[str, Any]) -> None:
    brief = sample["components"]["schemas"]["Brief"]

    assert set(brief["properties"]) == {"text", "scriptLimits"}
    assert brief["additionalProperties"] is False
    assert brief["required"] == ["text"]
    assert "maxSeconds" in sample["components"]["schemas"]["Limits"]["properties"]


def test_query_fields_and_path_ids_are_typed_parameters(sample: dict[str, Any]) -> None:
    operation = sample["paths"]["/sessions/{sessionId}/file"]["get"]
    parameters = {p["name"]: p for p in operation["parameters"] if "name" in p}

    assert parameters["sessionId"]["in"] in ("path", "query")
    assert [p["in"] for p in operation["parameters"] if p.get("name") == "sessionId"] == ["path", "query"]
    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert parameters["limit"]["description"] == "How many."
    assert parameters["sessionId"]["schema"] == {"type": "string", "format": "uuid"}
    assert parameters["kind"]["schema"] == {"type": "string", "enum": ["a", "b"]}
    assert parameters["named"]["required"] is True
    assert "Page" not in sample["components"]["schemas"]


def test_anonymous_operation_says_so_and_files_have_no_schema(sample: dict[str, Any]) -> None:
    operation = sample["paths"]["/sessions/{sessionId}/file"]["get"]

    assert operation["security"] == []
    assert operation["responses"]["200"]["content"] == {"*/*": {}}
    assert "content" not in operation["responses"]["204"]
    assert "401" not in operation["responses"]
    assert "503" not in operation["responses"]


async def test_document_is_served_without_credential() -> None:
    openapi._encoded.cache_clear()
    response = await get_openapi(func.HttpRequest("GET", "http://localhost/api/openapi.json", body=b""))

    assert response.status_code == 200
    assert response.mimetype == "application/json"
    served = json.loads(response.get_body())
    assert served["openapi"].startswith("3.1")
    assert served["paths"]["/openapi.json"]["get"]["operationId"] == "get_openapi"
    assert_valid(served)


def test_document_of_the_app_is_valid(document: dict[str, Any]) -> None:
    assert_valid(document)


def test_only_health_and_the_document_are_open(document: dict[str, Any]) -> None:
    assert document["security"] == [{"bearerAuth": []}, {"apiKey": []}]
    unprotected = {o["operationId"] for _, _, o in described(document) if o.get("security") == []}

    assert "get_openapi" in unprotected
    assert unprotected <= OPEN


def test_every_http_function_of_the_app_is_described_under_its_own_name(document: dict[str, Any]) -> None:
    # An app gives its functions out once, so the builders are read through another one.
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    app._function_builders.extend(function_app.app._function_builders)
    triggers = {}
    for function in app.get_functions():
        trigger = json.loads(function.get_raw_bindings()[0])
        if trigger["type"] == "httpTrigger":
            triggers[function.get_function_name()] = (f"/{trigger['route']}", trigger["methods"][0].lower())

    assert {o["operationId"]: (path, method) for path, method, o in described(document)} == triggers
