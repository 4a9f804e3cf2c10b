"""The quadrant of predicates as a drawing: where each cell and each word stands.

Distances are whole SVG units, about a pixel each where the drawing is 374 pixels wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from django.utils.translation import gettext as _

from .rating import QUADRANT, Level

BEHAVIOUR = (Level.BELOW, Level.MEETS, Level.ABOVE)  # from left to right
RESULTS = (Level.ABOVE, Level.MEETS, Level.BELOW)  # from top to bottom
LEFT, TOP, CELL, ROW, BOTTOM = 86, 24, 96, 72, 64
LINE, LETTERS = 17, 10
HALF_LETTER = 5
"""From the middle of a line of letters down to its baseline."""


@dataclass(frozen=True)
class Line:
    """A line of letters around ``x``, on the baseline ``y``."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Square:
    """One cell: its left upper corner, its predicate in lines, and whether it is the chosen one."""

    x: int
    y: int
    predicate: str
    lines: list[Line]
    is_here: bool
    width: int = CELL
    height: int = ROW

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def foot(self) -> int:
        """The baseline of the words that say that this is the chosen one."""
        return self.y + self.height - LINE // 2


@dataclass(frozen=True)
class Drawing:
    """The nine cells, the words at both axes, and the same in sentences for who cannot see it."""

    width: int
    height: int
    squares: list[Square]
    words: list[Line]
    axes: list[Line]
    title: str
    sentences: list[str]


def draw(results: Level | None = None, behaviour: Level | None = None) -> Drawing:
    """The quadrant with the cell of these two ratings marked; none while either is missing."""
    squares = [
        _square(row, column, is_here=(up, across) == (results, behaviour))
        for row, up in enumerate(RESULTS)
        for column, across in enumerate(BEHAVIOUR)
    ]
    bottom = TOP + len(RESULTS) * ROW
    words = [
        line
        for row, level in enumerate(RESULTS)
        for line in _lines(str(level.label), (LEFT - 8) // 2, _middle(row))
    ]
    words += [
        line
        for column, level in enumerate(BEHAVIOUR)
        for line in _lines(str(level.label), LEFT + column * CELL + CELL // 2, bottom + 22)
    ]
    middle = LEFT + len(BEHAVIOUR) * CELL // 2
    return Drawing(
        width=LEFT + len(BEHAVIOUR) * CELL,
        height=bottom + BOTTOM,
        squares=sorted(squares, key=lambda one: one.is_here),  # the last one's edge lies on top
        words=words,
        axes=[
            Line((LEFT - 8) // 2, TOP - HALF_LETTER, _("Results")),
            Line(middle, bottom + BOTTOM - HALF_LETTER, _("Behaviour")),
        ],
        title=_title(results, behaviour),
        sentences=[_sentence(level) for level in RESULTS],
    )


def _square(row: int, column: int, *, is_here: bool) -> Square:
    found = QUADRANT[RESULTS[row], BEHAVIOUR[column]].predicate
    x, y = LEFT + column * CELL, TOP + row * ROW
    text = str(found.label)
    # The chosen cell says so in words; its predicate moves up to make room.
    middle = y + (ROW - LINE * is_here) // 2
    lines = _lines(text, x + CELL // 2, middle)
    return Square(x, y, found.value, lines, is_here)


def _middle(row: int) -> int:
    return TOP + row * ROW + ROW // 2


def _lines(text: str, x: int, middle: int) -> list[Line]:
    parts = wrap(text, LETTERS, break_long_words=False, break_on_hyphens=False)
    first = middle + HALF_LETTER - (len(parts) - 1) * LINE // 2
    return [Line(x, first + place * LINE, part) for place, part in enumerate(parts)]


def _title(results: Level | None, behaviour: Level | None) -> str:
    if results is None or behaviour is None:
        return _("Quadrant of predicates; no cell is chosen yet.")
    return _(
        "Quadrant of predicates. Chosen cell: results %(results)s, behaviour %(behaviour)s, "
        "predicate “%(predicate)s”."
    ) % {
        "results": str(results.label).lower(),
        "behaviour": str(behaviour.label).lower(),
        "predicate": QUADRANT[results, behaviour].predicate.label,
    }


def _sentence(results: Level) -> str:
    """One row in words, from behaviour below to behaviour above."""
    below, meets, above = (QUADRANT[results, across].predicate.label for across in BEHAVIOUR)
    return _(
        "Results %(results)s: with behaviour below “%(below)s”, as expected “%(meets)s”, "
        "above “%(above)s”."
    ) % {"results": str(results.label).lower(), "below": below, "meets": meets, "above": above}
