"""Bearer tokens, good ones and those of attackers."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.identity import Principal, Role
from shared.security.credentials import CredentialRefusedError, valid_tenant, valid_user_id
from shared.security.jwks import JwksKeys
from shared.security.tokens import TokenVerifier, token_verifier
from shared.settings import Settings, SettingsError
from tests.support.credentials import AUDIENCE, ISSUER, SECRET, claims, hs256, hs256_verifier

RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
SETTINGS: dict[str, Any] = {
    "db_host": "h",
    "db_username": "u",
    "db_password": "p",
    "redis_connection_string": "r",
    "service_bus_connection_string": "s",
    "blob_storage_connection_string": "b",
    "api_key_pepper": "x" * 32,
}


class FixedKeys:
    """`VerificationKeys` of one key; remembers which ids were asked for."""

    def __init__(self, kid: str, key: Any) -> None:
        self.known = {kid: key}
        self.asked: list[str] = []

    async def find(self, kid: str) -> Any | None:
        self.asked.append(kid)
        return self.known.get(kid)


def rs256_verifier(keys: FixedKeys | None = None) -> TokenVerifier:
    return TokenVerifier("RS256", ISSUER, AUDIENCE, keys=keys or FixedKeys("k1", RSA_KEY.public_key()))


def rs256(payload: dict[str, Any], headers: dict[str, Any] | None = None, key: Any = RSA_KEY) -> str:
    return jwt.encode(payload, key, algorithm="RS256", headers={"kid": "k1"} | (headers or {}))


def encoded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(algorithm: str, signature: str = "") -> str:
    return f"{encoded({'alg': algorithm, 'typ': 'JWT', 'kid': 'k1'})}.{encoded(claims())}.{signature}"


async def test_good_tokens_of_each_algorithm_give_the_principal() -> None:
    expected = Principal("acme", "ana", frozenset({Role.USER}))
    es256 = TokenVerifier("ES256", ISSUER, AUDIENCE, keys=FixedKeys("e", EC_KEY.public_key()))

    assert await hs256_verifier().verify(hs256(claims())) == expected
    assert await rs256_verifier().verify(rs256(claims())) == expected
    assert (
        await es256.verify(jwt.encode(claims(), EC_KEY, algorithm="ES256", headers={"kid": "e"})) == expected
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.test/"},
        {"iss": None},
        {"iss": [ISSUER]},
        {"aud": "another-api"},
        {"aud": None},
        {"aud": ["x", "y"]},
        {"aud": 1},
        {"exp": int(time.time()) - 61},
        {"exp": None},
        {"exp": "soon"},
        {"exp": [1]},
        {"exp": float("inf")},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 201},
        {"sub": "a\x00b"},
        {"sub": "a\nb"},
        {"sub": " ana"},
        {"sub": 7},
        {"sub": "key:abcdefghijkl"},
        {"tenant": None},
        {"tenant": ""},
        {"tenant": "misybot"},
        {"tenant": "MisyBot"},
        {"tenant": "x" * 64},
        {"tenant": "a/b"},
        {"tenant": "-a"},
        {"tenant": "a\n"},
        {"tenant": ["acme"]},
        {"tenant": "ácme"},
        {"roles": "admin"},
        {"roles": {"admin": True}},
    ],
    ids=repr,
)
async def test_wrong_claims_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CredentialRefusedError):
        await hs256_verifier().verify(hs256(claims(**changes)))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", "HS256", "RS256"])
async def test_unsigned_tokens_are_refused(algorithm: str) -> None:
    for verifier in (hs256_verifier(), rs256_verifier()):
        with pytest.raises(CredentialRefusedError):
            await verifier.verify(unsigned(algorithm))


async def test_expiry_beyond_every_clock_is_no_fault() -> None:
    assert await hs256_verifier().verify(hs256(claims(exp=10**400)))


async def test_public_key_as_hmac_secret_is_refused() -> None:
    pem = RSA_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signing_input = unsigned("HS256").rsplit(".", 1)[0]
    signer = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = base64.urlsafe_b64encode(signer.sign(signing_input.encode(), pem)).rstrip(b"=").decode()

    with pytest.raises(CredentialRefusedError, match="not accepted") as refused:
        await rs256_verifier().verify(f"{signing_input}.{signature}")

    assert refused.value.reason == "token: another algorithm"


async def test_other_algorithms_of_the_same_family_are_refused() -> None:
    for token in (jwt.encode(claims(), SECRET * 2, algorithm="HS512"), rs256(claims())):
        with pytest.raises(CredentialRefusedError):
            await hs256_verifier().verify(token)
    for algorithm in ("RS512", "PS256"):
        token = jwt.encode(claims(), RSA_KEY, algorithm=algorithm, headers={"kid": "k1"})
        with pytest.raises(CredentialRefusedError):
            await rs256_verifier().verify(token)


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c", "crit", "b64", "zip"])
async def test_headers_that_bring_keys_or_extensions_are_refused_before_any_key_is_looked_up(
    header: str,
) -> None:
    attacker = rsa.generate_private_key(65537, 2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(attacker.public_key()))
    value: Any = {"jwk": jwk, "x5c": ["MII"], "crit": ["exp"], "b64": True, "zip": "DEF"}.get(
        header, "https://evil.test"
    )
    keys = FixedKeys("k1", RSA_KEY.public_key())

    for signer in (attacker, RSA_KEY):
        token = f"{encoded({'alg': 'RS256', 'kid': 'k1', header: value})}.{encoded(claims())}"
        signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(
            token.encode(), signer
        )
        whole = f"{token}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
        with pytest.raises(CredentialRefusedError):
            await rs256_verifier(keys).verify(whole)

    assert keys.asked == []


@pytest.mark.parametrize("kid", ["../../dev/null", "k1' OR '1'='1", "https://evil.test/key", "", "x" * 201])
async def test_key_id_is_only_ever_compared(kid: str) -> None:
    attacker = rsa.generate_private_key(65537, 2048)

    with pytest.raises(CredentialRefusedError):
        await rs256_verifier().verify(rs256(claims(), {"kid": kid}, attacker))


async def test_token_without_key_id_is_refused_where_keys_have_ids() -> None:
    token = jwt.encode(claims(), RSA_KEY, algorithm="RS256")

    with pytest.raises(CredentialRefusedError):
        await rs256_verifier().verify(token)


async def test_token_of_another_key_or_with_changed_claims_is_refused() -> None:
    good = hs256(claims())
    head, _, signature = good.split(".")
    changed = f"{head}.{encoded(claims(tenant='globex'))}.{signature}"

    for token in (hs256(claims(), secret="another secret of more than 32 characters"), changed, good[:-4]):
        with pytest.raises(CredentialRefusedError):
            await hs256_verifier().verify(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "null",
        "é.é.é",
        "\x00",
        "x" * 9_000,
        f"{encoded([])}.{encoded({})}.",
        f"{encoded({'alg': ['HS256']})}.{encoded({})}.",
        f"{encoded({'alg': 'HS256', 'typ': 5})}.e30.",
    ],
    ids=lambda t: repr(t[:20]),
)
async def test_garbage_is_refused(token: str) -> None:
    with pytest.raises(CredentialRefusedError):
        await hs256_verifier().verify(token)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "sub", "jti", "tenant", "roles", "idtyp"]),
        JSON_VALUES,
    ),
    st.dictionaries(st.sampled_from(["alg", "typ", "kid", "crit", "cty"]), JSON_VALUES),
)
@settings(max_examples=300, deadline=None)
def test_signed_nonsense_is_refused_or_read_but_never_a_fault(
    payload: dict[str, Any], head: dict[str, Any]
) -> None:
    for header in ({"alg": "HS256"}, {"alg": "HS256"} | head):
        signing_input = f"{encoded(header)}.{encoded(claims() | payload)}"
        signature = hmac.digest(SECRET.encode(), signing_input.encode(), "sha256")
        token = f"{signing_input}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
        try:
            principal = asyncio.run(hs256_verifier().verify(token))
        except CredentialRefusedError:
            continue
        assert valid_tenant(principal.tenant_id)
        assert valid_user_id(principal.user_id)
        assert Role.SERVICE not in principal.roles or payload.get("idtyp") == "app"


async def test_every_refusal_reads_the_same_to_the_caller() -> None:
    texts = set()
    for token in ("garbage", hs256(claims(exp=1)), hs256(claims(aud="x")), unsigned("none")):
        with pytest.raises(CredentialRefusedError) as refused:
            await hs256_verifier().verify(token)
        texts.add((refused.value.message, str(refused.value.details)))

    assert len(texts) == 1


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (None, {Role.USER}),
        ([], {Role.USER}),
        (["pilot", 7, None, ["admin"]], {Role.USER}),
        (["admin"], {Role.ADMIN}),
        (["user", "manager"], {Role.USER, Role.MANAGER}),
        (["Admin"], {Role.USER}),
    ],
)
async def test_roles_are_the_known_ones_or_user(named: Any, expected: set[Role]) -> None:
    principal = await hs256_verifier().verify(hs256(claims(roles=named)))

    assert principal.roles == expected


async def test_service_role_counts_only_in_tokens_of_applications() -> None:
    verifier = hs256_verifier()
    person = await verifier.verify(hs256(claims(roles=["service", "manager"])))
    only = await verifier.verify(hs256(claims(roles=["service"], client_id="portal")))
    entra = await verifier.verify(hs256(claims(roles=["service"], idtyp="app")))
    rfc9068 = await verifier.verify(hs256(claims(roles=["service"], sub="crm", client_id="crm")))

    assert person.roles == {Role.MANAGER}
    assert only.roles == {Role.USER}
    assert entra.roles == rfc9068.roles == {Role.SERVICE}


async def test_remembered_token_ends_with_its_expiry_and_after_a_minute_is_verified_again() -> None:
    clock = [time.time()]
    keys = FixedKeys("k1", RSA_KEY.public_key())
    verifier = TokenVerifier("RS256", ISSUER, AUDIENCE, keys=keys, clock=lambda: clock[0])
    lasting, ending = rs256(claims()), rs256(claims(exp=int(clock[0]) + 5, sub="bo"))
    await verifier.verify(lasting)
    await verifier.verify(lasting)
    await verifier.verify(ending)
    assert len(keys.asked) == 2

    clock[0] += 6
    await verifier.verify(ending)  # PyJWT's own clock still allows it, but it had to be asked
    assert len(keys.asked) == 3

    clock[0] += 55
    keys.known.clear()
    with pytest.raises(CredentialRefusedError):
        await verifier.verify(lasting)


def test_verifier_takes_a_secret_or_keys_as_its_algorithm_needs() -> None:
    with pytest.raises(ValueError, match="HS256"):
        TokenVerifier("RS256", ISSUER, AUDIENCE, secret=SECRET)
    with pytest.raises(ValueError, match="HS256"):
        TokenVerifier("HS256", ISSUER, AUDIENCE, keys=FixedKeys("k", RSA_KEY.public_key()))


def test_production_takes_neither_hs256_nor_keys_over_plain_http() -> None:
    with pytest.raises(ValueError, match="JWT_ALGORITHM"):
        Settings(**SETTINGS, jwt_algorithm="HS256", jwt_hs256_secret=SECRET)
    forced = Settings(**SETTINGS, jwt_jwks_url="https://i.test/k").model_copy(
        update={"jwt_algorithm": "HS256", "jwt_hs256_secret": None}
    )
    with pytest.raises(SettingsError):
        token_verifier(forced)
    with pytest.raises(SettingsError):
        token_verifier(Settings(**SETTINGS, jwt_jwks_url="http://i.test/k"))


async def test_settings_choose_the_verifier() -> None:
    development = Settings(
        **SETTINGS,
        misybot_environment="development",
        jwt_algorithm="HS256",
        jwt_hs256_secret=SECRET,
        jwt_issuer=ISSUER,
        jwt_audience=AUDIENCE,
    )

    assert (await token_verifier(development).verify(hs256(claims()))).tenant_id == "acme"
    by_keys = token_verifier(Settings(**SETTINGS, jwt_algorithm="ES256", jwt_jwks_url="https://i.test/k"))
    assert isinstance(by_keys._keys, JwksKeys)
