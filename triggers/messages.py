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
        # The host counts earlier deliveries, from 0 or 1 depending on its version; the last one is never late.
        deliveries=max(1, message.delivery_count or 1),
        properties=dict(message.application_properties or {}),
    )
