"""What kind of file an intent asks for, in which shape, with which words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from shared.contracts.agent_messages import RequestPayload
from shared.contracts.creative import CreativeOptions, Kind
from shared.domain.design.canvas import AspectRatio
from shared.domain.platforms import (
    Target,
    UnknownPlatformError,
    choose_format,
    find_platforms,
    plain,
    resolve_platform,
)
from shared.errors import ConstraintError, ValidationFailedError

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "image",
        re.compile(
            r"\b(?:imagen(?:es)?|fotos?|poster|cartel(?:es)?|afiche|flyer|folleto|banner|carrusel|portada|miniatura"
            r"|ilustracion|grafic[oa]s?|diseño de post|images?|pictures?|photos?|graphics?|thumbnail|cover|carousel"
            r"|illustration|artwork|creatividad(?:es)?)\b"
        ),
    ),
    (
        "audio",
        re.compile(
            r"\b(?:audios?|locucion|narracion|voz(?: en off)?|podcast|cuña|mp3"
            r"|voice ?-?overs?|narration|voice|spoken)\b"
        ),
    ),
    (
        "video",
        re.compile(
            r"\b(?:videos?|videoclips?|clips?|reels?|tik ?toks?|shorts?|animacion|animation|mp4|spot|animad[oa])\b"
        ),
    ),
)
# "No video", "without audio": what is named only to be left out.
_LEFT_OUT = re.compile(r"\b(?:no|sin|not|without|instead of|en vez de|en lugar de)\s+(?:\w+\s+){0,2}$")
_QUOTED = re.compile(r"[\"“«]([^\"”»\n]{2,120})[\"”»]")
_SHAPES: tuple[tuple[AspectRatio, re.Pattern[str]], ...] = (
    ("9:16", re.compile(r"\b(?:vertical|9:16|historias?|story|stories|reels?|shorts?|status|estados?)\b")),
    ("1:1", re.compile(r"\b(?:cuadrad[oa]|1:1|square|post|feed|publicacion|carrusel|carousel)\b")),
    (
        "16:9",
        re.compile(r"\b(?:horizontal|16:9|apaisad[oa]|banner|portada|miniatura|thumbnail|cover|landscape)\b"),
    ),
)
# A platform's pictures are not shaped like its videos.
_IMAGE_SHAPES: dict[str, AspectRatio] = {
    "instagram": "1:1",
    "facebook": "1:1",
    "linkedin": "1:1",
    "threads": "1:1",
    "x": "16:9",
    "youtube": "16:9",
}


@dataclass(frozen=True, slots=True)
class ScriptShape:
    """The aspect ratio and platforms of the script that is made into a file."""

    ratio: AspectRatio
    platforms: list[str]


def read_options(payload: RequestPayload) -> CreativeOptions:
    """Raises `ValidationFailedError` naming the wrong fields."""
    try:
        return CreativeOptions.model_validate(payload.model_extra or {})
    except ValidationError as exc:
        errors = [
            {"field": ".".join(map(str, e["loc"])), "message": e["msg"]}
            for e in exc.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise ValidationFailedError("The options of the creative are not valid.", errors) from exc


def infer_kind(intent: str, *, has_script: bool) -> Kind:
    """The kind that the intent names first; else a video where there is a script, an image where there is none."""
    folded = plain(intent)
    found: list[tuple[int, Kind]] = []
    for kind, pattern in _KINDS:
        found += [
            (m.start(), kind) for m in pattern.finditer(folded) if not _LEFT_OUT.search(folded[: m.start()])
        ]
    return min(found)[1] if found else ("video" if has_script else "image")


def quoted_texts(intent: str) -> list[str]:
    """The texts that the intent puts in quotation marks: words meant to be shown."""
    return [" ".join(text.split()) for text in _QUOTED.findall(intent)]


def shapes_for(
    kind: Kind, options: CreativeOptions, intent: str, wanted: Iterable[str], of_script: ScriptShape | None
) -> dict[AspectRatio, list[str]]:
    """The aspect ratios to make, each with the platforms it is for.

    In this order: the option, the platforms of the request, the intent's own words and platforms, the script's
    ratio, vertical. Raises `ConstraintError` for a platform that is not known.
    """
    names = [*options.platforms, *([options.platform] if options.platform else []), *wanted]
    targets = [_resolve(name) for name in dict.fromkeys(names)]
    if options.aspect_ratio:
        return {options.aspect_ratio: [t.platform for t in targets]}
    if targets:
        return _grouped(kind, targets)
    folded = plain(intent)
    named = [ratio for ratio, pattern in _SHAPES if pattern.search(folded)]
    mentioned = list(find_platforms(intent))
    if named and (kind == "image" or of_script is None):
        return {named[0]: [t.platform for t in mentioned]}
    if mentioned and of_script is None:
        return _grouped(kind, mentioned)
    return {of_script.ratio: of_script.platforms} if of_script else {"9:16": []}


def _resolve(name: str) -> Target:
    try:
        return resolve_platform(name)
    except UnknownPlatformError as exc:
        raise ConstraintError(
            f"The platform {name!r} is not known.", platform=name, suggestions=list(exc.suggestions)
        ) from exc


def _grouped(kind: Kind, targets: Iterable[Target]) -> dict[AspectRatio, list[str]]:
    shapes: dict[AspectRatio, list[str]] = {}
    for target in targets:
        ratio: AspectRatio = choose_format(target).aspect_ratio  # type: ignore[assignment]
        if kind == "image" and target.format in (None, "video"):
            ratio = _IMAGE_SHAPES.get(target.platform, ratio)
        shapes.setdefault(ratio, []).append(target.platform)
    return shapes
