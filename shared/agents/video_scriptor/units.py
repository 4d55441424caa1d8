"""The pieces a script can be made of, for one brief and structure, and the choice of those that fit the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from shared.agents.video_scriptor.library import Aspect, Beat, Library, Line, Structure, Trade
from shared.agents.video_scriptor.phrasing import Phrasing
from shared.domain.brief import Brief
from shared.domain.script import ON_SCREEN_CHARACTERS, count_words

# Words a second: aimed at, and the most that selection allows. The rule itself stands at 2.8.
AIM_PACE = 2.4
MOST_PACE = 2.6
# Facts of the brief and core beats are added even when the aim is met, as long as they fit.
CORE_RANK = 2.5
_POINT_STEP = 0.4
_MORE_LATER = 2.5
_EXTRA_MORE_LATER = 0.1
_EXTRA_RANK = 7.0
CHAPTERS_FROM_SECONDS = 45
SCREEN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """One possible scene. `order` is its place in the story, `rank` its importance (low is high)."""

    role: str
    order: float
    rank: float
    spoken: str
    screen: str
    visual: str
    more: str | None = None
    numbered: bool = False

    @property
    def words(self) -> int:
        """Its length in words."""
        return count_words(self.spoken)


class UnitBuilder:
    """Makes the units of one attempt: every random choice comes from `rng`, lines in `avoid` come last."""

    def __init__(
        self,
        library: Library,
        structure: Structure,
        brief: Brief,
        phrasing: Phrasing,
        rng: Random,
        avoid: str,
    ) -> None:
        self._common = library.common
        self._library = library
        self._structure = structure
        self._brief = brief
        self._phrasing = phrasing
        self._rng = rng
        self._avoid = avoid
        self._trade = trade_of(library, brief)
        self._sells_place = brief.subject is None or brief.subject.kind not in ("product", "app", "shop")

    def build(self, taken: str, *, chapters: bool) -> list[Unit]:
        """All units but hook and call to action; lines that stand in `taken` (the hook) are left out.

        `chapters` adds those that only long scripts have room for.
        """
        self._avoid += taken
        units: list[Unit] = []
        introduces = any("{intro" in line.spoken for beat in self._structure.beats for line in beat.lines)
        for order, beat in enumerate(self._structure.beats):
            if beat.needs_subject and self._brief.subject is None and self._brief.brand is None:
                continue
            if beat.source == "points":
                units += self._points(beat, order)
                units += self._extras(order) if chapters else ()
            elif beat.source in ("date", "offer", "place", "audience"):
                if beat.source == "place" and introduces and beat.rank is None:
                    continue
                fact = self._common.facts[beat.source]
                rank = beat.rank if beat.rank is not None else fact.rank
                units += self._from_lines(replace(fact, rank=rank), order)
            elif beat.source == "myths":
                units += self._myths(beat, order)
            elif beat.source == "lines":
                units += self._from_lines(beat, order)
            elif beat.source in ("pains", "dreams"):
                bank = self._suiting(self._trade.pains if beat.source == "pains" else self._trade.dreams)
                units += self._from_lines(replace(beat, lines=bank), order)
        if self._brief.tone:
            units += self._from_lines(self._common.tones[self._brief.tone], len(self._structure.beats))
        # What the hook has just said ("2x1 los martes") is not said again at once.
        return [u for u in units if not (u.role in ("offer", "date") and u.screen and u.screen in taken)]

    def _from_lines(self, beat: Beat, order: float) -> list[Unit]:
        chosen = self._choose(beat.lines)
        if chosen is None:
            return []
        spoken = self._phrasing.fill(beat.prefix + _after_colon(chosen.spoken, beat.prefix)) or chosen.spoken
        more = self._phrasing.fill(self._rng.choice(beat.more)) if beat.more else None
        rank = beat.rank if beat.rank is not None else 5.0
        return [Unit(beat.role, order, rank, spoken, chosen.screen, self._visual(beat.visuals), more)]

    def _choose(self, lines: Sequence[Line]) -> Line | None:
        second_choice = None
        for line in self._rng.sample(list(lines), len(lines)):
            filled = self._phrasing.line(line)
            if filled is not None and filled.spoken not in self._avoid:
                return filled
            second_choice = second_choice or filled
        return second_choice

    def _suiting(self, bank: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(x for x in bank if self._sells_place or x.screen not in self._trade.place_only)

    def _visual(self, templates: Sequence[str]) -> str:
        for template in self._rng.sample(list(templates), len(templates)):
            if (text := self._phrasing.fill(template)) is not None:
                return text
        return self._phrasing.fill(self._rng.choice(self._common.visuals)) or self._trade.setting

    def _points(self, beat: Beat, order: float) -> list[Unit]:
        """The brief's own claims and features first, then the strengths of its trade in a varied order."""
        rank = beat.rank if beat.rank is not None else 3.0
        facts = self._common.facts
        own: list[Unit] = []
        for claim in self._brief.claims:
            visual = self._visual(facts["claims"].visuals)
            own.append(Unit("claim", order, facts["claims"].rank or rank, claim, shorten(claim), visual))
        own += [
            replace(u, role="features", numbered=False) for u in self._from_lines(facts["features"], order)
        ]
        trade = self._library.trades[beat.industry] if beat.industry else self._trade
        suiting = [a for a in trade.aspects if self._sells_place or a.label not in trade.place_only]
        aspects: list[Aspect] = self._rng.sample(suiting, len(suiting))
        aspects.sort(key=lambda a: a.line in self._avoid)
        strengths = (Unit("point", order, rank, a.line, a.label, a.shot + ".", a.more) for a in aspects)
        points = [*own, *strengths]
        return [
            replace(
                unit,
                order=order + i / 100,
                numbered=beat.numbered,
                rank=unit.rank if unit.role != "point" else rank + _POINT_STEP * (i - len(own)),
            )
            for i, unit in enumerate(points)
        ]

    def _myths(self, beat: Beat, order: float) -> list[Unit]:
        rank = beat.rank if beat.rank is not None else 2.0
        myths = self._rng.sample(list(self._trade.myths), len(self._trade.myths))
        return [
            Unit(
                "myth",
                order + i / 100,
                rank + 2.5 * i,
                f"{myth} {truth}",
                shorten(myth),
                self._visual(beat.visuals),
            )
            for i, (myth, truth) in enumerate(myths)
        ]

    def _extras(self, order: float) -> Iterator[Unit]:
        """Chapters for long scripts: general ones, then what is left of the trade's problems and myths."""
        for i, extra in enumerate(self._common.extras):
            yield from (replace(u, order=order + 0.5 + i / 100) for u in self._from_lines(extra, order))
        used = {beat.source for beat in self._structure.beats}
        banks = {"pains": self._trade.pains, "dreams": self._trade.dreams}
        for i, (source, bank) in enumerate(banks.items()):
            # A structure with a beat of its own for a bank has told that part; the others may still.
            for j, line in enumerate(() if source in used else self._suiting(bank)):
                beat = Beat(source, "lines", 16.5 + i, (line,))
                yield from (replace(u, order=order + 0.3 + j / 100) for u in self._from_lines(beat, order))
        if all(beat.source != "myths" for beat in self._structure.beats):
            beat = Beat("myth", "myths", 10.5)
            yield from (
                replace(u, order=order + 0.4 + i / 100, rank=10.5 + i / 10)
                for i, u in enumerate(self._myths(beat, order))
            )


