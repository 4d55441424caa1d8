"""The endpoint decorator: what it lets through, and how it answers what it does not."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Literal, get_type_hints
from uuid import UUID, uuid4

import azure.functions as func
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field

from shared.contracts.base import Contract, View
from shared.contracts.problem import Problem
from shared.domain.identity import Role
from shared.errors import (
    ConflictError,
    DependencyUnavailableError,
    MisyBotError,
    NotFoundError,
    Permanent,
    Retryable,
    ValidationFailedError,
)
from shared.security.api_keys import ApiKeys, mint_api_key
from shared.security.authenticator import Authenticator
from shared.settings import SettingsError
from tests.support.credentials import PEPPER, MemoryApiKeys, claims, hs256, hs256_verifier
from triggers import http, operations
from triggers.decode import MAX_BODY_BYTES
from triggers.http import Call, Function, Reply, endpoint

JSON = {"content-type": "application/json"}


class Limits(Contract):
    max_seconds: int | None = None
    platforms: list[str] = Field(default_factory=list)


class Body(Contract):
    text: str
    session_id: UUID | None = None
    script_limits: Limits | None = None
    free: dict[str, Any] = Field(default_factory=dict)


class Query(Contract):
    limit: int = 20
    session_id: UUID | None = None
    kind: Literal["script", "caption"] | None = None
    newest_first: bool = False


class Echo(View):
    tenant_id: str
    user_id: str
    correlation_id: UUID
    session_id: UUID | None = None
    idempotency_key: str | None = None
    body: Body | None = None
    query: Query | None = None


class RateLimitedError(Retryable):
    """Too many requests."""

    status = 429
    code = "rate_limited"


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryApiKeys:
    """Real authentication over keys in memory, and an empty register of endpoints."""
    keys = MemoryApiKeys()
    services = SimpleNamespace(authenticator=Authenticator(hs256_verifier(), ApiKeys(keys, PEPPER)))

    async def provide() -> SimpleNamespace:
        return services

    monkeypatch.setattr(http, "provide_services", provide)
    monkeypatch.setattr(operations, "OPERATIONS", {})
    return keys


@pytest.fixture
def handled() -> list[Call[Any, Any]]:
    """The calls that reached a handler."""
    return []


def declare(handled: list[Call[Any, Any]], **options: Any) -> Function:
    """An endpoint that tells what it was given."""

    async def post_echo(call: Call[Any, Any]) -> Reply:
        handled.append(call)
        return Reply(
            200,
            Echo(
                tenant_id=call.principal.tenant_id,
                user_id=call.principal.user_id,
                correlation_id=call.correlation_id,
                session_id=call.session_id,
                idempotency_key=call.idempotency_key,
                body=call.body,
                query=call.query,
            ),
        )

    decorate = endpoint(
        func.Blueprint(), "POST", "echo", summary="Echo", tag="t", answers={200: Echo}, **options
    )
    return decorate(post_echo)


def failing(error: Exception) -> Function:
    async def get_failure(call: Call[None, None]) -> Reply:
        raise error

    return endpoint(func.Blueprint(), "GET", "f", summary="Fails", tag="t", answers={200: None})(get_failure)


def request(
    body: Any = b"",
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    route: Mapping[str, str] | None = None,
    token: str | None = "",
) -> func.HttpRequest:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    credential = {} if token is None else {"authorization": f"Bearer {token or hs256(claims())}"}
    return func.HttpRequest(
        "POST",
        "http://localhost/api/echo",
        headers={**credential, **(headers or {})},
        params=params,
        route_params=route,
        body=content,
    )


def read(response: func.HttpResponse) -> dict[str, Any]:
    document = json.loads(response.get_body())
    assert isinstance(document, dict)
    return document


def problem(response: func.HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem document, checked for everything that all of them share."""
    document = read(response)
    assert (response.status_code, document["status"], document["code"]) == (status, status, code), document
    assert response.mimetype == "application/problem+json"
    assert document["type"] == f"urn:misybot:problem:{code}"
    assert document["correlationId"] == response.headers["x-correlation-id"]
    assert document["instance"] == f"urn:uuid:{document['correlationId']}"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    Problem.model_validate_json(response.get_body())
    return document


