"""A child becomes ready, stops, is killed, and never outlives its parent."""

import asyncio
import os
import signal
import sys

import psutil
import pytest

from local.errors import PartFailedError, ProgramMissingError
from local.ports import free_port
from local.process import Child, Command, run_to_end
from tests.unit.local_stack.parts import SERVER, answering_pid, pid_of_file, python, until

IGNORES_TERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("on", flush=True)
time.sleep(60)
"""


async def ready_server(tmp_path) -> tuple[Child, int]:
    port = free_port()
    child = await Child.spawn("server", python(SERVER, str(port)), tmp_path / "server.log")

    async def check() -> None:
        await answering_pid(port)

    await child.wait_ready(check, timeout=20)
    return child, port


async def test_a_child_is_ready_when_it_answers_and_gone_after_stop(tmp_path):
    child, port = await ready_server(tmp_path)
    assert await answering_pid(port) == child.pid
    await child.stop()
    assert not child.running
    assert await child.wait() == -signal.SIGTERM
    with pytest.raises(OSError, match=r"refused|failed"):
        await answering_pid(port)


async def test_output_goes_to_the_log(tmp_path):
    child, _ = await ready_server(tmp_path)
    await child.stop()
    assert (tmp_path / "server.log").read_text() == "listening\n"


async def test_input_reaches_the_child(tmp_path):
    command = python("import sys; print(sys.stdin.read()[::-1])", stdin=b"secret")
    child = await Child.spawn("reader", command, tmp_path / "reader.log")
    assert await child.wait() == 0
    assert (tmp_path / "reader.log").read_text() == "terces\n"


async def test_a_child_that_ends_before_it_is_ready_is_reported_with_the_end_of_its_log(tmp_path):
    code = "import sys; print('line one'); sys.exit('no such table: turns')"
    child = await Child.spawn("Server", python(code), tmp_path / "server.log")

    async def check() -> None:
        raise ConnectionRefusedError

    with pytest.raises(PartFailedError, match=r"(?s)Server ended with exit code 1\. .*no such table: turns"):
        await child.wait_ready(check, timeout=20)


async def test_a_child_that_never_gets_ready_is_reported_with_the_reason(tmp_path):
    child = await Child.spawn("Server", python("import time; time.sleep(60)"), tmp_path / "server.log")

    async def check() -> None:
        raise ConnectionRefusedError("nobody listens")

    try:
        with pytest.raises(PartFailedError, match=r"not ready within .*nobody listens"):
            await child.wait_ready(check, timeout=0.3)
    finally:
        await child.kill()


async def test_a_child_that_ignores_the_signal_is_killed(tmp_path):
    child = await Child.spawn("stubborn", python(IGNORES_TERM), tmp_path / "stubborn.log")
    await until(lambda: (tmp_path / "stubborn.log").read_text() == "on\n")
    await child.stop(grace=0.2)
    assert await child.wait() == -signal.SIGKILL


async def test_a_kill_takes_the_children_of_the_child_too(tmp_path):
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "open(sys.argv[1], 'w').write(str(child.pid)); child.wait()"
    )
    child = await Child.spawn("parent", python(code, str(note)), tmp_path / "parent.log")
    await until(lambda: pid_of_file(note))
    grandchild = psutil.Process(pid_of_file(note))
    await child.kill()
    await until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


async def test_a_frozen_child_can_be_stopped(tmp_path):
    child, _ = await ready_server(tmp_path)
    child.pause()
    assert psutil.Process(child.pid).status() == psutil.STATUS_STOPPED
    await child.stop()
    assert await child.wait() == -signal.SIGTERM


async def test_a_missing_program_is_named(tmp_path):
    with pytest.raises(ProgramMissingError, match="no-such-program"):
        await Child.spawn("part", Command(("no-such-program",)), tmp_path / "part.log")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
async def test_a_killed_parent_leaves_no_child(tmp_path):
    note = tmp_path / "pid"
    script = f"""
import asyncio, os, sys
from pathlib import Path
from local.process import Child, Command
async def main():
    command = Command((sys.executable, "-c", "import time; time.sleep(60)"))
    child = await Child.spawn("child", command, Path({str(tmp_path / "child.log")!r}))
    Path({str(note)!r}).write_text(str(child.pid))
    await asyncio.sleep(60)
asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
    try:
        await until(lambda: pid_of_file(note))
        child = psutil.Process(pid_of_file(note))
    finally:
        parent.kill()
        await parent.wait()
    await until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


async def test_the_output_of_a_short_command_is_returned(tmp_path):
    assert await run_to_end("answer", python("print(6 * 7)"), tmp_path / "answer.log", timeout=20) == "42\n"


async def test_a_failing_short_command_is_reported_with_its_errors(tmp_path):
    with pytest.raises(PartFailedError, match=r"(?s)exit code 1.*relation does not exist"):
        await run_to_end(
            "migrate", python("raise SystemExit('relation does not exist')"), tmp_path / "m.log", 20
        )


async def test_a_short_command_that_hangs_is_ended(tmp_path):
    note = tmp_path / "pid"
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(PartFailedError, match="did not finish"):
        await run_to_end("migrate", python(code, str(note)), tmp_path / "m.log", timeout=1)
    pid = pid_of_file(note)
    assert pid == 0 or not psutil.pid_exists(pid) or os.getpid() == pid
