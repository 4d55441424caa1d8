"""Credentials for tests: an API key store in memory, signed tokens, a verifier that accepts them."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt

from shared.security.api_keys import StoredApiKey
from shared.security.tokens import TokenVerifier

ISSUER = "https://issuer.test/"
AUDIENCE = "misybot-api"
SECRET = "a development secret of more than 32 characters"
PEPPER = b"a pepper of more than 32 characters for tests"


class MemoryApiKeys:
    """The `ApiKeyStore` port in memory; counts its lookups."""

    def __init__(self) -> None:
        self.keys: dict[str, StoredApiKey] = {}
        self.lookups = 0

    async def find(self, key_id: str) -> StoredApiKey | None:
        self.lookups += 1
        return self.keys.get(key_id)

    async def insert(self, key: StoredApiKey) -> None:
        self.keys[key.key_id] = key

    async def revoke(self, tenant_id: str, key_id: str) -> bool:
        key = self.keys.get(key_id)
        if key is None or key.tenant_id != tenant_id or key.revoked_at:
            return False
        self.keys[key_id] = replace(key, revoked_at=datetime.now(UTC))
        return True


def claims(**changes: Any) -> dict[str, Any]:
    """Claims of a good token; a value of None leaves that claim out."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ana",
        "tenant": "acme",
        "roles": ["user"],
        "exp": int(time.time()) + 3600,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def hs256(payload: dict[str, Any], headers: dict[str, Any] | None = None, secret: str = SECRET) -> str:
    """A token signed with the development secret, whatever its claims are."""
    return jwt.PyJWS().encode(json.dumps(payload).encode(), secret, "HS256", headers)


def hs256_verifier() -> TokenVerifier:
    """Accepts what `hs256` makes."""
    return TokenVerifier("HS256", ISSUER, AUDIENCE, secret=SECRET)
