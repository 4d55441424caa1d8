"""Which header counts, and for whom a service may act."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import uuid4

import azure.functions as func
import pytest

from shared.domain.identity import Principal, Role
from shared.errors import ForbiddenError
from shared.security.api_keys import ApiKeys, mint_api_key
from shared.security.authenticator import Authenticator, act_for
from shared.security.credentials import AmbiguousCredentialsError, CredentialRefusedError
from tests.support.credentials import PEPPER, MemoryApiKeys, claims, hs256, hs256_verifier


@pytest.fixture
def store() -> MemoryApiKeys:
    return MemoryApiKeys()


@pytest.fixture
def authenticator(store: MemoryApiKeys) -> Authenticator:
    return Authenticator(hs256_verifier(), ApiKeys(store, PEPPER))


def headers(**given: str) -> Mapping[str, str]:
    named = {name.replace("_", "-"): value for name, value in given.items()}
    sent: Mapping[str, str] = func.HttpRequest("GET", "/", headers=named, body=b"").headers
    return sent


async def test_bearer_token_and_api_key_authenticate(
    authenticator: Authenticator, store: MemoryApiKeys
) -> None:
    minted = await mint_api_key(store, PEPPER, "acme", "crm", [Role.SERVICE])

    by_token = await authenticator.authenticate(headers(Authorization=f"Bearer {hs256(claims())}"))
    lower_case = await authenticator.authenticate(headers(authorization=f"bearer {hs256(claims())}"))
    by_key = await authenticator.authenticate(headers(X_Api_Key=minted.key))

    assert by_token == lower_case == Principal("acme", "ana", frozenset({Role.USER}))
    assert by_key.key_id == minted.stored.key_id


async def test_missing_credential_is_refused(authenticator: Authenticator) -> None:
    with pytest.raises(CredentialRefusedError):
        await authenticator.authenticate(headers())


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "BearerX y", "Bearer  x"]
)
async def test_other_schemes_are_refused(authenticator: Authenticator, value: str) -> None:
    with pytest.raises(CredentialRefusedError):
        await authenticator.authenticate(headers(authorization=value))


async def test_more_than_one_credential_is_refused_even_if_each_is_good(
    authenticator: Authenticator, store: MemoryApiKeys
) -> None:
    key = (await mint_api_key(store, PEPPER, "acme", "crm", [Role.SERVICE])).key
    token = f"Bearer {hs256(claims())}"

    for given in (
        {"authorization": f"{token}, {token}"},
        {"authorization": f"{token},{token}"},
        {"authorization": token, "x_api_key": key},
        {"authorization": "", "x_api_key": key},
        {"x_api_key": f"{key}, {key}"},
    ):
        with pytest.raises(AmbiguousCredentialsError):
            await authenticator.authenticate(headers(**given))


async def test_service_acts_for_a_user_of_its_tenant_and_is_audited(caplog: pytest.LogCaptureFixture) -> None:
    service, correlation_id = Principal("acme", "key:k1", frozenset({Role.SERVICE}), "k1"), uuid4()

    with caplog.at_level(logging.INFO, "misybot.audit"):
        acting = act_for(service, "ana", correlation_id)

    assert acting == Principal("acme", "ana", frozenset({Role.SERVICE}), "k1")
    (line,) = [r.getMessage() for r in caplog.records if r.name == "misybot.audit"]
    assert all(text in line for text in ("acme", "key:k1", "ana", str(correlation_id)))


@pytest.mark.parametrize("role", [Role.USER, Role.MANAGER, Role.ADMIN])
def test_nobody_else_acts_for_another_user(role: Role) -> None:
    caller = Principal("acme", "ana", frozenset({role}))

    assert act_for(caller, "ana", uuid4()) is caller
    with pytest.raises(ForbiddenError):
        act_for(caller, "bo", uuid4())
