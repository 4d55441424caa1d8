"""Running a program as another user when this process is root, without touching anyone's permissions."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from pathlib import Path

from local.errors import LocalPlatformError, ProgramMissingError

_ACCOUNTS = ("postgres", "nobody")
_SEARCH_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}  # bit numbers of linux/capability.h


def owner_account(folder: Path) -> pwd.struct_passwd | None:
    """The account that is to own `folder` and work in it: its owner, or an unprivileged one in place of root.

    None when this process is not root, and so is that account itself.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    for name in _ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LocalPlatformError(
        "PostgreSQL cannot run as root and there is no user postgres or nobody: add one."
    )


def unprivileged(folder: Path, *needed: Path) -> tuple[str, ...]:
    """What to put before a command so that it runs as `owner_account(folder)`; empty when this is not root.

    Where that account cannot reach `folder` or `needed` (a project below /root), the program keeps the one
    capability to do so; opening those folders to everybody would outlive it.
    """
    account = owner_account(folder)
    if account is None:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ProgramMissingError("setpriv", "install util-linux, or start as an ordinary user.")
    # The signal that ends the program with its parent would be lost in the change of user.
    prefix = (
        setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--pdeathsig=keep",
    )  # fmt: skip
    if all(_reachable(path, account) for path in (folder, *needed)):
        return prefix
    capability = _search_capability()
    return (*prefix, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}")


def _reachable(path: Path, account: pwd.struct_passwd) -> bool:
    return all(_may_enter(parent.stat(), account) for parent in path.resolve().parents)


def _may_enter(status: os.stat_result, account: pwd.struct_passwd) -> bool:
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _search_capability() -> str:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            effective = int(line.split()[1], 16)
            for name, bit in _SEARCH_CAPABILITIES.items():
                if effective >> bit & 1:
                    return name
    raise LocalPlatformError(
        "PostgreSQL cannot run as root from a folder closed to others: use another folder."
    )
