"""Settings from the environment."""

from __future__ import annotations

import pytest

from shared.settings import SettingsError, load_settings

COMPLETE = {
    "MISYBOT_ENVIRONMENT": "development",
    "DB_HOST": "127.0.0.1",
    "DB_USERNAME": "u",
    "DB_PASSWORD": "p",
    "REDIS_CONNECTION_STRING": "redis://127.0.0.1",
    "SERVICE_BUS_CONNECTION_STRING": "Endpoint=sb://127.0.0.1/",
    "BLOB_STORAGE_CONNECTION_STRING": "UseDevelopmentStorage=true",
    "JWT_ALGORITHM": "HS256",
    "JWT_HS256_SECRET": "s" * 32,
    "API_KEY_PEPPER": "p" * 32,
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("DB_", "JWT_", "REDIS_", "SERVICE_BUS", "BLOB_", "API_KEY", "MISYBOT", "VECTOR")):
            monkeypatch.delenv(name)
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)


def test_a_complete_environment_is_read() -> None:
    assert load_settings().service_bus_topic == "mishy-agent-requests"


def test_every_missing_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DB_HOST", "REDIS_CONNECTION_STRING"):
        monkeypatch.delenv(name)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "DB_HOST" in str(raised.value)
    assert "REDIS_CONNECTION_STRING" in str(raised.value)


def test_production_refuses_symmetric_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISYBOT_ENVIRONMENT", "production")
    with pytest.raises(SettingsError, match="HS256"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_HS256_SECRET", "short"),
        ("API_KEY_PEPPER", "short"),
        ("VECTOR_STORE", "mongodb"),
        ("CONTEXT_CACHE_TTL_SECONDS", "10"),
        ("EMBEDDING_DIMENSIONS", "5000"),
        ("JWT_ALGORITHM", "none"),
    ],
)
def test_unsafe_or_inconsistent_values_are_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError):
        load_settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "hunter2hunter2")
    assert "hunter2hunter2" not in repr(load_settings())
