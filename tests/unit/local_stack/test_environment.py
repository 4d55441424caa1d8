"""The environment that the platform makes is one that the app accepts, and so is the sample of the settings."""

import json
from dataclasses import asdict
from pathlib import Path

from local import tokens
from local.environment import app_environment
from local.ports import PARTS
from local.secrets import Secrets, generate
from shared.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[3]
PORTS = {part: 20_000 + index for index, part in enumerate(PARTS)}


def use(monkeypatch, environment: dict[str, str]) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_the_app_accepts_the_environment(monkeypatch):
    secrets = generate()
    settings = use(monkeypatch, app_environment({}, PORTS, secrets))
    assert settings.db_port == PORTS["postgres"]
    assert settings.jwt_issuer == tokens.ISSUER
    assert settings.jwt_audience == tokens.AUDIENCE
    assert settings.jwt_hs256_secret.get_secret_value() == secrets.jwt_hs256_secret


def test_every_secret_is_used():
    secrets = Secrets(**{name: f"<{name}>" for name in asdict(generate())})
    values = " ".join(app_environment({}, PORTS, secrets).values())
    assert all(value in values for value in asdict(secrets).values())


def test_the_platform_wins_over_what_is_inherited():
    environment = app_environment(
        {"DB_HOST": "production", "AZURE_OPENAI_ENDPOINT": "https://ai"}, PORTS, generate()
    )
    assert environment["DB_HOST"] == "127.0.0.1"
    assert environment["AZURE_OPENAI_ENDPOINT"] == "https://ai"


def test_the_sample_of_the_settings_names_them_all_and_is_accepted(monkeypatch):
    sample = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
    assert {name.upper() for name in Settings.model_fields} <= set(sample)
    assert use(monkeypatch, sample).misybot_environment == "development"
