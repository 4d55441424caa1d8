"""The record of a routing decision: who was considered, how sure the router was, and why."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent and the calibrated probability (0 to 1) that it is the one wanted."""

    agent: str
    score: float


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """`agent` is None when the best score is under `threshold`: the front desk then asks back."""

    agent: str | None
    score: float
    threshold: float
    candidates: tuple[Candidate, ...]
    reason: str
    router: str
    language: str
    evidence: tuple[str, ...] = field(default=())

    def record(self) -> dict[str, object]:
        """As stored with the turn and shown to the caller (camelCase JSON)."""
        return {
            "agent": self.agent,
            "score": round(self.score, 4),
            "threshold": self.threshold,
            "candidates": [{"agent": c.agent, "score": round(c.score, 4)} for c in self.candidates],
            "reason": self.reason,
            "router": self.router,
            "language": self.language,
            "evidence": list(self.evidence),
        }
