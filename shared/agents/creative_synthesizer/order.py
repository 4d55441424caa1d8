"""One request in production: what is to be made, and what the work has used and learnt on the way."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from shared.agents.base import AgentWork
from shared.agents.creative_synthesizer.direction import Look
from shared.agents.creative_synthesizer.phrases import phrase
from shared.agents.creative_synthesizer.ports import Origin, Rendered
from shared.agents.creative_synthesizer.script_material import Material
from shared.contracts.creative import CreativeOptions, Kind
from shared.domain.design.canvas import AspectRatio


@dataclass(slots=True)
class Order:
    """The request with its account; `shapes` are the aspect ratios to make, each with its platforms."""

    work: AgentWork
    options: CreativeOptions
    kind: Kind
    material: Material
    look: Look
    shapes: dict[AspectRatio, list[str]]
    notes: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0
    peak_memory: int = 0
    tokens: int = 0
    model_cost: float = 0.0
    speech: str | None = None
    image_model: str | None = None

    @property
    def intent(self) -> str:
        """What the person asked for."""
        return self.work.request.payload.intent

    @property
    def language(self) -> str:
        """The script's language; all texts of the request are in it."""
        return self.material.script.language

    @property
    def script_ref(self) -> str | None:
        """The script's reference; none where a script was only written for a picture's words and is not kept."""
        return None if self.kind == "image" and self.material.draft else self.material.ref

    @property
    def prompt_hash(self) -> str:
        """SHA-256 over the intent, the options and the script: the same request gives the same hash."""
        asked = json.dumps(
            [self.intent, self.options.model_dump(mode="json"), self.material.script.model_dump(mode="json")],
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(asked.encode()).hexdigest()

    @property
    def origin(self) -> Origin:
        """What the files say about themselves."""
        return Origin(self.material.script.title, str(self.work.request.correlation_id), self.prompt_hash)

    def note(self, name: str, **facts: object) -> None:
        """Remembers something that the person should know."""
        self.notes.append(phrase(name, self.language, **facts))

    def used(self, rendered: Rendered) -> None:
        """Adds a render to the account."""
        self.cpu_seconds += rendered.cpu_seconds
        self.peak_memory = max(self.peak_memory, rendered.peak_memory_bytes)
