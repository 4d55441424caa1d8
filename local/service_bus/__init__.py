"""A Service Bus emulator that the real azure-servicebus SDK talks AMQP 1.0 to."""

from __future__ import annotations

from local.service_bus.emulator import Emulator

__all__ = ["Emulator"]