def fields(document: dict[str, Any]) -> list[str]:
    return [error["field"] for error in document["errors"]]


def test_worker_sees_one_request_parameter_and_the_handler_s_name(handled: list[Call[Any, Any]]) -> None:
    blueprint = func.Blueprint()

    @endpoint(blueprint, "POST", "agents/{agent}/requests", summary="s", tag="t", answers={202: None})
    async def post_request(call: Call[None, None]) -> Reply:
        """What it does."""
        return Reply(202)

    app = func.FunctionApp()
    app.register_functions(blueprint)
    (function,) = app.get_functions()
    user_function = function.get_user_function()
    trigger = json.loads(function.get_raw_bindings()[0])

    assert function.get_function_name() == "post_request"
    assert list(inspect.signature(user_function).parameters) == ["req"]
    assert get_type_hints(user_function) == {"req": func.HttpRequest, "return": func.HttpResponse}
    assert inspect.iscoroutinefunction(user_function)
    assert (trigger["route"], trigger["methods"], trigger["authLevel"]) == (
        "agents/{agent}/requests",
        ["POST"],
        "ANONYMOUS",
    )
    assert operations.OPERATIONS["post_request"].description == "What it does."


def test_two_endpoints_of_one_name_are_a_mistake(handled: list[Call[Any, Any]]) -> None:
    declare(handled)

    with pytest.raises(ValueError, match="post_echo"):
        declare(handled)


async def test_call_carries_everything_and_the_answer_is_camel_case_json(
    handled: list[Call[Any, Any]],
) -> None:
    session_id, correlation_id = uuid4(), uuid4()
    sent = {
        "text": "hola",
        "sessionId": str(session_id),
        "scriptLimits": {"maxSeconds": 30},
        "free": {"a": [1, None]},
    }
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Session-Id": str(session_id),
        "X-Correlation-Id": str(correlation_id).upper(),
        "Idempotency-Key": "order-7",
        "X-User-Id": "ana",
    }

    response = await declare(handled, body=Body)(request(sent, headers))

    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.headers["x-correlation-id"] == str(correlation_id)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    answer = read(response)
    assert answer["tenantId"] == "acme"
    assert answer["userId"] == "ana"
    assert answer["correlationId"] == str(correlation_id)
    assert answer["sessionId"] == str(session_id)
    assert answer["idempotencyKey"] == "order-7"
    assert answer["body"]["scriptLimits"] == {"maxSeconds": 30, "platforms": []}
    assert answer["body"]["free"] == {"a": [1, None]}
    assert handled[0].services.authenticator is not None


async def test_ids_are_generated_and_optional_headers_absent_by_default(
    handled: list[Call[Any, Any]],
) -> None:
    serve = declare(handled)

    first, second = await serve(request()), await serve(request())

    assert first.headers["x-correlation-id"] != second.headers["x-correlation-id"]
    assert handled[0].correlation_id == UUID(first.headers["x-correlation-id"])
    assert (handled[0].session_id, handled[0].idempotency_key, handled[0].body) == (None, None, None)


async def test_query_values_are_read_from_text(handled: list[Call[Any, Any]]) -> None:
    session_id = uuid4()
    serve = declare(handled, query=Query)

    await serve(
        request(params={"limit": "5", "sessionId": str(session_id), "kind": "script", "newestFirst": "true"})
    )
    await serve(request())

    assert handled[0].query == Query(limit=5, session_id=session_id, kind="script", newest_first=True)
    assert handled[1].query == Query()


async def test_bytes_and_headers_of_a_reply_are_sent_as_they_are() -> None:
    async def get_file(call: Call[None, None]) -> Reply:
        return Reply(
            206, b"\x00\xff", {"Content-Range": "bytes 0-1/9", "cache-control": "private"}, "video/mp4"
        )

    serve = endpoint(func.Blueprint(), "GET", "file", summary="s", tag="t", answers={206: "video/mp4"})(
        get_file
    )
    response = await serve(request())

    assert (response.status_code, response.get_body(), response.mimetype) == (206, b"\x00\xff", "video/mp4")
    assert response.headers["content-range"] == "bytes 0-1/9"
    assert response.headers.getlist("cache-control") == ["private"]


