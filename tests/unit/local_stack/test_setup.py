"""What a machine lacks for the setup is said in one sentence, before anything is downloaded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "local" / "setup.sh"
TOOLS = ("sh", "awk", "tr", "df", "mkdir", "rm", "tail")


@pytest.fixture
def machine(tmp_path):
    """A folder for programs, which is the whole PATH, and an empty folder to set up."""
    programs, project = tmp_path / "bin", tmp_path / "a project"
    programs.mkdir()
    project.mkdir()
    for tool in TOOLS:
        (programs / tool).symlink_to(shutil.which(tool))
    return programs, project


def program(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.unlink(missing_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def suitable_python(folder: Path) -> None:
    program(folder, "python3.11", f'exec "{sys.executable}" "$@"')


def assert_refused(machine, step: str, sentence: str, **environment: str) -> None:
    programs, project = machine
    result = subprocess.run(
        ["sh", str(SCRIPT), step], cwd=project, env={"PATH": str(programs), "HOME": str(project), **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert os.listdir(project) == []


def test_no_python(machine):
    assert_refused(machine, "python", "No working Python 3.11 or 3.12 was found")


def test_a_python_that_does_not_run_is_passed_over(machine):
    program(machine[0], "python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127")
    assert_refused(machine, "python", "No working Python 3.11 or 3.12 was found")


def test_a_python_chosen_by_the_user_that_does_not_work(machine):
    broken = program(machine[0], "mine", "exit 1")
    suitable_python(machine[0])
    assert_refused(machine, "python", f"PYTHON={broken} is not a working Python", PYTHON=str(broken))


def test_no_compiler(machine):
    suitable_python(machine[0])
    assert_refused(machine, "python", "No C compiler was found")


def test_a_full_disk(machine):
    suitable_python(machine[0])
    program(machine[0], "cc", "exit 0")
    program(machine[0], "df", "echo header; echo '/dev/x 100 90 102400 9% /'")
    assert_refused(machine, "python", "Only 100 MB are free on this disk")


def test_no_node(machine):
    suitable_python(machine[0])
    program(machine[0], "cc", "exit 0")
    assert_refused(machine, "node", "Node.js was not found")


def test_an_old_node(machine):
    suitable_python(machine[0])
    program(machine[0], "cc", "exit 0")
    program(machine[0], "node", "echo v18.19.0")
    assert_refused(machine, "node", "Node.js v18.19.0 is too old")
