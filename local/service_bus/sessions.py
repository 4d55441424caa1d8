"""A queue that requires sessions: each session is handed to one consumer at a time, in order."""

from __future__ import annotations

import heapq
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from local.service_bus.errors import (
    BusError,
    SessionCannotBeLockedError,
    SessionLockLostError,
    UnsupportedError,
)
from local.service_bus.queue import Queue

if TYPE_CHECKING:
    from uuid import UUID

    from local.service_bus.clock import Clock, Timer
    from local.service_bus.config import QueueSettings
    from local.service_bus.consumer import Consumer
    from local.service_bus.message import Message
    from local.service_bus.store import Store

_NO_SESSION_ID = "Session enabled entity doesn't allow a message whose session identifier is null."


class _Session:
    """Ready sequence numbers of one session, and who holds it until when."""

    __slots__ = ("holder", "locked_until", "ready", "session_id", "timer")

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.ready: list[int] = []
        self.holder: Consumer | None = None
        self.locked_until = 0
        self.timer: Timer | None = None


class SessionQueue(Queue):
    """Messages by session. Consumers wait for the next available session or ask for one by its id."""

    def __init__(
        self, path: str, settings: QueueSettings, clock: Clock, store: Store, dead_letter: Queue
    ) -> None:
        super().__init__(path, settings, clock, store, dead_letter)
        self._sessions: dict[str, _Session] = {}
        self._held: dict[Consumer, _Session] = {}
        self._waiting: deque[Consumer] = deque()
        # Sessions with messages and without holder, in the order they came to that state: a session that was
        # just given up comes last, so that a poisoned one cannot keep the others waiting.
        self._free: dict[str, None] = {}

    def check(self, message: Message) -> None:
        """BusError if the message names no session."""
        if not message.session_id:
            raise BusError(_NO_SESSION_ID)

    def _make_available(self, message: Message) -> None:
        session_id = message.session_id
        if not session_id:
            # It came through a topic, whose sender cannot know that this subscription wants sessions.
            self._bury(message, "Session ID is null.", _NO_SESSION_ID)
            return
        session = self._session(session_id)
        heapq.heappush(session.ready, message.sequence_number)
        self._offer(session)

    def _session(self, session_id: str) -> _Session:
        return self._sessions.setdefault(session_id, _Session(session_id))

    def _offer(self, session: _Session) -> None:
        """Put the session's ready messages where somebody takes them."""
        if session.holder is not None:
            self._serve(session, session.holder)
        elif self._head(session.ready) is not None:
            self._free.setdefault(session.session_id)
            self.dispatch()
        else:
            self._free.pop(session.session_id, None)
            self._sessions.pop(session.session_id, None)

    def _serve(self, session: _Session, holder: Consumer) -> None:
        while holder.credit > 0 and (message := self._head(session.ready)):
            heapq.heappop(session.ready)
            self._lock(message, session.locked_until, watched=False)
            holder.deliver(message)

    def dispatch(self) -> None:
        """Grant free sessions to the consumers that wait for any."""
        while self._waiting and self._free:
            session = self._sessions[next(iter(self._free))]
            if self._head(session.ready) is None:
                self._offer(session)
            else:
                self._grant(session, self._waiting.popleft())

    def attach(self, consumer: Consumer) -> None:
        """Grant the wanted session now, or any session as soon as there is one with messages.

        SessionCannotBeLockedError if another consumer holds the wanted one.
        """
        if consumer.wanted_session is None:
            self._waiting.append(consumer)
            self.dispatch()
            return
        session = self._session(consumer.wanted_session)
        if session.holder is not None:
            raise SessionCannotBeLockedError(session.session_id)
        self._grant(session, consumer)

    def _grant(self, session: _Session, consumer: Consumer) -> None:
        self._free.pop(session.session_id, None)
        self._held[consumer] = session
        session.holder = consumer
        session.locked_until = self._clock.now() + self.settings.lock_ms
        self._watch(session)
        consumer.granted(session.session_id, session.locked_until)

    def _watch(self, session: _Session) -> None:
        session.timer = self._clock.call_at(session.locked_until, partial(self._on_session_end, session))

    def _on_session_end(self, session: _Session) -> None:
        if session.locked_until > self._clock.now():
            self._watch(session)
        elif session.holder is not None:
            holder = session.holder
            self._give_up(holder, failed=True)
            holder.lost(SessionLockLostError(session.session_id))

    def on_credit(self, consumer: Consumer) -> None:
        """The holder of a session is ready for more."""
        session = self._held.get(consumer)
        if session is not None:
            self._serve(session, consumer)

    def detach(self, consumer: Consumer) -> None:
        """Give up the consumer's session. Its unsettled messages return without a failed delivery."""
        if consumer in self._waiting:
            self._waiting.remove(consumer)
        if consumer in self._held:
            self._give_up(consumer, failed=False)

    def _give_up(self, consumer: Consumer, *, failed: bool) -> None:
        session = self._held.pop(consumer)
        session.holder = None
        if session.timer is not None:
            session.timer.cancel()
        # All messages are back in order before anybody else is granted the session.
        for message in self._locked_in(session):
            if self._survives(message, failed=failed):
                heapq.heappush(session.ready, message.sequence_number)
        self._offer(session)

    def _locked_in(self, session: _Session) -> list[Message]:
        return [
            lock.message for lock in self._locks.values() if lock.message.session_id == session.session_id
        ]

    def renew_session(self, session_id: str, holder_name: str) -> int:
        """Hold the session for its full duration from now; until when in milliseconds.

        SessionLockLostError if the receiver of that name does not hold it.
        """
        session = self._sessions.get(session_id)
        if session is None or session.holder is None or session.holder.name != holder_name:
            raise SessionLockLostError(session_id)
        if session.locked_until <= self._clock.now():
            raise SessionLockLostError(session_id)
        session.locked_until = self._clock.now() + self.settings.lock_ms
        for message in self._locked_in(session):
            message.locked_until = session.locked_until
        return session.locked_until

    def renew(self, token: UUID) -> int:
        """Messages of a session have no lock of their own."""
        raise UnsupportedError("Renew the lock of the session, not of its messages.")
