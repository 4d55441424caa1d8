"""Sample documents: trends whose dates and numbers follow the clock, for demonstrations and tests offline.

    {"kind": "misybot-trend-sample", "version": 1, "items": [
      {"id": "cold-brew-1", "source": "tiktok:MX", "title": "...", "url": "https://...", "language": "es",
       "hour": 8.5, "final": {"views": 420000, "likes": 38000}, "halfLifeHours": 9}]}

An item is published at `hour` of a cycle of four days (0 to 96, UTC), again in every cycle, under an id that
names the cycle: what it was last is what is told. All items are out at any time, none older than four days. The
numbers grow as `final * (1 - 2 ** (-age / halfLife))`, the saturating growth that most posts show.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from shared.adapters.trends.feed_document import FeedRefusedError, json_item
from shared.domain.trend import Metrics, TrendItem

KIND: Final = "misybot-trend-sample"
CYCLE_HOURS: Final = 96


def sample_items(body: bytes, source: str, now: datetime | None = None) -> list[TrendItem] | None:
    """The items as of `now`, newest first; None when the document is no sample. Raises `FeedRefusedError`."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        return None
    moment = now or datetime.now(UTC)
    try:
        found = [item for entry in document["items"] if (item := _item(entry, source, moment)) is not None]
    except (KeyError, TypeError, ValueError) as exc:
        raise FeedRefusedError(source, f"its sample is not complete ({exc!r})") from exc
    return sorted(found, key=lambda item: (item.published_at or moment, item.external_id), reverse=True)


def _item(entry: dict[str, Any], source: str, now: datetime) -> TrendItem | None:
    hour = float(entry["hour"])
    cycle, age = divmod(now.timestamp() / 3600 - hour, CYCLE_HOURS)
    item = json_item({**entry, "id": f"{entry['id']}@{int(cycle)}"}, str(entry.get("source", source)), None)
    if item is None:
        return None
    grown = 1.0 - 2.0 ** (-age / float(entry["halfLifeHours"]))
    numbers = {name: int(amount * grown) for name, amount in entry.get("final", {}).items()}
    published = datetime.fromtimestamp(round((cycle * CYCLE_HOURS + hour) * 3600), UTC)
    return replace(item, published_at=published, metrics=Metrics(**numbers))
