"""The files that install the platform are safe to share and agree with each other."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    found = PIN.findall((ROOT / name).read_text())
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


def test_the_node_packages_are_locked_without_naming_a_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [entry for path, entry in lock["packages"].items() if path]
    assert packages
    assert not any("resolved" in entry for entry in packages)
    assert all("integrity" in entry for entry in packages)


def test_the_python_packages_are_pinned_without_naming_a_host():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*", line), line


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_required_is_what_was_tested(name):
    required, tested = pins(name), pins("constraints.txt")
    assert required
    assert {package: tested.get(package) for package in required} == required


def test_every_direct_requirement_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            assert not line or line.startswith(("#", "-r ")) or PIN.match(line), line


def test_what_docker_compose_mounts_exists_and_no_password_has_a_default():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith(".")]
    assert files
    assert all((ROOT / file).is_file() for file in files)
    variables = re.findall(r"\$\{(\w+)([^}]*)\}", (ROOT / "docker-compose.yml").read_text())
    assert variables
    assert all(rest.startswith(":?") for _, rest in variables)
