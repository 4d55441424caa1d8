"""Typed reading of the JSON objects in a configuration; every complaint names the entity and the key."""

from __future__ import annotations

import re
from typing import Any

from local.service_bus.errors import ConfigError

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_UNIT_MS = (86_400_000, 3_600_000, 60_000, 1000)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?")

# Azure writes "no limit" as P10675199DT2H48M5.4775807S; anything beyond a century means the same here.
_UNLIMITED_MS = 36_500 * 86_400_000


class Fields:
    """One JSON object and the entity that it describes."""

    def __init__(self, entity: str, raw: Any, key: str) -> None:
        self.entity = entity
        if not isinstance(raw, dict):
            raise ConfigError(entity, key, "must be a JSON object")
        self._raw: dict[str, Any] = raw

    def all(self) -> dict[str, Any]:
        """Everything in the object."""
        return self._raw

    def fail(self, key: str, problem: str) -> ConfigError:
        """The error to raise about a key."""
        return ConfigError(self.entity, key, problem)

    def allow(self, *keys: str) -> None:
        """Refuse every key but these."""
        for key in self._raw:
            if key not in keys:
                raise self.fail(key, "is not a known key")

    def forbid(self, *keys: str) -> None:
        """Refuse these keys if they say anything."""
        for key in keys:
            if self._raw.get(key):
                raise self.fail(key, "is not supported by this emulator")

    def value(self, key: str) -> Any:
        """The raw value, None if absent."""
        return self._raw.get(key)

    def objects(self, key: str) -> list[Any]:
        """The list under a key, empty if absent."""
        raw = self._raw.get(key)
        if raw is not None and not isinstance(raw, list):
            raise self.fail(key, "must be a list")
        return raw or []

    def name(self) -> str:
        """The entity name under `Name`."""
        name = self._raw.get("Name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self.fail("Name", f"{name!r} is not a name (letters, digits, . _ - /)")
        return name

    def boolean(self, key: str) -> bool:
        """A true or false, false if absent."""
        value = self._raw.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, f"{value!r} is not true or false")
        return value

    def count(self, key: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self._raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise self.fail(key, f"{value!r} is not a number from 1 to {most}")
        return value

    def duration(self, key: str, default: int | None, most: int | None = None) -> int | None:
        """Milliseconds of an ISO-8601 duration, None if it is so long that it means no limit."""
        value = self._raw.get(key)
        if value is None:
            return default
        found = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None or not any(found.groups()):
            raise self.fail(key, f"{value!r} is not an ISO-8601 duration like PT1M")
        total = sum(int(float(part or 0) * unit) for part, unit in zip(found.groups(), _UNIT_MS, strict=True))
        if total <= 0:
            raise self.fail(key, f"{value!r} must be longer than zero")
        if most is not None and total > most:
            raise self.fail(
                key, f"{value!r} is longer than the {most // 60_000} minutes that Service Bus allows"
            )
        return None if total > _UNLIMITED_MS else total
