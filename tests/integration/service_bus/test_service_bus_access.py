"""Who is let in: shared access signatures against the emulator's key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import quote_plus, urlencode

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusAuthorizationError, ServiceBusError

from local.service_bus import Emulator
from local.service_bus.config import parse_config

CONFIG = {
    "UserConfig": {"Namespaces": [{"Name": "test", "Queues": [{"Name": "guarded"}, {"Name": "other"}]}]}
}
KEY = "the right key"


def _signature(audience: str, key: str) -> str:
    end = int(time.time()) + 60
    digest = hmac.new(key.encode(), f"{quote_plus(audience)}\n{end}".encode(), hashlib.sha256).digest()
    fields = {"sr": audience, "sig": base64.b64encode(digest), "se": end, "skn": "k"}
    return "SharedAccessSignature " + urlencode(fields)


async def _send(connection_string: str) -> None:
    async with ServiceBusClient.from_connection_string(connection_string, retry_total=0) as client:
        async with client.get_queue_sender("guarded") as sender:
            await sender.send_messages(ServiceBusMessage("x"))


async def test_only_tokens_signed_with_the_key_for_the_entity_open_a_link() -> None:
    async with Emulator(parse_config(CONFIG), key=KEY) as bus:
        with pytest.raises(ServiceBusError) as refused:
            await _send(bus.connection_string.replace(KEY, "another key"))
        assert refused.value.inner_exception.status_code == 401
        assert b"InvalidSignature" in refused.value.inner_exception.status_description

        endpoint = f"sb://127.0.0.1:{bus.port}"
        for_other = _signature(f"{endpoint}/other", KEY)
        with pytest.raises(ServiceBusAuthorizationError, match="Unauthorized access to 'guarded'"):
            await _send(f"Endpoint={endpoint};SharedAccessSignature={for_other};UseDevelopmentEmulator=true")
        assert [entity.active for entity in bus.counts()] == [0, 0]

        await _send(bus.connection_string)
        assert [entity.active for entity in bus.counts()] == [1, 0]
