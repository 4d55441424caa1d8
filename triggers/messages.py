"""A Service Bus message as the services take it."""

from __future__ import annotations

import azure.functions as func

from shared.services.dead_letters import ReceivedMessage


def received(message: func.ServiceBusMessage) -> ReceivedMessage:
    """Decodes the binding's message. Sequence numbers stand in for an id that the sender left out."""
    return ReceivedMessage(
        body=message.get_body(),
        message_id=message.message_id or f"sequence:{message.sequence_number}",
        session_id=message.session_id,
        # The host counts from 1; an absent count is a first delivery.
        deliveries=max(1, message.delivery_count or 1),
    )
