"""Development tokens carry what the app demands."""

from datetime import timedelta

import jwt
import pytest

from local.tokens import AUDIENCE, ISSUER, mint_token

SECRET = "s" * 64


def decode(token: str) -> dict[str, object]:
    required = {"require": ["exp", "iat", "sub"]}
    return jwt.decode(token, SECRET, ["HS256"], required, issuer=ISSUER, audience=AUDIENCE)


def test_a_token_names_tenant_user_and_roles():
    claims = decode(mint_token(SECRET, "acme", "ana", ["user", "admin"]))
    assert (claims["tenant"], claims["sub"], claims["roles"]) == ("acme", "ana", ["user", "admin"])


def test_a_token_lasts_twelve_hours():
    claims = decode(mint_token(SECRET))
    assert claims["exp"] - claims["iat"] == 12 * 3600


def test_an_expired_token_can_be_made_for_tests():
    with pytest.raises(jwt.ExpiredSignatureError):
        decode(mint_token(SECRET, lifetime=timedelta(seconds=-1)))
