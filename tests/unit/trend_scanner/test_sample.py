"""The sample follows the clock: dates are plausible at any time and the numbers grow."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.adapters.trends.feed_document import FeedRefusedError
from shared.adapters.trends.sample import CYCLE_HOURS, sample_items

SAMPLE = Path(__file__).resolve().parents[3] / "local" / "sample_trends.json"
NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("hours", [0, 5, 50, 1_000, 9_999])
def test_every_item_is_out_and_none_is_older_than_a_cycle(hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    items = sample_items(SAMPLE.read_bytes(), "sample", now)
    assert items is not None
    assert len(items) >= 100
    assert len({(i.source, i.external_id) for i in items}) == len(items)
    for item in items:
        assert item.published_at is not None
        assert now - timedelta(hours=CYCLE_HOURS) <= item.published_at <= now


def test_the_numbers_of_an_item_grow_from_scan_to_scan_under_the_same_id() -> None:
    body = SAMPLE.read_bytes()
    before = {(i.source, i.external_id): i for i in sample_items(body, "s", NOW) or []}
    after = {(i.source, i.external_id): i for i in sample_items(body, "s", NOW + timedelta(hours=1)) or []}
    both = [(before[key].metrics, after[key].metrics) for key in before.keys() & after.keys()]
    assert len(both) > 90
    grown = [a.views > b.views for b, a in both if a.views is not None and b.views is not None]
    assert len(grown) > 80
    assert sum(grown) > len(grown) * 0.8
    assert {before[k].published_at for k in before} & {after[k].published_at for k in after}


def test_the_sample_is_of_two_languages_and_several_sources_with_gaps_in_its_numbers() -> None:
    items = sample_items(SAMPLE.read_bytes(), "sample", NOW) or []
    assert {i.language for i in items} == {"es", "en"}
    assert len({i.source for i in items}) >= 6
    assert any(i.metrics.views is None for i in items)


def test_other_documents_are_no_sample_and_incomplete_ones_are_refused() -> None:
    assert sample_items(b"[]", "s") is None
    assert sample_items(b"<rss/>", "s") is None
    broken = json.dumps({"kind": "misybot-trend-sample", "items": [{"id": "1", "title": "x"}]}).encode()
    with pytest.raises(FeedRefusedError, match="not complete"):
        sample_items(broken, "s")
