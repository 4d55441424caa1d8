"""Writes one script: with the text model where there is one, else (and when its answers fail) from the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.agents.video_scriptor.constraints import Plan
from shared.agents.video_scriptor.library import LIBRARY_VERSION, Library, Structure
from shared.agents.video_scriptor.model_writer import ModelAnswerError, ModelWriter, Usage
from shared.agents.video_scriptor.retrieval import EarlierScript
from shared.agents.video_scriptor.revising import Revising
from shared.agents.video_scriptor.template_writer import TemplateWriter, Written
from shared.contracts.script import Generator
from shared.domain.brief import Brief
from shared.domain.script import Script, violations
from shared.errors import Permanent
from shared.services.text_model import TextModel

TEMPLATE_WRITER: Final = "template-writer"
MODEL_WRITER: Final = "model-writer"

Demand = Callable[[Script], list[str]]
"""What a script must keep beyond the rules of all; it returns what is wrong, in words a model can act on."""


class BrokenScriptError(Permanent):
    """The template writer made a script that breaks the domain's rules: a defect of the library."""

    status = 500
    code = "broken_script"

    def __init__(self, defects: list[str]) -> None:
        super().__init__("The script could not be written within the rules.", defects=defects)


@dataclass(frozen=True, slots=True)
class Task:
    """One script to be written; `known` is everything the person said, where links may come from.

    `avoid` is text whose lines should not come again; with `revising` an earlier script is changed.
    """

    brief: Brief
    plan: Plan
    library: Library
    structure: Structure
    seed: str
    known: str
    style: str | None = None
    earlier: tuple[EarlierScript, ...] = ()
    avoid: str = ""
    revising: Revising | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A script, who wrote it, and what the person should read with it."""

    script: Script
    generator: Generator
    notes: tuple[str, ...]
    structure: Structure


class ScriptWriter:
    """Writes tasks; the model's use is counted in `usage`."""

    def __init__(self, text_model: TextModel | None) -> None:
        self._model = ModelWriter(text_model) if text_model is not None else None
        self.usage = Usage()

    async def write(self, task: Task, demand: Demand | None = None) -> Result:
        """A script that keeps every rule; a model's one also meets `demand`. Raises `BrokenScriptError`."""
        fallback: dict[str, str] = {}
        if self._model is not None:
            try:
                answer = await self._model.write(
                    task.brief,
                    task.plan,
                    task.structure,
                    task.earlier,
                    self.usage,
                    known=task.known,
                    demand=_both(task.revising.objections if task.revising else None, demand),
                    revision=task.revising.material() if task.revising else None,
                )
            except ModelAnswerError as exc:
                fallback = {"fallback_from": self._model.name, "fallback_reason": exc.reason}
            else:
                generator = Generator(
                    name=MODEL_WRITER,
                    version=LIBRARY_VERSION,
                    model=answer.model,
                    structure=task.structure.id,
                    repaired=answer.repaired,
                )
                return Result(answer.script, generator, (), task.structure)
        return from_library(task, fallback)


def from_library(task: Task, fallback: dict[str, str] | None = None) -> Result:
    """The script as the template library tells it, or the earlier script changed with its lines."""
    writer = TemplateWriter(task.library)
    if task.revising is not None:
        written = task.revising.apply(writer, task.brief, task.plan, task.structure, task.seed, task.style)
    else:
        written = writer.write(
            task.brief, task.plan, task.structure, seed=task.seed, avoid=task.avoid, style=task.style
        )
    if defects := _defects(written, task):
        raise BrokenScriptError(defects)
    generator = Generator(
        name=TEMPLATE_WRITER, version=LIBRARY_VERSION, structure=task.structure.id, **(fallback or {})
    )
    return Result(written.script, generator, written.notes, task.structure)


def _defects(written: Written, task: Task) -> list[str]:
    broken = violations(written.script, task.plan.seconds, task.plan.limits, task.known)
    # What the brief itself says ("la nueva [beta]") may look like a placeholder; the rest is a defect.
    return [v.message for v in broken if v.rule != "placeholder"]


def _both(first: Demand | None, second: Demand | None) -> Demand:
    return lambda script: [*(first(script) if first else ()), *(second(script) if second else ())]
