"""A conversation's memory: the bounded recent turns and the summary of those that left them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

SpeakerRole = Literal["user", "agent"]

SHORT_MEMORY_TURNS = 12
SHORT_MEMORY_CHARACTERS = 6_000
TURN_EXCERPT_CHARACTERS = 1_200
SUMMARY_POINTS = 40
SUMMARY_POINT_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class MemoryTurn:
    """A turn as `shortMemory` keeps it; long texts are cut to an excerpt."""

    turn_id: str
    role: SpeakerRole
    text: str
    timestamp: str
    agent: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The stored shape (camelCase)."""
        entry = {"turnId": self.turn_id, "role": self.role, "text": self.text, "timestamp": self.timestamp}
        return entry | ({"agent": self.agent} if self.agent else {})

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> MemoryTurn:
        """Reads the stored shape."""
        return cls(entry["turnId"], entry["role"], entry["text"], entry["timestamp"], entry.get("agent"))


@dataclass(frozen=True, slots=True)
class ContextBundle:
    """The context of one conversation. `version` rises with every change and guards against lost updates."""

    id: UUID
    tenant_id: str
    session_id: UUID
    user_id: str
    short_memory: tuple[MemoryTurn, ...]
    long_memory_summary: dict[str, Any]
    turn_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    last_accessed_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContextTurn:
    """One message of a conversation; `position` counts from 1 within the session."""

    id: UUID
    tenant_id: str
    session_id: UUID
    bundle_id: UUID
    role: SpeakerRole
    text: str
    timestamp: datetime
    position: int = 0
    turn_id: str | None = None
    correlation_id: UUID | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def remember(
    short: tuple[MemoryTurn, ...], summary: dict[str, Any], turn: MemoryTurn
) -> tuple[tuple[MemoryTurn, ...], dict[str, Any]]:
    """Adds a turn; turns that no longer fit move into the summary as points with their turn ids.

    `shortMemory` holds at most `SHORT_MEMORY_TURNS` turns and `SHORT_MEMORY_CHARACTERS` characters.
    The summary is `{"points": [{"turnId", "role", "text"}], "turns": n, "text": str}`: the newest
    `SUMMARY_POINTS` points, and the number of turns it stands for. What else it holds (`facts`, see
    `shared.domain.memory`) stays.
    """
    kept = [*short, _excerpt(turn)]
    left: list[MemoryTurn] = []
    while len(kept) > SHORT_MEMORY_TURNS or (
        len(kept) > 1 and sum(len(t.text) for t in kept) > SHORT_MEMORY_CHARACTERS
    ):
        left.append(kept.pop(0))
    return tuple(kept), _summarise(summary, left) if left else summary


def _excerpt(turn: MemoryTurn) -> MemoryTurn:
    if len(turn.text) <= TURN_EXCERPT_CHARACTERS:
        return turn
    text = turn.text[: TURN_EXCERPT_CHARACTERS - 1].rstrip() + "…"
    return MemoryTurn(turn.turn_id, turn.role, text, turn.timestamp, turn.agent)


def _summarise(summary: dict[str, Any], left: list[MemoryTurn]) -> dict[str, Any]:
    points = list(summary.get("points", []))
    for turn in left:
        text = " ".join(turn.text.split())
        if len(text) > SUMMARY_POINT_CHARACTERS:
            text = text[: SUMMARY_POINT_CHARACTERS - 1].rstrip() + "…"
        points.append({"turnId": turn.turn_id, "role": turn.role, "text": text})
    points = points[-SUMMARY_POINTS:]
    return {
        **summary,
        "points": points,
        "turns": summary.get("turns", 0) + len(left),
        "text": " · ".join(p["text"] for p in points if p["role"] == "user"),
    }
