"""Text fitted into boxes by measurement: wrapped, sized, stacked, cut only as the last resort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from shared.domain.design.canvas import Box

_T = TypeVar("_T")

Role = Literal["eyebrow", "title", "subtitle", "call", "caption"]
Align = Literal["left", "center"]
Anchor = Literal["top", "middle", "bottom"]


class Ruler(Protocol):
    """Measures text; the renderer's fonts implement it."""

    def width(self, text: str, role: Role, size: int) -> float:
        """The inked width in pixels of one line."""
        ...


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """A role's size relative to the title's, its bounds in pixels on a 1080 px frame, lines and leading."""

    share: float
    smallest: int
    largest: int
    lines: int
    leading: float
    gap: float
    """Space above it, in its own size; none for the first of a stack."""


STYLES: dict[Role, RoleStyle] = {
    "eyebrow": RoleStyle(0.32, 28, 40, 1, 1.25, 0.0),
    "title": RoleStyle(1.0, 44, 144, 5, 1.08, 0.35),
    "subtitle": RoleStyle(0.43, 30, 54, 4, 1.3, 0.75),
    "call": RoleStyle(0.4, 30, 50, 2, 1.2, 1.1),
    "caption": RoleStyle(1.0, 30, 46, 2, 1.3, 0.0),
}
# A button's label keeps this distance from its edges, in its own size.
BUTTON_PADDING = (0.95, 0.62)
_STEP = 2


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Lines of one role at their size; `box` holds them with a button's padding."""

    role: Role
    lines: tuple[str, ...]
    size: int
    box: Box
    align: Align

    def line_box(self, number: int) -> tuple[int, int, int]:
        """Left, top and height of the space of one line (left is the box's own; the renderer aligns)."""
        pad_y = round(BUTTON_PADDING[1] * self.size) if self.role == "call" else 0
        height = line_height(self.role, self.size)
        return self.box.x, self.box.y + pad_y + number * height, height


def line_height(role: Role, size: int) -> int:
    """Pixels from one line to the next."""
    return round(STYLES[role].leading * size)


def wrap(text: str, role: Role, size: int, width: float, ruler: Ruler, most: int = 99) -> list[str] | None:
    """The fewest lines, as even as they get; None for more than `most`, or where a word alone is too wide."""
    words = text.split()
    lines = _greedy(words, role, size, width, ruler)
    if lines is None or len(lines) > most:
        return None
    if len(lines) == 1:
        return lines
    # The narrowest width that still gives as few lines makes them even.
    narrow, wide = width / 2, width
    for _ in range(6):
        middle = (narrow + wide) / 2
        tried = _greedy(words, role, size, middle, ruler)
        if tried is not None and len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def _greedy(words: Sequence[str], role: Role, size: int, width: float, ruler: Ruler) -> list[str] | None:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and ruler.width(longer, role, size) <= width:
            lines[-1] = longer
        elif ruler.width(word, role, size) <= width:
            lines.append(word)
        else:
            return None
    return lines


def fit(text: str, role: Role, size: int, width: float, ruler: Ruler) -> tuple[list[str], int]:
    """Lines and size, at most `size`: smaller until the role's lines suffice, cut with "…" at its smallest."""
    style = STYLES[role]
    smallest = min(style.smallest, size)
    found = _largest(smallest, size, lambda trial: wrap(text, role, trial, width, ruler, style.lines))
    return found or (_cut(text, role, smallest, width, style.lines, ruler), smallest)


def _largest(smallest: int, largest: int, attempt: Callable[[int], _T | None]) -> tuple[_T, int] | None:
    """The largest size at which the attempt succeeds, with its result, by halving; None where none does.

    What fits at a size fits at the smaller ones, but for rare roundings: whatever is found has been tried.
    """
    best: tuple[_T, int] | None = None
    low, high = 0, (largest - smallest) // _STEP
    while low <= high:
        middle = (low + high) // 2
        size = smallest + middle * _STEP
        result = attempt(size)
        if result is None:
            high = middle - 1
        else:
            best, low = (result, size), middle + 1
    return best


