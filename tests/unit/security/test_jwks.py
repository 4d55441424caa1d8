"""The cache of the issuer's keys, against a real HTTP server on the loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared.errors import DependencyUnavailableError
from shared.security.jwks import JwksFetchError, JwksKeys, fetch_json, usable_keys
from tests.support.poll import eventually

RSA_KEY = rsa.generate_private_key(65537, 2048)


def jwk(kid: Any, key: rsa.RSAPrivateKey = RSA_KEY, **changes: Any) -> dict[str, Any]:
    public: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": kid, "use": "sig", "alg": "RS256"} | changes


class Issuer:
    """A JWKS endpoint whose answers the test sets."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = [jwk("a")]
        self.status = 200
        self.body: bytes | None = None
        self.requests = 0
        self.url = ""

    async def handle(self, _: web.Request) -> web.Response:
        self.requests += 1
        await asyncio.sleep(0)
        body = self.body if self.body is not None else json.dumps({"keys": self.keys}).encode()
        return web.Response(status=self.status, body=body, headers={"Location": "/elsewhere"})


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    endpoint = Issuer()
    app = web.Application()
    app.router.add_get("/{any}", endpoint.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/keys"
    yield endpoint
    await runner.cleanup()


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_known_keys_cost_one_fetch(issuer: Issuer) -> None:
    keys = JwksKeys(issuer.url, "RS256")

    found = [await keys.find("a") for _ in range(5)]

    assert all(key is found[0] and key is not None for key in found)
    assert issuer.requests == 1


async def test_first_requests_at_once_share_one_fetch(issuer: Issuer) -> None:
    keys = JwksKeys(issuer.url, "RS256")

    found = await asyncio.gather(*(keys.find("a") for _ in range(20)))

    assert None not in found
    assert issuer.requests == 1


async def test_made_up_key_ids_ask_the_issuer_once_a_minute(issuer: Issuer) -> None:
    clock = Clock()
    keys = JwksKeys(issuer.url, "RS256", clock)
    await keys.find("a")
    clock.now += 61

    assert await asyncio.gather(*(keys.find(f"x{i}") for i in range(50))) == [None] * 50
    assert issuer.requests == 2
    clock.now += 59
    assert await keys.find("y") is None
    assert issuer.requests == 2
    clock.now += 2
    assert await keys.find("y") is None
    assert issuer.requests == 3


async def test_new_key_is_found_and_a_withdrawn_one_forgotten(issuer: Issuer) -> None:
    clock = Clock()
    keys = JwksKeys(issuer.url, "RS256", clock)
    await keys.find("a")
    issuer.keys = [jwk("b")]
    clock.now += 61

    assert await keys.find("b") is not None
    assert await keys.find("a") is None


@pytest.mark.parametrize("fault", ["status", "garbage", "empty", "redirect", "huge"])
async def test_old_keys_stay_good_while_the_issuer_fails(issuer: Issuer, fault: str) -> None:
    clock = Clock()
    keys = JwksKeys(issuer.url, "RS256", clock)
    good = await keys.find("a")
    match fault:
        case "status":
            issuer.status = 500
        case "garbage":
            issuer.body = b"<html>"
        case "empty":
            issuer.body = b'{"keys": []}'
        case "redirect":
            issuer.status = 302
        case "huge":
            issuer.body = b" " * 300_000
    clock.now += 700

    with pytest.raises(DependencyUnavailableError):
        await keys.find("unknown")
    assert await keys.find("a") is good
    assert issuer.requests == 2


async def test_old_keys_are_refreshed_beside_the_requests_that_use_them(issuer: Issuer) -> None:
    clock = Clock()
    keys = JwksKeys(issuer.url, "RS256", clock)
    await keys.find("a")
    issuer.keys = [jwk("b")]
    clock.now += 601

    assert await keys.find("a") is not None, "served from the old set, without waiting"

    async def withdrawn() -> bool:
        return await keys.find("a") is None

    await eventually(withdrawn)
    assert issuer.requests == 2


async def test_without_any_key_the_issuer_is_asked_again_soon(issuer: Issuer) -> None:
    clock = Clock()
    keys = JwksKeys(issuer.url, "RS256", clock)
    issuer.status = 503
    for _ in range(3):
        with pytest.raises(DependencyUnavailableError):
            await keys.find("a")
    assert issuer.requests == 1

    issuer.status = 200
    clock.now += 3
    assert await keys.find("a") is not None


async def test_unreachable_issuer_is_an_unavailable_dependency() -> None:
    with pytest.raises(JwksFetchError):
        await fetch_json("http://127.0.0.1:1/keys")
    with pytest.raises(DependencyUnavailableError):
        await JwksKeys("http://127.0.0.1:1/keys", "RS256").find("a")


def test_foreign_private_weak_and_damaged_keys_are_left_out() -> None:
    private = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY))
    curve = json.loads(
        jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key())
    )
    other_curve = json.loads(
        jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()).public_key())
    )
    document = {
        "keys": [
            jwk("good"),
            jwk("plain", use=None, alg=None, key_ops=["verify"]),
            jwk("encryption", use="enc"),
            jwk("other-alg", alg="RS512"),
            jwk("sign-only", key_ops=["sign"]),
            jwk(None),
            jwk(""),
            jwk(7),
            jwk("damaged", n="!"),
            jwk("missing", n=None),
            jwk("weak", rsa.generate_private_key(65537, 1024)),
            private | {"kid": "private"},
            {"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric"},
            curve | {"kid": "ec"},
            other_curve | {"kid": "ec384"},
            "text",
            None,
        ]
    }

    assert set(usable_keys(document, "RS256")) == {"good", "plain"}
    assert set(usable_keys(document, "ES256")) == {"ec"}


@pytest.mark.parametrize("document", [None, [], {}, {"keys": None}, {"keys": [jwk("x", use="enc")]}], ids=str)
def test_answer_without_usable_keys_is_an_error(document: Any) -> None:
    with pytest.raises(JwksFetchError):
        usable_keys(document, "RS256")
