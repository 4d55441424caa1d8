"""Conversations in Redis: `misybot:context:<session>`, newest version wins, gone after the TTL."""

from __future__ import annotations

import json
import logging
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shared.domain.conversation import ContextBundle, MemoryTurn

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger(__name__)

# Two writers may arrive in the wrong order; the newer version stays.
_PUT = """
local kept = redis.call('HGET', KEYS[1], 'v')
if kept and tonumber(kept) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[1], 'b', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""
_RETRY_AFTER_SECONDS = 2.0
_TIMESTAMPS = ("created_at", "updated_at", "last_accessed_at", "expires_at")


class RedisContextCache:
    """The `ContextCache` on Redis.

    While Redis does not answer it is left alone for two seconds at a time, so that an outage costs requests
    nothing but the read from PostgreSQL.
    """

    def __init__(self, redis: Redis, ttl_seconds: int) -> None:
        self._redis = redis
        self._ttl = ttl_seconds
        self._away_until = 0.0
        self._put_script = redis.register_script(_PUT)

    async def get(self, session_id: UUID) -> ContextBundle | None:
        """The cached conversation, if there is one and Redis answers."""
        text = await self._try(lambda: self._redis.hget(_key(session_id), "b"))
        return _decode(text) if text else None

    async def put(self, bundle: ContextBundle) -> None:
        """Keeps the conversation for the TTL, unless a newer version is there."""
        await self._try(
            lambda: self._put_script(
                keys=[_key(bundle.session_id)], args=[bundle.version, _encode(bundle), self._ttl]
            )
        )

    async def delete(self, session_id: UUID) -> None:
        """Forgets it."""
        await self._try(lambda: self._redis.delete(_key(session_id)))

    async def _try(self, call: Any) -> Any:
        from redis.exceptions import RedisError

        if time.monotonic() < self._away_until:
            return None
        try:
            return await call()
        except (RedisError, OSError, TimeoutError) as exc:
            self._away_until = time.monotonic() + _RETRY_AFTER_SECONDS
            log.warning("Redis does not answer, working without it: %s", exc)
            return None


def _key(session_id: UUID) -> str:
    return f"misybot:context:{session_id}"


def _encode(bundle: ContextBundle) -> str:
    return json.dumps(
        {
            "id": str(bundle.id),
            "tenant_id": bundle.tenant_id,
            "session_id": str(bundle.session_id),
            "user_id": bundle.user_id,
            "short_memory": [t.to_json() for t in bundle.short_memory],
            "long_memory_summary": bundle.long_memory_summary,
            "turn_count": bundle.turn_count,
            "version": bundle.version,
            **{name: value.isoformat() if (value := getattr(bundle, name)) else None for name in _TIMESTAMPS},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _decode(text: str | bytes) -> ContextBundle:
    data = json.loads(text)
    data["short_memory"] = tuple(MemoryTurn.from_json(t) for t in data["short_memory"])
    data["id"], data["session_id"] = UUID(data["id"]), UUID(data["session_id"])
    for name in _TIMESTAMPS:
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    return ContextBundle(**data)
