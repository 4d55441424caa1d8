"""API keys: `mb_live_<id>_<secret>_<checksum>`, base62 throughout.

The id has 12 characters, the secret 32 (190 random bits), the checksum 6: the CRC-32 of all that
stands before it, so that a mistyped or made-up key costs no lookup. Stored are the id and
HMAC-SHA-256 of the whole key under the pepper; the key itself is shown once, when it is minted.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from shared.domain.identity import Principal, Role
from shared.errors import ValidationFailedError
from shared.security.credentials import KEY_USER_PREFIX, CredentialRefusedError, valid_tenant

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PREFIX: Final = "mb_live"
_ID_LENGTH: Final = 12
_SECRET_LENGTH: Final = 32
_CHECKSUM_LENGTH: Final = 6
_KEY = re.compile(
    rf"({_PREFIX}_([0-9A-Za-z]{{{_ID_LENGTH}}})_[0-9A-Za-z]{{{_SECRET_LENGTH}}})_([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})"
)
_CACHE_SECONDS: Final = 30.0
_CACHE_SIZE: Final = 1_024


@dataclass(frozen=True, slots=True)
class StoredApiKey:
    """What is known of a key; `hash` is HMAC-SHA-256 (32 bytes), never the key."""

    key_id: str
    tenant_id: str
    name: str
    hash: bytes
    roles: frozenset[Role]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MintedApiKey:
    """A new key: `key` is the only copy of it."""

    key: str
    stored: StoredApiKey


class ApiKeyStore(Protocol):
    """Where keys are kept."""

    async def find(self, key_id: str) -> StoredApiKey | None:
        """The key with this id, also an expired or revoked one."""

    async def insert(self, key: StoredApiKey) -> None:
        """Stores a new key."""

    async def revoke(self, tenant_id: str, key_id: str) -> bool:
        """Revokes a key of the tenant for good; False when there is no such key still in force."""


class ApiKeys:
    """Verifies API keys. A found key is remembered for 30 s, so a revocation holds after that time."""

    def __init__(
        self, store: ApiKeyStore, pepper: bytes, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._pepper = pepper
        self._clock = clock
        self._cache: dict[str, tuple[float, StoredApiKey]] = {}

    async def verify(self, key: str) -> Principal:
        """The principal of `key`, acting as `key:<id>`; raises `CredentialRefusedError`."""
        key_id = parse_key_id(key)
        if key_id is None:
            raise CredentialRefusedError("API key is malformed or its checksum is wrong")
        stored = await self._find(key_id)
        given = hash_key(self._pepper, key)
        # An unknown id takes the same comparison as a known one.
        matches = hmac.compare_digest(given, stored.hash if stored else bytes(len(given)))
        if stored is None or not matches:
            raise CredentialRefusedError("API key is unknown")
        if stored.revoked_at is not None:
            raise CredentialRefusedError(f"API key {key_id} is revoked")
        if stored.expires_at is not None and stored.expires_at <= datetime.now(UTC):
            raise CredentialRefusedError(f"API key {key_id} is expired")
        return Principal(stored.tenant_id, KEY_USER_PREFIX + key_id, stored.roles, key_id)

    async def _find(self, key_id: str) -> StoredApiKey | None:
        now = self._clock()
        cached = self._cache.get(key_id)
        if cached is not None and now < cached[0]:
            return cached[1]
        self._cache.pop(key_id, None)
        stored = await self._store.find(key_id)
        if stored is not None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.pop(next(iter(self._cache)))
            # Counted from before the lookup: a revocation during it must not be outlived by its delay.
            self._cache[key_id] = (now + _CACHE_SECONDS, stored)
        return stored


async def mint_api_key(
    store: ApiKeyStore,
    pepper: bytes,
    tenant: str,
    name: str,
    roles: Iterable[Role],
    lifetime: timedelta | None = None,
) -> MintedApiKey:
    """Makes and stores a key; without `lifetime` it does not expire. Raises `ValidationFailedError`."""
    if not valid_tenant(tenant):
        raise ValidationFailedError(
            f"{tenant!r} cannot be a tenant: 1 to 63 of a-z, A-Z, 0-9, '.', '_', '-'."
        )
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise ValidationFailedError("The name of an API key has 1 to 100 printable characters.")
    scope = frozenset(roles)
    if not scope:
        raise ValidationFailedError("An API key needs at least one role.")
    if lifetime is not None and lifetime <= timedelta(0):
        raise ValidationFailedError("The lifetime of an API key is longer than nothing.")
    key_id = _random_text(_ID_LENGTH)
    unsigned = f"{_PREFIX}_{key_id}_{_random_text(_SECRET_LENGTH)}"
    key = f"{unsigned}_{_checksum(unsigned)}"
    now = datetime.now(UTC)
    stored = StoredApiKey(
        key_id, tenant, name, hash_key(pepper, key), scope, now, now + lifetime if lifetime else None
    )
    await store.insert(stored)
    return MintedApiKey(key, stored)


def parse_key_id(key: str) -> str | None:
    """The id in a key whose form and checksum are right, otherwise None."""
    match = _KEY.fullmatch(key)
    if match is None or _checksum(match[1]) != match[3]:
        return None
    return match[2]


def hash_key(pepper: bytes, key: str) -> bytes:
    """HMAC-SHA-256 of a key under the pepper: 32 bytes."""
    return hmac.digest(pepper, key.encode("ascii"), "sha256")


def _random_text(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _checksum(text: str) -> str:
    value = zlib.crc32(text.encode("ascii"))
    digits = []
    for _ in range(_CHECKSUM_LENGTH):
        value, digit = divmod(value, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
