"""When a conversation's memory is due for work, and the message that asks for it."""

from __future__ import annotations

from typing import Final

from shared.domain.conversation import ContextBundle
from shared.names import OUTBOX_CONVERSATION_MEMORY
from shared.services.outbox import OutboxMessage

EVERY_TURNS: Final = 4


def left_turns(bundle: ContextBundle) -> int:
    """How many turns are no longer in the short memory."""
    return bundle.turn_count - len(bundle.short_memory)


def memory_messages(before: ContextBundle, after: ContextBundle) -> list[OutboxMessage]:
    """The request to summarise, each time another `EVERY_TURNS` turns have left."""
    due = left_turns(after) // EVERY_TURNS
    if due <= left_turns(before) // EVERY_TURNS:
        return []
    body = {"type": "conversation.memory", "schemaVersion": "1.0.0", "sessionId": str(after.session_id)}
    return [
        OutboxMessage(
            f"memory:{after.session_id}", OUTBOX_CONVERSATION_MEMORY, f"{after.id}:memory:{due}", body
        )
    ]
