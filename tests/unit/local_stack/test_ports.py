"""Ports are free, distinct, remembered, and given up when somebody else took them."""

import json
import socket

import pytest

from local.errors import PortTakenError
from local.ports import HOST, PARTS, choose_ports, free_port, is_free, require_free


def listen(port: int = 0) -> socket.socket:
    server = socket.create_server((HOST, port))
    server.listen()
    return server


def test_a_port_with_a_listener_is_not_free():
    with listen() as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(PortTakenError, match=rf"^Port {port} is taken by another program: .*PORT="):
            require_free(port)


def test_a_free_port_can_be_listened_on():
    port = free_port()
    with listen(port) as server:
        assert server.getsockname()[1] == port


def test_every_part_gets_a_port_of_its_own(tmp_path):
    ports = choose_ports(tmp_path / "ports.json", http_port=7071)
    assert set(ports) == set(PARTS)
    assert len({*ports.values(), 7071}) == len(PARTS) + 1


def test_ports_are_remembered(tmp_path):
    file = tmp_path / "ports.json"
    assert choose_ports(file, 7071) == choose_ports(file, 7071)


def test_a_remembered_port_that_was_taken_is_replaced_and_the_others_stay(tmp_path):
    file = tmp_path / "ports.json"
    before = choose_ports(file, 7071)
    with listen(before["redis"]):
        after = choose_ports(file, 7071)
    assert after["redis"] != before["redis"]
    assert {part: port for part, port in after.items() if part != "redis"} == {
        part: port for part, port in before.items() if part != "redis"
    }
    assert json.loads(file.read_text()) == after


def test_a_remembered_port_that_is_now_the_http_port_is_replaced(tmp_path):
    file = tmp_path / "ports.json"
    before = choose_ports(file, 7071)
    after = choose_ports(file, http_port=before["postgres"])
    assert after["postgres"] != before["postgres"]
