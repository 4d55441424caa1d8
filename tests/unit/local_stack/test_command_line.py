"""What is in the way is said in one sentence, and the exit code is 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import jwt
import pytest

from local.data_directory import DataDirectory
from local.ports import HOST
from local.secrets import load_or_generate

ROOT = Path(__file__).resolve().parents[3]


def local(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def assert_one_sentence(result: subprocess.CompletedProcess[str], text: str) -> None:
    assert result.returncode == 1
    assert text in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stdout + result.stderr


def test_a_taken_port(tmp_path):
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        result = local("run", PORT=str(port), DATA_DIR=str(tmp_path))
    assert_one_sentence(result, f"Port {port} is taken by another program")


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1", "1.5"])
def test_a_port_that_is_none(tmp_path, port):
    assert_one_sentence(
        local("run", PORT=port, DATA_DIR=str(tmp_path)), "PORT must be a number from 1 to 65535"
    )


def test_a_data_directory_in_use(tmp_path):
    data = DataDirectory(tmp_path)
    data.acquire()
    try:
        assert_one_sentence(local("run", DATA_DIR=str(tmp_path)), f"Another run uses {tmp_path}")
    finally:
        data.release()


def test_a_token_before_the_first_start(tmp_path):
    assert_one_sentence(local("token", DATA_DIR=str(tmp_path)), "start it once with `make run`")


def test_a_token_is_printed_alone(tmp_path):
    secrets = load_or_generate(tmp_path / "secrets.json")
    result = local(
        "token", "--tenant", "acme", "--user", "ana", "--roles", "user, admin", DATA_DIR=str(tmp_path)
    )
    claims = jwt.decode(result.stdout.strip(), secrets.jwt_hs256_secret, ["HS256"], audience="misybot-api")
    assert (claims["tenant"], claims["sub"], claims["roles"]) == ("acme", "ana", ["user", "admin"])
