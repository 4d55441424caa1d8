"""From a raw HTTP request to checked values: headers, query, body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

import azure.functions as func
from pydantic import ValidationError

from shared.contracts.base import Contract
from shared.errors import Permanent, ValidationFailedError
from shared.security.credentials import MAX_USER_ID, AmbiguousCredentialsError

MAX_BODY_BYTES: Final = 1_048_576
MAX_JSON_DEPTH: Final = 32
MAX_REPORTED_ERRORS: Final = 50

_C = TypeVar("_C", bound=Contract)

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_USER_ID = re.compile(rf"[\x21-\x7e](?:[\x20-\x7e]{{0,{MAX_USER_ID - 2}}}[\x21-\x7e])?")
_JSON_MEDIA_TYPE = re.compile(
    r"""application/(?:json|[\w.-]+\+json)(?:\s*;\s*charset\s*=\s*"?utf-8"?)?\s*""", re.IGNORECASE
)
_URL_CREDENTIALS: Final = frozenset(
    {
        "accesstoken",
        "apikey",
        "auth",
        "authorization",
        "bearer",
        "clientsecret",
        "code",
        "idtoken",
        "jwt",
        "key",
        "password",
        "refreshtoken",
        "secret",
        "sig",
        "token",
        "xapikey",
        "xfunctionskey",
    }
)
# The closing quote is optional, so that an open string ends the scan instead of starting it over at each quote.
_JSON_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_AS_BRACKETS: Final = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS: Final = bytes(c for c in range(256) if c not in b"[]{}")
_MAYBE_HUGE_NUMBER = re.compile(rb"[0-9](?:[eE]\+?[0-9]{2}|[0-9]{299})")
_NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class MalformedRequestError(Permanent):
    """The request is not well formed, before any contract is asked."""

    code = "malformed_request"


class InvalidHeaderError(Permanent):
    """A header does not have the form that it must have."""

    code = "invalid_header"

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"The header {name} {rule}.", errors=[{"field": f"header.{name}", "message": rule}])


class CredentialInUrlError(AmbiguousCredentialsError):
    """A credential in the URL, which ends up in logs and histories."""

    code = "credential_in_url"


class PayloadTooLargeError(Permanent):
    """The body is larger than any request needs."""

    status = 413
    code = "payload_too_large"


class UnsupportedMediaTypeError(Permanent):
    """The body is not declared as JSON."""

    status = 415
    code = "unsupported_media_type"


def parse_uuid(text: str) -> UUID | None:
    """The UUID in its canonical form of 36 characters, otherwise None."""
    return UUID(text) if _UUID.fullmatch(text) else None


def read_uuid(headers: Mapping[str, str], name: str) -> UUID | None:
    """The header as UUID, None if absent; raises `InvalidHeaderError`."""
    text = headers.get(name)
    if text is None:
        return None
    value = parse_uuid(text)
    if value is None:
        raise InvalidHeaderError(name, "must be one UUID")
    return value


def read_idempotency_key(headers: Mapping[str, str]) -> str | None:
    """The `Idempotency-Key`, None if absent; raises `InvalidHeaderError`."""
    key = headers.get("idempotency-key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidHeaderError("Idempotency-Key", "must be 1 to 200 visible ASCII characters")
    return key


def read_user_id(headers: Mapping[str, str]) -> str | None:
    """The `x-user-id`, None if absent; raises `InvalidHeaderError`."""
    user_id = headers.get("x-user-id")
    if user_id is not None and not _USER_ID.fullmatch(user_id):
        raise InvalidHeaderError(
            "x-user-id", f"must be 1 to {MAX_USER_ID} ASCII characters without outer spaces"
        )
    return user_id


def refuse_url_credentials(names: Mapping[str, str]) -> None:
    """Raises `CredentialInUrlError` when a query parameter is named like a credential."""
    for name in names:
        if name.lower().replace("_", "").replace("-", "") in _URL_CREDENTIALS:
            raise CredentialInUrlError("Credentials belong in headers, not in the URL.")


def read_query(request: func.HttpRequest, contract: type[_C] | None) -> _C | None:
    """The query as `contract`, its values read from text; raises `ValidationFailedError`."""
    params = request.params
    if contract is None:
        if params:
            unknown = [{"field": _path(("query", name)), "message": "is not known here"} for name in params]
            raise ValidationFailedError("This address takes no query.", errors=unknown[:MAX_REPORTED_ERRORS])
        return None
    for name, value in params.items():
        if "\x00" in value:
            nul = {"field": _path(("query", name)), "message": "holds a NUL character"}
            raise ValidationFailedError("The query holds a NUL character.", errors=[nul])
    try:
        return contract.model_validate_strings(dict(params), by_alias=True, by_name=False)
    except ValidationError as exc:
        raise ValidationFailedError(
            "The query does not match its contract.", errors=_field_problems(exc, "query")
        ) from exc


def read_body(request: func.HttpRequest, contract: type[_C] | None) -> _C | None:
    """The JSON body as `contract`; without one the body is ignored, but for its size.

    Raises `PayloadTooLargeError`, `UnsupportedMediaTypeError`, `MalformedRequestError` or
    `ValidationFailedError`.
    """
    body = request.get_body()
    if len(body) > MAX_BODY_BYTES:
        raise PayloadTooLargeError(f"The body may have {MAX_BODY_BYTES} bytes.", max_bytes=MAX_BODY_BYTES)
    if contract is None:
        return None
    if not body:
        raise MalformedRequestError("A JSON body is needed.")
    media_type = request.headers.get("content-type", "")
    if media_type != "application/json" and not _JSON_MEDIA_TYPE.fullmatch(media_type):
        raise UnsupportedMediaTypeError("The Content-Type must be application/json, in UTF-8.")
    _refuse_deep(body)
    _refuse_unstorable(body)
    try:
        # Strict: a text is no number. Aliases only: what the OpenAPI document says and nothing beside it.
        return contract.model_validate_json(body, strict=True, by_alias=True, by_name=False)
    except ValidationError as exc:
        errors = exc.errors(include_url=False, include_context=False, include_input=False)
        if errors[0]["type"] == "json_invalid":
            raise MalformedRequestError("The body is not well-formed JSON.") from exc
        raise ValidationFailedError(
            "The body does not match its contract.", errors=_field_problems(exc, "$")
        ) from exc


def _refuse_deep(body: bytes) -> None:
    if body.count(b"{") + body.count(b"[") <= MAX_JSON_DEPTH:
        return
    # Each round takes the innermost pairs away, one level at a time, at the speed of bytes.replace.
    nesting = _JSON_STRING.sub(b"", body).translate(_AS_BRACKETS, _NOT_BRACKETS)
    for _ in range(MAX_JSON_DEPTH):
        nesting = nesting.replace(b"[]", b"")
    if b"[]" in nesting:
        raise MalformedRequestError(f"The body is nested deeper than {MAX_JSON_DEPTH} levels.")


def _refuse_unstorable(body: bytes) -> None:
    """Refuses what the parser lets pass in free-form fields and no store can keep: NUL, NaN, infinity."""
    if b"\\u0000" in body and _NUL_ESCAPE.search(body):
        raise MalformedRequestError("The body holds a NUL character.")
    if b"NaN" in body or b"Infinity" in body or _MAYBE_HUGE_NUMBER.search(body):
        try:
            json.loads(body, parse_constant=_not_a_number, parse_float=_finite)
        except MalformedRequestError:
            raise
        except (ValueError, RecursionError):
            return  # the parser that follows says it better


def _not_a_number(_: str) -> float:
    raise MalformedRequestError("The body holds a number that JSON does not know.")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise MalformedRequestError("The body holds a number that is too large.")
    return value


def _field_problems(error: ValidationError, root: str) -> list[dict[str, str]]:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        {"field": _path((root, *e["loc"])), "message": _message(e["type"], e["msg"])}
        for e in errors[:MAX_REPORTED_ERRORS]
    ]


def _message(kind: str, text: str) -> str:
    if kind == "extra_forbidden":
        return "is not a known field"
    if kind == "missing":
        return "is required"
    return text.removeprefix("Value error, ")


def _path(location: tuple[Any, ...]) -> str:
    """JSONPath of a field, RFC 9535: `$.scenes[2].title`, `$['odd name']`; names are cut at 100 characters."""
    root, *rest = location
    path = str(root)
    for part in rest:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _PLAIN_NAME.fullmatch(part):
            path += f".{part[:100]}"
        else:
            path += f"[{json.dumps(part[:100])}]"
    return path
