"""Every setting, typed, read once from the environment variables of the specification.

Missing or wrong ones are all named at once in one `SettingsError`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.contracts.trends import ConfiguredSource, ScanAccount
from shared.errors import Permanent


class SettingsError(Permanent):
    """The environment does not make a runnable configuration; the message lists every problem."""

    status = 500
    code = "misconfigured"


class Settings(BaseSettings):
    """Names are those of the environment, in lower case. Secrets print as asterisks."""

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, case_sensitive=False, env_ignore_empty=True
    )

    misybot_environment: Literal["development", "production"] = "production"

    db_host: str
    db_port: int = 5432
    db_username: str
    db_password: SecretStr
    db_name: str = "misybot"
    db_ssl: bool = True
    db_pool_max: Annotated[int, Field(ge=2, le=200)] = 16

    redis_connection_string: SecretStr
    context_cache_ttl_seconds: Annotated[int, Field(ge=300, le=900)] = 600

    service_bus_connection_string: SecretStr
    service_bus_topic: str = "mishy-agent-requests"
    service_bus_response_topic: str = "mishy-agent-responses"
    service_bus_memory_queue: str = "mishy-conversation-memory"
    service_bus_dead_letter_queue: str = "mishy-agent-dead-letters"
    service_bus_max_delivery_count: Annotated[int, Field(ge=1)] = 10

    blob_storage_connection_string: SecretStr
    blob_container: str = "artifacts"

    vector_store: Literal["pgvector", "mongodb"] = "pgvector"
    mongodb_connection_string: SecretStr | None = None
    mongodb_vector_dialect: Literal["atlas", "cosmos", "exact"] = "atlas"

    azure_openai_endpoint: str | None = None
    azure_openai_api_key: SecretStr | None = None
    azure_openai_chat_deployment: str | None = None
    azure_openai_embedding_deployment: str | None = None
    azure_openai_speech_deployment: str | None = None
    azure_openai_image_deployment: str | None = None
    embedding_dimensions: Annotated[int, Field(ge=64, le=2_000)] = 384

    key_vault_url: str | None = None
    database_encryption_key: SecretStr | None = None
    appinsights_instrumentationkey: SecretStr | None = None

    jwt_issuer: str = "misybot"
    jwt_audience: str = "misybot-api"
    jwt_algorithm: Literal["RS256", "ES256", "HS256"] = "RS256"
    jwt_jwks_url: str | None = None
    jwt_hs256_secret: SecretStr | None = None
    api_key_pepper: SecretStr

    trend_sources: tuple[ConfiguredSource, ...] = ()
    trend_scan_accounts: tuple[ScanAccount, ...] = ()
    youtube_api_key: SecretStr | None = None

    render_concurrency_per_tenant: Annotated[int, Field(ge=1)] = 2
    render_daily_budget_dollars: Annotated[float, Field(gt=0)] = 5.0
    context_retention_days: Annotated[int, Field(ge=1)] = 90
    routing_threshold: Annotated[float, Field(gt=0, lt=1)] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = []
        if self.jwt_algorithm == "HS256":
            if self.misybot_environment == "production":
                problems.append("JWT_ALGORITHM=HS256 is for MISYBOT_ENVIRONMENT=development only")
            if self.jwt_hs256_secret is None or len(self.jwt_hs256_secret.get_secret_value()) < 32:
                problems.append("JWT_HS256_SECRET must have at least 32 characters")
        elif not self.jwt_jwks_url:
            problems.append(f"JWT_JWKS_URL is needed for {self.jwt_algorithm}")
        if len(self.api_key_pepper.get_secret_value()) < 32:
            problems.append("API_KEY_PEPPER must have at least 32 characters")
        if self.vector_store == "mongodb" and self.mongodb_connection_string is None:
            problems.append("MONGODB_CONNECTION_STRING is needed for VECTOR_STORE=mongodb")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def load_settings() -> Settings:
    """Reads the environment; raises `SettingsError` naming every missing or wrong variable."""
    try:
        return Settings()
    except ValidationError as exc:
        problems = [
            f"{str(error['loc'][0]).upper()}: {error['msg']}" if error["loc"] else error["msg"]
            for error in exc.errors(include_url=False, include_input=False)
        ]
        raise SettingsError("The settings are not complete:\n  " + "\n  ".join(problems)) from exc
