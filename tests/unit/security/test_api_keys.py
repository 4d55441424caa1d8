"""API keys: their form, their verification, their end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.identity import Role
from shared.errors import ValidationFailedError
from shared.security.api_keys import ApiKeys, MintedApiKey, hash_key, mint_api_key, parse_key_id
from shared.security.credentials import CredentialRefusedError
from tests.support.credentials import PEPPER, MemoryApiKeys


@pytest.fixture
def store() -> MemoryApiKeys:
    return MemoryApiKeys()


async def mint(store: MemoryApiKeys, *roles: Role, lifetime: timedelta | None = None) -> MintedApiKey:
    return await mint_api_key(store, PEPPER, "acme", "crm", roles or (Role.SERVICE,), lifetime)


async def test_minted_key_gives_its_principal(store: MemoryApiKeys) -> None:
    minted = await mint(store, Role.SERVICE, Role.MANAGER)

    principal = await ApiKeys(store, PEPPER).verify(minted.key)

    assert principal.tenant_id == "acme"
    assert principal.user_id == f"key:{minted.stored.key_id}"
    assert principal.key_id == minted.stored.key_id
    assert principal.roles == {Role.SERVICE, Role.MANAGER}


async def test_key_has_the_documented_form_and_is_not_stored(store: MemoryApiKeys) -> None:
    minted = await mint(store)

    assert re.fullmatch(r"mb_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}", minted.key)
    secret = minted.key.split("_")[3]
    assert secret not in repr(minted.stored)
    assert minted.stored.hash == hash_key(PEPPER, minted.key)
    assert len(minted.stored.hash) == 32
    assert (await mint(store)).key != minted.key


def test_checksum_does_not_change_between_versions() -> None:
    unsigned = f"mb_live_{'0' * 12}_{'0' * 32}"

    assert parse_key_id(f"{unsigned}_1RSfpL") == "0" * 12
    assert parse_key_id(f"{unsigned}_1RSfp0") is None


@pytest.mark.parametrize("position", [9, 25, 50, 57])
async def test_mistyped_key_costs_no_lookup(store: MemoryApiKeys, position: int) -> None:
    key = (await mint(store)).key
    wrong = key[:position] + ("a" if key[position] != "a" else "b") + key[position + 1 :]

    with pytest.raises(CredentialRefusedError):
        await ApiKeys(store, PEPPER).verify(wrong)

    assert store.lookups == 0


@pytest.mark.parametrize(
    "key", ["", "mb_live_", "x" * 100_000, "mb_test_a_b_c", "mb_live_é_b_c", "a\x00b"], ids=len
)
async def test_garbage_costs_no_lookup(store: MemoryApiKeys, key: str) -> None:
    with pytest.raises(CredentialRefusedError):
        await ApiKeys(store, PEPPER).verify(key)

    assert store.lookups == 0


async def test_another_secret_for_a_known_id_is_refused_also_while_the_key_is_remembered(
    store: MemoryApiKeys,
) -> None:
    good, other = await mint(store), await mint(store)
    keys = ApiKeys(store, PEPPER)
    await keys.verify(good.key)
    # The attacker knows an id and has a well-formed key for it: stored is the hash of another one.
    store.keys[other.stored.key_id] = replace(other.stored, hash=good.stored.hash)

    with pytest.raises(CredentialRefusedError):
        await keys.verify(other.key)


async def test_key_hashed_under_another_pepper_is_refused(store: MemoryApiKeys) -> None:
    key = (await mint(store)).key

    with pytest.raises(CredentialRefusedError):
        await ApiKeys(store, PEPPER + b"!").verify(key)


async def test_unknown_expired_and_revoked_keys_are_refused_alike(store: MemoryApiKeys) -> None:
    keys = ApiKeys(store, PEPPER)
    unknown, expired, revoked = await mint(store), await mint(store), await mint(store)
    del store.keys[unknown.stored.key_id]
    store.keys[expired.stored.key_id] = replace(expired.stored, expires_at=datetime.now(UTC))
    assert await store.revoke("acme", revoked.stored.key_id)

    texts = set()
    for minted in (unknown, expired, revoked):
        with pytest.raises(CredentialRefusedError) as refused:
            await keys.verify(minted.key)
        texts.add((refused.value.message, str(refused.value.details)))

    assert len(texts) == 1


async def test_revocation_holds_once_the_key_is_no_longer_remembered(store: MemoryApiKeys) -> None:
    now = [0.0]
    keys = ApiKeys(store, PEPPER, lambda: now[0])
    minted = await mint(store)
    for _ in range(10):
        await keys.verify(minted.key)
    assert store.lookups == 1
    await store.revoke("acme", minted.stored.key_id)

    now[0] += 30
    with pytest.raises(CredentialRefusedError):
        await keys.verify(minted.key)


async def test_remembered_key_still_expires_on_time(store: MemoryApiKeys) -> None:
    minted = await mint(store, lifetime=timedelta(days=1))
    keys = ApiKeys(store, PEPPER)
    await keys.verify(minted.key)
    remembered = keys._cache[minted.stored.key_id]
    ended = replace(remembered[1], expires_at=datetime.now(UTC) - timedelta(seconds=1))
    keys._cache[minted.stored.key_id] = (remembered[0], ended)

    with pytest.raises(CredentialRefusedError):
        await keys.verify(minted.key)


async def test_memory_for_keys_is_bounded(store: MemoryApiKeys) -> None:
    keys = ApiKeys(store, PEPPER)
    for _ in range(1_030):
        await keys.verify((await mint(store)).key)

    assert len(keys._cache) == 1_024


@pytest.mark.parametrize(
    ("tenant", "name", "roles", "days"),
    [
        ("misybot", "n", [Role.USER], None),
        ("a/b", "n", [Role.USER], None),
        ("acme", "", [Role.USER], None),
        ("acme", "n" * 101, [Role.USER], None),
        ("acme", "a\nb", [Role.USER], None),
        ("acme", "n", [], None),
        ("acme", "n", [Role.USER], 0),
        ("acme", "n", [Role.USER], -1),
    ],
)
async def test_keys_that_make_no_sense_are_not_minted(
    store: MemoryApiKeys, tenant: str, name: str, roles: list[Role], days: int | None
) -> None:
    lifetime = timedelta(days=days) if days is not None else None

    with pytest.raises(ValidationFailedError):
        await mint_api_key(store, PEPPER, tenant, name, roles, lifetime)

    assert store.keys == {}
