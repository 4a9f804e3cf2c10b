"""Reading a list of days off from a workbook or a CSV file, with what is wrong in it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.calendar.models import Holiday
from workflow_core.calendar.services import LONGEST_NAME, DayOff

from .workbook import UnreadableFile, date, table, text, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = ("TANGGAL", "NAMA", "JENIS")
KINDS = {
    "nasional": Holiday.Kind.NATIONAL,
    "libur nasional": Holiday.Kind.NATIONAL,
    "cuti bersama": Holiday.Kind.COLLECTIVE,
    "lokal": Holiday.Kind.LOCAL,
    "libur lokal": Holiday.Kind.LOCAL,
}
MOST_BYTES = 1024 * 1024
MOST_ROWS = 1000
YEARS = range(2020, 2101)


@dataclass
class HolidayFile:
    """The days a file names, and what is wrong: number of the row and sentence."""

    days: list[DayOff] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def read(path: Path) -> HolidayFile:
    """Read the file; a file that is none of ours has one error, in row 0."""
    found = HolidayFile()
    try:
        for number, cells in _rows(path):
            _take(found, number, cells)
    except (UnreadableFile, csv.Error) as problem:
        found.errors.append((0, str(problem)))
    if not found.days and not found.errors:
        found.errors.append((0, _("The file names no day.")))
    return found


def _take(found: HolidayFile, number: int, cells: list[Any]) -> None:
    if not any(text(cell) for cell in cells):
        return
    if number > MOST_ROWS:
        raise UnreadableFile(_("The list has more than %d rows.") % MOST_ROWS)
    day, name, kind = cells
    try:
        when = date(day)
    except (ValueError, OverflowError):
        when = None
    written = text(kind).lower()
    if when is None or when.year not in YEARS:
        found.errors.append((number, _("“%s” is no date.") % text(day)))
    elif not text(name):
        found.errors.append((number, _("The name is missing.")))
    elif written not in KINDS:
        found.errors.append((number, _("“%s” is no kind of day off.") % text(kind)))
    elif any(one.date == when for one in found.days):
        found.errors.append((number, _("This day stands in the list twice.")))
    else:
        found.days.append(DayOff(when, text(name)[:LONGEST_NAME], KINDS[written]))


def _rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    if path.suffix.lower() == ".csv":
        yield from _rows_of_csv(path)
        return
    with workbook(path) as book:
        places, rows = table(book.worksheets[0], COLUMNS)
        for number, cells in rows:
            yield number, [_at(cells, places[name]) for name in COLUMNS]


def _rows_of_csv(path: Path) -> Iterator[tuple[int, list[Any]]]:
    raw = path.read_bytes()[: MOST_BYTES + 1]
    if len(raw) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %d MB.") % 1)
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        written = raw.decode("cp1252", errors="replace")
    head = written.partition("\n")[0]
    rows = csv.reader(io.StringIO(written), delimiter=";" if ";" in head else ",")
    places = {text(cell).upper(): place for place, cell in enumerate(next(rows, []))}
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        raise UnreadableFile(_("These columns are missing: %s.") % ", ".join(missing))
    for number, cells in enumerate(rows, start=2):
        yield number, [_at(cells, places[name]) for name in COLUMNS]


def _at(cells: Any, place: int) -> Any:
    return cells[place] if place < len(cells) else None
