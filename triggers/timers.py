"""Work by the clock."""

from __future__ import annotations

import azure.functions as func

from shared.bootstrap import services

bp = func.Blueprint()


@bp.function_name("outbox_relay")
@bp.timer_trigger(arg_name="timer", schedule="*/5 * * * * *", use_monitor=False)
async def outbox_relay(timer: func.TimerRequest) -> None:
    """Sends what a failed or killed dispatch left behind."""
    await (await services()).relay.drain()


@bp.function_name("retention")
@bp.timer_trigger(arg_name="timer", schedule="0 17 * * * *")
async def retention(timer: func.TimerRequest) -> None:
    """Forgets what is kept for a limited time only: inbox, idempotency keys, expired embeddings."""
    await (await services()).retention.run()
