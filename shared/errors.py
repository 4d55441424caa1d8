"""The error tree: `Retryable` faults are tried again, `Permanent` ones are answered.

The endpoint decorator (`triggers/http.py`) and the agent runner (`shared/agents/runner.py`) are the only
places that turn these into HTTP problem details and bus outcomes.
"""

from __future__ import annotations

from typing import Any, ClassVar


class MisyBotError(Exception):
    """Root of every error that MisyBot raises on purpose."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Retryable(MisyBotError):
    """A passing fault: the same call may succeed later."""

    status = 503
    code = "unavailable"


class Permanent(MisyBotError):
    """The call cannot succeed as it is; trying again is of no use."""

    status = 400
    code = "invalid_request"


class DependencyUnavailableError(Retryable):
    """A store, broker or model did not answer in time."""

    def __init__(self, dependency: str, message: str | None = None) -> None:
        super().__init__(message or f"{dependency} is not available right now", dependency=dependency)
        self.dependency = dependency


class ConcurrentUpdateError(Retryable):
    """Somebody else changed the same row first."""

    code = "concurrent_update"


class NotFoundError(Permanent):
    """The thing does not exist, or belongs to somebody else: both look alike."""

    status = 404
    code = "not_found"

    def __init__(self, kind: str, identifier: str, hint: str = "") -> None:
        message = f"There is no {kind} {identifier}." + (f" {hint}" if hint else "")
        super().__init__(message, kind=kind, id=identifier)


class ValidationFailedError(Permanent):
    """The input breaks its contract; `errors` lists `{"field", "message"}` entries."""

    status = 422
    code = "validation_failed"

    def __init__(self, message: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(message, errors=errors or [])


class ConstraintError(Permanent):
    """The request is well formed but asks for the impossible (a 10,000 second story)."""

    status = 422
    code = "impossible_constraints"


class AuthenticationError(Permanent):
    """No credential, or one that does not hold."""

    status = 401
    code = "unauthenticated"


class ForbiddenError(Permanent):
    """The caller is known but lacks the role."""

    status = 403
    code = "forbidden"


class ConflictError(Permanent):
    """The request contradicts the present state."""

    status = 409
    code = "conflict"


class IdempotencyMismatchError(Permanent):
    """An Idempotency-Key was used again with another body."""

    status = 422
    code = "idempotency_key_reused"


class UnsupportedSchemaVersionError(Permanent):
    """A message of another major schema version."""

    code = "unsupported_schema_version"

    def __init__(self, version: str, supported: str) -> None:
        super().__init__(
            f"schemaVersion {version} is not supported; this side speaks {supported.split('.')[0]}.x",
            version=version,
            supported=supported,
        )


class MalformedMessageError(Permanent):
    """A bus message that is not JSON or breaks its contract."""

    code = "malformed_message"
