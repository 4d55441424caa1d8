"""Writes several scripts of one brief that differ measurably."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from shared.agents.video_scriptor.library import Structure
from shared.agents.video_scriptor.retrieval import EarlierScript
from shared.agents.video_scriptor.writing import Demand, Result, ScriptWriter, Task, from_library
from shared.domain.script import Script
from shared.domain.similarity import nearest

# Scripts that the library writes for one brief of 15 to 45 s, without trying, share 5 to 30 percent of their
# phrases, those of 60 s 25 to 60 percent. Two people would call what shares half the same script.
MOST_ALIKE: Final = 0.4
_STYLES: Final = ("question", "bold", "story", "number")
_SEEDS: Final = 4


async def write_variants(
    writer: ScriptWriter, task: Task, others: Sequence[Structure], count: int
) -> list[Result]:
    """Up to `count` scripts, the task's own first; any two have a similarity below `MOST_ALIKE`.

    Fewer where the material gives no more: a long video uses up what the library knows of a trade.
    """
    results = [await writer.write(task)]
    while len(results) < count:
        variant = await _another(writer, task, others, results)
        if variant is None:
            break
        results.append(variant)
    return results


async def _another(
    writer: ScriptWriter, task: Task, others: Sequence[Structure], results: Sequence[Result]
) -> Result | None:
    """A script unlike all before it, by the model or as the first of the library's that is different enough."""
    base = replace(task, revising=None)
    demand = _unlike([r.script for r in results])
    first, *rest = _tasks(base, others, results)
    written = await writer.write(first, demand)
    if not demand(written.script):
        return written
    fallback = written.generator.model_dump(include={"fallback_from", "fallback_reason"})
    for candidate in rest:
        # Each takes some milliseconds of computing; other requests may go on in between.
        await asyncio.sleep(0)
        result = from_library(candidate, fallback)
        if not demand(result.script):
            return result
    return None


def _tasks(task: Task, others: Sequence[Structure], results: Sequence[Result]) -> Iterator[Task]:
    """The ways left to tell it: unused structures first, each with the hook styles not yet used first."""
    used = [r.structure.id for r in results]
    structures = sorted((task.structure, *others), key=lambda s: used.count(s.id))
    shift = len(results) % len(_STYLES)
    styles = (task.style,) if task.style else (*_STYLES[shift:], *_STYLES[:shift])
    told = tuple(
        EarlierScript(str(number), "", r.script.title, r.script.narration, 1.0)
        for number, r in enumerate(results, 1)
    )
    avoid = "\n".join((task.avoid, *(t.text for t in told)))
    for seed, style, structure in product(range(_SEEDS), styles, structures):
        yield replace(
            task,
            structure=structure,
            style=style,
            avoid=avoid,
            earlier=(*told, *task.earlier),
            seed=f"{task.seed}|variant {len(results) + 1}|{seed}",
        )


def _unlike(scripts: Sequence[Script]) -> Demand:
    return _Unlike(tuple(s.narration for s in scripts), frozenset(s.hook for s in scripts))


class _Unlike:
    """Objects to a script that repeats one of those before it."""

    def __init__(self, narrations: tuple[str, ...], hooks: frozenset[str]) -> None:
        self._narrations = narrations
        self._hooks = hooks

    def __call__(self, script: Script) -> list[str]:
        problems = []
        if script.hook in self._hooks:
            problems.append("The hook is that of an earlier script.")
        alike = nearest(script.narration, self._narrations)
        if alike >= MOST_ALIKE:
            problems.append(f"The narration repeats an earlier script ({alike:.0%} of its phrases).")
        return problems
