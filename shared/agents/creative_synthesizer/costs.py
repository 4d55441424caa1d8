"""What renders cost: estimated before the work for the budget, computed afterwards for the metrics."""

from __future__ import annotations

from typing import Final

from shared.contracts.creative import Kind

# Azure Functions, Consumption plan: 0.000016 US dollars a GB-second; a render holds up to 1.5 GB for as long as
# its CPU time on one core.
CPU_SECOND_DOLLARS: Final = 1.5 * 0.000016
# Measured at 1080x1920 with 30 frames a second, on the high side.
_FIXED_CPU_SECONDS: dict[Kind, float] = {"image": 3.0, "video": 5.0, "audio": 1.0}
_CPU_SECONDS_PER_SECOND: dict[Kind, float] = {"image": 0.0, "video": 1.2, "audio": 0.05}


def estimated_dollars(kind: Kind, seconds: float, files: int) -> float:
    """US dollars for `files` renders of `seconds` each."""
    return files * render_dollars(_FIXED_CPU_SECONDS[kind] + _CPU_SECONDS_PER_SECOND[kind] * seconds)


def render_dollars(cpu_seconds: float) -> float:
    """US dollars of that CPU time."""
    return cpu_seconds * CPU_SECOND_DOLLARS
