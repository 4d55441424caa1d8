"""Who is calling: from the headers of a request to a `Principal`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from shared.domain.identity import Principal, Role
from shared.errors import ForbiddenError
from shared.security.credentials import AmbiguousCredentialsError, CredentialRefusedError

_audit = logging.getLogger("misybot.audit")


class CredentialVerifier(Protocol):
    """Turns one kind of credential into a principal (`TokenVerifier`, `ApiKeys`)."""

    async def verify(self, credential: str, /) -> Principal:
        """The principal; raises `CredentialRefusedError`."""


class Authenticator:
    """Accepts `Authorization: Bearer <token>` or `x-api-key: <key>`, one of them, once."""

    def __init__(self, tokens: CredentialVerifier, api_keys: CredentialVerifier) -> None:
        self._tokens = tokens
        self._api_keys = api_keys

    async def authenticate(self, headers: Mapping[str, str]) -> Principal:
        """The caller. `headers` finds names in lower case, repeated ones joined by commas.

        Raises `CredentialRefusedError` or `AmbiguousCredentialsError`.
        """
        authorization, api_key = headers.get("authorization"), headers.get("x-api-key")
        if authorization is None:
            if api_key is None:
                raise CredentialRefusedError("no credential")
            if "," in api_key:
                raise AmbiguousCredentialsError("Send one x-api-key header.")
            return await self._api_keys.verify(api_key)
        if api_key is not None:
            raise AmbiguousCredentialsError("Send either Authorization or x-api-key, not both.")
        # No token holds a comma: one means that the host joined several headers.
        if "," in authorization:
            raise AmbiguousCredentialsError("Send one Authorization header.")
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise CredentialRefusedError("Authorization is not a bearer token")
        return await self._tokens.verify(token)


def act_for(principal: Principal, user_id: str, correlation_id: UUID) -> Principal:
    """The principal as the user that `x-user-id` names.

    Only a service may name somebody else, within its own tenant, and it leaves an audit line;
    for others the header must repeat their own id, or `ForbiddenError` is raised.
    """
    if user_id == principal.user_id:
        return principal
    if Role.SERVICE not in principal.roles:
        raise ForbiddenError("x-user-id is not the user of the credential.")
    _audit.info(
        "service acts for user: tenant=%s service=%s user=%s correlation=%s",
        principal.tenant_id,
        principal.user_id,
        user_id,
        correlation_id,
    )
    return replace(principal, user_id=user_id)
