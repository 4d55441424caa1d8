"""ContextBundleService: a conversation's context, cached in Redis, kept in PostgreSQL.

PostgreSQL is the truth. The cache saves the read before a write; a write names the version that it was made
from, so a stale cache entry costs a second try and never a lost update. What a person is shown is read from
PostgreSQL. Without Redis everything works, a read slower.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from shared.domain.conversation import ContextBundle, ContextTurn, MemoryTurn, remember
from shared.errors import ConcurrentUpdateError, NotFoundError
from shared.services.memory_request import memory_messages
from shared.services.outbox import OutboxMessage

_ATTEMPTS = 12
_LONGEST_BACKOFF = 0.1  # seconds; writers of several processes step out of each other's way


@dataclass(frozen=True, slots=True)
class IdempotentReply:
    """The answer to be stored under the caller's Idempotency-Key, with the fingerprint of its request."""

    key: str
    fingerprint: bytes
    response: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredReply:
    """What an Idempotency-Key was answered before."""

    fingerprint: bytes
    response: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TurnsWrite:
    """All that one message writes, in one statement. `before` is None for a new conversation."""

    before: ContextBundle | None
    after: ContextBundle
    turns: Sequence[ContextTurn]
    outbox: Sequence[OutboxMessage] = ()
    idempotency: IdempotentReply | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The new state, or the reply that the same Idempotency-Key got before."""

    bundle: ContextBundle
    replayed: StoredReply | None = None


class ContextRepository(Protocol):
    """The tables of conversations."""

    async def find(self, session_id: UUID) -> ContextBundle | None: ...

    async def find_by_id(self, bundle_id: UUID) -> ContextBundle | None: ...

    async def write_turns(self, write: TurnsWrite) -> StoredReply | None:
        """Writes all, or nothing and returns the earlier reply of the key.

        Raises `ConcurrentUpdateError` when `before` is no longer the present state.
        """
        ...

    async def replace_memory(self, before: ContextBundle, after: ContextBundle) -> None: ...

    async def turns(self, bundle_id: UUID, limit: int, before: int | None) -> list[ContextTurn]: ...

    async def of_user(
        self, tenant_id: str, user_id: str, limit: int, before: datetime | None
    ) -> list[ContextBundle]: ...

    async def find_reply(self, tenant_id: str, user_id: str, key: str) -> StoredReply | None: ...


class ContextCache(Protocol):
    """Never raises: a cache that is down finds nothing and keeps nothing."""

    async def get(self, session_id: UUID) -> ContextBundle | None: ...

    async def put(self, bundle: ContextBundle) -> None:
        """Keeps it unless a newer version is there."""
        ...

    async def delete(self, session_id: UUID) -> None: ...


class ContextBundleService:
    """Creates, reads and extends conversations; every call names the owner, strangers find nothing."""

    def __init__(self, repository: ContextRepository, cache: ContextCache, retention: timedelta) -> None:
        self._repository = repository
        self._cache = cache
        self._retention = retention
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    def new_bundle(self, tenant_id: str, user_id: str, session_id: UUID | None = None) -> ContextBundle:
        """A conversation that is not stored yet."""
        now = datetime.now(UTC)
        return ContextBundle(
            id=uuid4(),
            tenant_id=tenant_id,
            session_id=session_id or uuid4(),
            user_id=user_id,
            short_memory=(),
            long_memory_summary={},
            turn_count=0,
            version=0,
            created_at=now,
            updated_at=now,
            last_accessed_at=now,
            expires_at=now + self._retention,
        )

    async def create_context_bundle(
        self, tenant_id: str, user_id: str, session_id: UUID | None = None
    ) -> ContextBundle:
        """Stores an empty conversation; raises `ConcurrentUpdateError` when the session exists."""
        bundle = replace(self.new_bundle(tenant_id, user_id, session_id), version=1)
        await self._repository.write_turns(TurnsWrite(None, bundle, ()))
        await self._cache.put(bundle)
        return bundle

    async def get_context_bundle(
        self, session_id: UUID, tenant_id: str, user_id: str | None = None, *, cached: bool = True
    ) -> ContextBundle:
        """The conversation, from the cache when `cached`; raises `NotFoundError` for absent, expired or
        somebody else's. `user_id` None means any user of the tenant (agents and services)."""
        bundle = await self.find_bundle(session_id, cached=cached)
        if (
            bundle is None
            or bundle.tenant_id != tenant_id
            or (user_id is not None and bundle.user_id != user_id)
        ):
            raise NotFoundError("session", str(session_id), "Leave out sessionId to start a conversation.")
        return bundle

    async def find_bundle(self, session_id: UUID, *, cached: bool = True) -> ContextBundle | None:
        """The conversation whoever owns it, for the bus side, which learns its tenant here."""
        bundle = await self._cache.get(session_id) if cached else None
        if bundle is None:
            bundle = await self._repository.find(session_id)
            if bundle is not None:
                await self._cache.put(bundle)
        if bundle is not None and bundle.expires_at is not None and bundle.expires_at < datetime.now(UTC):
            return None
        return bundle

    async def update_context_bundle(
        self, bundle_id: UUID, change: Callable[[ContextBundle], ContextBundle]
    ) -> ContextBundle:
        """Applies `change` to the present state, again if somebody was faster."""
        for _ in range(_ATTEMPTS):
            before = await self._repository.find_by_id(bundle_id)
            if before is None:
                raise NotFoundError("context bundle", str(bundle_id))
            after = replace(change(before), version=before.version + 1, updated_at=datetime.now(UTC))
            try:
                await self._repository.replace_memory(before, after)
            except ConcurrentUpdateError:
                continue
            await self._cache.put(after)
            return after
        raise ConcurrentUpdateError(f"context bundle {bundle_id} is being changed all the time")

    async def add_context_turn(self, bundle_id: UUID, turn: ContextTurn) -> ContextTurn:
        """Adds one turn and returns it with its position."""
        bundle = await self._repository.find_by_id(bundle_id)
        if bundle is None:
            raise NotFoundError("context bundle", str(bundle_id))
        added = await self.add_turns(bundle, [turn])
        return replace(turn, position=added.bundle.turn_count)

    async def add_turns(
        self,
        bundle: ContextBundle,
        turns: Sequence[ContextTurn],
        outbox: Sequence[OutboxMessage] = (),
        idempotency: IdempotentReply | None = None,
    ) -> Written:
        """Adds turns and what they send in one transaction, on top of whatever was added meanwhile."""
        lock = self._locks.setdefault(bundle.session_id, asyncio.Lock())
        async with lock:  # writers of this process queue up instead of racing for the version
            for attempt in range(_ATTEMPTS):
                if attempt:
                    await asyncio.sleep(random.uniform(0, _LONGEST_BACKOFF * attempt / _ATTEMPTS))  # noqa: S311
                    bundle = await self._present(bundle)
                before = bundle if bundle.version else None
                after, placed = self.extend(bundle, turns)
                try:
                    messages = [*outbox, *memory_messages(bundle, after)]
                    replayed = await self._repository.write_turns(
                        TurnsWrite(before, after, placed, messages, idempotency)
                    )
                except ConcurrentUpdateError:
                    continue
                if replayed is None:
                    await self._cache.put(after)
                    return Written(after)
                return Written(bundle, replayed)
        raise ConcurrentUpdateError(f"session {bundle.session_id} is being written to all the time")

    def extend(
        self, bundle: ContextBundle, turns: Sequence[ContextTurn]
    ) -> tuple[ContextBundle, list[ContextTurn]]:
        """The conversation with `turns` added, and the turns with their positions; nothing is stored."""
        short, summary = bundle.short_memory, bundle.long_memory_summary
        placed = []
        for offset, turn in enumerate(turns, 1):
            placed.append(replace(turn, position=bundle.turn_count + offset))
            short, summary = remember(short, summary, memory_turn(turn))
        now = datetime.now(UTC)
        after = replace(
            bundle,
            short_memory=short,
            long_memory_summary=summary,
            updated_at=now,
            last_accessed_at=now,
            turn_count=bundle.turn_count + len(placed),
            version=bundle.version + 1,
            expires_at=now + self._retention,
        )
        return after, placed

    async def remembered(self, bundle: ContextBundle) -> None:
        """Writes a state through to the cache that another transaction has stored."""
        await self._cache.put(bundle)

    async def get_context_turns(
        self, bundle_id: UUID, limit: int = 50, before: int | None = None
    ) -> list[ContextTurn]:
        """The latest `limit` turns, oldest first; `before` is a position, for paging back."""
        return await self._repository.turns(bundle_id, limit, before)

    async def get_sessions(
        self, tenant_id: str, user_id: str, limit: int = 50, before: datetime | None = None
    ) -> list[ContextBundle]:
        """The user's conversations, latest first; `before` is an `updated_at`, for paging back."""
        return await self._repository.of_user(tenant_id, user_id, limit, before)

    async def find_reply(self, tenant_id: str, user_id: str, key: str) -> StoredReply | None:
        """What an Idempotency-Key was answered before."""
        return await self._repository.find_reply(tenant_id, user_id, key)

    async def _present(self, bundle: ContextBundle) -> ContextBundle:
        present = await self._repository.find(bundle.session_id)
        if present is None:
            raise NotFoundError("session", str(bundle.session_id))
        return present


def memory_turn(turn: ContextTurn) -> MemoryTurn:
    """A turn as `shortMemory` keeps it."""
    return MemoryTurn(
        turn_id=str(turn.id),
        role=turn.role,
        text=turn.text,
        timestamp=turn.timestamp.isoformat(),
        agent=turn.metadata.get("agent"),
    )
