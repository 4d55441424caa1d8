"""Applies `migrations/NNNN_name.sql`, each once, in order, under an advisory lock.

`python -m shared.prepare` runs it. Several processes may run it at once: one works, the others wait and find
nothing left to do. A file changed after it was applied is an error.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import Permanent

if TYPE_CHECKING:
    from psycopg import AsyncConnection

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6D697379  # any constant; all migrating processes share it


class MigrationChangedError(Permanent):
    """A migration file differs from what was applied: write a new one instead."""


def migration_files(folder: Path = MIGRATIONS) -> list[Path]:
    """The migrations in the order of their numbers."""
    return sorted(folder.glob("[0-9]*.sql"))


async def migrate(connection: AsyncConnection[Any], folder: Path = MIGRATIONS) -> list[str]:
    """Applies what is missing; returns the names applied. Each file is one transaction.

    Raises `MigrationChangedError` when an applied file was edited.
    """
    await connection.set_autocommit(True)
    await connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations"
            " (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        applied = dict(
            await (await connection.execute("SELECT name, digest FROM schema_migrations")).fetchall()
        )
        done = []
        for file in migration_files(folder):
            text = file.read_bytes()
            digest = hashlib.sha256(text).hexdigest()
            if file.name in applied:
                if applied[file.name] != digest:
                    raise MigrationChangedError(
                        f"{file.name} was changed after it was applied; add a new one"
                    )
                continue
            async with connection.transaction():
                await connection.execute(text)
                await connection.execute(
                    "INSERT INTO schema_migrations (name, digest) VALUES (%s, %s)", (file.name, digest)
                )
            done.append(file.name)
        return done
    finally:
        await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
