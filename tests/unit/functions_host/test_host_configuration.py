"""host.json, local.settings.json and app settings."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from local.functions_host.configuration import (
    apply_local_settings,
    is_disabled,
    load_host_options,
    parse_time_span,
    resolve_settings,
    service_bus_connection_string,
)
from local.functions_host.errors import ConfigurationError


def _host_json(folder: Path, content: Any) -> Path:
    (folder / "host.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def test_defaults_are_those_of_azure(tmp_path: Path) -> None:
    options = load_host_options(_host_json(tmp_path, {"version": "2.0"}))
    assert (options.route_prefix, options.function_timeout, options.log_level) == ("api", 1800, logging.INFO)
    bus = options.service_bus
    assert (bus.max_concurrent_calls, bus.max_concurrent_sessions) == (16, 8)
    assert (bus.session_idle_timeout, bus.max_auto_lock_renewal_duration) == (60, 300)


def test_values_of_host_json_are_read(tmp_path: Path) -> None:
    options = load_host_options(
        _host_json(
            tmp_path,
            {
                "version": "2.0",
                "functionTimeout": "00:01:30",
                "logging": {"logLevel": {"default": "Warning"}},
                "extensions": {
                    "http": {"routePrefix": "/v1/"},
                    "serviceBus": {
                        "maxConcurrentCalls": 3,
                        "maxConcurrentSessions": 4,
                        "sessionIdleTimeout": "00:00:05",
                        "maxAutoLockRenewalDuration": "1.00:00:00",
                    },
                },
            },
        )
    )
    assert (options.route_prefix, options.function_timeout, options.log_level) == ("v1", 90, logging.WARNING)
    assert options.service_bus.max_concurrent_calls == 3
    assert options.service_bus.max_auto_lock_renewal_duration == 86400


def test_minus_one_means_no_function_timeout(tmp_path: Path) -> None:
    assert (
        load_host_options(_host_json(tmp_path, {"version": "2.0", "functionTimeout": "-1"})).function_timeout
        is None
    )


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        {"version": "1.0"},
        {"version": "2.0", "functionTimeout": "soon"},
        {"version": "2.0", "extensions": {"serviceBus": {"autoCompleteMessages": False}}},
        {"version": "2.0", "extensions": {"serviceBus": {"maxConcurrentSessions": 0}}},
        {"version": "2.0", "logging": {"logLevel": {"default": "Loud"}}},
    ],
)
def test_unusable_host_json_is_refused(tmp_path: Path, content: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"host\.json"):
        load_host_options(_host_json(tmp_path, content))


def test_missing_host_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no host\.json"):
        load_host_options(tmp_path)


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:05:00", 300), ("1.02:03:04", 93784), ("00:00:00.5", 0.5), ("0:0:1", 1)]
)
def test_time_spans(text: str, seconds: float) -> None:
    assert parse_time_span(text) == seconds


def test_the_environment_wins_over_local_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "local.settings.json").write_text(
        json.dumps({"Values": {"HOST_A": "file", "HOST_B": "file"}})
    )
    monkeypatch.setenv("HOST_A", "environment")
    monkeypatch.setenv("HOST_B", "")
    monkeypatch.delenv("HOST_B")
    apply_local_settings(tmp_path)
    assert resolve_settings("%HOST_A%-%HOST_B%", "f") == "environment-file"


def test_encrypted_settings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "local.settings.json").write_text(json.dumps({"IsEncrypted": True, "Values": {}}))
    with pytest.raises(ConfigurationError, match="encrypted"):
        apply_local_settings(tmp_path)


def test_settings_are_resolved_in_nested_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST_A", "x")
    assert resolve_settings({"a": ["%HOST_A%", 1], "b": "100%"}, "f") == {"a": ["x", 1], "b": "100%"}


def test_a_missing_setting_is_named_with_its_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOST_ABSENT", raising=False)
    with pytest.raises(ConfigurationError, match=r"'front'.*HOST_ABSENT"):
        resolve_settings("%HOST_ABSENT%", "front")


def test_connection_strings_may_carry_the_azure_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobsHostBus", "Endpoint=sb://x")
    assert service_bus_connection_string("HostBus", "f") == "Endpoint=sb://x"


def test_identity_connections_are_for_azure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HostBus__fullyQualifiedNamespace", "x.servicebus.windows.net")
    with pytest.raises(ConfigurationError, match="identity connection"):
        service_bus_connection_string("HostBus", "f")


def test_functions_are_disabled_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobs.sweep.Disabled", "true")
    monkeypatch.setenv("AzureWebJobs__other__Disabled", "0")
    assert is_disabled("sweep")
    assert not is_disabled("other")
