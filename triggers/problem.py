"""From errors to RFC 9457 problem details."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import azure.functions as func
from pydantic.alias_generators import to_camel

from shared.contracts.problem import FieldProblem, Problem
from shared.errors import AuthenticationError, MisyBotError
from shared.security.credentials import CredentialRefusedError

_logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
_RETRY_AFTER_SECONDS: Final = 2
_INTERNAL = MisyBotError("The request failed on our side. The correlation id names the occurrence.")


def problem_response(
    error: Exception, operation: str, correlation_id: UUID, headers: dict[str, str]
) -> func.HttpResponse:
    """The answer to a request that raised `error`, with `headers` besides its own; logs what operators need.

    Only errors of ours speak for themselves. All others are a 500 that tells the correlation id and
    nothing else.
    """
    known = error if isinstance(error, MisyBotError) and error.status != 500 else _INTERNAL
    _log(error, known.status, operation, correlation_id)
    return func.HttpResponse(
        _document(known, correlation_id),
        status_code=known.status,
        headers={**headers, **_headers(known)},
        mimetype=MEDIA_TYPE,
    )


def _document(error: MisyBotError, correlation_id: UUID) -> bytes:
    details = {to_camel(name): value for name, value in error.details.items() if name != "errors"}
    errors = error.details.get("errors")
    problem = Problem(
        type=f"urn:misybot:problem:{error.code}",
        title=error.code.replace("_", " ").capitalize(),
        status=error.status,
        detail=_detail(error),
        instance=f"urn:uuid:{correlation_id}",
        code=error.code,
        correlation_id=correlation_id,
        errors=[FieldProblem(**e) for e in errors] if errors else None,
        details=details or None,
    )
    return Problem.__pydantic_serializer__.to_json(problem, by_alias=True, exclude_none=True, fallback=str)


def _detail(error: MisyBotError) -> str:
    # A driver's message may name hosts and accounts: the caller learns which dependency it is, no more.
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE and "dependency" in error.details:
        return f"{error.details['dependency']} is not available right now. Try again shortly."
    return error.message


def _headers(error: MisyBotError) -> dict[str, str]:
    if isinstance(error, AuthenticationError):
        return {"www-authenticate": 'Bearer realm="misybot"'}
    if error.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        seconds: Any = error.details.get("retry_after", _RETRY_AFTER_SECONDS)
        return {"retry-after": str(seconds)}
    return {}


def _log(error: Exception, status: int, operation: str, correlation_id: UUID) -> None:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        unexpected = status == HTTPStatus.INTERNAL_SERVER_ERROR
        _logger.log(
            logging.ERROR if unexpected else logging.WARNING,
            "%s answered %d: %s correlation=%s",
            operation,
            status,
            error,
            correlation_id,
            exc_info=error if unexpected else None,
        )
    else:
        # The reasons of refused credentials are ours; other messages may quote what the user wrote.
        reason = error.reason if isinstance(error, CredentialRefusedError) else type(error).__name__
        _logger.info("%s answered %d: %s correlation=%s", operation, status, reason, correlation_id)
