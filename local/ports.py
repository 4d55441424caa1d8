"""Free TCP ports, remembered so that the second start of a data directory uses the first one's."""

from __future__ import annotations

import json
import random
import socket
from pathlib import Path

from local.errors import LocalPlatformError, PortTakenError

HOST = "127.0.0.1"
PARTS = (
    "postgres",
    "redis",
    "azurite_blob",
    "azurite_queue",
    "azurite_table",
    "service_bus",
    "service_bus_admin",
)

# Below the range that systems hand out for outgoing connections (from 32768 on Linux, 49152 elsewhere), so
# that nobody's connection takes a port between its choice and its use.
_RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback interface now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections of the last run that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port(taken: set[int] | None = None) -> int:
    """A free port that is not in `taken`."""
    candidates = random.Random().sample(_RANGE, 200)  # noqa: S311 - not a secret
    for port in candidates:
        if port not in (taken or set()) and is_free(port):
            return port
    raise LocalPlatformError("No free TCP port was found between 20000 and 32000: stop some programs.")


def require_free(port: int) -> None:
    """Raises `PortTakenError` unless `port` is free."""
    if not is_free(port):
        raise PortTakenError(port)


def choose_ports(file: Path, http_port: int) -> dict[str, int]:
    """A distinct free port for each of `PARTS`: those in `file` where still free, else new ones."""
    remembered = json.loads(file.read_text()) if file.exists() else {}
    chosen: dict[str, int] = {}
    for part in PARTS:
        taken = {http_port, *chosen.values()}
        port = remembered.get(part)
        if not isinstance(port, int) or port in taken or not is_free(port):
            port = free_port(taken)
        chosen[part] = port
    file.write_text(json.dumps(chosen, indent=2) + "\n")
    return chosen
