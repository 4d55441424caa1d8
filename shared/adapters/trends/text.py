"""Text and numbers as strangers send them, made plain."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shared.domain.language import detect_language

_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE = re.compile(r"[A-Za-z]{2}")
_RAW_LIMIT: Final = 20_000
_MAX_COUNT: Final = 2**62
_MAX_ID: Final = 500


def plain(text: Any, most: int) -> str:
    """A text without markup, control and direction characters, in one line of at most `most` characters."""
    if not isinstance(text, str):
        return ""
    bare = html.unescape(_TAG.sub(" ", text[:_RAW_LIMIT]))
    line = " ".join(_CONTROL.sub("", bare).encode("utf-8", "replace").decode().split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def count(value: Any) -> int | None:
    """A count of 0 or more, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= _MAX_COUNT else None


def moment(text: Any) -> datetime | None:
    """A moment from ISO 8601, UTC where it names no zone; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return believable(found if found.tzinfo else found.replace(tzinfo=UTC))


def believable(found: datetime) -> datetime | None:
    """The moment in UTC if it lies between 1990 and tomorrow: other dates are mistakes, and unknown then."""
    try:
        utc = found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return utc if utc.year >= 1990 and utc < datetime.now(UTC) + timedelta(days=1) else None


def language(code: Any, text: str) -> str:
    """The two letters of a language code such as `es-MX`; what the text looks like without one."""
    match = _LANGUAGE.match(code) if isinstance(code, str) else None
    return match[0].lower() if match else detect_language(text)


def link(url: Any) -> str:
    """A web address that may be shown; empty for other schemes."""
    if not isinstance(url, str) or not url.lower().startswith(("http://", "https://")):
        return ""
    return _CONTROL.sub("", url.strip())[:2_048]


def identifier(value: Any) -> str:
    """An id of bounded length; empty for none."""
    return _CONTROL.sub("", str(value)).strip()[:_MAX_ID] if isinstance(value, str | int) else ""
