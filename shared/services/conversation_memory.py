"""ConversationMemoryService: keeps the decisive facts of turns that have left the short memory.

Turns leave one by one; every few of them a message asks for this work over the bus, so that nobody waits for
it. The facts name the position up to which they were made: doing it again, late or twice, changes nothing.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Final
from uuid import UUID

from shared.domain.conversation import ContextBundle
from shared.domain.memory import Fact, facts_of, fold, remembered_facts
from shared.errors import MalformedMessageError, Permanent
from shared.names import CONVERSATION_MEMORY
from shared.services.context_bundles import ContextBundleService
from shared.services.dead_letters import DeadLetterService, ReceivedMessage
from shared.services.memory_request import left_turns
from shared.services.retry import patiently

log = logging.getLogger(__name__)

_TURNS_AT_ONCE: Final = 200


class ConversationMemoryService:
    """Handles the requests that `memory_request` makes."""

    def __init__(self, contexts: ContextBundleService, dead_letters: DeadLetterService) -> None:
        self._contexts = contexts
        self._dead_letters = dead_letters

    async def receive(self, message: ReceivedMessage) -> None:
        """One delivery; raises the `Retryable` fault when the broker should deliver again."""

        async def attempt() -> None:
            try:
                await self.refresh(_session_id(message.body))
            except Permanent as exc:
                await self._dead_letters.set_aside(CONVERSATION_MEMORY, message, exc)

        await patiently(attempt, message)

    async def refresh(self, session_id: UUID) -> None:
        """Reads the turns that left since the last time and keeps their facts; a conversation that is gone
        needs none."""
        bundle = await self._contexts.find_bundle(session_id, cached=False)
        while bundle is not None and (start := _up_to(bundle)) < (end := left_turns(bundle)):
            end = min(end, start + _TURNS_AT_ONCE)
            turns = await self._contexts.get_context_turns(bundle.id, end - start, end + 1)
            new = [fact for turn in turns for fact in facts_of(turn)]
            bundle = await self._contexts.update_context_bundle(bundle.id, lambda b: _with_facts(b, new, end))  # noqa: B023


def _with_facts(bundle: ContextBundle, new: list[Fact], up_to: int) -> ContextBundle:
    summary = bundle.long_memory_summary
    facts = [fact.to_json() for fact in fold(remembered_facts(summary), new)]
    return replace(
        bundle, long_memory_summary={**summary, "facts": facts, "factsUpTo": max(up_to, _up_to(bundle))}
    )


def _up_to(bundle: ContextBundle) -> int:
    return int(bundle.long_memory_summary.get("factsUpTo", 0))


def _session_id(body: bytes) -> UUID:
    try:
        return UUID(json.loads(body)["sessionId"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise MalformedMessageError("The message does not name a session.") from exc
