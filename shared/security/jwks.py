"""The identity provider's public keys, from its JWKS endpoint (RFC 7517).

Keys are kept for ten minutes and then refreshed beside the requests that use them. While the
endpoint is away the old keys stay good. An unknown key id asks the endpoint again at most once a
minute, so made-up ids cannot turn this app against the identity provider.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Final, Literal, Protocol

from shared.errors import DependencyUnavailableError, Retryable

_logger = logging.getLogger(__name__)

_LIFETIME: Final = 600.0
_UNKNOWN_KEY_PAUSE: Final = 60.0
# Without any key nobody can come in: then the wait after a failure is short.
_FIRST_FETCH_PAUSE: Final = 2.0
_FETCH_TIMEOUT: Final = 3.0
_MAX_BYTES: Final = 262_144
_MIN_RSA_BITS: Final = 2_048

AsymmetricAlgorithm = Literal["RS256", "ES256"]


class VerificationKeys(Protocol):
    """Finds the key that a token names."""

    async def find(self, kid: str) -> Any | None:
        """The public key, None if the issuer has none of that id; raises `DependencyUnavailableError`."""


class JwksFetchError(Retryable):
    """The endpoint did not answer with usable keys; the text says why."""


class JwksKeys:
    """The keys of one JWKS endpoint that fit one algorithm."""

    def __init__(
        self, url: str, algorithm: AsymmetricAlgorithm, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = url
        self._algorithm = algorithm
        self._clock = clock
        self._keys: dict[str, Any] = {}
        self._fetched_at = float("-inf")
        self._attempted_at = float("-inf")
        self._failed = False
        self._lock = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Any | None:
        """See `VerificationKeys.find`. Raises only while the endpoint fails and the id is unknown."""
        key = self._keys.get(kid)
        if key is None:
            await self._refresh(_UNKNOWN_KEY_PAUSE if self._keys else _FIRST_FETCH_PAUSE)
            key = self._keys.get(kid)
            if key is None and self._failed:
                raise DependencyUnavailableError("identity keys")
        elif self._clock() - self._fetched_at > _LIFETIME:
            self._refresh_in_background()
        return key

    def _refresh_in_background(self) -> None:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(_UNKNOWN_KEY_PAUSE))

    async def _refresh(self, pause: float) -> None:
        async with self._lock:
            # Whoever waited for the lock finds the attempt of the one before and does not repeat it.
            if self._clock() - self._attempted_at < pause:
                return
            self._attempted_at = self._clock()
            try:
                self._keys = usable_keys(await fetch_json(self._url), self._algorithm)
            except JwksFetchError as exc:
                self._failed = True
                _logger.warning(
                    "identity keys could not be fetched, %d old ones stay: %s", len(self._keys), exc
                )
            else:
                self._failed = False
                self._fetched_at = self._clock()


async def fetch_json(url: str) -> Any:
    """GET without redirects, at most 3 s and 256 KB; raises `JwksFetchError`."""
    import aiohttp

    body = bytearray()
    try:
        timeout = aiohttp.ClientTimeout(total=_FETCH_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
            async with session.get(url, allow_redirects=False) as response:
                if response.status != 200:
                    raise JwksFetchError(f"status {response.status}")
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > _MAX_BYTES:
                        raise JwksFetchError(f"more than {_MAX_BYTES} bytes")
        return json.loads(body)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as exc:
        raise JwksFetchError(f"{type(exc).__name__}: {exc}") from exc


def usable_keys(document: Any, algorithm: AsymmetricAlgorithm) -> dict[str, Any]:
    """Key id to public key; foreign, private, weak and damaged entries are left out.

    Raises `JwksFetchError` when nothing is left.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    keys = {}
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and _fits(entry, algorithm):
            key = _public_key(entry, algorithm)
            if key is not None:
                keys[entry["kid"]] = key
    if not keys:
        raise JwksFetchError(f"no key for {algorithm} in the answer")
    return keys


def _fits(entry: dict[str, Any], algorithm: AsymmetricAlgorithm) -> bool:
    kid, operations = entry.get("kid"), entry.get("key_ops")
    kind = (
        entry.get("kty") == "RSA"
        if algorithm == "RS256"
        else (entry.get("kty") == "EC" and entry.get("crv") == "P-256")
    )
    return (
        kind
        and isinstance(kid, str)
        and bool(kid)
        and "d" not in entry
        and entry.get("use") in (None, "sig")
        and entry.get("alg") in (None, algorithm)
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
    )


def _public_key(entry: dict[str, Any], algorithm: AsymmetricAlgorithm) -> Any | None:
    import jwt

    try:
        key = jwt.PyJWK(entry, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError) as exc:
        _logger.warning("identity key %.100r is unusable: %s", entry["kid"], type(exc).__name__)
        return None
    if algorithm == "RS256" and key.key_size < _MIN_RSA_BITS:
        _logger.warning("identity key %.100r is too short: %d bits", entry["kid"], key.key_size)
        return None
    return key
