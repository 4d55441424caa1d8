"""What a request says beside its intent: language, tone, audience, hook style and number of variants."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from shared.contracts.agent_messages import RequestPayload
from shared.domain.brief import Brief, Language, Tone
from shared.domain.conversation import ContextBundle
from shared.domain.memory import remembered_facts
from shared.errors import ValidationFailedError

HookStyle = Literal["question", "bold", "story", "number"]
MOST_VARIANTS = 5
_EARLIER_TEXTS = 20


class ScriptOptions(BaseModel):
    """The agent's own fields of `payload`; fields of others are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, defer_build=True)

    language: Language | None = None
    tone: Tone | None = None
    audience: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)] | None
    ) = None
    hook_style: HookStyle | None = None
    variants: Annotated[int, Field(strict=True, ge=1, le=MOST_VARIANTS)] = 1


def read_options(payload: RequestPayload) -> ScriptOptions:
    """Raises `ValidationFailedError` naming the wrong fields."""
    try:
        return ScriptOptions.model_validate(payload.model_extra or {})
    except ValidationError as exc:
        errors = [
            {"field": ".".join(map(str, e["loc"])), "message": e["msg"]}
            for e in exc.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise ValidationFailedError("The options of the script are not valid.", errors) from exc


def apply_options(brief: Brief, options: ScriptOptions) -> Brief:
    """The brief with the explicit options in place of what its text says."""
    brief = replace(brief, tone=options.tone or brief.tone)
    return replace(brief, audience=options.audience) if options.audience else brief


def memory_of(bundle: ContextBundle) -> tuple[str, ...]:
    """What the person said earlier in the conversation, newest first: recent turns, the facts that must not be
    forgotten, then the summary's points."""
    recent = [turn.text for turn in reversed(bundle.short_memory) if turn.role == "user"]
    points = bundle.long_memory_summary.get("points", [])
    older = [
        point["text"]
        for point in reversed(points)
        if isinstance(point, dict) and point.get("role") == "user" and isinstance(point.get("text"), str)
    ]
    facts = [fact.sentence for fact in reversed(remembered_facts(bundle.long_memory_summary))]
    return tuple(dict.fromkeys([*recent, *facts, *older]))[:_EARLIER_TEXTS]
