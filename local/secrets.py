"""Development secrets: generated at the first start, kept in a file that only the owner can read."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from local.errors import LocalPlatformError


@dataclass(frozen=True, slots=True)
class Secrets:
    """One value for each lock of the platform; none has a default."""

    postgres_password: str
    redis_password: str
    service_bus_key: str
    azurite_account_key: str
    jwt_hs256_secret: str
    api_key_pepper: str
    database_encryption_key: str

    def __repr__(self) -> str:
        return "Secrets(...)"


def generate() -> Secrets:
    """Fresh random secrets: 256 bits each, 512 for the storage account as Azure's own keys."""
    return Secrets(
        postgres_password=secrets.token_hex(32),
        redis_password=secrets.token_hex(32),
        service_bus_key=_base64_key(32),
        azurite_account_key=_base64_key(64),
        jwt_hs256_secret=secrets.token_hex(32),
        api_key_pepper=secrets.token_hex(32),
        database_encryption_key=secrets.token_hex(32),
    )


def load(file: Path) -> Secrets:
    """The secrets in `file`; raises `LocalPlatformError` if they are not whole."""
    try:
        return Secrets(**json.loads(file.read_text()))
    except (ValueError, TypeError) as exc:
        raise LocalPlatformError(
            f"{file} is damaged or of another version: restore it, or delete its folder to start afresh."
        ) from exc


def load_or_generate(file: Path) -> Secrets:
    """The secrets in `file`, generated and stored there if the file does not exist."""
    if not file.exists():
        write_private_json(file, asdict(generate()))
    return load(file)


def write_private_json(file: Path, content: dict[str, str]) -> None:
    """Writes `file` whole or not at all, readable by its owner only from the first byte."""
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(json.dumps(content, indent=2) + "\n")
    draft.replace(file)


def _base64_key(length: int) -> str:
    return base64.b64encode(secrets.token_bytes(length)).decode("ascii")
