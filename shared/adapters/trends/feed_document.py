"""RSS, Atom and JSON Feed documents to trend items.

XML is first read by expat with entity declarations refused, which takes linear time and settles whether it is
well-formed. feedparser then never falls back to its lenient parser, whose regular expressions take quadratic
time on hostile input, and never meets an entity to expand.
"""

from __future__ import annotations

import calendar
import json
from datetime import UTC, datetime
from typing import Any, Final
from xml.parsers import expat

from shared.adapters.trends.text import believable, count, identifier, language, link, moment, plain
from shared.domain.trend import MAX_SUMMARY, MAX_TITLE, Metrics, TrendItem
from shared.errors import Permanent

_MAX_DEPTH: Final = 64


class FeedRefusedError(Permanent):
    """The document is no feed that can be read; the message says why."""

    code = "feed_refused"

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source} is not a feed that can be read: {reason}.", source=source)


def parse_feed(body: bytes, source: str) -> list[TrendItem]:
    """The entries with a title, in the feed's order; raises `FeedRefusedError`. Takes CPU: up to seconds a megabyte."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return _json_feed(body, source)
    if start == b"":
        raise FeedRefusedError(source, "it is empty")
    _check_xml(body, source)
    return _xml_feed(body, source)


def _check_xml(body: bytes, source: str) -> None:
    depth = 0

    def entity(*_: object) -> None:
        raise FeedRefusedError(source, "it declares entities")

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise FeedRefusedError(source, f"it is nested deeper than {_MAX_DEPTH} levels")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = entity
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(body, True)
    except expat.ExpatError as exc:
        raise FeedRefusedError(source, f"it is not well-formed XML ({exc})") from exc
    except (ValueError, LookupError) as exc:
        raise FeedRefusedError(source, "its encoding is not known") from exc


def _xml_feed(body: bytes, source: str) -> list[TrendItem]:
    import feedparser

    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise FeedRefusedError(source, "it is neither RSS nor Atom")
    spoken = feed.feed.get("language")
    items = (_entry(entry, source, spoken) for entry in feed.entries)
    return [item for item in items if item is not None]


def _entry(entry: Any, source: str, spoken: Any) -> TrendItem | None:
    title = plain(entry.get("title"), MAX_TITLE)
    url = link(entry.get("link"))
    key = identifier(entry.get("id")) or url
    if not title or not key:
        return None
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    return TrendItem(
        source=source,
        external_id=key,
        title=title,
        url=url,
        language=language(entry.get("language") or spoken, title),
        metrics=_feed_metrics(entry),
        published_at=_published(parsed),
        summary=plain(entry.get("summary"), MAX_SUMMARY),
    )


def _published(parsed: Any) -> datetime | None:
    if parsed is None:
        return None
    try:
        return believable(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (OverflowError, ValueError, OSError, TypeError):
        return None


def _feed_metrics(entry: Any) -> Metrics:
    """Media RSS statistics and ratings (as in YouTube's channel feeds), Slash and Atom Threading comments."""
    statistics = entry.get("media_statistics") or {}
    rating = entry.get("media_starrating") or {}
    return Metrics(
        views=count(statistics.get("views")),
        likes=count(rating.get("count")),
        comments=count(entry.get("slash_comments", entry.get("thr_total"))),
    )


def _json_feed(body: bytes, source: str) -> list[TrendItem]:
    """JSON Feed 1.1 (jsonfeed.org); numbers are read from an item's extension `_metrics`."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise FeedRefusedError(source, "it is not well-formed JSON") from exc
    entries = feed.get("items")
    if not isinstance(entries, list) or not str(feed.get("version", "")).startswith(
        "https://jsonfeed.org/version/"
    ):
        raise FeedRefusedError(source, "it is no JSON Feed")
    items = (json_item(entry, source, feed.get("language")) for entry in entries if isinstance(entry, dict))
    return [item for item in items if item is not None]


def json_item(entry: dict[str, Any], source: str, spoken: Any) -> TrendItem | None:
    """An item of a JSON Feed; None for one without id or any text."""
    title = plain(entry.get("title"), MAX_TITLE)
    content = next(
        (entry[k] for k in ("summary", "content_text", "content_html") if isinstance(entry.get(k), str)), ""
    )
    summary = plain(content, MAX_SUMMARY)
    title = title or plain(content, MAX_TITLE)
    key, numbers = identifier(entry.get("id")), entry.get("_metrics")
    if not title or not key:
        return None
    numbers = numbers if isinstance(numbers, dict) else {}
    return TrendItem(
        source=source,
        external_id=key,
        title=title,
        url=link(entry.get("url") or entry.get("external_url")),
        language=language(entry.get("language") or spoken, title),
        summary=summary if summary != title else "",
        metrics=Metrics(*(count(numbers.get(name)) for name in ("views", "likes", "comments", "shares"))),
        published_at=moment(entry.get("date_published")),
    )
