"""The emulator as a process: crash and restart, stopping, start errors, the admin port."""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusError

from local.service_bus import Emulator
from local.service_bus.config import parse_config
from tests.integration.service_bus.sdk import bodies, receive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from azure.servicebus.aio import ServiceBusReceiver, ServiceBusSender

ROOT = Path(__file__).resolve().parents[3]
CONFIG = {
    "UserConfig": {
        "Namespaces": [
            {
                "Name": "test",
                "Queues": [
                    {
                        "Name": "work",
                        "Properties": {"RequiresDuplicateDetection": True, "MaxDeliveryCount": 3},
                    },
                    {"Name": "talks", "Properties": {"RequiresSession": True}},
                ],
            }
        ]
    }
}


class Process:
    """A running emulator; port and admin port are read from the line it prints."""

    def __init__(self, process: asyncio.subprocess.Process, line: str) -> None:
        found = re.fullmatch(r"Service Bus emulator listening on (\S+), admin on (\S+)\n", line)
        assert found, line
        self.process = process
        self.admin_url = f"http://{found[2]}"
        self.connection_string = (
            f"Endpoint=sb://{found[1]};SharedAccessKeyName=k;SharedAccessKey=k;UseDevelopmentEmulator=true;"
        )

    @asynccontextmanager
    async def client(self) -> AsyncIterator[ServiceBusClient]:
        async with ServiceBusClient.from_connection_string(self.connection_string, retry_total=0) as client:
            yield client


@asynccontextmanager
async def opened(*handlers: ServiceBusReceiver | ServiceBusSender) -> AsyncIterator[None]:
    """Open and close SDK handlers at the same time, which is faster than one by one."""
    await asyncio.gather(*(handler.__aenter__() for handler in handlers))
    try:
        yield
    finally:
        await asyncio.gather(*(handler.close() for handler in handlers))


async def _start(
    folder: Path, *options: str, before: Callable[[], None] | None = None
) -> asyncio.subprocess.Process:
    config = folder / "Config.json"
    if not config.exists():
        config.write_text(json.dumps(CONFIG))
    environment = {name: value for name, value in os.environ.items() if name != "SERVICE_BUS_EMULATOR_KEY"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "local.service_bus",
        "--config",
        str(config),
        *options,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=before,
    )


@asynccontextmanager
async def running(folder: Path, before: Callable[[], None] | None = None) -> AsyncIterator[Process]:
    """An emulator on free ports with its store in the folder; killed at the end if it still runs."""
    store = str(folder / "bus.sqlite")
    process = await _start(folder, "--port", "0", "--admin-port", "0", "--store", store, before=before)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            line = await process.stdout.readline()
        yield Process(process, line.decode())
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _failed_start(folder: Path, *options: str) -> str:
    """What a process that cannot start says; it must exit with 1."""
    process = await _start(folder, *options)
    async with asyncio.timeout(20):
        _, errors = await process.communicate()
    assert process.returncode == 1, errors
    return errors.decode()


