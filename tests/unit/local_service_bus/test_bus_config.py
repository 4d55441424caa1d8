"""Configuration files: what they mean, and what is said about bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import local.service_bus
from local.service_bus.config import load_config, parse_config
from local.service_bus.errors import ConfigError
from local.service_bus.rules import CorrelationFilter
from shared.names import RESPONSES_SUBSCRIPTION, SPECIALISTS


def _config(queues: Any = None, topics: Any = None) -> dict[str, Any]:
    return {"UserConfig": {"Namespaces": [{"Name": "n", "Queues": queues, "Topics": topics}]}}


def _queue(**properties: Any) -> dict[str, Any]:
    return _config(queues=[{"Name": "q", "Properties": properties}])


def _rule(**properties: Any) -> dict[str, Any]:
    rule = {"Name": "r", "Properties": properties}
    return _config(topics=[{"Name": "t", "Subscriptions": [{"Name": "s", "Rules": [rule]}]}])


def test_application_configuration_names_every_agent() -> None:
    config = load_config(Path(local.service_bus.__file__).with_name("Config.json"))
    requests, responses = config.topics
    assert (requests.name, responses.name) == ("mishy-agent-requests", "mishy-agent-responses")
    assert requests.duplicate_window_ms == responses.duplicate_window_ms == 300_000
    assert [subscription.name for subscription in requests.subscriptions] == list(SPECIALISTS)
    for subscription in requests.subscriptions:
        assert subscription.filters == (CorrelationFilter(application={"agent": subscription.name}),)
    assert [subscription.name for subscription in responses.subscriptions] == [RESPONSES_SUBSCRIPTION]
    for subscription in (*requests.subscriptions, *responses.subscriptions):
        assert subscription.settings.requires_session
        assert (subscription.settings.lock_ms, subscription.settings.max_delivery_count) == (60_000, 10)
    memory, dead_letters = config.queues
    assert (memory.name, memory.settings.requires_session) == ("mishy-conversation-memory", True)
    assert (dead_letters.name, dead_letters.settings.requires_session) == ("mishy-agent-dead-letters", False)
    assert memory.duplicate_window_ms == dead_letters.duplicate_window_ms == 300_000


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("PT1M", 60_000), ("PT0.5S", 500), ("P1DT1H1M1S", 90_061_000), ("P10675199DT2H48M5.4775807S", None)],
)
def test_durations_are_iso_8601(text: str, milliseconds: int | None) -> None:
    (queue,) = parse_config(_queue(DefaultMessageTimeToLive=text)).queues
    assert queue.settings.default_ttl_ms == milliseconds


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ([], "configuration: file: must be a JSON object"),
        ({"UserConfig": {"Namespaces": []}}, "Namespaces: must hold exactly one namespace, not 0"),
        (_config(queues={}), "namespace: Queues: must be a list"),
        (_config(queues=[{"Name": "a b"}]), "a queue: Name: 'a b' is not a name"),
        (_config(queues=[{"Name": "a"}, {"Name": "A"}]), "namespace: Name: 'a' is given twice"),
        (_config(queues=[{"Name": "a"}], topics=[{"Name": "a"}]), "namespace: Name: 'a' is given twice"),
        (_queue(LockDuration="1m"), "queue 'q': LockDuration: '1m' is not an ISO-8601 duration"),
        (_queue(LockDuration="PT6M"), "queue 'q': LockDuration: 'PT6M' is longer than the 5 minutes"),
        (_queue(LockDuration="P"), "queue 'q': LockDuration: 'P' is not"),
        (_queue(LockDuration="PT0S"), "queue 'q': LockDuration: 'PT0S' must be longer than zero"),
        (_queue(LockDuration=60), "queue 'q': LockDuration: 60 is not"),
        (_queue(MaxDeliveryCount=0), "queue 'q': MaxDeliveryCount: 0 is not a number from 1 to 2000"),
        (_queue(MaxDeliveryCount=True), "queue 'q': MaxDeliveryCount: True is not a number"),
        (_queue(RequiresSession="yes"), "queue 'q': RequiresSession: 'yes' is not true or false"),
        (_queue(LockDurations="PT1M"), "queue 'q': LockDurations: is not a known key"),
        (_queue(ForwardTo="x"), "queue 'q': ForwardTo: is not supported"),
        (
            _config(topics=[{"Name": "t", "Properties": {"RequiresSession": True}}]),
            "topic 't': RequiresSession",
        ),
        (
            _config(topics=[{"Name": "t", "Subscriptions": [{"Name": "s", "Properties": 1}]}]),
            "topic 't', subscription 's': Properties: must be a JSON object",
        ),
        (_rule(), "topic 't', subscription 's', rule 'r': FilterType: None is neither Sql nor Correlation"),
        (_rule(FilterType="Sql"), "rule 'r': SqlFilter: must be a JSON object"),
        (
            _rule(FilterType="Sql", SqlFilter={"SqlExpression": "a LIKE 'b%'"}),
            "rule 'r': SqlExpression: only `name = literal` joined by AND is supported",
        ),
        (_rule(FilterType="Correlation", CorrelationFilter={}), "CorrelationFilter: names no property"),
        (
            _rule(FilterType="Correlation", CorrelationFilter={"Lable": "x"}),
            "rule 'r': Lable: is not a known key",
        ),
        (
            _rule(FilterType="Correlation", CorrelationFilter={"Properties": {"a": []}}),
            "rule 'r': CorrelationFilter.Properties.a: [] is not a plain value",
        ),
    ],
)
def test_bad_configuration_is_one_error_with_entity_and_key(config: Any, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_config(config)
    assert complaint in raised.value.message


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    missing, broken = tmp_path / "missing.json", tmp_path / "broken.json"
    broken.write_text(json.dumps(_config())[:-1])
    with pytest.raises(ConfigError, match=r"missing\.json: file: cannot be read: No such file"):
        load_config(missing)
    with pytest.raises(ConfigError, match=r"broken\.json: file: is not JSON"):
        load_config(broken)
