"""The PostgreSQL of the local platform: made once, found again after every kind of end."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from local.errors import LocalPlatformError, PartFailedError
from local.ports import free_port
from local.postgres import PostgresServer
from local.unprivileged import unprivileged

PASSWORD = "it's a 'pässword'"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that was made and stopped in good order, to be copied."""
    server = PostgresServer(tmp_path_factory.mktemp("made") / "data", free_port(), PASSWORD)
    server.prepare()
    return server.data_dir


@pytest.fixture
def server(made: Path, tmp_path: Path) -> Iterator[PostgresServer]:
    """A server that runs, on a data directory of its own."""
    subprocess.run(["cp", "-a", str(made), str(tmp_path / "data")], check=True)
    server = PostgresServer(tmp_path / "data", free_port(), PASSWORD)
    server.start()
    yield server
    server.stop()


def _ask(server: PostgresServer, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(**server.facts.parameters(), autocommit=True) as c:
        cursor = c.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_role_owns_its_database_without_being_superuser(server: PostgresServer) -> None:
    assert _ask(server, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
        (False, True)
    ]
    _ask(server, "CREATE DATABASE another")
    assert _ask(server, "SELECT '[1,2]'::vector <=> '[1,2]'::vector, upper('ñandú')") == [(0.0, "ÑANDÚ")]
    assert _ask(server, "SHOW fsync") == [("on",)]


def test_nobody_else_gets_in(server: PostgresServer) -> None:
    for wrong in ({"password": "guess"}, {"user": "postgres"}, {"user": "postgres", "password": ""}):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**{**server.facts.parameters(), **wrong})


def test_committed_data_outlives_a_kill(server: PostgresServer) -> None:
    _ask(server, "CREATE TABLE kept AS SELECT 1 AS value")
    server.kill()

    server.start()

    assert _ask(server, "SELECT value FROM kept") == [(1,)]


def test_server_left_behind_by_another_run_is_ended(server: PostgresServer) -> None:
    assert server.process is not None
    left_behind = server.process
    with psycopg.connect(**server.facts.parameters()):
        second = PostgresServer(server.data_dir, server.facts.port, PASSWORD)
        second.start()

    assert left_behind.wait(10) is not None
    assert _ask(second, "SELECT 1") == [(1,)]
    second.stop()


def test_stale_process_id_of_another_program_does_not_stop_the_start(server: PostgresServer) -> None:
    server.kill()
    pid_file = server.data_dir / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    # This process is alive, as whatever has got the number since would be.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    server.start()

    assert _ask(server, "SELECT 1") == [(1,)]


def test_server_ends_with_the_program_that_started_it(server: PostgresServer, made: Path) -> None:
    server.stop()
    script = (
        "import os, sys; from pathlib import Path; from local.postgres import PostgresServer;"
        "s = PostgresServer(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]); s.start();"
        "print(s.process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    arguments = [str(server.data_dir), str(server.facts.port), PASSWORD]
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(ended.stdout)).wait(20)


async def test_check_fails_until_the_server_answers(server: PostgresServer) -> None:
    await server.check()
    server.stop()
    with pytest.raises(OSError, match=r"postmaster\.pid"):
        await server.check()


def test_other_password_than_at_first_is_said_so(server: PostgresServer) -> None:
    server.stop()

    with pytest.raises(LocalPlatformError, match="was made with another password"):
        PostgresServer(server.data_dir, server.facts.port, "another").start()


def test_data_of_another_version_is_said_so(server: PostgresServer) -> None:
    server.stop()
    (server.data_dir / "PG_VERSION").write_text("16\n")

    with pytest.raises(LocalPlatformError, match="was made by PostgreSQL 16 and this is 18"):
        server.start()


def test_port_that_is_taken_is_in_the_error(server: PostgresServer, made: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", str(made), str(tmp_path / "second")], check=True)

    with pytest.raises(PartFailedError, match="Address already in use"):
        PostgresServer(tmp_path / "second", server.facts.port, PASSWORD).start()


def test_interrupted_making_is_done_again(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "global", tmp_path / "data.new" / "global")

    PostgresServer(tmp_path / "data", free_port(), PASSWORD).prepare()

    assert (tmp_path / "data" / "PG_VERSION").read_text() == "18\n"
    assert not (tmp_path / "data.new").exists()


def test_failure_to_write_leaves_no_data_directory_and_says_why(tmp_path: Path) -> None:
    with _files_up_to(2**20), pytest.raises(PartFailedError, match=r"could not make .*data"):
        PostgresServer(tmp_path / "data", free_port(), PASSWORD).prepare()

    assert not (tmp_path / "data").exists()


def test_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LocalPlatformError, match="cannot be made"):
        PostgresServer(tmp_path / "file" / "data", free_port(), PASSWORD).prepare()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_root_runs_it_in_a_folder_that_is_closed_to_others(made: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    subprocess.run(["cp", "-a", str(made), str(closed / "data")], check=True)
    server = PostgresServer(closed / "data", free_port(), PASSWORD)

    server.start()
    try:
        assert server.process is not None
        assert psutil.Process(server.process.pid).uids().real != 0
        assert _ask(server, "SELECT 1") == [(1,)]
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() == 0, reason="root changes the user")
def test_ordinary_user_runs_it_as_it_is(tmp_path: Path) -> None:
    assert unprivileged(tmp_path) == ()


@contextmanager
def _files_up_to(size: int) -> Iterator[None]:
    """Lets no file of this process or its children grow beyond `size` bytes, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