async def test_no_or_bad_credential_is_401_with_a_challenge_and_one_text(
    handled: list[Call[Any, Any]],
) -> None:
    serve = declare(handled, body=Body)
    texts = set()
    for token, headers in (
        (None, {}),
        ("garbage", {}),
        (hs256(claims(exp=1)), {}),
        (None, {"x-api-key": "mb_live_x_y_z"}),
        (None, {"authorization": "Basic YTpi"}),
        (hs256(claims(tenant="misybot")), {}),
    ):
        response = await serve(request({"not": "read"}, headers | JSON, token=token))
        document = problem(response, 401, "unauthenticated")
        assert response.headers["www-authenticate"] == 'Bearer realm="misybot"'
        assert "details" not in document
        texts.add(document["detail"])

    assert len(texts) == 1
    assert handled == []


async def test_reason_of_a_refusal_is_logged_without_the_credential(
    handled: list[Call[Any, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    token = hs256(claims(exp=1))
    with caplog.at_level(logging.DEBUG):
        response = await declare(handled)(request(token=token))

    assert "ExpiredSignatureError" in caplog.text
    assert response.headers["x-correlation-id"] in caplog.text
    assert not any(part in caplog.text for part in token.split("."))


async def test_two_credentials_are_400(handled: list[Call[Any, Any]]) -> None:
    good = hs256(claims())
    serve = declare(handled)

    for headers in ({"authorization": f"Bearer {good}, Bearer {good}"}, {"x-api-key": "mb_live_x"}):
        problem(await serve(request(headers=headers)), 400, "ambiguous_credentials")

    assert handled == []


@pytest.mark.parametrize(
    "name", ["access_token", "token", "api_key", "code", "API-KEY", "Authorization", "x-api-key", "sig"]
)
async def test_credential_in_the_url_is_refused(handled: list[Call[Any, Any]], name: str) -> None:
    document = problem(await declare(handled)(request(params={name: "s3cret"})), 400, "credential_in_url")

    assert "s3cret" not in json.dumps(document)
    assert handled == []


async def test_anonymous_endpoint_needs_neither_credential_nor_services(
    handled: list[Call[Any, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise SettingsError("DB_HOST is missing")

    monkeypatch.setattr(http, "provide_services", broken)
    serve = declare(handled, anonymous=True, needs_services=False)

    assert (await serve(request(token=None))).status_code == 200
    assert (await serve(request(token="garbage"))).status_code == 200
    assert handled[0].principal == http.ANONYMOUS
    assert not handled[0].principal.has(*Role)


@pytest.mark.parametrize(
    ("held", "needed", "status"),
    [
        (["user"], (Role.USER, Role.SERVICE), 200),
        (["user"], (), 200),
        (["user"], (Role.MANAGER,), 403),
        (["admin"], (Role.MANAGER,), 200),
        (["admin"], (Role.SERVICE,), 403),
    ],
)
async def test_caller_needs_one_of_the_roles(
    handled: list[Call[Any, Any]], held: list[str], needed: tuple[Role, ...], status: int
) -> None:
    response = await declare(handled, roles=needed)(request(token=hs256(claims(roles=held))))

    assert response.status_code == status
    assert len(handled) == (status == 200)


async def test_caller_without_the_role_learns_nothing_about_the_contract(
    handled: list[Call[Any, Any]],
) -> None:
    response = await declare(handled, body=Body, roles=(Role.ADMIN,))(request({"wrong": 1}, JSON))

    assert "errors" not in problem(response, 403, "forbidden")


async def test_user_header_must_agree_unless_a_service_acts_for_somebody(
    handled: list[Call[Any, Any]], store: MemoryApiKeys
) -> None:
    serve = declare(handled)
    key = (await mint_api_key(store, PEPPER, "acme", "crm", [Role.SERVICE])).key

    problem(await serve(request(headers={"x-user-id": "bo"})), 403, "forbidden")
    await serve(request(headers={"x-user-id": "ana"}))
    await serve(request(headers={"x-user-id": "bo", "x-api-key": key}, token=None))

    assert [(c.principal.tenant_id, c.principal.user_id) for c in handled] == [
        ("acme", "ana"),
        ("acme", "bo"),
    ]
    assert handled[1].principal.key_id is not None


@pytest.mark.parametrize("name", ["x-session-id", "x-correlation-id"])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "not-a-uuid",
        "{0b9c1e36-4a3c-4f52-8d94-5c5a3f6e7d10}",
        "0b9c1e364a3c4f528d945c5a3f6e7d10",
        "urn:uuid:0b9c1e36-4a3c-4f52-8d94-5c5a3f6e7d10",
        f"{uuid4()}, {uuid4()}",
        f"{uuid4()}\n",
        "<script>",
    ],
)
async def test_id_that_is_no_uuid_is_400_and_not_reflected(
    handled: list[Call[Any, Any]], name: str, value: str
) -> None:
    response = await declare(handled)(request(headers={name: value}))
    document = problem(response, 400, "invalid_header")

    assert fields(document) == [f"header.{name}"]
    UUID(response.headers["x-correlation-id"])
    assert not value or value not in response.get_body().decode() + str(response.headers)
    assert handled == []


@pytest.mark.parametrize("value", ["", "x" * 201, "with space", "ñ", "a\x00", "a\tb"])
async def test_idempotency_key_is_visible_ascii_of_bounded_length(
    handled: list[Call[Any, Any]], value: str
) -> None:
    problem(await declare(handled)(request(headers={"idempotency-key": value})), 400, "invalid_header")

    assert handled == []


@pytest.mark.parametrize("value", ["", " ana", "a\x00", "a\nb", "x" * 201, "ñ"])
async def test_user_id_header_has_a_form(handled: list[Call[Any, Any]], value: str) -> None:
    problem(await declare(handled)(request(headers={"x-user-id": value})), 400, "invalid_header")

    assert handled == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nothing",
        b"\xff{}",
        b'{"text": "a"} x',
        b'{"text": "\\ud800"}',
        b"[" * 100_000,
        b"\xef\xbb\xbf{}",
        b'{"text": "a", "free": {"n": NaN}}',
        b'{"text": "a", "free": {"n": -Infinity}}',
        b'{"text": "a", "free": {"n": 1e999}}',
        b'{"text": "a", "free": {"n": ' + b"9" * 400 + b".0}}",
        b'{"text": "a\\u0000"}',
        b'{"text": "a", "free": {"b\\u0000": 1}}',
        b'{"text": "' + b'\\"' * 400_000,
    ],
    ids=lambda b: repr(b[:30]),
)
async def test_body_that_is_no_storable_json_is_400(handled: list[Call[Any, Any]], body: bytes) -> None:
    problem(await declare(handled, body=Body)(request(body, JSON)), 400, "malformed_request")

    assert handled == []


@pytest.mark.parametrize(
    "text", ["NaN and Infinity and 1e999", "\\u0000", "\\\\u0000 \\n", "[" * 50, '"' * 50 + "{" * 50]
)
async def test_text_may_speak_of_what_numbers_and_structure_may_not(
    handled: list[Call[Any, Any]], text: str
) -> None:
    response = await declare(handled, body=Body)(request({"text": text, "free": {"n": 1e99}}, JSON))

    assert response.status_code == 200
    assert handled[0].body.text == text


@pytest.mark.parametrize(("depth", "status"), [(32, 200), (33, 400), (5_000, 400)])
async def test_json_may_nest_32_levels(handled: list[Call[Any, Any]], depth: int, status: int) -> None:
    inner = b'{"a":' * (depth - 2) + b"[]" + b"}" * (depth - 2)
    # The object itself is one level and the innermost list another.
    body = b'{"text": "a", "free": ' + inner + b"}"

    response = await declare(handled, body=Body)(request(body, JSON))

    assert response.status_code == status, response.get_body()


@given(
    st.lists(
        st.sampled_from(
            [
                b"{",
                b"}",
                b"[",
                b"]",
                b'"',
                b"\\",
                b"\\u0000",
                b"\\ud83d",
                b",",
                b":",
                b"1e999",
                b"-",
                b"0",
                b"NaN",
                b"null",
                b" ",
                b"\xff",
                b'"text"',
                b'"free"',
                b'{"text":"a","free":',
            ]
        ),
        max_size=60,
    ).map(b"".join)
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_is_a_fault(handled: list[Call[Any, Any]], body: bytes) -> None:
    operations.OPERATIONS.clear()
    response = asyncio.run(declare(handled, body=Body)(request(body, JSON)))

    assert response.status_code in (200, 400, 422), response.get_body()


async def test_many_shallow_values_are_not_deep(handled: list[Call[Any, Any]]) -> None:
    response = await declare(handled, body=Body)(
        request({"text": "a", "free": {"rows": [[{}, []]] * 500}}, JSON)
    )

    assert response.status_code == 200


async def test_body_may_have_one_megabyte(handled: list[Call[Any, Any]]) -> None:
    frame = len(json.dumps({"text": ""}))
    serve = declare(handled, body=Body)

    assert (await serve(request({"text": "x" * (MAX_BODY_BYTES - frame)}, JSON))).status_code == 200
    too_large = await serve(request({"text": "x" * (MAX_BODY_BYTES - frame + 1)}, JSON))
    document = problem(too_large, 413, "payload_too_large")
    assert document["details"] == {"maxBytes": MAX_BODY_BYTES}


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON", 200),
        ('application/json; charset="UTF-8"', 200),
        ("application/merge-patch+json", 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415),
        ("", 415),
        ("application/json, text/plain", 415),
    ],
)
async def test_body_must_be_declared_as_json(
    handled: list[Call[Any, Any]], media_type: str, status: int
) -> None:
    response = await declare(handled, body=Body)(request({"text": "a"}, {"content-type": media_type}))

    assert response.status_code == status


async def test_contract_violations_are_422_with_a_path_to_each_field(handled: list[Call[Any, Any]]) -> None:
    body = {
        "sessionId": "x",
        "tenantId": "globex",
        "scriptLimits": {"maxSeconds": "30", "platforms": ["a", 1]},
        "odd name": 1,
    }

    document = problem(await declare(handled, body=Body)(request(body, JSON)), 422, "validation_failed")

    assert set(fields(document)) == {
        "$.text",
        "$.sessionId",
        "$.tenantId",
        "$.scriptLimits.maxSeconds",
        "$.scriptLimits.platforms[1]",
        '$["odd name"]',
    }
    messages = {error["field"]: error["message"] for error in document["errors"]}
    assert messages["$.text"] == "is required"
    assert messages["$.tenantId"] == "is not a known field"
    assert handled == []


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7"])
async def test_json_that_is_no_object_is_422(handled: list[Call[Any, Any]], body: bytes) -> None:
    document = problem(await declare(handled, body=Body)(request(body, JSON)), 422, "validation_failed")

    assert fields(document) == ["$"]


async def test_python_names_of_fields_are_not_part_of_the_contract(handled: list[Call[Any, Any]]) -> None:
    document = problem(
        await declare(handled, body=Body)(request({"text": "a", "session_id": str(uuid4())}, JSON)),
        422,
        "validation_failed",
    )

    assert fields(document) == ["$.session_id"]


async def test_list_of_errors_is_bounded(handled: list[Call[Any, Any]]) -> None:
    body = {"text": "a"} | {f"{'k' * 5_000}{i}": 1 for i in range(150)}

    response = await declare(handled, body=Body)(request(body, JSON))

    assert len(problem(response, 422, "validation_failed")["errors"]) == 50
    assert len(response.get_body()) < 20_000


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "many"}, "query.limit"),
        ({"kind": "song"}, "query.kind"),
        ({"sessionId": "x"}, "query.sessionId"),
        ({"unknown": "1"}, "query.unknown"),
        ({"session_id": str(uuid4())}, "query.session_id"),
        ({"kind": "a\x00"}, "query.kind"),
    ],
)
async def test_wrong_query_is_422(handled: list[Call[Any, Any]], params: dict[str, str], field: str) -> None:
    response = await declare(handled, query=Query)(request(params=params))

    assert fields(problem(response, 422, "validation_failed")) == [field]
    assert handled == []


