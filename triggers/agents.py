"""The agents' ears on the bus: one function per agent subscription."""

from __future__ import annotations

import azure.functions as func

from shared.bootstrap import services
from shared.names import CREATIVE_SYNTHESIZER, SERVICE_BUS_CONNECTION, TREND_SCANNER, VIDEO_SCRIPTOR
from triggers.messages import received

bp = func.Blueprint()


@bp.function_name("agent_video_scriptor")
@bp.service_bus_topic_trigger(
    arg_name="message",
    topic_name="%SERVICE_BUS_TOPIC%",
    subscription_name=VIDEO_SCRIPTOR,
    connection=SERVICE_BUS_CONNECTION,
    is_sessions_enabled=True,
)
async def agent_video_scriptor(message: func.ServiceBusMessage) -> None:
    """Video Scriptor."""
    await (await services()).runner.run(VIDEO_SCRIPTOR, received(message))


@bp.function_name("agent_trend_scanner")
@bp.service_bus_topic_trigger(
    arg_name="message",
    topic_name="%SERVICE_BUS_TOPIC%",
    subscription_name=TREND_SCANNER,
    connection=SERVICE_BUS_CONNECTION,
    is_sessions_enabled=True,
)
async def agent_trend_scanner(message: func.ServiceBusMessage) -> None:
    """Trend Scanner."""
    await (await services()).runner.run(TREND_SCANNER, received(message))


@bp.function_name("agent_creative_synthesizer")
@bp.service_bus_topic_trigger(
    arg_name="message",
    topic_name="%SERVICE_BUS_TOPIC%",
    subscription_name=CREATIVE_SYNTHESIZER,
    connection=SERVICE_BUS_CONNECTION,
    is_sessions_enabled=True,
)
async def agent_creative_synthesizer(message: func.ServiceBusMessage) -> None:
    """Creative Synthesizer."""
    await (await services()).runner.run(CREATIVE_SYNTHESIZER, received(message))
