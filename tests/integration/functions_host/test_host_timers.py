"""Timer triggers: due times, past due runs and manual runs."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta

import httpx

from local.functions_host.timer_state import TimerState, TimerStatus
from tests.integration.functions_host.conftest import MakeHost
from tests.integration.functions_host.hosting import RunningHost
from tests.support.poll import eventually

YEARLY = """
@app.timer_trigger(arg_name="t", schedule="0 0 0 1 1 *"{more})
async def tick(t: func.TimerRequest) -> None:
    note(t.past_due, t.schedule_status["Last"])
"""


def _last_ran(host: RunningHost, ago: timedelta) -> datetime:
    """Writes the state of a timer that ran on schedule at some time."""
    then = datetime.now(UTC) - ago
    state = TimerState(host.state)
    state.save("tick", TimerStatus(then, then, then))
    state.close()
    return then


async def test_a_timer_runs_when_due_never_beside_itself_and_also_after_a_failure(
    make_host: MakeHost,
) -> None:
    host = await make_host("""
@app.timer_trigger(arg_name="t", schedule="* * * * * *")
async def tick(t: func.TimerRequest) -> None:
    note("slow", "start", t.past_due)
    await asyncio.sleep(1.2)
    note("slow", "end", t.past_due)

@app.timer_trigger(arg_name="t", schedule="* * * * * *")
def fail(t: func.TimerRequest) -> None:
    note("failing")
    raise ValueError("no luck")
""").start()
    assert (await host.noted(3, "slow"))[:3] == [["start", False], ["end", False], ["start", False]]
    await host.noted(2, "failing")
    assert "no luck" in host.output()


async def test_a_run_missed_while_the_host_was_down_is_past_due(make_host: MakeHost) -> None:
    host = make_host(YEARLY.format(more=""))
    then = _last_ran(host, timedelta(days=800))
    await host.start()
    assert await host.noted(1) == [[True, then.isoformat()]]
    host.signal(signal.SIGTERM)
    assert await host.ended() == 0

    await host.start()  # that run is remembered: nothing is due now
    async with httpx.AsyncClient() as client:
        assert (await client.post(host.run_url("tick"), json={})).status_code == 202
    assert [note[0] for note in await host.noted(2)] == [True, False]


async def test_a_timer_never_seen_before_is_not_past_due(make_host: MakeHost) -> None:
    host = await make_host(YEARLY.format(more="")).start()

    async def remembered() -> bool:
        state = TimerState(host.state)
        try:
            return state.load("tick") is not None
        finally:
            state.close()

    await eventually(remembered)
    assert host.notes() == []


async def test_an_unmonitored_timer_forgets_what_it_missed(make_host: MakeHost) -> None:
    host = make_host(YEARLY.format(more=", use_monitor=False, run_on_startup=True"))
    _last_ran(host, timedelta(days=800))
    await host.start()
    assert [note[0] for note in await host.noted(1)] == [False]


async def test_sigterm_waits_for_a_timer_run(make_host: MakeHost) -> None:
    host = await make_host("""
@app.timer_trigger(arg_name="t", schedule="0 0 0 1 1 *", run_on_startup=True)
def tick(t: func.TimerRequest) -> None:
    note("start")
    time.sleep(1)
    note("end")
""").start()
    await host.noted(1)
    host.signal(signal.SIGTERM)
    assert await host.ended() == 0
    assert host.notes() == [["start"], ["end"]]
