"""What a request says beside its intent, and the niche where it says none."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from shared.contracts.agent_messages import RequestPayload
from shared.contracts.trends import MAX_ITEMS, MAX_SOURCES, LanguageCode, Niche, RequestedSource
from shared.domain.brief import understand
from shared.domain.conversation import ContextBundle
from shared.errors import ValidationFailedError

DEFAULT_LIMIT = 500
_REMEMBERED = 6


class ScanOptions(BaseModel):
    """The agent's own fields of `payload`; fields of others are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, defer_build=True)

    niche: Niche | None = None
    sources: Annotated[list[RequestedSource], Field(min_length=1, max_length=MAX_SOURCES)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = DEFAULT_LIMIT
    language: LanguageCode | None = None


def read_options(payload: RequestPayload) -> ScanOptions:
    """Raises `ValidationFailedError` naming the wrong fields."""
    try:
        return ScanOptions.model_validate(payload.model_extra or {})
    except ValidationError as exc:
        errors = [
            {"field": ".".join(map(str, e["loc"])), "message": e["msg"]}
            for e in exc.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise ValidationFailedError("The options of the scan are not valid.", errors) from exc


def niche_of(intent: str, bundle: ContextBundle) -> str | None:
    """What the account is about, from the request's words or else the conversation's; None when nobody said."""
    said = [turn.text for turn in reversed(bundle.short_memory) if turn.role == "user"]
    for text in [intent, *said[:_REMEMBERED]]:
        brief = understand(text)
        subject = brief.subject.noun if brief.subject else None
        words = [word for word in (brief.topic, subject) if word]
        if words:
            return " ".join(dict.fromkeys(words))
    return None
