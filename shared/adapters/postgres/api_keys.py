"""API keys in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.postgres.pool import connection
from shared.domain.identity import Role
from shared.security.api_keys import StoredApiKey

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

_KNOWN_ROLES = frozenset(role.value for role in Role)


class PostgresApiKeys:
    """The `ApiKeyStore` on PostgreSQL."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def find(self, key_id: str) -> StoredApiKey | None:
        """The key with this id; roles that this version does not know are left out."""
        async with connection(self._pool) as c:
            row = await (
                await c.execute(
                    "SELECT id, tenant_id, name, hash, roles, created_at, expires_at, revoked_at"
                    " FROM api_keys WHERE id = %s",
                    (key_id,),
                )
            ).fetchone()
        if row is None:
            return None
        roles = frozenset(Role(name) for name in row[4] if name in _KNOWN_ROLES)
        return StoredApiKey(row[0], row[1], row[2], bytes(row[3]), roles, *row[5:])

    async def insert(self, key: StoredApiKey) -> None:
        """Stores a new key."""
        roles = sorted(role.value for role in key.roles)
        async with connection(self._pool) as c:
            await c.execute(
                "INSERT INTO api_keys (id, tenant_id, name, hash, roles, created_at, expires_at, revoked_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    key.key_id,
                    key.tenant_id,
                    key.name,
                    key.hash,
                    roles,
                    key.created_at,
                    key.expires_at,
                    key.revoked_at,
                ),
            )

    async def revoke(self, tenant_id: str, key_id: str) -> bool:
        """Revokes a key of the tenant; False when there is no such key still in force."""
        async with connection(self._pool) as c:
            result = await c.execute(
                "UPDATE api_keys SET revoked_at = now() WHERE id = %s AND tenant_id = %s AND revoked_at IS NULL",
                (key_id, tenant_id),
            )
        return bool(result.rowcount == 1)
