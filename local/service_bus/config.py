"""The entities to emulate, read from a file in the form of the official emulator's Config.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.service_bus.errors import ConfigError
from local.service_bus.fields import Fields
from local.service_bus.message import SYSTEM_PROPERTY_NAMES
from local.service_bus.rules import CorrelationFilter, parse_sql_filter

if TYPE_CHECKING:
    from pathlib import Path

_TTL, _WINDOW = "DefaultMessageTimeToLive", "DuplicateDetectionHistoryTimeWindow"
_LOCK, _MAX_DELIVERY, _SESSION = "LockDuration", "MaxDeliveryCount", "RequiresSession"
_DEDUPLICATE, _DEAD_EXPIRED = "RequiresDuplicateDetection", "DeadLetteringOnMessageExpiration"
_FORWARDS = ("ForwardTo", "ForwardDeadLetteredMessagesTo")


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How a queue or subscription behaves; durations in milliseconds."""

    lock_ms: int = 60_000
    max_delivery_count: int = 10
    requires_session: bool = False
    default_ttl_ms: int | None = None
    dead_letter_on_expiration: bool = False


@dataclass(frozen=True, slots=True)
class QueueConfig:
    """A queue; a duplicate window of None means no duplicate detection."""

    name: str
    settings: QueueSettings
    duplicate_window_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionConfig:
    """A subscription; a message enters it if any filter matches."""

    name: str
    settings: QueueSettings
    filters: tuple[CorrelationFilter, ...]


@dataclass(frozen=True, slots=True)
class TopicConfig:
    """A topic and its subscriptions."""

    name: str
    subscriptions: tuple[SubscriptionConfig, ...]
    default_ttl_ms: int | None = None
    duplicate_window_ms: int | None = None


@dataclass(frozen=True, slots=True)
class NamespaceConfig:
    """All entities of the one namespace."""

    queues: tuple[QueueConfig, ...]
    topics: tuple[TopicConfig, ...]


def load_config(path: Path) -> NamespaceConfig:
    """The configuration in the file; ConfigError names what is wrong."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(str(path), "file", f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(str(path), "file", f"is not JSON: {error}") from error
    return parse_config(raw)


def parse_config(raw: Any) -> NamespaceConfig:
    """The configuration in decoded JSON: `UserConfig.Namespaces` with exactly one namespace."""
    root = Fields("configuration", raw, "file")
    root.allow("UserConfig")
    user = Fields("UserConfig", root.value("UserConfig"), "UserConfig")
    user.allow("Namespaces", "Logging")
    namespaces = user.objects("Namespaces")
    if len(namespaces) != 1:
        raise user.fail("Namespaces", f"must hold exactly one namespace, not {len(namespaces)}")
    namespace = Fields("namespace", namespaces[0], "Namespaces")
    namespace.allow("Name", "Queues", "Topics")
    config = NamespaceConfig(
        tuple(_queue(entry) for entry in namespace.objects("Queues")),
        tuple(_topic(entry) for entry in namespace.objects("Topics")),
    )
    _refuse_duplicates("namespace", [*(q.name for q in config.queues), *(t.name for t in config.topics)])
    return config


def _refuse_duplicates(entity: str, names: list[str]) -> None:
    lowered = [name.lower() for name in names]
    for name in names:
        if lowered.count(name.lower()) > 1:
            raise ConfigError(entity, "Name", f"'{name}' is given twice (names ignore case)")


def _named(entry: Any, kind: str, owner: str = "") -> tuple[str, Fields]:
    """The name of an entity and its fields, which complain in the entity's name from here on."""
    fields = Fields(f"{owner}a {kind}", entry, kind)
    name = fields.name()
    fields.entity = f"{owner}{kind} '{name}'"
    return name, fields


def _properties(fields: Fields) -> Fields:
    raw = fields.value("Properties")
    return Fields(fields.entity, {} if raw is None else raw, "Properties")


