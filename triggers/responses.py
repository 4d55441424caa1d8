"""The front desk's ear on the bus: what the agents answer."""

from __future__ import annotations

import azure.functions as func

from shared.bootstrap import services
from shared.names import RESPONSES_SUBSCRIPTION, SERVICE_BUS_CONNECTION
from triggers.messages import received

bp = func.Blueprint()


@bp.function_name("agent_responses")
@bp.service_bus_topic_trigger(
    arg_name="message",
    topic_name="%SERVICE_BUS_RESPONSE_TOPIC%",
    subscription_name=RESPONSES_SUBSCRIPTION,
    connection=SERVICE_BUS_CONNECTION,
    is_sessions_enabled=True,
)
async def agent_responses(message: func.ServiceBusMessage) -> None:
    """Tells each response in its conversation, in order."""
    await (await services()).responses.receive(received(message))
