"""Asking many sources: the failing ones are told, the others serve."""

from __future__ import annotations

import asyncio

import pytest

from shared.agents.trend_scanner.gathering import (
    AllSourcesFailedError,
    AllSourcesUnavailableError,
    NoSourcesError,
    SourceReport,
    gather,
)
from shared.domain.trend import Metrics, TrendItem
from shared.errors import DependencyUnavailableError, Permanent


class ListSource:
    """Gives a list, or raises."""

    def __init__(self, name: str, answer: list[TrendItem] | Exception) -> None:
        self.name = name
        self._answer = answer

    async def fetch(self, limit: int) -> list[TrendItem]:
        await asyncio.sleep(0)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer[:limit]


def items(source: str, count: int, views: int | None = None) -> list[TrendItem]:
    return [TrendItem(source, str(n), f"{source} {n}", "", "es", Metrics(views)) for n in range(count)]


async def ignore(report: SourceReport, done: int) -> None:
    assert done > 0


async def test_a_failing_source_is_reported_and_the_others_serve() -> None:
    told: list[tuple[str, int]] = []

    async def tell(report: SourceReport, done: int) -> None:
        told.append((report.name, done))

    sources = [
        ListSource("a", items("a", 2)),
        ListSource("b", Permanent("no such feed")),
        ListSource("c", DependencyUnavailableError("c")),
        ListSource("d", RuntimeError("bug in a parser")),
    ]
    gathered = await gather(sources, 10, 100, tell)
    assert [i.title for i in gathered.items] == ["a 0", "a 1"]
    assert [r.to_json() for r in gathered.sources][1:] == [
        {
            "name": "b",
            "status": "failed",
            "items": 0,
            "error": {"code": "invalid_request", "message": "no such feed", "retryable": False},
        },
        {
            "name": "c",
            "status": "failed",
            "items": 0,
            "error": {"code": "unavailable", "message": "c is not available right now", "retryable": True},
        },
        {
            "name": "d",
            "status": "failed",
            "items": 0,
            "error": {"code": "internal", "message": "The source could not be read.", "retryable": False},
        },
    ]
    assert sorted(name for name, _ in told) == ["a", "b", "c", "d"]
    assert [done for _, done in told] == [1, 2, 3, 4]


async def test_when_all_fail_the_fault_is_passing_if_one_of_them_is() -> None:
    gone, away = ListSource("a", Permanent("gone")), ListSource("b", DependencyUnavailableError("b"))
    with pytest.raises(AllSourcesUnavailableError, match="a: gone") as passing:
        await gather([gone, away], 5, 5, ignore)
    assert [s["name"] for s in passing.value.details["sources"]] == ["a", "b"]
    with pytest.raises(AllSourcesFailedError):
        await gather([gone], 5, 5, ignore)
    with pytest.raises(NoSourcesError):
        await gather([], 5, 5, ignore)


async def test_a_source_without_news_is_no_failure() -> None:
    gathered = await gather([ListSource("a", [])], 5, 5, ignore)
    assert gathered.items == ()
    assert not gathered.sources[0].failed


async def test_the_bound_is_shared_out_evenly_and_each_item_comes_once() -> None:
    twice = ListSource("again", items("a", 3, views=7))
    gathered = await gather(
        [ListSource("a", items("a", 50)), ListSource("b", items("b", 50)), twice], 50, 6, ignore
    )
    names = [(i.source, i.external_id) for i in gathered.items]
    assert names == [("a", "0"), ("b", "0"), ("a", "1"), ("b", "1"), ("a", "2"), ("b", "2")]
    assert gathered.items[0].metrics.views == 7
