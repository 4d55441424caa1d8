"""The platform itself: what a second start finds, and what is left when it ends."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from local.leftovers import ProcessRecord
from local.ports import free_port
from local.stack import ROOT, Stack
from tests.support.poll import eventually
from tests.support.stack import clean_environment

PARTS = {"postgres", "redis", "azurite", "service_bus", "functions_host"}


class Run:
    """`make run` without make: `python -m local run` as a process of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.output = data.with_name("output.txt")
        self.port = free_port()
        environment = {**clean_environment(), "DATA_DIR": str(data), "PORT": str(self.port)}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local", "run"],
                cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    async def serving(self) -> str:
        """What it printed, once it serves."""

        async def probe() -> bool:
            assert self.process.poll() is None, self.output.read_text()
            return "Serving until Ctrl-C" in self.output.read_text()

        await eventually(probe, seconds=100)
        return self.output.read_text()

    def parts(self) -> dict[str, psutil.Process]:
        """The processes that it says it started."""
        recorded = json.loads((self.data / "processes.json").read_text())
        return {name: psutil.Process(entry["pid"]) for name, entry in recorded.items()}

    def end(self) -> None:
        """Kills it if it still runs."""
        self.process.kill()
        self.process.wait()
        ProcessRecord(self.data / "processes.json").end_leftovers()


@pytest.fixture
def run(tmp_path):
    run = Run(tmp_path / "data with spaces")
    yield run
    run.end()


async def gone(processes: dict[str, psutil.Process]) -> None:
    """Waits until none of the processes runs."""

    async def probe() -> bool:
        return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes.values())

    await eventually(probe)


async def test_a_run_prints_the_script_and_credentials_that_work_and_stops_on_ctrl_c(run):
    output = await run.serving()
    for expected in ("Timeline", "Captions", "Base URL", "Development token", "API key", "curl -s -X POST"):
        assert expected in output
    file = run.data / "development.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    development = json.loads(file.read_text())
    assert development["baseUrl"] == f"http://127.0.0.1:{run.port}"
    async with httpx.AsyncClient(base_url=development["baseUrl"], trust_env=False, timeout=30) as client:
        for headers in (
            {"Authorization": f"Bearer {development['token']}"},
            {"x-api-key": development["apiKey"]},
        ):
            assert (await client.get("/api/sessions", headers=headers)).status_code == 200
    parts = run.parts()
    assert set(parts) == PARTS
    os.kill(run.process.pid, signal.SIGINT)

    async def ended() -> bool:
        return run.process.poll() is not None

    await eventually(ended, seconds=60)
    assert run.process.returncode == 0
    await gone(parts)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
async def test_a_killed_run_leaves_no_process(run):
    await run.serving()
    parts = run.parts()
    run.process.kill()
    run.process.wait()
    await gone(parts)


async def test_a_second_start_finds_the_data_the_ports_and_the_secrets_of_the_first(tmp_path):
    async def sessions(stack: Stack) -> list[object]:
        headers = {"Authorization": f"Bearer {stack.token()}"}
        async with httpx.AsyncClient(
            base_url=stack.base_url, headers=headers, timeout=60, trust_env=False
        ) as client:
            return [
                session["sessionId"] for session in (await client.get("/api/sessions")).json()["sessions"]
            ]

    async with Stack(tmp_path, base_environment=clean_environment()) as first:
        ports, secrets = first.ports, first.secrets
        async with httpx.AsyncClient(
            base_url=first.base_url,
            headers={"Authorization": f"Bearer {first.token()}"},
            timeout=60,
            trust_env=False,
        ) as client:
            answer = await client.post(
                "/api/agents/front-desk/messages", json={"message": "guion para mi panadería"}
            )
        assert answer.status_code == 202
        before = await sessions(first)
    async with Stack(tmp_path, base_environment=clean_environment()) as second:
        assert (second.ports, second.secrets) == (ports, secrets)
        assert await sessions(second) == before != []


async def test_a_part_that_dies_comes_back_and_the_others_stay(stack):
    pids = {name: stack.pid(name) for name in PARTS}
    await stack.kill("redis")
    await stack.wait_ready("redis")
    assert {name for name in PARTS if stack.pid(name) != pids[name]} == {"redis"}


async def test_nobody_connects_to_postgres_without_the_password(stack):
    environment = stack.environment
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await psycopg.AsyncConnection.connect(
            host=environment["DB_HOST"], port=int(environment["DB_PORT"]), user=environment["DB_USERNAME"],
            password="wrong", dbname=environment["DB_NAME"],
        )  # fmt: skip
