"""Development tokens: JWTs signed with the secret of this data directory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

LIFETIME = timedelta(hours=12)
ISSUER = "misybot"
AUDIENCE = "misybot-api"
TENANT = "demo"
USER = "demo-user"
ROLES = ("user",)


def mint_token(
    secret: str,
    tenant: str = TENANT,
    user: str = USER,
    roles: Sequence[str] = ROLES,
    lifetime: timedelta = LIFETIME,
) -> str:
    """A bearer token for `user` of `tenant`; `lifetime` from now, negative for an expired one."""
    import jwt

    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": user,
        "tenant": tenant,
        "roles": list(roles),
        "iat": now,
        "exp": now + lifetime,
    }
    if "service" in roles:
        claims["idtyp"] = "app"  # only an application's token may carry the role
    return jwt.encode(claims, secret, algorithm="HS256")
