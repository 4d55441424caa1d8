"""The host in a process of its own, and sample apps that write down what they did."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.support.poll import eventually

PROJECT = Path(__file__).parents[3]
# `note` appends a JSON line to the journal, which outlives a killed process.
HEAD = """
import asyncio, json, os, time
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
def note(*values):
    with open(os.environ["JOURNAL"], "a") as out:
        out.write(json.dumps(values) + "\\n")
"""


class RunningHost:
    """`python -m local.functions_host` on an app written to `folder`."""

    def __init__(
        self,
        folder: Path,
        app: str,
        host_json: dict[str, Any] | None = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "function_app.py").write_text(HEAD + app)
        (folder / "host.json").write_text(json.dumps({"version": "2.0", **(host_json or {})}))
        self.folder = folder
        self.state = folder / "state.db"
        self.journal = folder / "journal"
        self._settings = settings or {}
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def start(self, *options: str) -> RunningHost:
        """Returns once the host says that it is ready; fails with its output if it ends before."""
        await self.launch(*options)
        await eventually(self._ready)
        self.url = self.output().split("Host ready: ")[-1].split()[0]
        return self

    async def launch(self, *options: str) -> None:
        """Starts the process and does not wait."""
        environment = {
            **os.environ,
            **self._settings,
            "JOURNAL": str(self.journal),
            "PYTHONPATH": str(PROJECT),
        }
        with (self.folder / "output").open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "local.functions_host",
                "--root",
                str(self.folder),
                "--port",
                "0",
                "--state",
                str(self.state),
                *options,
                cwd=self.folder,
                env=environment,
                stdout=output,
                stderr=output,
            )

    @property
    def status_url(self) -> str:
        """Where the host tells its state."""
        return f"{self._origin}/admin/host/status"

    def run_url(self, function: str) -> str:
        """Where a function is run by hand."""
        return f"{self._origin}/admin/functions/{function}"

    @property
    def _origin(self) -> str:
        return "http://" + self.url.split("/")[2]

    async def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, self.output()
        return "Host ready: " in self.output()

    def output(self) -> str:
        """All that the host printed since its last start."""
        return (self.folder / "output").read_text()

    def notes(self, tag: str | None = None) -> list[list[Any]]:
        """What the sample app wrote down, over all starts; with a tag, the rest of the notes that begin with it."""
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        notes = [json.loads(line) for line in lines]
        return notes if tag is None else [note[1:] for note in notes if note[0] == tag]

    async def noted(self, count: int, tag: str | None = None) -> list[list[Any]]:
        """The notes, once there are `count` of them."""

        async def enough() -> list[list[Any]] | None:
            return notes if len(notes := self.notes(tag)) >= count else None

        return await eventually(enough) or []

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the process."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self, seconds: float = 20) -> int:
        """Its exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), seconds)

    async def kill(self) -> None:
        """kill -9, if it still runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
