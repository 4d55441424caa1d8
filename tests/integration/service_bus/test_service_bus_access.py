"""Who is let in: shared access signatures against the emulator's key."""

from __future__ import annotations

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusAuthenticationError, ServiceBusAuthorizationError

from local.service_bus import Emulator
from local.service_bus.config import parse_config

CONFIG = {"UserConfig": {"Namespaces": [{"Name": "test", "Queues": [{"Name": "guarded"}, {"Name": "other"}]}]}}


async def test_only_tokens_signed_with_the_key_open_a_link() -> None:
    async with Emulator(parse_config(CONFIG), key="the right key") as bus:
        forged = bus.connection_string.replace("the right key", "another key")
        async with ServiceBusClient.from_connection_string(forged, retry_total=0) as client:
            with pytest.raises((ServiceBusAuthenticationError, ServiceBusAuthorizationError), match="401|Signature"):
                async with client.get_queue_sender("guarded") as sender:
                    await sender.send_messages(ServiceBusMessage("x"))
        assert [entity.active for entity in bus.counts()] == [0, 0]

        async with ServiceBusClient.from_connection_string(bus.connection_string, retry_total=0) as client:
            async with client.get_queue_sender("guarded") as sender:
                await sender.send_messages(ServiceBusMessage("x"))
            async with client.get_queue_receiver("guarded") as receiver:
                assert len(await receiver.peek_messages()) == 1
        assert [entity.active for entity in bus.counts()] == [1, 0]
