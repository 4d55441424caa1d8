"""The JSON document of a script, as stored and shown, and the shape a text model is asked for."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.contracts.base import Contract, View
from shared.domain.brief import Brief, Kind
from shared.domain.platforms import Format
from shared.domain.script import Scene, Script

SCRIPT_SCHEMA_VERSION = "1.0.0"


class SceneView(View):
    """One scene; `start` and `end` in seconds."""

    start: float
    end: float
    narration: str
    on_screen_text: str
    visual_direction: str


class FormatView(View):
    """Where the script fits, with the limit it was checked against."""

    platform: str
    format: str
    aspect_ratio: str
    max_seconds: int


class ProductView(View):
    """The grammar of `product`: what it is (a place, an app...), its gender in Spanish, its number."""

    kind: Kind
    industry: str
    feminine: bool = False
    plural: bool = False


class BriefView(View):
    """What was understood of the brief; absent fields were not in it."""

    goal: str
    industry: str
    product: str | None = None
    product_form: ProductView | None = None
    brand: str | None = None
    audience: str | None = None
    offer: str | None = None
    place: str | None = None
    date: str | None = None
    topic: str | None = None
    tone: str | None = None
    features: list[str] = []
    claims: list[str] = []
    count: int | None = None


class BasedOn(View):
    """A template or earlier script that the writer used; `score` is its similarity to the brief, -1 to 1."""

    type: Literal["script", "template"]
    id: str
    title: str
    ref: str | None = None
    score: float | None = None


class Generator(View):
    """Who wrote it. `fallback_from` names the model whose answer could not be used, and why."""

    name: str
    version: str
    model: str | None = None
    structure: str | None = None
    repaired: bool = False
    fallback_from: str | None = None
    fallback_reason: str | None = None


class ScriptDocument(View):
    """A finished script. `caption` is the text to post; `notes` are for the person, in the script's language.

    A revised script names the one it was made from (`revision_of`) and what differs from it (`changes`, sentences
    for the person). Of several variants each has its number, from 1.
    """

    type: Literal["script"] = "script"
    schema_version: str = SCRIPT_SCHEMA_VERSION
    title: str
    language: str
    hook: str
    scenes: list[SceneView]
    call_to_action: str
    caption: str
    hashtags: list[str]
    duration_seconds: float
    aspect_ratio: str
    platforms: list[str]
    formats: list[FormatView]
    brief: BriefView
    based_on: list[BasedOn]
    generator: Generator
    ai_generated: Literal[True] = True
    degraded: list[str] = []
    notes: list[str] = []
    variant: int | None = None
    revision_of: str | None = None
    changes: list[str] | None = None


class ModelScene(Contract):
    """A scene as a model writes it."""

    start: Annotated[float, Field(description="Seconds from the beginning; the first scene starts at 0.")]
    end: Annotated[float, Field(description="Seconds; the next scene starts here.")]
    narration: str
    on_screen_text: str
    visual_direction: str


class ModelScript(Contract):
    """What a text model is asked for. Lengths and counts are checked afterwards, by the domain's rules."""

    title: str
    hook: Annotated[str, Field(description="The first sentence of the first scene's narration.")]
    scenes: list[ModelScene]
    call_to_action: str
    caption: Annotated[str, Field(description="The text to post beside the video, without hashtags.")]
    hashtags: Annotated[list[str], Field(description="Each begins with #.")]


def model_schema() -> dict[str, Any]:
    """The JSON Schema of `ModelScript`: every field required, none beyond them."""
    return ModelScript.model_json_schema(by_alias=True)


def script_of(model_script: ModelScript, language: str) -> Script:
    """A model's answer as a domain script; texts are trimmed, nothing else is changed."""
    scenes = tuple(
        Scene(
            round(s.start, 2),
            round(s.end, 2),
            " ".join(s.narration.split()),
            " ".join(s.on_screen_text.split()),
            " ".join(s.visual_direction.split()),
        )
        for s in model_script.scenes
    )
    return Script(
        model_script.title.strip(),
        language,
        " ".join(model_script.hook.split()),
        scenes,
        " ".join(model_script.call_to_action.split()),
        tuple(t.strip() for t in model_script.hashtags),
        model_script.caption.strip(),
    )


def scene_views(script: Script) -> list[SceneView]:
    """The scenes as they are shown."""
    return [
        SceneView(
            start=s.start,
            end=s.end,
            narration=s.narration,
            on_screen_text=s.on_screen_text,
            visual_direction=s.visual_direction,
        )
        for s in script.scenes
    ]


def format_view(form: Format) -> FormatView:
    """A platform's format as it is shown."""
    return FormatView(
        platform=form.platform, format=form.name, aspect_ratio=form.aspect_ratio, max_seconds=form.max_seconds
    )


def brief_view(brief: Brief) -> BriefView:
    """What was understood, as it is shown."""
    return BriefView(
        goal=brief.goal,
        industry=brief.industry,
        product=brief.subject.noun if brief.subject else None,
        brand=brief.brand,
        audience=brief.audience,
        offer=brief.offer,
        place=brief.place,
        date=brief.date,
        topic=brief.topic,
        tone=brief.tone,
        features=list(brief.features),
        claims=list(brief.claims),
        count=brief.count,
        product_form=ProductView(
            kind=brief.subject.kind,
            industry=brief.subject.industry,
            feminine=brief.subject.feminine,
            plural=brief.subject.plural,
        )
        if brief.subject
        else None,
    )


def script_from(document: ScriptDocument) -> Script:
    """The script that a document holds."""
    scenes = tuple(
        Scene(s.start, s.end, s.narration, s.on_screen_text, s.visual_direction) for s in document.scenes
    )
    return Script(
        document.title,
        document.language,
        document.hook,
        scenes,
        document.call_to_action,
        tuple(document.hashtags),
        document.caption,
    )
