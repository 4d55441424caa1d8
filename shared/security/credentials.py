"""What every kind of credential shares: the one answer to a bad one, and what a name may look like."""

from __future__ import annotations

import re
from typing import Final

from shared.errors import AuthenticationError, Permanent
from shared.names import SYSTEM_TENANT

KEY_USER_PREFIX: Final = "key:"
MAX_USER_ID: Final = 200

_TENANT = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}")


class CredentialRefusedError(AuthenticationError):
    """A credential that does not hold. Callers always read the same text; `reason` is for the log only."""

    def __init__(self, reason: str) -> None:
        super().__init__("The credential is missing, malformed, expired or not accepted.")
        self.reason = reason


class AmbiguousCredentialsError(Permanent):
    """More than one credential in one request: which one counts must not be guessed."""

    code = "ambiguous_credentials"


def valid_tenant(tenant: object) -> bool:
    """Whether it is a tenant's name that callers may hold: the system tenant is nobody's."""
    return isinstance(tenant, str) and bool(_TENANT.fullmatch(tenant)) and tenant.lower() != SYSTEM_TENANT


def valid_user_id(user_id: object) -> bool:
    """1 to 200 printable characters without outer spaces; `key:` is kept for API keys themselves."""
    return (
        isinstance(user_id, str)
        and 1 <= len(user_id) <= MAX_USER_ID
        and user_id.isprintable()
        and user_id == user_id.strip()
        and not user_id.startswith(KEY_USER_PREFIX)
    )
