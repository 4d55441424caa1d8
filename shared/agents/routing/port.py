"""The router port and what routers share: the labels and the reading of the conversation."""

from __future__ import annotations

from typing import Final, Protocol

from shared.domain.conversation import MemoryTurn
from shared.domain.routing import RoutingDecision
from shared.names import FRONT_DESK, SPECIALISTS

UNCLEAR: Final = "unclear"
LABELS: Final = (*SPECIALISTS, UNCLEAR)


class IntentRouter(Protocol):
    """Decides which specialist a message is for."""

    async def route(self, message: str, conversation: tuple[MemoryTurn, ...]) -> RoutingDecision:
        """The decision on `message`; `conversation` holds the turns before it, oldest first.

        Raises `DependencyUnavailableError` when a store or model it needs does not answer.
        """
        ...


def last_agent(conversation: tuple[MemoryTurn, ...]) -> str | None:
    """The specialist that worked last, else the front desk when it spoke, else None."""
    agents = [turn.agent for turn in reversed(conversation) if turn.agent is not None]
    specialist = next((agent for agent in agents if agent in SPECIALISTS), None)
    return specialist or (FRONT_DESK if FRONT_DESK in agents else None)


def answered_question(conversation: tuple[MemoryTurn, ...]) -> str | None:
    """What the person had asked for when the front desk, speaking last, asked back; None if it did not."""
    if not conversation or conversation[-1].role != "agent" or conversation[-1].agent != FRONT_DESK:
        return None
    return next((turn.text for turn in reversed(conversation) if turn.role == "user"), None)
