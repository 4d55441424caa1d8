"""Mints an API key and prints it, once: `python -m shared.security.mint_api_key --tenant T --name N --roles service`.

Reads the settings of the app from the environment. The key goes to standard output, all else to
standard error, so that a script can keep the one without the other.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta

from shared.bootstrap import api_key_store
from shared.domain.identity import Role
from shared.errors import MisyBotError
from shared.security.api_keys import MintedApiKey, mint_api_key
from shared.settings import load_settings


async def mint(arguments: argparse.Namespace) -> MintedApiKey:
    """Mints and stores the key that the arguments describe; raises `MisyBotError`."""
    settings = load_settings()
    pepper = settings.api_key_pepper.get_secret_value().encode()
    lifetime = timedelta(days=arguments.days) if arguments.days is not None else None
    async with api_key_store(settings) as store:
        return await mint_api_key(store, pepper, arguments.tenant, arguments.name, arguments.roles, lifetime)


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Reads the command line; exits with a usage message when it is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m shared.security.mint_api_key", description="Mints an API key."
    )
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--name", required=True, help="who will use it, for the list of keys")
    parser.add_argument(
        "--roles",
        required=True,
        nargs="+",
        type=Role,
        choices=list(Role),
        metavar="ROLE",
        help=f"one or more of: {', '.join(Role)}",
    )
    parser.add_argument("--days", type=int, help="lifetime; without it the key does not expire")
    return parser.parse_args(arguments)


def main() -> int:
    """The command; returns its exit status."""
    arguments = parse_arguments()
    try:
        minted = asyncio.run(mint(arguments))
    except MisyBotError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    expiry = minted.stored.expires_at
    sys.stderr.write(
        f"Key {minted.stored.key_id} of tenant {minted.stored.tenant_id}, "
        f"{f'good until {expiry:%Y-%m-%d}' if expiry else 'without expiry'}. It is not shown again.\n"
    )
    sys.stdout.write(f"{minted.key}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
