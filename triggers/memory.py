"""The conversation memory's ear on the bus."""

from __future__ import annotations

import azure.functions as func

from shared.bootstrap import services
from shared.names import SERVICE_BUS_CONNECTION
from triggers.messages import received

bp = func.Blueprint()


@bp.function_name("conversation_memory")
@bp.service_bus_queue_trigger(
    arg_name="message",
    queue_name="%SERVICE_BUS_MEMORY_QUEUE%",
    connection=SERVICE_BUS_CONNECTION,
    is_sessions_enabled=True,
)
async def conversation_memory(message: func.ServiceBusMessage) -> None:
    """Keeps the facts of turns that have left a conversation's short memory."""
    await (await services()).memory.receive(received(message))
