"""Processes that an earlier run of the same data directory could not stop: found, proven ours, ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psutil


class ProcessRecord:
    """A file with the pid and start time of every running part.

    A pid alone may belong to somebody else by now; pid and start time together name one process.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._running: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pid: int) -> None:
        """Notes a process that was just started."""
        try:
            started = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            return
        self._running[name] = {"pid": pid, "started": started}
        self._write()

    def remove(self, name: str) -> None:
        """Forgets a process that ended."""
        if self._running.pop(name, None) is not None:
            self._write()

    def end_leftovers(self, grace: float = 10) -> list[str]:
        """Ends what an earlier run left behind; the names of what was ended. Only with the folder locked."""
        try:
            recorded = json.loads(self._file.read_text())
        except (FileNotFoundError, ValueError):
            return []
        found = {name: process for name, entry in recorded.items() if (process := _same_process(entry))}
        for process in found.values():
            process.terminate()
        _, stubborn = psutil.wait_procs(found.values(), timeout=grace)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=grace)
        self._file.unlink(missing_ok=True)
        return sorted(found)

    def _write(self) -> None:
        draft = self._file.with_name(f"{self._file.name}.new")
        draft.write_text(json.dumps(self._running, indent=2) + "\n")
        draft.replace(self._file)


def _same_process(entry: Any) -> psutil.Process | None:
    try:
        process = psutil.Process(int(entry["pid"]))
        # Start times are kept in clock ticks: equal to within a tick for the same process.
        same = abs(process.create_time() - float(entry["started"])) < 0.05
    except (psutil.NoSuchProcess, KeyError, TypeError, ValueError):
        return None
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None
