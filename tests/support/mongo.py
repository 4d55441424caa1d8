"""A server that speaks MongoDB's wire protocol, to be stopped and started by tests; its data stays."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pymongo
from pymongo.errors import ConnectionFailure

from local.ports import HOST, free_port


class MongoServer:
    """nx-27017: ordinary commands over SQLite. It has no vector search and deletes nothing by TTL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """The connection string with a default database."""
        return f"mongodb://{HOST}:{self._port}/{database}"

    def start(self) -> None:
        """Starts it unless it runs, and waits until it answers."""
        if self._process is not None:
            return
        arguments = [
            str(Path(sys.executable).with_name("nx-27017")), "--host", HOST, "-p", str(self._port),
            "--data-dir", str(self._folder / "data"), "--log-file", str(self._folder / "nx.log"),
            "--pid-file", str(self._folder / "nx.pid"),
        ]  # fmt: skip
        (self._folder / "data").mkdir(exist_ok=True)
        with (self._folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
            )
        self._wait_ready(time.monotonic() + 30)

    def stop(self) -> None:
        """Kills it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _wait_ready(self, deadline: float) -> None:
        with pymongo.MongoClient(self.url("admin"), serverSelectionTimeoutMS=200) as client:
            while True:
                try:
                    client.admin.command("ping")
                    return
                except ConnectionFailure:
                    if time.monotonic() > deadline:
                        raise
