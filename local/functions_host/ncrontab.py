"""When a timer is due: six-field NCRONTAB expressions (UTC) or a plain `hh:mm:ss` interval."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from local.functions_host.configuration import parse_time_span

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "sun mon tue wed thu fri sat".split()
# Leap days are at most eight years apart (1896 to 1904, 2096 to 2104).
_HORIZON = timedelta(days=8 * 366 + 1)


class _Field(NamedTuple):
    name: str
    low: int
    high: int
    names: dict[str, int]


_FIELDS = (
    _Field("second", 0, 59, {}),
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day", 1, 31, {}),
    _Field("month", 1, 12, {name: i for i, name in enumerate(_MONTHS, 1)}),
    _Field("weekday", 0, 6, {name: i for i, name in enumerate(_WEEKDAYS)}),
)


class Schedule:
    """A parsed schedule; ValueError says what is wrong with the text.

    Five fields mean second 0. Day and weekday must both match, as in NCRONTAB (cron would need only one).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._interval: timedelta | None = None
        self._allowed: list[frozenset[int]] = []
        fields = text.split()
        if len(fields) == 1 and ":" in text:
            self._interval = timedelta(seconds=parse_time_span(text))
            if self._interval <= timedelta(0):
                raise ValueError(f"the interval {text!r} must be longer than zero")
            return
        if len(fields) == 5:
            fields.insert(0, "0")
        if len(fields) != 6:
            raise ValueError(f"{text!r} is neither an NCRONTAB expression of six fields nor hh:mm:ss")
        self._allowed = [_parse(part, field) for part, field in zip(fields, _FIELDS, strict=True)]

    def after(self, moment: datetime) -> datetime:
        """The first due time later than `moment`; ValueError if there is none (30 February)."""
        if self._interval is not None:
            return moment + self._interval
        second, minute, hour, day, month, weekday = self._allowed
        due = moment.replace(microsecond=0) + timedelta(seconds=1)
        while due - moment <= _HORIZON:
            if due.month not in month or due.day not in day or due.isoweekday() % 7 not in weekday:
                due = due.replace(hour=0, minute=0, second=0) + timedelta(days=1)
            elif due.hour not in hour:
                due = due.replace(minute=0, second=0) + timedelta(hours=1)
            elif due.minute not in minute:
                due = due.replace(second=0) + timedelta(minutes=1)
            elif due.second not in second:
                due += timedelta(seconds=1)
            else:
                return due
        raise ValueError(f"{self.text!r} never occurs")


def _parse(text: str, field: _Field) -> frozenset[int]:
    """The values that one field allows: lists of `*`, `n`, `a-b`, each with an optional `/step`."""
    allowed: set[int] = set()
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = field.low, field.high
        else:
            low = _number(first, field)
            high = _number(last, field) if dash else field.high if slash else low
        if low > high or (slash and not (step.isdigit() and int(step) > 0)):
            raise ValueError(f"{part!r} is no {field.name} field")
        allowed.update(range(low, high + 1, int(step) if slash else 1))
    return frozenset(allowed)


def _number(text: str, field: _Field) -> int:
    value = field.names.get(text[:3]) if text.isalpha() else int(text) if text.isdigit() else None
    if value is None or not field.low <= value <= field.high:
        raise ValueError(f"{text!r} is no {field.name} between {field.low} and {field.high}")
    return value
