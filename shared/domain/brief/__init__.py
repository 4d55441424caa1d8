"""Understands a brief: product, brand, audience, offer, goal, place, date, tone, length and platforms."""

from shared.domain.brief.durations import find_length
from shared.domain.brief.model import Brief, Goal, Kind, Language, Subject, Tone
from shared.domain.brief.understand import understand

__all__ = ["Brief", "Goal", "Kind", "Language", "Subject", "Tone", "find_length", "understand"]
