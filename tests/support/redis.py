"""A Redis of one's own, to be stopped and started by tests."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import redis

from local.ports import free_port
from local.redis import connection_string, redis_part


class RedisServer:
    """Starts empty every time, as a cache does."""

    def __init__(self, folder: Path) -> None:
        port, password = free_port(), "integration-tests"
        self.url = connection_string(port, password)
        self._command = redis_part(port, password).command()
        self._log = folder / "redis.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it unless it runs, and waits until it answers."""
        if self._process is not None:
            return
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command.argv, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        assert self._process.stdin is not None
        self._process.stdin.write(self._command.stdin or b"")
        self._process.stdin.close()
        deadline = time.monotonic() + 10
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)

    def stop(self) -> None:
        """Kills it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
