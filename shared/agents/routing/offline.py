"""The router that needs no service: features of the message and its conversation, trained weights."""

from __future__ import annotations

import re
from typing import Final

from shared.agents.routing.classifier import Classifier, load_classifier
from shared.agents.routing.examples import load_examples
from shared.agents.routing.features import Features, extract, gist
from shared.agents.routing.lexicon import classes_of
from shared.agents.routing.port import LABELS, UNCLEAR, answered_question, last_agent
from shared.domain.conversation import MemoryTurn
from shared.domain.language import detect_language
from shared.domain.routing import Candidate, RoutingDecision
from shared.domain.text import fold
from shared.names import SPECIALISTS

ROUTER_NAME: Final = "offline-classifier-1"
MAX_CHARACTERS: Final = 2_000

_EVIDENCE = 3
_EXCERPT = 90
_WORD = re.compile(r"\w+")


class OfflineIntentRouter:
    """Classifies in about a millisecond; `threshold` replaces the one chosen by cross-validation."""

    def __init__(self, threshold: float | None = None) -> None:
        self._threshold = threshold

    async def route(self, message: str, conversation: tuple[MemoryTurn, ...] = ()) -> RoutingDecision:
        """Decides on the message; an answer to the front desk's question is read with what was asked."""
        model = load_classifier()
        before = last_agent(conversation) or self._unanswered(model, conversation)
        decision = self._decide(model, message[:MAX_CHARACTERS], before)
        asked = answered_question(conversation)
        if decision.agent is None and asked is not None:
            together = self._decide(model, f"{asked[:MAX_CHARACTERS]}. {message[:MAX_CHARACTERS]}", before)
            if together.agent is not None:
                return together
        return decision

    def _unanswered(self, model: Classifier, conversation: tuple[MemoryTurn, ...]) -> str | None:
        """The agent for a request still in work: nobody has spoken yet, but the person has."""
        if not conversation:
            return None
        return self._decide(model, conversation[-1].text[:MAX_CHARACTERS], None).agent

    def _decide(self, model: Classifier, message: str, before: str | None) -> RoutingDecision:
        threshold = model.threshold if self._threshold is None else self._threshold
        features = extract(message, before)
        scores = dict(zip(LABELS, model.probabilities(features), strict=True))
        candidates = tuple(
            Candidate(agent, scores[agent]) for agent in sorted(SPECIALISTS, key=lambda a: -scores[a])
        )
        best = candidates[0]
        agent = best.agent if best.score >= max(threshold, scores[UNCLEAR]) else None
        reason = (
            _why(model, features, message, agent, before)
            if agent is not None
            else _why_not(best, scores[UNCLEAR], threshold)
        )
        return RoutingDecision(
            agent=agent,
            score=best.score,
            threshold=round(threshold, 4),
            candidates=candidates,
            reason=reason,
            router=ROUTER_NAME,
            language=detect_language(message),
            evidence=_evidence(model, message),
        )


def _why(model: Classifier, features: Features, message: str, agent: str, before: str | None) -> str:
    by_word, situation = model.contributions(features, LABELS.index(agent))
    ranked = sorted(
        (
            (part, word)
            for part, word in zip(by_word, features.words, strict=True)
            if part > 0 and _telling(word)
        ),
        reverse=True,
    )
    strongest = list(dict.fromkeys(word for part, word in ranked if part >= ranked[0][0] / 3))[:3]
    named = _listed(_as_written(message, strongest))
    if agent == before and (not ranked or situation > ranked[0][0]):
        return f"It goes on with the work of {agent}" + (f" ({named})." if named else ".")
    if not named:
        return f"The message as a whole is most like the examples of {agent}."
    return f"{named} {'point' if len(strongest) > 1 else 'points'} to {agent}."


def _telling(word: str) -> bool:
    """Whether a word is worth naming as a reason: one that names work or a thing, or an unlisted long one."""
    classes = classes_of(word)
    return any(name.startswith(("v.", "o.", "d.")) for name in classes) or (not classes and len(word) > 4)


def _why_not(best: Candidate, unclear: float, threshold: float) -> str:
    if unclear >= best.score:
        scores = f"unclear {unclear:.2f}, {best.agent} {best.score:.2f}"
        return f"It names no work for a specialist clearly enough ({scores})."
    return f"The best guess, {best.agent}, has {best.score:.2f}: under the threshold of {threshold:.2f}."


def _as_written(message: str, folded: list[str]) -> list[str]:
    written = {fold(word): word.lower() for word in _WORD.findall(message)}
    return [f"'{written.get(word, word)}'" for word in folded]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""


def _evidence(model: Classifier, message: str) -> tuple[str, ...]:
    """The nearest examples with their labels, cut to an excerpt."""
    examples = load_examples()
    nearest = (examples[i] for i in model.nearest_examples(gist(message), _EVIDENCE))
    return tuple(f"{e.label}: {_excerpt(e.text)}" for e in nearest)


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"
