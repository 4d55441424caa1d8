"""Asking all sources at once; one that fails is told and leaves the others alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from shared.domain.trend import TrendItem
from shared.errors import MisyBotError, Permanent, Retryable
from shared.services.trends import TrendSource

log = logging.getLogger(__name__)

AT_ONCE: Final = 6
SECONDS: Final = 30.0


class AllSourcesFailedError(Permanent):
    """No source could be used, and trying again would not help; `sources` says why for each."""

    status = 422
    code = "all_sources_failed"


class AllSourcesUnavailableError(Retryable):
    """No source could be used, and at least one may answer later; `sources` says why for each."""

    code = "all_sources_unavailable"


class NoSourcesError(Permanent):
    """Neither the request nor the deployment names a source."""

    status = 422
    code = "no_sources"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of a source: so many items, or the error."""

    name: str
    items: int = 0
    code: str | None = None
    reason: str | None = None
    retryable: bool = False

    @property
    def failed(self) -> bool:
        """Whether it gave nothing because of an error."""
        return self.code is not None

    def to_json(self) -> dict[str, Any]:
        """The shape of the report."""
        entry: dict[str, Any] = {
            "name": self.name,
            "status": "failed" if self.failed else "ok",
            "items": self.items,
        }
        if self.failed:
            entry["error"] = {"code": self.code, "message": self.reason, "retryable": self.retryable}
        return entry


@dataclass(frozen=True, slots=True)
class Gathered:
    """The items of all sources, each once, and what came of every source."""

    items: tuple[TrendItem, ...]
    sources: tuple[SourceReport, ...]


Told = Callable[[SourceReport, int], Awaitable[None]]


async def gather(sources: Sequence[TrendSource], limit: int, most: int, told: Told) -> Gathered:
    """At most `limit` items a source and `most` in all, shared out evenly; `told` hears of each source in turn,
    with how many are done.

    Raises `NoSourcesError`, and where every source failed `AllSourcesUnavailableError` or `AllSourcesFailedError`.
    """
    if not sources:
        raise NoSourcesError("There is no source to scan: name some, or set TREND_SOURCES.")
    gate, telling, done = asyncio.Semaphore(AT_ONCE), asyncio.Lock(), 0

    async def one(source: TrendSource) -> tuple[SourceReport, list[TrendItem]]:
        nonlocal done
        async with gate:
            report, items = await _fetch(source, limit)
        async with telling:
            done += 1
            await told(report, done)
        return report, items

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(source)) for source in sources]
    results = [task.result() for task in tasks]
    reports = tuple(report for report, _ in results)
    if all(report.failed for report in reports):
        _give_up(reports)
    return Gathered(_share([items for _, items in results], most), reports)


async def _fetch(source: TrendSource, limit: int) -> tuple[SourceReport, list[TrendItem]]:
    try:
        async with asyncio.timeout(SECONDS):
            items = await source.fetch(limit)
    except MisyBotError as exc:
        log.warning("trend source %s failed: %s", source.name, exc)
        return SourceReport(source.name, 0, exc.code, exc.message, isinstance(exc, Retryable)), []
    except TimeoutError:
        return SourceReport(source.name, 0, "unavailable", f"It took more than {SECONDS:g} s.", True), []
    except Exception:
        # Whatever a stranger's document does to a parser must not take the other sources along.
        log.exception("trend source %s broke", source.name)
        return SourceReport(source.name, 0, "internal", "The source could not be read.", False), []
    return SourceReport(source.name, len(items)), items


def _give_up(reports: tuple[SourceReport, ...]) -> None:
    facts = [report.to_json() for report in reports]
    reasons = "; ".join(f"{r.name}: {r.reason}" for r in reports[:3])
    if any(report.retryable for report in reports):
        raise AllSourcesUnavailableError(f"No source answered. {reasons}", sources=facts)
    raise AllSourcesFailedError(f"No source can be used. {reasons}", sources=facts)


def _share(lists: Sequence[Sequence[TrendItem]], most: int) -> tuple[TrendItem, ...]:
    """Round after round one item of each list, each item once; the later one of a name wins its place's numbers."""
    found: dict[tuple[str, str], TrendItem] = {}
    for rank in range(max((len(items) for items in lists), default=0)):
        for items in lists:
            if rank < len(items):
                item = items[rank]
                key = (item.source, item.external_id)
                if key in found:
                    found[key] = (
                        replace(found[key], metrics=item.metrics) if item.metrics.known else found[key]
                    )
                elif len(found) < most:
                    found[key] = item
    return tuple(found.values())
