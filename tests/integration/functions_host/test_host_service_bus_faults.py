"""Service Bus triggers when host or broker go away."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from local.service_bus import Emulator
from tests.integration.functions_host.bus import CONFIG, Bus, messages
from tests.integration.functions_host.conftest import MakeHost
from tests.support.poll import eventually

APP = """
@app.service_bus_queue_trigger(arg_name="m", queue_name="short", connection="BUS")
async def plain(m: func.ServiceBusMessage) -> None:
    note("start", json.loads(m.get_body()), m.delivery_count)
    await asyncio.sleep(float(os.environ.get("PAUSE", "0")))
    note("end", json.loads(m.get_body()))

@app.service_bus_queue_trigger(arg_name="m", queue_name="short-sessions", connection="BUS", is_sessions_enabled=True)
async def ordered(m: func.ServiceBusMessage) -> None:
    note("start", json.loads(m.get_body()), m.delivery_count)
    await asyncio.sleep(float(os.environ.get("PAUSE", "0")))
    note("end", json.loads(m.get_body()))
"""


async def _send_both(bus: Bus, *bodies: str) -> None:
    await asyncio.gather(
        bus.send("short", *messages([f"plain {body}" for body in bodies])),
        bus.send("short-sessions", *messages([f"ordered {body}" for body in bodies], session_id="s")),
    )


async def test_a_message_in_hand_when_the_host_is_killed_is_delivered_again(
    make_host: MakeHost, bus: Bus
) -> None:
    settings = {"BUS": bus.emulator.connection_string, "PAUSE": "60"}
    host = await make_host(APP, settings=settings).start()
    await _send_both(bus, "1")
    await host.noted(2)
    await host.kill()

    settings["PAUSE"] = "0"
    await host.start()
    await bus.emptied()
    notes = host.notes()
    assert sorted(note[1] for note in notes if note[0] == "start") == ["ordered 1"] * 2 + ["plain 1"] * 2
    assert sorted(note[1] for note in notes if note[0] == "end") == ["ordered 1", "plain 1"]


async def test_sigterm_settles_what_is_in_hand_and_leaves_the_rest(make_host: MakeHost, bus: Bus) -> None:
    settings = {"BUS": bus.emulator.connection_string, "PAUSE": "1.5"}
    host = await make_host(
        APP, settings=settings, host_json={"extensions": {"serviceBus": {"maxConcurrentCalls": 1}}}
    ).start()
    await _send_both(bus, "1", "2")
    await host.noted(2)
    host.signal(signal.SIGTERM)
    assert await host.ended() == 0
    done = [note[1] for note in host.notes() if note[0] == "end"]
    assert sorted(done) == ["ordered 1", "plain 1"]
    assert sum(entity.active for entity in bus.emulator.counts()) == 2

    settings["PAUSE"] = "0"
    await host.start()
    await bus.emptied()
    assert sorted(note[1:] for note in host.notes() if note[0] == "start") == [
        ["ordered 1", 1],
        ["ordered 2", 1],
        ["plain 1", 1],
        ["plain 2", 1],
    ]


async def test_receivers_survive_a_broker_that_is_restarted(make_host: MakeHost, tmp_path: Path) -> None:
    store = str(tmp_path / "bus.db")
    async with Emulator(CONFIG, store=store) as emulator, Bus(emulator) as bus:
        port = emulator.port
        host = await make_host(APP, settings={"BUS": emulator.connection_string}).start()
        await _send_both(bus, "1")
        await host.noted(4)

    async def lost() -> bool:
        return "Service Bus (BUS) is not available" in host.output()

    await eventually(lost)
    async with Emulator(CONFIG, store=store, port=port) as emulator, Bus(emulator) as bus:
        await _send_both(bus, "2")
        await host.noted(8)
        await bus.emptied()
    assert sorted(note[1] for note in host.notes() if note[0] == "end") == [
        "ordered 1",
        "ordered 2",
        "plain 1",
        "plain 2",
    ]
    assert host.output().count("Service Bus (BUS) is available again") == 1
    assert host.output().count("is not available") <= 2  # once for each time that it went
    assert "Traceback" not in host.output()


async def test_a_broker_that_comes_after_the_host_is_waited_for(make_host: MakeHost) -> None:
    async with Emulator(CONFIG) as emulator:
        port, connection_string = emulator.port, emulator.connection_string
    host = await make_host(APP, settings={"BUS": connection_string}).start()

    async def lost() -> bool:
        return "Service Bus (BUS) is not available" in host.output()

    await eventually(lost)
    async with Emulator(CONFIG, port=port) as emulator, Bus(emulator) as bus:
        await _send_both(bus, "1")
        await host.noted(4)
        await bus.emptied()


async def test_an_entity_that_does_not_exist_is_reported_once(make_host: MakeHost, bus: Bus) -> None:
    host = await make_host(
        APP
        + """
@app.service_bus_queue_trigger(arg_name="m", queue_name="absent", connection="BUS")
def nothing(m: func.ServiceBusMessage) -> None: ...
""",
        settings={"BUS": bus.emulator.connection_string},
    ).start()

    async def reported() -> bool:
        return "Service Bus entity absent is not available" in host.output()

    await eventually(reported)
    await _send_both(bus, "1")
    await host.noted(4)
    assert host.output().count("is not available") == 1
