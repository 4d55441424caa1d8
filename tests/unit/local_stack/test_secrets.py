"""Development secrets are random, private and stay the same from start to start."""

import base64
import stat
from dataclasses import asdict

import pytest

from local.errors import LocalPlatformError
from local.secrets import generate, load, load_or_generate, write_private_json


def test_the_second_start_finds_the_secrets_of_the_first(tmp_path):
    file = tmp_path / "secrets.json"
    assert load_or_generate(file) == load_or_generate(file) == load(file)


def test_no_secret_repeats_between_data_directories():
    first, second = asdict(generate()), asdict(generate())
    assert len({*first.values(), *second.values()}) == 2 * len(first)


def test_only_the_owner_can_read_the_file(tmp_path):
    file = tmp_path / "secrets.json"
    load_or_generate(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_rewriting_a_file_that_others_could_read_makes_it_private(tmp_path):
    file = tmp_path / "development.json"
    file.write_text("{}")
    file.chmod(0o644)
    write_private_json(file, {"token": "t"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_have_the_form_their_users_need():
    secrets = generate()
    assert len(base64.b64decode(secrets.azurite_account_key)) == 64
    assert len(bytes.fromhex(secrets.database_encryption_key)) == 32
    assert len(secrets.jwt_hs256_secret) >= 32
    assert len(secrets.api_key_pepper) >= 32


def test_secrets_are_not_in_their_representation():
    secrets = generate()
    assert not any(value in repr(secrets) for value in asdict(secrets).values())


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"postgres_password": "x", "other": "y"}'])
def test_a_damaged_file_is_reported_and_not_replaced(tmp_path, content):
    file = tmp_path / "secrets.json"
    file.write_text(content)
    with pytest.raises(LocalPlatformError, match="damaged"):
        load_or_generate(file)
    assert file.read_text() == content
