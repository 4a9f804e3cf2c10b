"""Figures as pictures: the place and length of every bar of a chart that a template draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, LEFT, ROW, BAR = 360, 36, 46, 10
"""In the chart's own units; the page scales it."""


@dataclass(frozen=True)
class Entry:
    """What a bar shows.

    ``tone``: "" or "side"; ``limit``: a share of the whole (0 to 1) to mark.
    """

    label: str
    number: int
    tone: str = ""
    limit: float | None = None


@dataclass(frozen=True)
class Bar:
    """A bar with its words, placed. Coordinates are text, so that no locale
    rewrites them.
    """

    label: str
    number: int
    tone: str
    middle: str
    base: str
    top: str
    width: str
    mark: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars below each other; ``words`` says the same in a sentence."""

    bars: list[Bar]
    height: str
    words: str

    @property
    def last(self) -> str:
        """Where the line that joins the bars ends."""
        return self.bars[-1].middle if self.bars else "0"


def chart(entries: Sequence[Entry], whole: int | None = None) -> Chart:
    """Place the bars. ``whole``: what a full bar stands for; the largest number by default."""
    full = whole or max((one.number for one in entries), default=0) or 1
    bars = [_bar(one, place, full) for place, one in enumerate(entries)]
    words = "; ".join(f"{one.label}: {one.number}" for one in entries)
    return Chart(bars, str(len(entries) * ROW), words)


def _bar(entry: Entry, place: int, full: int) -> Bar:
    y, room = place * ROW, WIDTH - LEFT
    return Bar(
        label=entry.label,
        number=entry.number,
        tone=entry.tone,
        middle=str(y + ROW // 2),
        base=str(y + 16),
        top=str(y + 23),
        width=str(round(room * entry.number / full)),
        mark=str(LEFT + round(room * entry.limit)) if entry.limit is not None else "",
    )
