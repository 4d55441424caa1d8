"""Parts that die come back, parts that keep dying end the run, and everything stops."""

import asyncio
import os
import signal

import psutil
import pytest

from local.data_directory import DataDirectory
from local.errors import PartFailedError
from local.ports import free_port
from local.supervisor import RestartPolicy, Supervisor
from tests.unit.local_stack.parts import SERVER, answering_pid, contains, server_part, until

BROKEN = "import sys; sys.exit('broken')"


class Supervised:
    """A supervisor with parts `one` and `two`, and what it reported."""

    def __init__(self, data: DataDirectory) -> None:
        self.lines: list[str] = []
        self.ports = {"one": free_port()}
        self.ports["two"] = free_port({self.ports["one"]})
        self.supervisor = Supervisor(data, self.lines.append)
        self.supervisor.add(*(server_part(name, port) for name, port in self.ports.items()))

    async def pid(self, name: str) -> int:
        return await answering_pid(self.ports[name])


@pytest.fixture
async def supervised(tmp_path):
    data = DataDirectory(tmp_path)
    data.acquire()
    supervised = Supervised(data)
    yield supervised
    await supervised.supervisor.stop_all()
    data.release()


async def test_a_started_part_answers_and_is_reported(supervised):
    await supervised.supervisor.start("one")
    assert await supervised.pid("one") == supervised.supervisor.pid("one")
    assert contains(supervised.lines, "One answers")
    assert not supervised.supervisor.running("two")


async def test_starting_a_running_part_changes_nothing(supervised):
    await supervised.supervisor.start("one")
    pid = supervised.supervisor.pid("one")
    await supervised.supervisor.start("one")
    assert supervised.supervisor.pid("one") == pid


async def test_a_part_that_dies_is_started_again_on_the_same_port(supervised):
    await supervised.supervisor.start("one")
    first = supervised.supervisor.pid("one")
    os.kill(first, signal.SIGKILL)
    await until(lambda: contains(supervised.lines, "One was ended by SIGKILL; starting it again"))
    await supervised.supervisor.wait_ready("one")
    assert await supervised.pid("one") not in (0, first)


async def test_a_killed_part_stays_dead_with_restarts_off(supervised):
    supervised.supervisor.restarts = False
    await supervised.supervisor.start("one")
    await supervised.supervisor.kill("one")
    await until(lambda: contains(supervised.lines, "One was ended by SIGKILL"))
    assert not supervised.supervisor.running("one")
    await supervised.supervisor.start("one")
    assert await supervised.pid("one") == supervised.supervisor.pid("one")


async def test_a_stopped_part_stays_stopped_until_it_is_started(supervised):
    await supervised.supervisor.start("one")
    await supervised.supervisor.stop("one")
    assert not supervised.supervisor.running("one")
    assert not contains(supervised.lines, "again")
    await supervised.supervisor.start("one")
    assert await supervised.pid("one") > 0


async def test_a_frozen_part_answers_again_after_it_is_resumed(supervised):
    await supervised.supervisor.start("one")
    supervised.supervisor.pause("one")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await supervised.pid("one")
    supervised.supervisor.resume("one")
    assert await supervised.pid("one") == supervised.supervisor.pid("one")


async def test_parts_stop_in_the_reverse_order(tmp_path):
    data = DataDirectory(tmp_path)
    data.acquire()
    note = tmp_path / "stopped"
    leaves_a_note = (
        f"import signal, sys\n"
        f"def stop(*_):\n    open({str(note)!r}, 'a').write(NAME + ' '); sys.exit()\n"
        f"signal.signal(signal.SIGTERM, stop)\n" + SERVER
    )
    supervisor = Supervisor(data, lambda line: None)
    for name in ("one", "two"):
        supervisor.add(server_part(name, free_port(), f"NAME = {name!r}\n{leaves_a_note}"))
    await asyncio.gather(supervisor.start("two"), supervisor.start("one"))
    await supervisor.stop_all()
    data.release()
    assert note.read_text() == "two one "


async def test_a_part_that_cannot_start_raises_and_leaves_no_process(supervised):
    supervised.supervisor.add(server_part("broken", free_port(), BROKEN))
    with pytest.raises(PartFailedError, match=r"(?s)Broken ended with exit code 1.*broken"):
        await supervised.supervisor.start("broken")
    assert not supervised.supervisor.running("broken")


async def test_a_cancelled_start_leaves_no_process(supervised):
    never_ready = server_part("never", free_port(), "import time; time.sleep(60)")
    supervised.supervisor.add(never_ready)
    starting = asyncio.create_task(supervised.supervisor.start("never"))
    await until(lambda: supervised.supervisor.running("never"))
    process = psutil.Process(supervised.supervisor.pid("never"))
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not process.is_running()


async def test_a_part_that_keeps_dying_ends_the_run(supervised, tmp_path):
    note = tmp_path / "broken"
    dies_the_second_time = f"import os, sys\nif os.path.exists({str(note)!r}): sys.exit('broken')\n" + SERVER
    supervised.supervisor.add(server_part("weak", free_port(), dies_the_second_time))
    await supervised.supervisor.start("weak")
    note.touch()
    await supervised.supervisor.kill("weak")
    async with asyncio.timeout(30):
        with pytest.raises(
            PartFailedError, match=r"(?s)Weak could not be started again.*died 5 times.*broken"
        ):
            await supervised.supervisor.failed()


def test_each_restart_waits_twice_as_long_and_the_fifth_death_is_the_last():
    policy = RestartPolicy()
    assert [policy.delay_after_death(now) for now in range(5)] == [0.25, 0.5, 1, 2, None]


def test_deaths_long_ago_are_forgotten():
    policy = RestartPolicy(limit=2, window=60)
    assert policy.delay_after_death(0) == 0.25
    assert policy.delay_after_death(60) == 0.25
    assert policy.delay_after_death(119) is None