async def test_query_of_an_endpoint_without_one_is_422(handled: list[Call[Any, Any]]) -> None:
    document = problem(await declare(handled)(request(params={"a": "1"})), 422, "validation_failed")

    assert fields(document) == ["query.a"]


@pytest.mark.parametrize("value", ["1", "..", "x" * 5_000, "0b9c1e364a3c4f528d945c5a3f6e7d10"])
async def test_path_id_that_is_no_uuid_looks_absent(value: str) -> None:
    async def get_session(call: Call[None, None]) -> Reply:
        call.uuid("sessionId")
        raise AssertionError("not reached")

    serve = endpoint(func.Blueprint(), "GET", "s/{sessionId}", summary="s", tag="t", answers={200: None})(
        get_session
    )
    document = problem(await serve(request(route={"sessionId": value})), 404, "not_found")

    assert document["details"]["kind"] == "session"
    assert len(document["detail"]) < 200


async def test_path_id_is_read_as_uuid() -> None:
    async def get_session(call: Call[None, None]) -> Reply:
        return Reply(200, call.uuid("sessionId").bytes)

    serve = endpoint(func.Blueprint(), "GET", "s/{sessionId}", summary="s", tag="t", answers={200: None})(
        get_session
    )
    session_id = uuid4()

    assert (await serve(request(route={"sessionId": str(session_id)}))).get_body() == session_id.bytes


