"""The sources of trends: feeds by URL, YouTube's most popular videos, a file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from shared.adapters.http.safe_client import SafeHttpClient
from shared.adapters.trends.feed_document import FeedRefusedError, parse_feed
from shared.adapters.trends.sample import sample_items
from shared.adapters.trends.text import count, identifier, language, moment, plain
from shared.contracts.trends import FeedSpec, FileSpec, YouTubeSpec
from shared.domain.trend import MAX_SUMMARY, MAX_TITLE, Metrics, TrendItem
from shared.errors import Permanent
from shared.services.trends import TrendSource

YOUTUBE_API: Final = "https://www.googleapis.com/youtube/v3"
_ACCEPT: Final = (
    "application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
)
_YOUTUBE_PAGE: Final = 50


class SourceNotConfiguredError(Permanent):
    """The deployment lacks what a kind of source needs; the message names the setting."""

    status = 422
    code = "source_not_configured"


class FeedSource:
    """An RSS, Atom or JSON feed; its URL without the scheme is its name unless it has another."""

    def __init__(self, client: SafeHttpClient, url: str, name: str | None = None) -> None:
        self._client = client
        self._url = url
        self._name = name or url.partition("://")[2].rstrip("/")[:300]

    @property
    def name(self) -> str:
        """See `TrendSource`."""
        return self._name

    async def fetch(self, limit: int) -> list[TrendItem]:
        """See `TrendSource.fetch`; raises `FeedRefusedError` and what `SafeHttpClient.get` raises."""
        fetched = await self._client.get(self._url, {"Accept": _ACCEPT})
        return (await asyncio.to_thread(parse_feed, fetched.body, self._name))[:limit]


class YouTubeSource:
    """The chart `mostPopular` of a region, by the YouTube Data API v3 (videos.list, one unit of quota a page)."""

    def __init__(
        self, client: SafeHttpClient, api_key: str, region: str, base_url: str = YOUTUBE_API
    ) -> None:
        self._client = client
        self._api_key = api_key
        self._region = region
        self._base_url = base_url

    @property
    def name(self) -> str:
        """See `TrendSource`."""
        return f"youtube:{self._region}"

    async def fetch(self, limit: int) -> list[TrendItem]:
        """See `TrendSource.fetch`; raises `FeedRefusedError` and what `SafeHttpClient.get` raises."""
        items: list[TrendItem] = []
        page = ""
        while len(items) < limit:
            document = await self._page(min(_YOUTUBE_PAGE, limit - len(items)), page)
            entries = document.get("items")
            if not isinstance(entries, list):
                raise FeedRefusedError(self.name, "it has no list of videos")
            items += [i for e in entries if isinstance(e, dict) and (i := self._item(e)) is not None]
            page = identifier(document.get("nextPageToken", ""))
            if not page or not entries:
                break
        return items[:limit]

    async def _page(self, size: int, token: str) -> dict[str, Any]:
        from urllib.parse import urlencode

        query = {
            "part": "snippet,statistics",
            "chart": "mostPopular",
            "regionCode": self._region,
            "maxResults": size,
            **({"pageToken": token} if token else {}),
        }
        # The key travels in a header: URLs end up in logs.
        fetched = await self._client.get(
            f"{self._base_url}/videos?{urlencode(query)}",
            {
                "X-Goog-Api-Key": self._api_key,
                "Accept": "application/json",
            },
        )
        try:
            document = json.loads(fetched.body)
        except (ValueError, RecursionError) as exc:
            raise FeedRefusedError(self.name, "it is not well-formed JSON") from exc
        return document if isinstance(document, dict) else {}

    def _item(self, entry: dict[str, Any]) -> TrendItem | None:
        snippet, numbers = _dict(entry.get("snippet")), _dict(entry.get("statistics"))
        key, title = identifier(entry.get("id")), plain(snippet.get("title"), MAX_TITLE)
        if not key or not title:
            return None
        return TrendItem(
            source=self.name,
            external_id=key,
            title=title,
            url=f"https://www.youtube.com/watch?v={key}",
            language=language(snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage"), title),
            summary=plain(snippet.get("description"), MAX_SUMMARY),
            published_at=moment(snippet.get("publishedAt")),
            metrics=Metrics(
                views=count(numbers.get("viewCount")),
                likes=count(numbers.get("likeCount")),
                comments=count(numbers.get("commentCount")),
            ),
        )


class FileSource:
    """A JSON Feed or a sample document in a file of the deployment; for use without a network."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """See `TrendSource`."""
        return f"file:{self._path.name}"

    async def fetch(self, limit: int) -> list[TrendItem]:
        """See `TrendSource.fetch`; raises `FeedRefusedError`."""
        return (await asyncio.to_thread(self._read))[:limit]

    def _read(self) -> list[TrendItem]:
        try:
            body = self._path.read_bytes()
        except OSError as exc:
            raise FeedRefusedError(self.name, f"it cannot be opened ({exc.strerror})") from exc
        return sample_items(body, self.name) or parse_feed(body, self.name)


class TrendSources:
    """Implements `SourceCatalog`."""

    def __init__(
        self,
        client: SafeHttpClient,
        configured: Sequence[FeedSpec | YouTubeSpec | FileSpec],
        youtube_api_key: str | None = None,
        youtube_url: str = YOUTUBE_API,
    ) -> None:
        self._client = client
        self._configured = configured
        self._youtube_api_key = youtube_api_key
        self._youtube_url = youtube_url

    def configured(self) -> Sequence[TrendSource]:
        """See `SourceCatalog.configured`; raises `SourceNotConfiguredError` for YouTube without a key."""
        return [
            FileSource(Path(spec.path)) if isinstance(spec, FileSpec) else self._source(spec)
            for spec in self._configured
        ]

    def requested(self, specs: Sequence[FeedSpec | YouTubeSpec]) -> Sequence[TrendSource]:
        """See `SourceCatalog.requested`; raises `SourceNotConfiguredError` for YouTube without a key."""
        return [self._source(spec) for spec in specs]

    def _source(self, spec: FeedSpec | YouTubeSpec) -> TrendSource:
        if isinstance(spec, FeedSpec):
            return FeedSource(self._client, spec.url, spec.name)
        if self._youtube_api_key is None:
            raise SourceNotConfiguredError("YouTube needs YOUTUBE_API_KEY.", setting="YOUTUBE_API_KEY")
        return YouTubeSource(self._client, self._youtube_api_key, spec.region, self._youtube_url)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
