"""`python -m local run` starts the platform and sends it a sample brief; `python -m local token` mints a token."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import os
import signal
import sys
from pathlib import Path

from local import demo, tokens
from local.credentials import development_credentials
from local.data_directory import DataDirectory
from local.errors import LocalPlatformError, NotStartedYetError
from local.printing import Steps, print_access, print_outcome
from local.secrets import load
from local.stack import Stack

DEFAULT_PORT = 7071
DEFAULT_DATA = ".local"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 1 with one clear sentence on standard error if something is in the way."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "token":
            return _token(options)
        return asyncio.run(_run(Path(options.data_dir), _port(options.port), options.brief))
    except LocalPlatformError as exc:
        print(f"\n{exc.message}", file=sys.stderr)
    except OSError as exc:
        if exc.errno != errno.ENOSPC:
            raise
        print(f"\nThe disk is full: free some space and start again ({exc}).", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description="Runs MisyBot on this machine.")
    data_dir = os.environ.get("DATA_DIR") or DEFAULT_DATA
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start everything, send a sample brief, serve until Ctrl-C")
    run.add_argument("--data-dir", default=data_dir, help="where all state is kept")
    run.add_argument("--port", default=os.environ.get("PORT") or str(DEFAULT_PORT), help="of the HTTP API")
    run.add_argument("--brief", default=os.environ.get("BRIEF") or demo.BRIEF, help="the sample brief")
    token = commands.add_parser("token", help="print a development token")
    token.add_argument("--data-dir", default=data_dir, help="where all state is kept")
    token.add_argument("--tenant", default=tokens.TENANT)
    token.add_argument("--user", default=tokens.USER)
    token.add_argument("--roles", default=",".join(tokens.ROLES), help="separated by commas")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise LocalPlatformError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _token(options: argparse.Namespace) -> int:
    data = DataDirectory(Path(options.data_dir))
    if not data.secrets.exists():
        raise NotStartedYetError(data.path)
    roles = [role.strip() for role in options.roles.split(",") if role.strip()]
    print(tokens.mint_token(load(data.secrets).jwt_hs256_secret, options.tenant, options.user, roles))
    return 0


async def _run(data: Path, port: int, brief: str) -> int:
    steps = Steps()
    stack = Stack(data, port, report=steps)
    serving = asyncio.create_task(_serve(stack, steps, brief))
    stopping: list[asyncio.Task[None]] = []

    def on_signal() -> None:
        if not serving.cancelling():
            steps("Stopping (once more to stop at once)")
            serving.cancel()
        else:
            stopping.append(asyncio.create_task(stack.kill_all()))

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(signum, on_signal)
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    await asyncio.gather(*stopping)
    steps("Stopped")
    return 0


async def _serve(stack: Stack, steps: Steps, brief: str) -> None:
    steps(f"Starting on {stack.base_url}, state in {stack.data.path}")
    async with stack:
        credentials = await development_credentials(stack)
        steps(f"Ready; sending the brief: {brief}")
        try:
            print_outcome(await demo.send_brief(credentials.base_url, credentials.token, brief))
        except demo.DemoFailedError as exc:
            steps(f"{exc.message} The logs are in {stack.data.logs}.")
        print_access(credentials, brief)
        steps("Serving until Ctrl-C")
        await stack.failed()


if __name__ == "__main__":
    sys.exit(main())
