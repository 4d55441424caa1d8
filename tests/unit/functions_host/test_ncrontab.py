"""When timers are due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from local.functions_host.ncrontab import Schedule

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("0 */5 * * * *", datetime(2026, 3, 4, 12, 5, tzinfo=UTC)),
        ("*/5 * * * *", datetime(2026, 3, 4, 12, 5, tzinfo=UTC)),
        ("*/10 * * * * *", datetime(2026, 3, 4, 12, 0, 10, tzinfo=UTC)),
        ("0 0 9-17/4 * * *", datetime(2026, 3, 4, 13, tzinfo=UTC)),
        ("0 30 9 * * Mon-Fri", datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),
        ("0 30 9 * * sat,0", datetime(2026, 3, 7, 9, 30, tzinfo=UTC)),
        ("0 0 0 29 February *", datetime(2028, 2, 29, tzinfo=UTC)),
        ("0 0 0 13 * fri", datetime(2026, 3, 13, tzinfo=UTC)),
        ("5/20 0 12 * * *", datetime(2026, 3, 4, 12, 0, 5, tzinfo=UTC)),
        ("0 0 12 4 3 *", datetime(2027, 3, 4, 12, tzinfo=UTC)),
        ("01:30:00", datetime(2026, 3, 4, 13, 30, tzinfo=UTC)),
    ],
)
def test_next_due_time(text: str, due: datetime) -> None:
    assert Schedule(text).after(NOON) == due


def test_fractions_of_a_second_do_not_repeat_a_due_time() -> None:
    assert Schedule("* * * * * *").after(NOON.replace(microsecond=500)) == NOON.replace(second=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * *",
        "60 * * * * *",
        "0 0 0 0 * *",
        "0 0 0 * 13 *",
        "0 0 0 * * 7",
        "a * * * * *",
        "*/0 * * * * *",
        "5-1 * * * * *",
        "00:00:00",
        "1:2",
    ],
)
def test_malformed_schedules_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Schedule(text)


def test_a_date_that_never_comes_is_refused() -> None:
    with pytest.raises(ValueError, match="never occurs"):
        Schedule("0 0 0 30 2 *").after(NOON)
