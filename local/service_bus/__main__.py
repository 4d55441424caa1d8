"""Run the emulator: `python -m local.service_bus --config FILE --port N --store FILE`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from local.service_bus.config import load_config
from local.service_bus.emulator import Emulator
from local.service_bus.errors import EmulatorStartError

KEY_VARIABLE = "SERVICE_BUS_EMULATOR_KEY"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.service_bus",
        description="A Service Bus emulator for the Azure SDK.",
        epilog=f"{KEY_VARIABLE}: the shared access key that clients must sign with; unset, all are let in.",
    )
    parser.add_argument("--config", type=Path, required=True, help="entities, in the form of Config.json")
    parser.add_argument("--port", type=int, required=True, help="AMQP port, 0 for a free one")
    parser.add_argument("--store", required=True, help="SQLite file that keeps the messages, or :memory:")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--admin-port", type=int, help="HTTP port for /health and /entities, 0 for a free one"
    )
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    emulator = Emulator(
        load_config(arguments.config),
        port=arguments.port,
        store=arguments.store,
        host=arguments.host,
        admin_port=arguments.admin_port,
        key=os.environ.get(KEY_VARIABLE) or None,
    )
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with emulator:
        admin = f", admin on {emulator.host}:{emulator.admin_port}" if emulator.admin_port is not None else ""
        print(f"Service Bus emulator listening on {emulator.host}:{emulator.port}{admin}", flush=True)
        stopping = asyncio.create_task(stopped.wait())
        failing = asyncio.create_task(emulator.failure())
        await asyncio.wait((stopping, failing), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        failing.cancel()
        if failing.done():
            raise failing.result()


def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code is 1 if the emulator cannot start or go on."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(_arguments()))
    except EmulatorStartError as error:
        print(f"Service Bus emulator: {error.message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
