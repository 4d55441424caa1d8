"""JSON for jsonb parameters."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID


def to_json_text(value: Any) -> str:
    """JSON text; UUIDs and datetimes as strings. PostgreSQL cannot store U+0000 in jsonb: it is dropped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.replace("\\u0000", "") if "\\u0000" in text else text


def _plain(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")
