"""What can stand in the way of the local platform; every message is one clear sentence on what to do."""

from __future__ import annotations

from pathlib import Path

from shared.errors import Permanent


class LocalPlatformError(Permanent):
    """The local platform cannot start, or cannot go on."""

    status = 500
    code = "local_platform"


class PortTakenError(LocalPlatformError):
    """Another program listens on the port of the HTTP API."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is taken by another program: stop that program or choose another port with PORT=...",
            port=port,
        )
        self.port = port


class DataDirectoryLockedError(LocalPlatformError):
    """Another run uses the same data directory."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another run uses {path}: stop it or choose another folder with DATA_DIR=...", path=str(path)
        )
        self.path = path


class DataDirectoryUnusableError(LocalPlatformError):
    """The data directory cannot be created or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be used ({reason}): make it writable or choose another folder with DATA_DIR=...",
            path=str(path),
        )
        self.path = path


class DiskFullError(LocalPlatformError):
    """Too little space is left for the data directory."""

    def __init__(self, path: Path, free: int, needed: int) -> None:
        super().__init__(
            f"Only {free // 2**20} MB are free on the disk of {path} and {needed // 2**20} MB are needed: "
            "free some space or choose another disk with DATA_DIR=...",
            path=str(path),
        )
        self.path = path


class NotStartedYetError(LocalPlatformError):
    """The data directory has no secrets yet, so there is nothing to sign a token with."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} holds no platform yet: start it once with `make run`.", path=str(path))
        self.path = path


class ProgramMissingError(LocalPlatformError):
    """A program that a part needs is not installed."""

    def __init__(self, program: str, remedy: str) -> None:
        super().__init__(f"{program} is missing: {remedy}", program=program)
        self.program = program


class PartFailedError(LocalPlatformError):
    """A part of the platform did not start, or died too often; carries the end of its log."""

    def __init__(self, part: str, reason: str, log: Path | None = None, lines: int = 15) -> None:
        tail = last_lines(log, lines) if log else ""
        message = f"{part} {reason}."
        if tail:
            message += f" The end of {log}:\n{tail}"
        elif log:
            message += f" {log} is empty."
        super().__init__(message, part=part)
        self.part = part


def last_lines(log: Path, lines: int) -> str:
    """The last lines of a log file, indented; empty if there are none."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 16_384))
            text = file.read().decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