@pytest.mark.parametrize(
    ("error", "status", "code", "detail"),
    [
        (NotFoundError("session", "7"), 404, "not_found", "There is no session 7."),
        (ConflictError("taken"), 409, "conflict", "taken"),
        (Permanent("no"), 400, "invalid_request", "no"),
        (Retryable("later"), 503, "unavailable", "later"),
    ],
)
async def test_errors_of_ours_speak_for_themselves(
    error: MisyBotError, status: int, code: str, detail: str
) -> None:
    response = await failing(error)(request())

    assert problem(response, status, code)["detail"] == detail
    assert ("retry-after" in response.headers) == (status == 503)


async def test_details_and_field_errors_are_told() -> None:
    errors = [{"field": "$.platforms[0]", "message": "is unknown"}]
    wrong = problem(await failing(ValidationFailedError("no", errors))(request()), 422, "validation_failed")
    operations.OPERATIONS.clear()
    absent = problem(await failing(NotFoundError("session", "7"))(request()), 404, "not_found")
    operations.OPERATIONS.clear()
    odd = problem(
        await failing(Permanent("no", at_time=object, ids={uuid4()}))(request()), 400, "invalid_request"
    )

    assert wrong["errors"] == errors
    assert "details" not in wrong
    assert absent["details"] == {"kind": "session", "id": "7"}
    assert set(odd["details"]) == {"atTime", "ids"}


