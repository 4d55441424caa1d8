"""Feeds as strangers write them: RSS, Atom, JSON Feed, and what must not get through."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.trends.feed_document import FeedRefusedError, parse_feed
from shared.domain.trend import MAX_TITLE, Metrics

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><language>es-MX</language>
<title>Noticias</title>
<item><title>Café &amp; &lt;b&gt;matcha&lt;/b&gt;: ¿qué sube?</title><link>https://news.example/a</link>
 <guid>a-1</guid><pubDate>Wed, 04 Mar 2026 10:00:00 +0100</pubDate><slash:comments>12</slash:comments>
 <description>&lt;p&gt;Un &lt;i&gt;párrafo&lt;/i&gt;.&lt;/p&gt;</description></item>
<item><title></title><guid>empty</guid></item>
<item><title>Sin fecha</title><link>javascript:alert(1)</link><guid>a-2</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en">
<title>Channel</title>
<entry><id>yt:video:1</id><title>Cold brew at home</title><link href="https://video.example/1"/>
<published>2026-03-04T09:00:00Z</published>
<media:group><media:community><media:starRating count="321" average="5"/><media:statistics views="4500"/>
</media:community></media:group></entry></feed>"""


def test_rss_gives_plain_titles_dates_comments_and_language() -> None:
    first, second = parse_feed(RSS.encode(), "news")
    assert (first.source, first.external_id, first.url) == ("news", "a-1", "https://news.example/a")
    assert first.title == "Café & matcha : ¿qué sube?"
    assert first.summary == "Un párrafo ."
    assert first.language == "es"
    assert first.published_at == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert first.metrics == Metrics(comments=12)
    assert (second.title, second.url, second.published_at, second.metrics) == (
        "Sin fecha",
        "",
        None,
        Metrics(),
    )


def test_atom_with_media_statistics_gives_views_and_likes() -> None:
    (item,) = parse_feed(ATOM.encode(), "channel")
    assert (item.external_id, item.language) == ("yt:video:1", "en")
    assert item.metrics == Metrics(views=4_500, likes=321)


def test_json_feed_gives_items_and_numbers_of_any_quality() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "en",
        "items": [
            {
                "id": 7,
                "title": "A",
                "url": "https://x.example/7",
                "date_published": "2026-03-04T09:00:00+01:00",
                "_metrics": {"views": "12", "likes": -4, "comments": None, "shares": 2.0},
            },
            {
                "id": "8",
                "content_html": "<p>No title, ok\u0000</p>",
                "_metrics": [1],
                "date_published": "someday",
            },
            {"title": "no id"},
            "no item",
        ],
    }
    first, second = parse_feed(json.dumps(feed).encode(), "json")
    assert first.metrics == Metrics(views=12, shares=2)
    assert first.published_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert (second.title, second.summary, second.published_at) == ("No title, ok", "", None)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><item><title>&j;</title><guid>1</guid></item></channel></rss>"
)
XXE = LAUGHS.split("[")[0] + '[<!ENTITY j SYSTEM "file:///etc/passwd">]>' + LAUGHS.split("]>")[1]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (LAUGHS.encode(), "entities"),
        (LAUGHS.replace('<?xml version="1.0"?>', "").encode("utf-16"), "entities"),
        (XXE.encode(), "entities"),
        (
            b"<rss version='2.0'><channel>" + b"<item>" * 100 + b"</item>" * 100 + b"</channel></rss>",
            "deeper",
        ),
        (b"<rss><channel><item><title>" + b"<a " * 300_000, "well-formed"),
        (b"<html><body>Not a feed</body></html>", "neither RSS nor Atom"),
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{}", "no JSON Feed"),
        (b'{"items": ' + b"[" * 50_000, "well-formed"),
        (b"<?xml version='1.0' encoding='klingon'?><rss/>", "encoding"),
        (b"\x00\x01\x02", "well-formed"),
    ],
)
def test_what_is_no_feed_or_a_hostile_one_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(FeedRefusedError, match=reason):
        parse_feed(body, "evil")


def test_long_and_tricky_texts_are_cut_and_cleaned() -> None:
    title = "\u202eabc\u200b " + "palabra " * 200
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": title}]}
    (item,) = parse_feed(json.dumps(feed).encode(), "json")
    assert item.title.startswith("abc palabra")
    assert len(item.title) <= MAX_TITLE
    assert item.title.endswith("…")


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda t: f"<rss>{t}</rss>".encode("utf-8", "replace"))
)
def test_no_bytes_make_the_reader_fail_otherwise_than_by_refusing(body: bytes) -> None:
    with suppress(FeedRefusedError):
        assert all(item.title and item.source == "any" for item in parse_feed(body, "any"))
