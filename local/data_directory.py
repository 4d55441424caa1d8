"""The folder that holds all state of one platform: locked by one run at a time, with room left on its disk."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from local.errors import DataDirectoryLockedError, DataDirectoryUnusableError, DiskFullError

MINIMUM_FREE_BYTES = 500 * 2**20


class DataDirectory:
    """Where each thing lies; `acquire` before use, `release` at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.secrets = self.path / "secrets.json"
        self.api_key = self.path / "api-key.json"
        self.ports = self.path / "ports.json"
        self.processes = self.path / "processes.json"
        self.development = self.path / "development.json"
        self.logs = self.path / "logs"
        self._lock: int | None = None

    def acquire(self) -> None:
        """Creates the folder and locks it; raises a `LocalPlatformError` that says what is in the way."""
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as exc:
            raise DataDirectoryUnusableError(self.path, exc.strerror or str(exc)) from exc
        try:
            # The lock belongs to the open file, so it goes when this process goes, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            os.close(lock)
            raise DataDirectoryLockedError(self.path) from exc
        self._lock = lock
        free = shutil.disk_usage(self.path).free
        if free < MINIMUM_FREE_BYTES:
            self.release()
            raise DiskFullError(self.path, free, MINIMUM_FREE_BYTES)

    def release(self) -> None:
        """Gives the folder to the next run."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def log(self, part: str) -> Path:
        """The log file of a part."""
        return self.logs / f"{part}.log"

    def rotate_logs(self) -> None:
        """Puts the last run's logs aside, one generation."""
        for log in self.logs.glob("*.log"):
            log.replace(log.with_suffix(".log.1"))