async def test_killed_emulator_comes_back_with_everything_it_had_accepted(tmp_path: Path) -> None:
    async with running(tmp_path) as first:
        async with first.client() as client:
            sender, receiver = client.get_queue_sender("work"), client.get_queue_receiver("work")
            talker = client.get_queue_sender("talks")
            async with opened(sender, receiver, talker):
                await talker.send_messages([ServiceBusMessage(f"t{n}", session_id="s") for n in range(3)])
                await sender.send_messages([ServiceBusMessage(f"w{n}", message_id=f"w{n}") for n in range(5)])
                done, dead, abandoned, _ = await receive(receiver, 4)
                await receiver.complete_message(done)
                await receiver.dead_letter_message(dead, reason="bad")
                await receiver.abandon_message(abandoned)
                (abandoned,) = await receive(receiver)
                await receiver.abandon_message(abandoned)
                first.process.kill()
                await first.process.wait()

    async with running(tmp_path) as second, second.client() as client:
        sender, receiver = client.get_queue_sender("work"), client.get_queue_receiver("work")
        graves = client.get_queue_receiver("work", sub_queue="deadletter")
        listener = client.get_queue_receiver("talks", session_id=NEXT_AVAILABLE_SESSION)
        async with opened(sender, receiver, graves, listener):
            await sender.send_messages(
                [
                    ServiceBusMessage("seen before the crash", message_id="w0"),
                    ServiceBusMessage("new", message_id="new"),
                ]
            )
            messages = await receive(receiver, 4)
            assert [(str(m), m.delivery_count, m.sequence_number) for m in messages] == [
                ("w2", 2, 3),
                ("w3", 0, 4),
                ("w4", 0, 5),
                ("new", 0, 6),
            ]
            await receiver.abandon_message(messages[0])
            buried = await receive(graves, 2)
            assert [(str(m), m.dead_letter_reason) for m in buried] == [
                ("w1", "bad"),
                ("w2", "MaxDeliveryCountExceeded"),
            ]
            assert bodies(await receive(listener, 3)) == ["t0", "t1", "t2"]
            async with aiohttp.ClientSession() as http:
                async with http.get(f"{second.admin_url}/health") as answer:
                    assert await answer.json() == {"status": "ok"}
                async with http.get(f"{second.admin_url}/entities") as answer:
                    assert await answer.json() == {
                        "entities": [
                            {
                                "name": "work",
                                "kind": "queue",
                                "active": 3,
                                "locked": 3,
                                "deadLetter": 2,
                                "scheduled": 0,
                            },
                            {
                                "name": "talks",
                                "kind": "queue",
                                "active": 3,
                                "locked": 3,
                                "deadLetter": 0,
                                "scheduled": 0,
                            },
                        ]
                    }
            assert "in use" in await _failed_start(
                tmp_path,
                "--port",
                second.connection_string.split(";")[0].rsplit(":")[-1],
                "--store",
                ":memory:",
            )
            locked = await _failed_start(tmp_path, "--port", "0", "--store", str(tmp_path / "bus.sqlite"))
            assert locked.startswith("Service Bus emulator: The message store")
            assert "locked" in locked

        second.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await second.process.wait() == 0


async def test_start_errors_are_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        errors = await _failed_start(tmp_path, "--port", str(port), "--store", ":memory:")
    assert errors == f"Service Bus emulator: Port {port} on 127.0.0.1 is in use.\n"
    (tmp_path / "Config.json").write_text(
        json.dumps(CONFIG).replace('"MaxDeliveryCount": 3', '"MaxDeliveryCount": 0')
    )
    errors = await _failed_start(tmp_path, "--port", "0", "--store", ":memory:")
    assert (
        errors == "Service Bus emulator: queue 'work': MaxDeliveryCount: 0 is not a number from 1 to 2000\n"
    )


def _forbid_large_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


async def test_message_that_cannot_be_stored_is_not_accepted_and_ends_the_process(tmp_path: Path) -> None:
    async with running(tmp_path, before=_forbid_large_files) as emulator, emulator.client() as client:
        sender = client.get_queue_sender("work")
        await sender.__aenter__()
        with pytest.raises(ServiceBusError):
            await sender.send_messages(ServiceBusMessage(b"x" * 700_000))
        async with asyncio.timeout(10):
            _, errors = await emulator.process.communicate()
        assert emulator.process.returncode == 1
        assert "bus.sqlite cannot be written: " in errors.decode().splitlines()[-1]


async def test_bytes_that_are_not_amqp_close_their_connection_only(tmp_path: Path) -> None:
    async with running(tmp_path) as emulator, emulator.client() as client:
        port = int(emulator.connection_string.split(";")[0].rsplit(":")[-1])
        for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"AMQP\x00\x01\x00\x00" + b"\xff" * 500, b"\x00" * 5000):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(garbage)
            async with asyncio.timeout(10):
                while await reader.read(1000):
                    pass
            writer.close()
        async with opened(sender := client.get_queue_sender("work")):
            await sender.send_messages(ServiceBusMessage("still there"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_ends_connections_and_the_process_cleanly(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with running(tmp_path) as emulator, emulator.client() as client:
        async with opened(client.get_queue_sender("work")):
            emulator.process.send_signal(number)
            async with asyncio.timeout(10):
                _, errors = await emulator.process.communicate()
    assert (emulator.process.returncode, errors) == (0, b"")


async def test_emulator_in_the_process_of_a_test_comes_back_on_its_port(tmp_path: Path) -> None:
    bus = Emulator(parse_config(CONFIG), store=str(tmp_path / "bus.sqlite"))
    addresses: set[str] = set()
    for total in (1, 2):
        async with bus:
            addresses.add(bus.connection_string)
            async with ServiceBusClient.from_connection_string(
                bus.connection_string, retry_total=0
            ) as client:
                async with opened(sender := client.get_queue_sender("work")):
                    await sender.send_messages(ServiceBusMessage("x"))
            assert bus.counts()[0].active == total
    assert len(addresses) == 1
