"""The environment of the app on this machine, under the names of the specification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from local import azurite, redis, tokens
from local.ports import HOST
from local.secrets import Secrets

DATABASE = "misybot"
DATABASE_USER = "misybot"
SAMPLE_TRENDS = Path(__file__).resolve().parent / "sample_trends.json"


def azurite_ports(ports: Mapping[str, int]) -> dict[str, int]:
    """The ports of Azurite by service."""
    return {service: ports[f"azurite_{service}"] for service in azurite.SERVICES}


def service_bus_connection_string(ports: Mapping[str, int], key: str) -> str:
    """The connection string for azure-servicebus; plain AMQP, as for the official emulator."""
    return (
        f"Endpoint=sb://{HOST}:{ports['service_bus']};SharedAccessKeyName=RootManageSharedAccessKey;"
        f"SharedAccessKey={key};UseDevelopmentEmulator=true;"
    )


def app_environment(base: Mapping[str, str], ports: Mapping[str, int], secrets: Secrets) -> dict[str, str]:
    """`base` with the settings that make the app use the parts of this platform."""
    storage = azurite.connection_string(azurite_ports(ports), secrets.azurite_account_key)
    return {
        **base,
        "MISYBOT_ENVIRONMENT": "development",
        "DB_HOST": HOST,
        "DB_PORT": str(ports["postgres"]),
        "DB_USERNAME": DATABASE_USER,
        "DB_PASSWORD": secrets.postgres_password,
        "DB_NAME": DATABASE,
        "DB_SSL": "false",
        "REDIS_CONNECTION_STRING": redis.connection_string(ports["redis"], secrets.redis_password),
        "SERVICE_BUS_CONNECTION_STRING": service_bus_connection_string(ports, secrets.service_bus_key),
        "SERVICE_BUS_TOPIC": "mishy-agent-requests",
        "SERVICE_BUS_RESPONSE_TOPIC": "mishy-agent-responses",
        "SERVICE_BUS_MEMORY_QUEUE": "mishy-conversation-memory",
        "SERVICE_BUS_DEAD_LETTER_QUEUE": "mishy-agent-dead-letters",
        "BLOB_STORAGE_CONNECTION_STRING": storage,
        "AzureWebJobsStorage": storage,
        "FUNCTIONS_WORKER_RUNTIME": "python",
        "JWT_ALGORITHM": "HS256",
        "JWT_ISSUER": tokens.ISSUER,
        "JWT_AUDIENCE": tokens.AUDIENCE,
        "JWT_HS256_SECRET": secrets.jwt_hs256_secret,
        "API_KEY_PEPPER": secrets.api_key_pepper,
        "DATABASE_ENCRYPTION_KEY": secrets.database_encryption_key,
        "TREND_SOURCES": base.get("TREND_SOURCES")
        or json.dumps([{"kind": "file", "path": str(SAMPLE_TRENDS)}]),
        "PYTHONUNBUFFERED": "1",
    }