async def test_unavailable_dependency_is_named_but_its_message_stays_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = DependencyUnavailableError("postgresql", "connection to 10.0.0.7 as admin failed")
    response = await failing(error)(request())

    document = problem(response, 503, "unavailable")
    assert document["details"] == {"dependency": "postgresql"}
    assert "10.0.0.7" not in response.get_body().decode()
    assert "10.0.0.7" in caplog.text
    assert int(response.headers["retry-after"]) >= 1


async def test_limits_tell_when_to_come_back() -> None:
    response = await failing(RateLimitedError("too many", retry_after=17))(request())

    problem(response, 429, "rate_limited")
    assert response.headers["retry-after"] == "17"


@pytest.mark.parametrize(
    "error", [RuntimeError("s3cret at /srv/app.py"), SettingsError("s3cret DB_PASSWORD"), KeyError("s3cret")]
)
async def test_fault_is_a_generic_500_and_its_trace_is_logged_with_the_correlation_id(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    response = await failing(error)(request())

    document = problem(response, 500, "internal")
    assert "s3cret" not in json.dumps(document)
    assert "Traceback" not in json.dumps(document)
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert record.exc_info[1] is error
    assert document["correlationId"] in record.getMessage()


async def test_services_that_cannot_be_built_are_a_500(
    handled: list[Call[Any, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise SettingsError("DB_PASSWORD is missing")

    monkeypatch.setattr(http, "provide_services", broken)

    assert "DB_PASSWORD" not in json.dumps(problem(await declare(handled)(request()), 500, "internal"))


async def test_reply_that_cannot_be_encoded_is_a_500() -> None:
    async def get_broken(call: Call[None, None]) -> Reply:
        return Reply(200, headers={"x-bad": "a\r\nset-cookie: b"})

    serve = endpoint(func.Blueprint(), "GET", "b", summary="s", tag="t", answers={200: None})(get_broken)

    problem(await serve(request()), 500, "internal")
