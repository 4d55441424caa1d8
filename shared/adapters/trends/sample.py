"""Sample documents: trends whose dates and numbers follow the clock, for demonstrations and tests offline.

    {"kind": "misybot-trend-sample", "version": 1, "items": [
      {"id": "cold-brew-1", "source": "tiktok:MX", "title": "...", "url": "https://...", "language": "es",
       "hour": 8.5, "final": {"views": 420000, "likes": 38000}, "halfLifeHours": 9}]}

An item is published at `hour` of a cycle of a day, today and yesterday (with the day in its id), once that hour
has come. Its numbers grow as `final * (1 - 2 ** (-age / halfLife))`, the saturating growth that most posts show.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shared.adapters.trends.feed_document import FeedRefusedError, json_item
from shared.domain.trend import Metrics, TrendItem

KIND: Final = "misybot-trend-sample"
_DAYS: Final = 2


def sample_items(body: bytes, source: str, now: datetime | None = None) -> list[TrendItem] | None:
    """The items that are out by now; None when the document is no sample. Raises `FeedRefusedError`."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        return None
    moment = now or datetime.now(UTC)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        found = [
            item for entry in document["items"] for day in range(_DAYS)
            for item in _item(entry, source, midnight - timedelta(days=day), moment)
        ]
    except (KeyError, TypeError, ValueError) as exc:
        raise FeedRefusedError(source, f"its sample is not complete ({exc!r})") from exc
    return sorted(found, key=lambda item: (item.published_at or moment, item.external_id), reverse=True)


def _item(entry: dict[str, Any], source: str, day: datetime, now: datetime) -> Iterator[TrendItem]:
    published = day + timedelta(hours=float(entry["hour"]))
    hours = (now - published).total_seconds() / 3600
    if hours < 0:
        return
    grown = 1.0 - 2.0 ** (-hours / float(entry["halfLifeHours"]))
    final = entry.get("final", {})
    item = json_item({**entry, "id": f"{entry['id']}@{day:%Y-%m-%d}"}, str(entry.get("source", source)), None)
    if item is not None:
        numbers = {name: int(amount * grown) for name, amount in final.items()}
        yield replace(item, published_at=published, metrics=Metrics(**numbers))