def trade_of(library: Library, brief: Brief) -> Trade:
    """The vocabulary of the brief's trade, the general one where it is unknown."""
    return library.trades.get(brief.industry, library.trades["general"])


def select(units: Sequence[Unit], budget: int, seconds: float) -> list[Unit]:
    """The units that fill the time left over by hook and call to action, in story order.

    `budget` is the number of words those two take. Units come in by rank; each unit's second sentence competes
    as an addition of its own.
    """
    aim, most = AIM_PACE * seconds, MOST_PACE * seconds
    total = budget
    additions: list[tuple[float, int, bool]] = []
    for i, unit in enumerate(units):
        additions.append((unit.rank, i, False))
        if unit.more:
            later = _EXTRA_MORE_LATER if unit.rank >= _EXTRA_RANK else _MORE_LATER
            additions.append((unit.rank + later, i, True))
    chosen: dict[int, Unit] = {}
    for rank, i, is_more in sorted(additions):
        unit = units[i]
        size = count_words(unit.more or "") if is_more else unit.words
        if total + size > most or (total >= aim and rank > CORE_RANK) or (is_more and i not in chosen):
            continue
        total += size
        chosen[i] = replace(unit, spoken=f"{unit.spoken} {unit.more}") if is_more else unit
    return sorted(chosen.values(), key=lambda u: u.order)


def number_points(units: Iterable[Unit], ordinals: Sequence[str]) -> list[Unit]:
    """Numbered units say and show their number."""
    numbered: list[Unit] = []
    number = 0
    for unit in units:
        if unit.numbered:
            number += 1
            unit = replace(
                unit,
                spoken=f"{ordinals[number - 1]}. {unit.spoken}",
                screen=f"{number}. {unit.screen}",
            )
        numbered.append(unit)
    return numbered


def shorten(text: str, limit: int = SCREEN_CHARACTERS) -> str:
    """A text for the screen: whole where it fits, else its words up to the limit and an ellipsis."""
    text = text.rstrip(".")
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0]
    while cut.rsplit(" ", 1)[-1].lower() in _WEAK_ENDINGS and " " in cut:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:.") + "…"


_WEAK_ENDINGS = frozenset(
    "de del la el los las y e o con en a para por un una que su sin the a an and or of in on at for with to our is"
    " are your we hasta until from".split()
)
assert SCREEN_CHARACTERS <= ON_SCREEN_CHARACTERS


def _after_colon(text: str, prefix: str) -> str:
    """Lower case goes on after a colon, but for questions, quotes, numbers and proper-looking words."""
    if not prefix.rstrip().endswith(":") or text[:1] in "¿¡«\"'" or not text[:1].isalpha():
        return text
    first = text.split()[0]
    keep = first == "I" or first.startswith("I'") or any(c.isupper() for c in first[1:])
    return text if keep else text[:1].lower() + text[1:]
