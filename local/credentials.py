"""What a developer needs to call the API: written to `development.json` at every start."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from local import tokens
from local.secrets import write_private_json
from local.stack import Stack

_KEY_NAME = "development"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The base URL, a token of the demo user and an API key of the demo tenant."""

    base_url: str
    token: str
    api_key: str


async def development_credentials(stack: Stack) -> Credentials:
    """Mints a token, and an API key at the first start of the data directory; stores both for its owner."""
    file = stack.data.development
    api_key = _remembered_key(file) or await stack.mint_api_key(tokens.TENANT, _KEY_NAME)
    credentials = Credentials(stack.base_url, stack.token(), api_key)
    write_private_json(
        file, {"baseUrl": credentials.base_url, "token": credentials.token, "apiKey": credentials.api_key}
    )
    return credentials


def _remembered_key(file: Path) -> str:
    try:
        return str(json.loads(file.read_text())["apiKey"])
    except (FileNotFoundError, KeyError, ValueError):
        return ""
