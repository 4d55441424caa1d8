"""AMQP bytes, messages, filters, tokens and the store."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from azure.servicebus._base_handler import _generate_sas_token
from proton import Data
from proton import Message as ProtonMessage

from local.service_bus import codec
from local.service_bus.errors import InvalidMessageError, StoreError, UnauthorizedError
from local.service_bus.message import Message
from local.service_bus.rules import CorrelationFilter, parse_sql_filter
from local.service_bus.tokens import TokenGate, verify_signature
from tests.unit.local_service_bus.fakes import FakeClock, encoded, message, open_store

if TYPE_CHECKING:
    from pathlib import Path


def _batch(*messages: bytes) -> bytes:
    parts = []
    for inner in messages:
        data = Data()
        data.put_binary(inner)
        parts.append(b"\x00\x53\x75" + data.encode())
    return b"".join(parts)


def test_transfer_is_taken_apart_only_if_it_is_a_batch() -> None:
    small, large = encoded("a"), encoded("b" * 1000)
    assert codec.split_batch(_batch(small, large)) == [small, large]
    assert codec.split_batch(_batch(small)) == [small]
    for body in (b"", b'{"a": 1}', small[:-1], b"\x00Sx"):
        assert codec.split_batch(_batch(body)) == [_batch(body)]
    assert codec.split_batch(small) == [small]


def test_every_cut_message_is_refused_or_still_a_message() -> None:
    payload = encoded("body" * 100, message_id="m", session_id="s", agent="a", due=1, ttl_ms=5_000)
    whole_sections = {part.start for part in codec.sections(payload)} - {0}
    for length in range(len(payload)):
        if length in whole_sections:
            assert len(Message.read_transfer(payload[:length])) == 1
        else:
            with pytest.raises(InvalidMessageError):
                Message.read_transfer(payload[:length])


def test_dead_letter_marks_replace_older_ones_and_keep_the_rest() -> None:
    dead = message(agent="a", DeadLetterReason="older", DeadLetterErrorDescription="kept")
    dead.mark_dead("newer" * 100, None)
    again = Message(dead.encode())
    assert again.application_properties == {
        "agent": "a",
        "DeadLetterReason": "newer" * 100,
        "DeadLetterErrorDescription": "kept",
    }
    bare = message()
    bare.mark_dead("reason", "description")
    sent = ProtonMessage()
    sent.decode(bare.encode())
    assert sent.properties == {"DeadLetterReason": "reason", "DeadLetterErrorDescription": "description"}
    assert sent.body == "body"


def test_correlation_filter_wants_all_properties_equal() -> None:
    wanted = CorrelationFilter({"Label": "hot"}, {"agent": "a", "retry": 2})
    assert wanted.matches(message(subject="hot", agent="a", retry=2, other="x"))
    assert not wanted.matches(message(subject="hot", agent="A", retry=2))
    assert not wanted.matches(message(subject="hot", agent="a"))
    assert not wanted.matches(message(agent="a", retry=2))
    assert CorrelationFilter().matches(message())


@pytest.mark.parametrize(
    ("expression", "filter_"),
    [
        ("agent = 'video-scriptor'", CorrelationFilter({}, {"agent": "video-scriptor"})),
        ("agent='it''s' and sys.Label = 'x'", CorrelationFilter({"Label": "x"}, {"agent": "it's"})),
        ("user.a = 1 AND [b-c] = 1.5 AND d = TRUE", CorrelationFilter({}, {"a": 1, "b-c": 1.5, "d": True})),
        (" 1=1 ", CorrelationFilter()),
    ],
)
def test_sql_equality_is_a_correlation_filter(expression: str, filter_: CorrelationFilter) -> None:
    assert parse_sql_filter(expression) == filter_


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "agent",
        "agent = ",
        "agent = 'a' OR b = 'c'",
        "agent > 1",
        "a = 'b' c = 'd'",
        "agent = 'a",
        "a = 'b' AND",
        "sys.Nothing = 'x'",
        "a = 'b' AND a = 'c'",
        "agent = 'x' -- comment",
    ],
)
def test_other_sql_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"supported|unknown system property|two values"):
        parse_sql_filter(expression)


AUDIENCE = "sb://127.0.0.1:5672/mishy-agent-requests"


def test_signature_of_the_sdk_is_verified() -> None:
    clock = FakeClock()
    token = _generate_sas_token(AUDIENCE, "RootManageSharedAccessKey", "key+/=")
    audience, ends = verify_signature(token.token, "key+/=", clock.now())
    assert (audience, ends) == (AUDIENCE, token.expires_on * 1000)
    forged = token.token.replace("mishy-agent-requests", "mishy-agent-responses")
    for text, key, now, complaint in (
        (token.token, "other", clock.now(), "InvalidSignature"),
        (forged, "key+/=", clock.now(), "InvalidSignature"),
        (token.token, "key+/=", ends, "ExpiredToken"),
        ("eyJhbGciOi", "key+/=", 0, "Only shared access signatures"),
        ("SharedAccessSignature sr=a&sig=b", "key+/=", 0, "lacks"),
    ):
        with pytest.raises(UnauthorizedError, match=complaint):
            verify_signature(text, key, now)


def test_gate_opens_for_the_entity_of_the_token_and_below_until_it_ends() -> None:
    clock = FakeClock()
    gate = TokenGate("key", clock)
    topic = "amqps://127.0.0.1:5672/mishy-agent-requests"
    with pytest.raises(UnauthorizedError):
        gate.require(topic)
    token = _generate_sas_token(AUDIENCE, "k", "key")
    answer = gate.answer(ProtonMessage(id="1", body=token.token))
    assert (answer.correlation_id, answer.properties["status-code"]) == ("1", 202)
    gate.require(topic)
    gate.require("Mishy-Agent-Requests/Subscriptions/trend-scanner/$DeadLetterQueue")
    with pytest.raises(UnauthorizedError):
        gate.require(topic + "-2")
    clock.advance(token.expires_on * 1000 - clock.now())
    with pytest.raises(UnauthorizedError):
        gate.require(topic)
    refusal = gate.answer(ProtonMessage(id="2", body=token.token))
    assert (refusal.correlation_id, refusal.properties["status-code"]) == ("2", 401)


def test_store_of_another_version_or_no_store_at_all_is_refused(tmp_path: Path) -> None:
    newer = sqlite3.connect(tmp_path / "newer.sqlite")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreError, match="schema version 99, not 1"):
        open_store(str(tmp_path / "newer.sqlite"))
    (tmp_path / "text.sqlite").write_text("not a database " * 100)
    with pytest.raises(StoreError, match="cannot be opened: file is not a database"):
        open_store(str(tmp_path / "text.sqlite"))
    with pytest.raises(StoreError, match="cannot be opened: unable to open database file"):
        open_store(str(tmp_path / "nowhere" / "bus.sqlite"))


def test_sequence_numbers_go_on_after_a_restart_even_if_nothing_is_left(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "bus.sqlite"))
    assert [store.next_number("a"), store.next_number("a"), store.next_number("b")] == [1, 2, 1]
    store.close()
    store = open_store(str(tmp_path / "bus.sqlite"))
    assert [store.next_number("a"), store.next_number("b")] == [3, 2]
    store.close()