def _queue(entry: Any) -> QueueConfig:
    name, fields = _named(entry, "queue")
    fields.allow("Name", "Properties")
    properties = _properties(fields)
    properties.allow(_TTL, _WINDOW, _LOCK, _MAX_DELIVERY, _SESSION, _DEDUPLICATE, _DEAD_EXPIRED, *_FORWARDS)
    return QueueConfig(name, _queue_settings(properties), _duplicate_window(properties))


def _topic(entry: Any) -> TopicConfig:
    name, fields = _named(entry, "topic")
    fields.allow("Name", "Properties", "Subscriptions")
    properties = _properties(fields)
    properties.allow(_TTL, _WINDOW, _DEDUPLICATE)
    subscriptions = tuple(_subscription(item, fields.entity) for item in fields.objects("Subscriptions"))
    _refuse_duplicates(fields.entity, [subscription.name for subscription in subscriptions])
    return TopicConfig(name, subscriptions, properties.duration(_TTL, None), _duplicate_window(properties))


def _subscription(entry: Any, topic: str) -> SubscriptionConfig:
    name, fields = _named(entry, "subscription", f"{topic}, ")
    fields.allow("Name", "Properties", "Rules")
    properties = _properties(fields)
    properties.allow(_TTL, _LOCK, _MAX_DELIVERY, _SESSION, _DEAD_EXPIRED, *_FORWARDS)
    filters = tuple(_filter(rule, f"{fields.entity}, ") for rule in fields.objects("Rules"))
    return SubscriptionConfig(name, _queue_settings(properties), filters or (CorrelationFilter(),))


def _queue_settings(properties: Fields) -> QueueSettings:
    properties.forbid(*_FORWARDS)
    return QueueSettings(
        lock_ms=properties.duration(_LOCK, 60_000, most=300_000) or 60_000,
        max_delivery_count=properties.count(_MAX_DELIVERY, 10, most=2000),
        requires_session=properties.boolean(_SESSION),
        default_ttl_ms=properties.duration(_TTL, None),
        dead_letter_on_expiration=properties.boolean(_DEAD_EXPIRED),
    )


def _duplicate_window(properties: Fields) -> int | None:
    window = properties.duration(_WINDOW, 600_000, most=7 * 86_400_000)
    return window if properties.boolean(_DEDUPLICATE) else None


def _filter(entry: Any, owner: str) -> CorrelationFilter:
    _, fields = _named(entry, "rule", owner)
    fields.allow("Name", "Properties")
    properties = _properties(fields)
    properties.allow("FilterType", "SqlFilter", "CorrelationFilter", "Action")
    properties.forbid("Action")
    kind = str(properties.value("FilterType") or "").removesuffix("Filter").lower()
    if kind == "sql":
        sql = Fields(fields.entity, properties.value("SqlFilter"), "SqlFilter")
        sql.allow("SqlExpression")
        try:
            return parse_sql_filter(str(sql.value("SqlExpression")))
        except ValueError as error:
            raise sql.fail("SqlExpression", str(error)) from error
    if kind == "correlation":
        return _correlation(Fields(fields.entity, properties.value("CorrelationFilter"), "CorrelationFilter"))
    raise properties.fail("FilterType", f"{properties.value('FilterType')!r} is neither Sql nor Correlation")


def _correlation(spec: Fields) -> CorrelationFilter:
    spec.allow("Properties", *SYSTEM_PROPERTY_NAMES)
    given = spec.value("Properties")
    application = Fields(spec.entity, {} if given is None else given, "CorrelationFilter.Properties")
    system = {name: spec.value(name) for name in SYSTEM_PROPERTY_NAMES if spec.value(name) is not None}
    for source, values in (("", system), ("Properties.", application.all())):
        for name, value in values.items():
            if not isinstance(value, str | int | float | bool):
                raise spec.fail(f"CorrelationFilter.{source}{name}", f"{value!r} is not a plain value")
    if not system and not application.all():
        raise spec.fail("CorrelationFilter", "names no property")
    return CorrelationFilter(system, application.all())