def _cut(text: str, role: Role, size: int, width: float, most: int, ruler: Ruler) -> list[str]:
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most:
        line, rest = _fill(rest, role, size, width, ruler)
        lines.append(line)
    if rest:
        last = lines[-1]
        while last and ruler.width(last + "…", role, size) > width:
            last = last[:-1].rstrip()
        lines[-1] = last + "…"
    return lines


def _fill(words: list[str], role: Role, size: int, width: float, ruler: Ruler) -> tuple[str, list[str]]:
    """The first line of the words and those left; a word too wide for a line is broken."""
    taken = 0
    while taken < len(words) and ruler.width(" ".join(words[: taken + 1]), role, size) <= width:
        taken += 1
    if taken:
        return " ".join(words[:taken]), words[taken:]
    word = words[0]
    end = max((i for i in range(1, len(word)) if ruler.width(word[:i], role, size) <= width), default=1)
    return word[:end], [word[end:], *words[1:]]


def stack(
    texts: Sequence[tuple[Role, str]],
    column: Box,
    ruler: Ruler,
    *,
    align: Align = "left",
    anchor: Anchor = "top",
    scale: float = 1.0,
) -> list[PlacedText]:
    """Places the texts under each other in the column, as large as the column allows.

    Empty texts are left out. Where even the smallest sizes are too high, the last texts but the title and the
    call are dropped. Nothing leaves the column and nothing overlaps.
    """
    wanted = [(role, " ".join(text.split())) for role, text in texts if text.strip()]
    while wanted:
        largest = round(STYLES["title"].largest * scale)
        found = _largest(
            STYLES["title"].smallest, largest, lambda size: _try(wanted, size, column, ruler, align)
        )
        if found is not None:
            return _anchored(found[0], column, anchor)
        wanted.pop(_least_needed(wanted))
    return []


def _least_needed(wanted: Sequence[tuple[Role, str]]) -> int:
    order: tuple[Role, ...] = ("eyebrow", "subtitle", "call", "caption", "title")
    return min(range(len(wanted)), key=lambda i: order.index(wanted[i][0]))


def _try(
    wanted: Sequence[tuple[Role, str]], title: int, column: Box, ruler: Ruler, align: Align
) -> list[PlacedText] | None:
    placed: list[PlacedText] = []
    y = column.y
    for role, text in wanted:
        style = STYLES[role]
        size = (
            max(style.smallest, min(style.largest, round(style.share * title))) if role != "title" else title
        )
        pad_x, pad_y = (round(p * size) for p in BUTTON_PADDING) if role == "call" else (0, 0)
        width = column.width - 2 * pad_x
        if role == "title" and title > style.smallest:
            # Not fitted here: a smaller title also gives its companions their due sizes.
            wrapped = wrap(text, role, title, width, ruler, style.lines)
            if wrapped is None:
                return None
            lines, fitted = wrapped, title
        else:
            lines, fitted = fit(text, role, size, width, ruler)
        y += round(style.gap * fitted) if placed else 0
        inked = max(ruler.width(line, role, fitted) for line in lines)
        box_width = min(column.width, round(inked + 0.5) + 2 * pad_x)
        x = column.x + (column.width - box_width) // 2 if align == "center" else column.x
        height = len(lines) * line_height(role, fitted) + 2 * pad_y
        placed.append(PlacedText(role, tuple(lines), fitted, Box(x, y, box_width, height), align))
        y += height
    return placed if y <= column.bottom else None


def _anchored(placed: list[PlacedText], column: Box, anchor: Anchor) -> list[PlacedText]:
    spare = column.bottom - placed[-1].box.bottom
    shift = {"top": 0, "middle": spare // 2, "bottom": spare}[anchor]
    return [
        PlacedText(t.role, t.lines, t.size, Box(t.box.x, t.box.y + shift, t.box.width, t.box.height), t.align)
        for t in placed
    ]
