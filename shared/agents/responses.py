"""Responses of the agents, told in their conversation: one agent turn each, in order, once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shared.contracts.agent_messages import AgentResponse, parse_agent_response
from shared.domain.conversation import ContextTurn
from shared.errors import NotFoundError, Permanent
from shared.names import FRONT_DESK, derived_id
from shared.services.context_bundles import ContextBundleService
from shared.services.dead_letters import DeadLetterService, ReceivedMessage
from shared.services.embedding_outbox import embedding_message, turn_text
from shared.services.inbox import Inbox
from shared.services.memory_request import memory_messages
from shared.services.outbox import OutboxRelay
from shared.services.retry import patiently
from shared.services.transaction import InboxClaim, TransactionFactory


class ResponseHandler:
    """Handles deliveries on the responses topic."""

    def __init__(
        self,
        contexts: ContextBundleService,
        inbox: Inbox,
        begin: TransactionFactory,
        relay: OutboxRelay,
        dead_letters: DeadLetterService,
    ) -> None:
        self._contexts = contexts
        self._inbox = inbox
        self._begin = begin
        self._relay = relay
        self._dead_letters = dead_letters

    async def receive(self, message: ReceivedMessage) -> None:
        """Adds the agent's turn; raises the `Retryable` fault when the broker should deliver again."""

        async def attempt() -> None:
            try:
                response = parse_agent_response(message.body)
                async with self._inbox.deliver(FRONT_DESK, message.message_id) as delivery:
                    if delivery.claim is not None:
                        await self._tell(response, message.message_id, delivery.claim)
            except Permanent as exc:
                await self._dead_letters.set_aside(FRONT_DESK, message, exc)

        await patiently(attempt, message)

    async def _tell(self, response: AgentResponse, message_id: str, claim: InboxClaim) -> None:
        bundle = await self._contexts.find_bundle(response.session_id, cached=False)
        if bundle is None:
            raise NotFoundError("session", str(response.session_id))
        turn = ContextTurn(
            id=derived_id("turn", FRONT_DESK, message_id),
            tenant_id=bundle.tenant_id,
            session_id=bundle.session_id,
            bundle_id=bundle.id,
            role="agent",
            text=str(response.metadata.get("reply") or response.result_summary),
            timestamp=datetime.now(UTC),
            correlation_id=response.correlation_id,
            metadata=_metadata(response),
        )
        after, placed = self._contexts.extend(bundle, [turn])
        async with self._begin() as tx:
            await tx.complete_claim(claim, {"turnId": str(turn.id)})
            await tx.add_turns(bundle, after, placed)
            await tx.add_outbox(
                [embedding_message(turn_text(bundle, turn, response.agent)), *memory_messages(bundle, after)]
            )
        await self._contexts.remembered(after)
        self._relay.wake()


def _metadata(response: AgentResponse) -> dict[str, Any]:
    return {
        "agent": response.agent,
        "status": response.status,
        "artifacts": [a.model_dump(mode="json") for a in response.artifacts],
        **({"error": response.error.model_dump(mode="json")} if response.error else {}),
    }
