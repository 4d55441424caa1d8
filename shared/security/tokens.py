"""Bearer tokens: signed JWTs of one issuer (RFC 7519, RFC 8725, RFC 9068).

The algorithm and the place of the keys come from the settings, never from the token. Claims:
`iss`, `aud`, `exp`, `sub` and `tenant` are required; `roles` is a list of role names, of which
unknown ones are ignored; without any the caller is a `user`.

The role `service` is a machine's: it counts only in a token issued to an application, which says
so by `idtyp: "app"` (Microsoft Entra) or by a `client_id` equal to `sub` (RFC 9068, section 2.2).
In a person's token it is ignored, whatever put it there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal

from shared.domain.identity import Principal, Role
from shared.security.credentials import CredentialRefusedError, valid_tenant, valid_user_id

if TYPE_CHECKING:
    from shared.security.jwks import VerificationKeys
    from shared.settings import Settings

Algorithm = Literal["RS256", "ES256", "HS256"]

_LEEWAY_SECONDS: Final = 30
_MAX_TOKEN_LENGTH: Final = 8_192
_REMEMBERED_SECONDS: Final = 60.0
_REMEMBERED_TOKENS: Final = 2_048
_MAX_KID_LENGTH: Final = 200
# Headers by which a token would bring its own key, or ask for extensions that are not spoken here.
_REFUSED_HEADERS: Final = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip"})
_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_ROLES: Final = {role.value: role for role in Role}


class TokenVerifier:
    """Turns a bearer token into a `Principal`.

    Exactly one of `secret` (HS256) and `keys` (RS256, ES256) is given. A token that was found good is
    remembered by its hash for up to a minute and never past its expiry: a signature costs 100 to 200 us.
    """

    def __init__(
        self,
        algorithm: Algorithm,
        issuer: str,
        audience: str,
        *,
        secret: str | None = None,
        keys: VerificationKeys | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if (algorithm == "HS256") != (secret is not None) or (secret is None) == (keys is None):
            raise ValueError("HS256 takes a secret; RS256 and ES256 take keys")
        import jwt

        self._jwt = jwt
        self._algorithm = algorithm
        self._issuer = issuer
        self._audience = audience
        self._secret = secret
        self._keys = keys
        self._clock = clock
        self._remembered: dict[bytes, tuple[float, Principal]] = {}

    async def verify(self, token: str) -> Principal:
        """The token's principal.

        Raises `CredentialRefusedError`, or `DependencyUnavailableError` when the issuer's keys cannot be had.
        """
        if len(token) > _MAX_TOKEN_LENGTH or not token.isascii():
            raise CredentialRefusedError("token: too long, or not of ASCII characters")
        now, fingerprint = self._clock(), hashlib.sha256(token.encode("ascii")).digest()
        remembered = self._remembered.get(fingerprint)
        if remembered is not None:
            if now < remembered[0]:
                return remembered[1]
            del self._remembered[fingerprint]
        claims = await self._claims(token)
        principal = _principal(claims)
        if len(self._remembered) >= _REMEMBERED_TOKENS:
            del self._remembered[next(iter(self._remembered))]
        until = min(now + _REMEMBERED_SECONDS, int(claims["exp"]))
        self._remembered[fingerprint] = (until, principal)
        return principal

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = self._jwt.get_unverified_header(token)
            self._check_header(header)
            key = await self._key(header)
            return self._jwt.decode(
                token,
                key,
                algorithms=[self._algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["iss", "aud", "exp", "sub"]},
            )
        except (self._jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as exc:
            # The class name alone: messages may quote the token.
            raise CredentialRefusedError(f"token: {type(exc).__name__}") from exc

    def _check_header(self, header: dict[str, Any]) -> None:
        if header.get("alg") != self._algorithm:
            raise CredentialRefusedError("token: another algorithm")
        if not _REFUSED_HEADERS.isdisjoint(header):
            raise CredentialRefusedError("token: it brings a key or an extension of its own")
        kind = header.get("typ", "JWT")
        if not isinstance(kind, str) or kind.lower() not in _TYPES:
            raise CredentialRefusedError("token: another type")

    async def _key(self, header: dict[str, Any]) -> Any:
        if self._keys is None:
            return self._secret
        kid = header.get("kid")
        if not isinstance(kid, str) or not 1 <= len(kid) <= _MAX_KID_LENGTH:
            raise CredentialRefusedError("token: no usable key id")
        key = await self._keys.find(kid)
        if key is None:
            raise CredentialRefusedError("token: unknown key id")
        return key


def token_verifier(settings: Settings) -> TokenVerifier:
    """The verifier that the settings ask for; raises `SettingsError` for what production must not run with."""
    from shared.security.jwks import JwksKeys
    from shared.settings import SettingsError

    production = settings.misybot_environment == "production"
    algorithm = settings.jwt_algorithm
    if algorithm == "HS256":
        if production or settings.jwt_hs256_secret is None:
            raise SettingsError(
                "HS256 needs JWT_HS256_SECRET and is for MISYBOT_ENVIRONMENT=development only"
            )
        secret = settings.jwt_hs256_secret.get_secret_value()
        return TokenVerifier(algorithm, settings.jwt_issuer, settings.jwt_audience, secret=secret)
    url = settings.jwt_jwks_url or ""
    if not url.startswith("https://") and (production or not url.startswith("http://")):
        raise SettingsError("JWT_JWKS_URL must be an https:// address")
    keys = JwksKeys(url, algorithm)
    return TokenVerifier(algorithm, settings.jwt_issuer, settings.jwt_audience, keys=keys)


def _principal(claims: dict[str, Any]) -> Principal:
    tenant, subject = claims.get("tenant"), claims["sub"]
    if not valid_tenant(tenant):
        raise CredentialRefusedError("token: no usable tenant")
    if not valid_user_id(subject):
        raise CredentialRefusedError("token: no usable subject")
    named = claims.get("roles", [])
    if not isinstance(named, list):
        raise CredentialRefusedError("token: roles is not a list")
    roles = {_ROLES[name] for name in named if isinstance(name, str) and name in _ROLES}
    if not (claims.get("idtyp") == "app" or claims.get("client_id") == subject):
        roles.discard(Role.SERVICE)
    return Principal(str(tenant), str(subject), frozenset(roles or {Role.USER}))
