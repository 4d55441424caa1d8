"""host.json, local.settings.json and app settings, read the way the Functions host reads them."""

from __future__ import annotations

import json
import logging
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.functions_host.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_FUNCTION_TIMEOUT = 1800.0
_TIME_SPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):([0-5]?\d):([0-5]?\d)(\.\d+)?")
_LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "none": logging.CRITICAL + 10,
}


@dataclass(frozen=True, slots=True)
class ServiceBusOptions:
    """`extensions.serviceBus` of host.json; durations in seconds."""

    max_concurrent_calls: int = 16
    max_concurrent_sessions: int = 8
    session_idle_timeout: float = 60.0
    max_auto_lock_renewal_duration: float = 300.0


@dataclass(frozen=True, slots=True)
class HostOptions:
    """What the host uses of host.json; durations in seconds, None = no limit."""

    route_prefix: str = "api"
    function_timeout: float | None = DEFAULT_FUNCTION_TIMEOUT
    log_level: int = logging.INFO
    service_bus: ServiceBusOptions = field(default_factory=ServiceBusOptions)


def parse_time_span(text: str) -> float:
    """Seconds of a .NET TimeSpan, `[days.]hh:mm:ss[.fraction]`; ValueError for anything else."""
    match = _TIME_SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a time span (hh:mm:ss)")
    days, hours, minutes, seconds, fraction = match.groups()
    return (
        int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(fraction or 0)
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ConfigurationError(f"{path} is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} must hold a JSON object.")
    return content


def apply_local_settings(root: Path) -> None:
    """Puts `Values` of local.settings.json into the environment; variables that exist already win."""
    path = root / "local.settings.json"
    if not path.exists():
        return
    content = _read_json(path)
    if content.get("IsEncrypted"):
        raise ConfigurationError(f"{path} is encrypted; decrypt it first (func settings decrypt).")
    for name, value in content.get("Values", {}).items():
        os.environ.setdefault(name, value if isinstance(value, str) else json.dumps(value))


def load_host_options(root: Path) -> HostOptions:
    """host.json of the app in `root`; ConfigurationError if it is missing, malformed or not version 2.0."""
    path = root / "host.json"
    if not path.exists():
        raise ConfigurationError(f"There is no host.json in {root}; is it a Functions app?")
    content = _read_json(path)
    if content.get("version") != "2.0":
        raise ConfigurationError(f'{path} must say "version": "2.0".')
    extensions = content.get("extensions", {})
    level = str(content.get("logging", {}).get("logLevel", {}).get("default", "Information"))
    try:
        return HostOptions(
            route_prefix=str(extensions.get("http", {}).get("routePrefix", "api")).strip("/"),
            function_timeout=_function_timeout(content.get("functionTimeout")),
            log_level=_LEVELS[level.lower()],
            service_bus=_service_bus_options(extensions.get("serviceBus", {})),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise ConfigurationError(f"{path} has a value that cannot be used: {error}.") from error


def _function_timeout(value: str | None) -> float | None:
    if value is None:
        return DEFAULT_FUNCTION_TIMEOUT
    return None if str(value) == "-1" else parse_time_span(value)


def _service_bus_options(section: dict[str, Any]) -> ServiceBusOptions:
    if section.get("autoCompleteMessages") is False:
        raise ValueError("autoCompleteMessages false is not served by this host")
    defaults = ServiceBusOptions()
    calls = int(section.get("maxConcurrentCalls", defaults.max_concurrent_calls))
    sessions = int(section.get("maxConcurrentSessions", defaults.max_concurrent_sessions))
    if calls < 1 or sessions < 1:
        raise ValueError("maxConcurrentCalls and maxConcurrentSessions must be at least 1")

    def seconds(name: str, default: float) -> float:
        return parse_time_span(section[name]) if name in section else default

    return ServiceBusOptions(
        calls,
        sessions,
        seconds("sessionIdleTimeout", defaults.session_idle_timeout),
        seconds("maxAutoLockRenewalDuration", defaults.max_auto_lock_renewal_duration),
    )


def resolve_settings(value: Any, where: str) -> Any:
    """`value` with every `%NAME%` replaced by that app setting, in nested lists and objects as well.

    ConfigurationError names the setting and `where` (the function) if the setting does not exist.
    """
    if isinstance(value, dict):
        return {key: resolve_settings(item, where) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve_settings(item, where) for item in value]
    if not isinstance(value, str) or "%" not in value:
        return value

    def setting(match: re.Match[str]) -> str:
        found = os.environ.get(match[1])
        if found is None:
            raise ConfigurationError(
                f"Function '{where}': '%{match[1]}%' does not resolve to a value; "
                f"set {match[1]} in local.settings.json or the environment."
            )
        return found

    return re.sub(r"%([^%\s]+)%", setting, value)


def service_bus_connection_string(name: str, function: str) -> str:
    """The connection string in app setting `name` (or `AzureWebJobs<name>`) of a Service Bus binding."""
    for candidate in (name, f"AzureWebJobs{name}"):
        if value := os.environ.get(candidate):
            return value
        if os.environ.get(f"{candidate}__fullyQualifiedNamespace"):
            raise ConfigurationError(
                f"Function '{function}': {candidate}__fullyQualifiedNamespace is an identity connection, which "
                f"is for Azure; this host needs a connection string in {name}."
            )
    raise ConfigurationError(
        f"Function '{function}' needs a Service Bus connection string in the setting "
        f"{name}, which is not set."
    )


def is_disabled(function: str) -> bool:
    """Whether the app setting `AzureWebJobs.<function>.Disabled` switches the function off."""
    names = (f"AzureWebJobs.{function}.Disabled", f"AzureWebJobs__{function}__Disabled")
    return any(os.environ.get(name, "").lower() in ("1", "true") for name in names)
