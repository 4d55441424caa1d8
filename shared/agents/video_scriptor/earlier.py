"""The conversation's last script: how it is found, and the brief that it was written from."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final, Protocol, get_args
from uuid import UUID

from pydantic import ValidationError

from shared.agents.video_scriptor.options import ScriptOptions, apply_options
from shared.agents.video_scriptor.revising import Revising
from shared.agents.video_scriptor.translation import translate_brief
from shared.contracts.script import BriefView, ScriptDocument
from shared.domain.brief import Brief, Goal, Language, Subject, Tone, understand
from shared.domain.conversation import ContextBundle
from shared.domain.platforms import Target
from shared.domain.refs import artifact_ref
from shared.domain.revision import Revision
from shared.errors import NotFoundError
from shared.services.transaction import GeneratedArtifact

log = logging.getLogger(__name__)

_TYPE: Final = "script"
_NAMED_FORMATS: Final = ("story", "status")


class ScriptArchive(Protocol):
    """Where a conversation's artifacts are kept."""

    async def latest(
        self, tenant_id: str, session_id: UUID, kind: str
    ) -> tuple[GeneratedArtifact, bytes] | None:
        """The newest artifact of a type with its content."""


async def find_earlier(
    archive: ScriptArchive, bundle: ContextBundle, wish: Revision, intent: str
) -> Revising | None:
    """The conversation's last script with what is to change; None where there is none that can be read.

    A script whose file is gone, or of another shape, cannot be changed: it is logged, and one is written anew.
    """
    try:
        found = await archive.latest(bundle.tenant_id, bundle.session_id, _TYPE)
        if found is None:
            return None
        artifact, content = found
        document = ScriptDocument.model_validate_json(content)
    except (NotFoundError, ValidationError) as exc:
        log.warning(
            "the last script of session %s cannot be revised: %s", bundle.session_id, type(exc).__name__
        )
        return None
    if not document.scenes or document.language not in get_args(Language):
        return None
    return Revising(str(artifact_ref(_TYPE, artifact.id)), document, wish, intent)


def with_options(wish: Revision, options: ScriptOptions, document: ScriptDocument) -> Revision:
    """The wish with the request's explicit options, which win over its text."""
    kinds = dict.fromkeys(wish.kinds)
    if options.tone:
        kinds["tone"] = None
    if options.hook_style:
        kinds["hook"] = None
    if options.language:
        kinds.pop("language", None)
        if options.language != document.language:
            kinds["language"] = None
    return replace(
        wish,
        kinds=tuple(kinds),
        tone=options.tone or wish.tone,
        hook=options.hook_style or wish.hook,
        language=options.language or wish.language,
    )


def revised_brief(revising: Revising, options: ScriptOptions) -> tuple[Brief, tuple[str, ...]]:
    """What the earlier script was written from, with the wish in it; and what cannot be said in its language."""
    document, wish = revising.document, revising.wish
    language: Language = "en" if document.language == "en" else "es"
    view = document.brief
    earlier = Brief(
        text=f"{document.title}. {revising.intent}",
        language=language,
        goal=_goal(view.goal),
        industry=view.industry,
        subject=_subject(view, language),
        brand=view.brand,
        audience=view.audience,
        offer=view.offer,
        place=view.place,
        date=view.date,
        topic=view.topic,
        tone=wish.tone or _tone(view.tone),
        count=view.count,
        seconds=wish.target_seconds(document.duration_seconds),
        targets=wish.targets
        or tuple(
            Target(f.platform, f.format if f.format in _NAMED_FORMATS else None) for f in document.formats
        ),
        claims=tuple(view.claims),
        features=tuple(view.features),
    )
    brief, lost = translate_brief(earlier, wish.target_language(language))
    return apply_options(brief, options), lost


def _subject(view: BriefView, language: Language) -> Subject | None:
    if view.product is None:
        return None
    if (form := view.product_form) is not None:
        return Subject(view.product, form.kind, form.industry, form.feminine, form.plural)
    # Scripts of before 1.1 name the product only; the rest is read from its name.
    mine = "mi" if language == "es" else "my"
    read = understand(f"video para {mine} {view.product}", language=language).subject
    return replace(read, noun=view.product) if read else Subject(view.product, "product", view.industry)


def _goal(name: str) -> Goal:
    return next((goal for goal in get_args(Goal) if goal == name), "promote")


def _tone(name: str | None) -> Tone | None:
    return next((tone for tone in get_args(Tone) if tone == name), None)
