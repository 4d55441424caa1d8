"""What a creative request says beside its intent, and what a made file's metadata records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic.alias_generators import to_camel

from shared.contracts.base import View
from shared.domain.design.canvas import AspectRatio
from shared.domain.design.colour import Colour

Kind = Literal["image", "video", "audio"]
Template = Literal["orbit", "tiles", "arches", "rays", "bubbles"]
DIGITAL_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

_ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]


class _Options(BaseModel):
    # Fields of other agents may stand beside ours in the payload.
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="ignore",
        frozen=True,
        defer_build=True,
    )


class BrandOptions(_Options):
    """How the brand shows: its name and up to four colours, the leading one first."""

    name: _ShortText | None = None
    colors: Annotated[list[str], Field(max_length=4)] = []

    @field_validator("colors")
    @classmethod
    def _known(cls, colors: list[str]) -> list[str]:
        return [Colour.parse(text).hex for text in colors]


class CreativeOptions(_Options):
    """The agent's own fields of `payload`, each optional."""

    kind: Kind | None = None
    script_ref: str | None = None
    platform: str | None = None
    platforms: Annotated[list[str], Field(max_length=10)] = []
    aspect_ratio: AspectRatio | None = None
    brand: BrandOptions = BrandOptions()
    enhance_context: bool = False
    language: Literal["es", "en"] | None = None
    template: Template | None = None
    title: _ShortText | None = None
    subtitle: _ShortText | None = None
    call_to_action: _ShortText | None = None
    narration: bool = True


class Tool(View):
    """Who made a part of it: a renderer, a speech engine or a model."""

    name: str
    version: str | None = None


class Provenance(View):
    """Where a file comes from. `prompt_hash` is the SHA-256 (hex) of everything that was asked for."""

    request: str
    script_ref: str | None = None
    renderer: Tool
    template: str | None = None
    speech: Tool | None = None
    image_model: Tool | None = None
    prompt_hash: str
    digital_source_type: str = DIGITAL_SOURCE_TYPE


class ResourceUsage(View):
    """What a request took; `estimated_cost` in US dollars, `peak_memory_bytes` an upper bound."""

    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0
    bytes: int = 0
    model_tokens: int = 0
    estimated_cost: float = 0.0
