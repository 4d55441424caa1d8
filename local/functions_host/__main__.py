"""`python -m local.functions_host --root DIR --port N --state FILE`: serves the Functions app in DIR."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from local.functions_host.configuration import apply_local_settings, load_host_options
from local.functions_host.errors import FunctionsHostError
from local.functions_host.host import TRIGGERS, Host, HostEndpoint
from local.functions_host.indexing import load_functions
from local.functions_host.logs import configure_logging

if TYPE_CHECKING:
    from local.functions_host.configuration import HostOptions
    from local.functions_host.indexing import Function

KEY_VARIABLE = "FUNCTIONS_HOST_KEY"
_HERE = str(Path(__file__).parent)


def main() -> int:
    """Runs until SIGINT or SIGTERM; 0 after a clean end, 1 if it cannot start or cut invocations off."""
    arguments = _arguments()
    try:
        apply_local_settings(arguments.root)
        options = load_host_options(arguments.root)
        configure_logging(options.log_level)
        bound = _listen(arguments.host, arguments.port)
        functions = load_functions(arguments.root)
    except FunctionsHostError as error:
        print(error, file=sys.stderr)
        return 1
    except Exception as error:
        # User code failed on import: its own frames, without those of the import machinery and this host.
        print(f"The app in {arguments.root} could not be loaded:", file=sys.stderr)
        report = traceback.TracebackException.from_exception(error)
        report.stack = traceback.StackSummary.from_list(
            [
                frame
                for frame in report.stack
                if not frame.filename.startswith((_HERE, "<frozen importlib"))
                and f"{os.sep}importlib{os.sep}" not in frame.filename
            ]
        )
        print("".join(report.format()), end="", file=sys.stderr)
        return 1
    return asyncio.run(_serve(arguments, options, bound, functions))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.functions_host", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="folder with host.json and function_app.py")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7071, help="0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="file that remembers when timers last ran")
    parser.add_argument(
        "--triggers",
        default=",".join(TRIGGERS),
        metavar="KINDS",
        help="serve only these kinds, e.g. http or serviceBus,timer: kinds in processes of their "
        "own scale apart, as on Flex Consumption (default: %(default)s)",
    )
    arguments = parser.parse_args()
    arguments.root = arguments.root.resolve()
    arguments.state = arguments.state.resolve()
    kinds = arguments.triggers.split(",")
    if unknown := [kind for kind in kinds if kind not in TRIGGERS]:
        parser.error(f"--triggers: {', '.join(unknown)} is not one of {', '.join(TRIGGERS)}")
    arguments.triggers = frozenset(kinds)
    return arguments


def _listen(host: str, port: int) -> socket.socket:
    """Takes the port before anything slow happens; FunctionsHostError says why it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise FunctionsHostError(
                f"Port {port} is in use on {host}: stop what listens there or choose another with --port."
            ) from error
        raise FunctionsHostError(f"Cannot listen on {host}:{port}: {error}.") from error
    return bound


async def _serve(
    arguments: argparse.Namespace, options: HostOptions, bound: socket.socket, functions: list[Function]
) -> int:
    kinds = frozenset(TRIGGERS[name] for name in arguments.triggers)
    endpoint = HostEndpoint(bound, os.environ.get(KEY_VARIABLE) or None)
    try:
        host = Host(functions, options, endpoint, arguments.state, kinds)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _on_signal, stop)
        print("Functions:\n")
        for function, description in host.served():
            print(f"    {function.name}: {description}")
        await host.start()
    except FunctionsHostError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\nHost ready: {host.http.base_url}", flush=True)
    await stop.wait()
    drained = await host.stop()
    if drained:
        return 0
    # A thread that runs user code cannot be ended, and the interpreter would wait for it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def _on_signal(stop: asyncio.Event) -> None:
    if stop.is_set():  # asked twice: at once
        os._exit(1)
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
