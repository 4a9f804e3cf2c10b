"""The table of a race."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contenders import bare, ours, stock_viewflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .race import Line

HEAD = (
    "one move", "ms", "app CPU", "db CPU", "statements", "moves/s",
    "speed", "by CPU", "cost", "by CPU",
)  # fmt: skip

LEGEND = """\
ms, app CPU, db CPU: milliseconds a move, on the wall, of this process, of the database's process.
speed: times as many moves as stock django-viewflow. cost: times the bare six statements.
Each by the wall, commit and disk included, and by CPU alone, which a busy machine disturbs less."""

AIM = 2
"""Times the throughput of stock viewflow that the engine is meant to have; nothing asserts it."""


def table(lines: Sequence[Line]) -> str:
    """One row a kind of move, the fastest first, and below it how far the aim is."""
    rows = [HEAD, *_rows(sorted(lines, key=lambda line: line.elapsed))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join([*(_aligned(row, widths) for row in rows), "", LEGEND, _summary(lines)])


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(cells)
    )


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    floor, stock = _named(lines, bare.LINE), _named(lines, stock_viewflow.LINE)
    for line in lines:
        yield (
            line.name,
            f"{line.elapsed * 1e3:.2f}",
            f"{line.application_cpu * 1e3:.2f}",
            f"{line.database_cpu * 1e3:.2f}" if any(line.database) else "-",
            str(line.statements),
            f"{1 / line.elapsed:.0f}",
            f"{stock.elapsed / line.elapsed:.2f}",
            f"{stock.cpu / line.cpu:.2f}",
            f"{line.elapsed / floor.elapsed:.1f}",
            f"{line.cpu / floor.cpu:.1f}",
        )


def _summary(lines: Sequence[Line]) -> str:
    mine, stock = _named(lines, ours.LINE), _named(lines, stock_viewflow.LINE)
    return (
        f"The engine makes {stock.elapsed / mine.elapsed:.2f} times as many moves as stock"
        f" viewflow, {stock.cpu / mine.cpu:.2f} times by CPU; the aim is {AIM}."
    )


def _named(lines: Sequence[Line], name: str) -> Line:
    return next(line for line in lines if line.name == name)
