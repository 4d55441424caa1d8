"""The inbox: a consumer handles each message once, however often it is delivered.

A delivery claims (consumer, message id) for a lease that it renews while it works; the transaction that
records its effects also stores its response. A second delivery finds the response, or waits for the first
one, or takes over when the first one's lease has run out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from shared.errors import Retryable
from shared.services.transaction import InboxClaim

log = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
_POLL_SECONDS = 0.2


class ClaimLostError(Retryable):
    """The lease ran out and another delivery took the message over."""

    code = "claim_lost"


@dataclass(frozen=True, slots=True)
class InboxState:
    """What a claim attempt found: a claim of our own, a stored response, or neither (in work elsewhere)."""

    claimed: bool
    response: dict[str, Any] | None = None


class InboxStore(Protocol):
    """The table, as the inbox needs it."""

    async def claim(self, claim: InboxClaim, lease_seconds: float) -> InboxState: ...

    async def renew(self, claim: InboxClaim, lease_seconds: float) -> bool:
        """Whether the claim was still ours."""
        ...

    async def release(self, claim: InboxClaim) -> None:
        """Lets the next delivery claim at once."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """Either `claim` (do the work) or `response` (it was done before)."""

    claim: InboxClaim | None
    response: dict[str, Any] | None


class Inbox:
    """Claims messages for consumers."""

    def __init__(self, store: InboxStore, lease_seconds: float = LEASE_SECONDS) -> None:
        self._store = store
        self._lease = lease_seconds

    @asynccontextmanager
    async def deliver(
        self, consumer: str, message_id: str, patience: float = 60.0
    ) -> AsyncIterator[Delivery]:
        """Yields a claim, kept alive until the block ends, or the stored response.

        Waits up to `patience` seconds for another delivery that is at work, then raises `ClaimLostError`.
        An error in the block releases the claim, so that a retry starts at once.
        """
        claim = InboxClaim(consumer, message_id, uuid4())
        state = await self._obtain(claim, patience)
        if not state.claimed:
            yield Delivery(None, state.response)
            return
        renewal = asyncio.create_task(self._renew(claim))
        try:
            yield Delivery(claim, None)
        except BaseException:
            renewal.cancel()
            with suppress(Retryable):  # the lease ends by itself when the database is away
                await self._store.release(claim)
            raise
        finally:
            renewal.cancel()

    async def _obtain(self, claim: InboxClaim, patience: float) -> InboxState:
        deadline = time.monotonic() + patience
        while True:
            state = await self._store.claim(claim, self._lease)
            if state.claimed or state.response is not None:
                return state
            if time.monotonic() >= deadline:
                raise ClaimLostError(f"{claim.consumer} is still working on message {claim.message_id}")
            await asyncio.sleep(_POLL_SECONDS)

    async def _renew(self, claim: InboxClaim) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            try:
                if not await self._store.renew(claim, self._lease):
                    return
            except Retryable as exc:
                log.warning("could not renew the claim on %s: %s", claim.message_id, exc)
