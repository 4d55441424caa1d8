"""One run at a time uses a data directory, and only with room left on its disk."""

import shutil
import subprocess
import sys
from collections import namedtuple

import pytest

from local.data_directory import MINIMUM_FREE_BYTES, DataDirectory
from local.errors import DataDirectoryLockedError, DataDirectoryUnusableError, DiskFullError

Usage = namedtuple("Usage", "total used free")


def test_a_second_run_in_the_same_folder_is_refused_until_the_first_ends(tmp_path):
    first, second = DataDirectory(tmp_path), DataDirectory(tmp_path)
    first.acquire()
    with pytest.raises(DataDirectoryLockedError, match="DATA_DIR="):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_a_killed_run_leaves_no_lock(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from local.data_directory import DataDirectory;"
        "DataDirectory(Path(sys.argv[1])).acquire(); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=30)
    assert ended.returncode == -9
    assert (tmp_path / "lock").exists()
    data = DataDirectory(tmp_path)
    data.acquire()
    data.release()


def test_a_full_disk_is_reported_and_leaves_no_lock(tmp_path, monkeypatch):
    data = DataDirectory(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, MINIMUM_FREE_BYTES - 1))
        with pytest.raises(DiskFullError, match=r"Only 499 MB are free .* 500 MB are needed"):
            data.acquire()
    data.acquire()
    data.release()


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataDirectoryUnusableError, match="DATA_DIR="):
        DataDirectory(tmp_path / "file" / "data").acquire()


def test_the_logs_of_the_last_run_are_put_aside(tmp_path):
    data = DataDirectory(tmp_path)
    data.acquire()
    data.log("redis").write_text("old")
    data.rotate_logs()
    assert not data.log("redis").exists()
    assert (data.logs / "redis.log.1").read_text() == "old"
    data.release()
