"""What a killed run left behind is ended, and nothing else is."""

import json
import subprocess
import sys

import psutil
import pytest

from local.leftovers import ProcessRecord


@pytest.fixture
def sleeper():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_a_recorded_process_that_still_runs_is_ended(tmp_path, sleeper):
    file = tmp_path / "processes.json"
    ProcessRecord(file).add("redis", sleeper.pid)
    assert ProcessRecord(file).end_leftovers() == ["redis"]
    assert not psutil.pid_exists(sleeper.pid)
    assert not file.exists()


def test_a_process_that_got_the_pid_of_a_dead_part_is_left_alone(tmp_path, sleeper):
    file = tmp_path / "processes.json"
    started = psutil.Process(sleeper.pid).create_time()
    file.write_text(json.dumps({"redis": {"pid": sleeper.pid, "started": started - 1}}))
    assert ProcessRecord(file).end_leftovers() == []
    assert sleeper.poll() is None


def test_a_process_that_was_stopped_is_not_recorded_any_more(tmp_path, sleeper):
    file = tmp_path / "processes.json"
    record = ProcessRecord(file)
    record.add("redis", sleeper.pid)
    record.remove("redis")
    assert ProcessRecord(file).end_leftovers() == []
    assert sleeper.poll() is None


@pytest.mark.parametrize(
    "content", ["", "{", '{"redis": {}}', '{"redis": {"pid": "x", "started": 1}}', '{"redis": 7}']
)
def test_a_damaged_record_ends_nothing(tmp_path, content):
    file = tmp_path / "processes.json"
    file.write_text(content)
    assert ProcessRecord(file).end_leftovers() == []


def test_no_record_is_no_leftover(tmp_path):
    assert ProcessRecord(tmp_path / "processes.json").end_leftovers() == []
