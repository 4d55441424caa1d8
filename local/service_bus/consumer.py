"""Receivers as queues see them, and how they settle messages."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from local.service_bus.errors import BusError
    from local.service_bus.message import Message


class Outcome(Enum):
    """How a receiver settles a message. A release is a message that the receiver never looked at."""

    COMPLETE = auto()
    ABANDON = auto()
    DEAD_LETTER = auto()
    RELEASE = auto()


class Consumer(Protocol):
    """A receiver of single messages."""

    @property
    def name(self) -> str:
        """The link name, unique to the receiver."""

    @property
    def wanted_session(self) -> str | None:
        """The session it asks for; None is the next available one. Plain queues do not look at it."""

    @property
    def credit(self) -> int:
        """How many more messages it takes now."""

    def deliver(self, message: Message) -> None:
        """Take a locked message."""

    def granted(self, session_id: str, locked_until: int) -> None:
        """The session is its own until the time in milliseconds."""

    def lost(self, error: BusError) -> None:
        """The session was taken away."""
