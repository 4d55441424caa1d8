"""How often the router is right, per language, on utterances that its examples do not contain.

An entry with the same words as an example ("hola") says nothing about unseen ones: it is left out and counted.

`python -m bench.routing_accuracy` prints a table; it never prints the utterances themselves, so that looking
at the figures does not turn the evaluation set into a training set.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from pathlib import Path
from typing import Any, Final

from shared.agents.routing.examples import load_examples
from shared.agents.routing.offline import OfflineIntentRouter
from shared.agents.routing.port import LABELS, UNCLEAR, IntentRouter
from shared.domain.conversation import MemoryTurn
from shared.domain.text import words

_DATA: Final = Path(__file__).parent / "data"
SETS: Final = {"evaluation": _DATA / "routing_evaluation.jsonl", "holdout": _DATA / "routing_holdout.jsonl"}
"""Two sets by two authors. The examples were extended with the confusion counts of the first in view; the
second was looked at less."""


def load_set(file: Path) -> list[dict[str, Any]]:
    """Entries with `id`, `language`, `text`, `label` and, for follow-ups, `context`."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def measure() -> dict[str, dict[str, Any]]:
    """The offline router's figures for each set: `languages` (accuracy, macro F1, confusion, count) and ms."""
    return {name: asyncio.run(measure_router(OfflineIntentRouter(), file)) for name, file in SETS.items()}


async def measure_router(router: IntentRouter, file: Path) -> dict[str, Any]:
    """Routes every entry of a set; the first route, which loads the weights, is apart."""
    entries, known = _unseen(load_set(file))
    started = time.perf_counter()
    await router.route("hola", ())
    first = time.perf_counter() - started
    outcomes: dict[str, list[tuple[str, str]]] = {}
    followups: list[tuple[str, str]] = []
    durations = []
    for entry in entries:
        conversation = _conversation(entry.get("context") or [])
        started = time.perf_counter()
        decision = await router.route(entry["text"], conversation)
        durations.append(time.perf_counter() - started)
        outcome = (entry["label"], decision.agent or UNCLEAR)
        outcomes.setdefault(entry["language"], []).append(outcome)
        if conversation:
            followups.append(outcome)
    percentiles = statistics.quantiles(durations, n=20)
    return {
        "count": len(entries),
        "leftOutAsKnown": known,
        "languages": {language: _figures(pairs) for language, pairs in sorted(outcomes.items())},
        "followUps": {"count": len(followups), "accuracy": _accuracy(followups)},
        "firstRouteMilliseconds": round(first * 1_000, 2),
        "p50Milliseconds": round(percentiles[9] * 1_000, 3),
        "p95Milliseconds": round(percentiles[18] * 1_000, 3),
    }


def _unseen(entries: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    examples = {tuple(words(example.text)) for example in load_examples()}
    unseen = [entry for entry in entries if tuple(words(entry["text"])) not in examples]
    return unseen, len(entries) - len(unseen)


def _conversation(context: list[dict[str, Any]]) -> tuple[MemoryTurn, ...]:
    return tuple(
        MemoryTurn(str(i), turn["role"], turn["text"], "2024-01-01T00:00:00+00:00", turn.get("agent"))
        for i, turn in enumerate(context)
    )


def _figures(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    confusion = {label: dict.fromkeys(LABELS, 0) for label in LABELS}
    for wanted, got in pairs:
        confusion[wanted][got] += 1
    scores = []
    for label in LABELS:
        right = confusion[label][label]
        wanted_count = sum(confusion[label].values())
        got_count = sum(row[label] for row in confusion.values())
        if wanted_count + got_count:
            scores.append(2 * right / (wanted_count + got_count))
    return {
        "count": len(pairs),
        "accuracy": _accuracy(pairs),
        "macroF1": round(statistics.mean(scores), 4),
        "confusion": confusion,
    }


def _accuracy(pairs: list[tuple[str, str]]) -> float | None:
    return round(sum(wanted == got for wanted, got in pairs) / len(pairs), 4) if pairs else None


def print_table(figures: dict[str, Any]) -> None:
    """The figures as text: rows are the wanted labels, columns what the router said."""
    for language, part in figures["languages"].items():
        print(
            f"{language}: {part['count']} utterances, accuracy {part['accuracy']:.1%}, "
            f"macro F1 {part['macroF1']:.3f}"
        )
        print(f"  {'wanted':<28}" + "".join(f"{label[:14]:>16}" for label in LABELS))
        for label, row in part["confusion"].items():
            print(f"  {label:<28}" + "".join(f"{row[other]:>16}" for other in LABELS))
    print(f"left out, since the examples contain them: {figures['leftOutAsKnown']}")
    followups = figures["followUps"]
    if followups["count"]:
        print(f"follow-ups: {followups['count']}, accuracy {followups['accuracy']:.1%}")
    print(
        f"first route {figures['firstRouteMilliseconds']} ms, then p50 {figures['p50Milliseconds']} ms, "
        f"p95 {figures['p95Milliseconds']} ms"
    )


if __name__ == "__main__":
    for name, figures in measure().items():
        print(f"{name} set")
        print_table(figures)
