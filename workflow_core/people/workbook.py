"""Reading somebody else's workbook: is it one, where does its table begin, what is in a cell."""

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE
MAX_UNPACKED = 1024 * MEGABYTE
MAX_SHARED_TEXT = 128 * MEGABYTE
MAX_ROWS = 200_000
HEADER_WITHIN = 30
SERIAL_DAYS = range(3_654, 80_000)  # 1910 to 2119: a bare year is no day
WRITTEN_DATES = (
    (re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 00:00(?::00)?)?$"), (3, 2, 1)),
    (re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?$"), (1, 2, 3)),
)
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff\ud800-\udfff]+")


class UnreadableFile(ValueError):  # noqa: N818 - reads as what it is
    """The file is no workbook we can read; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())


Source = str | Path | IO[bytes]
Row = Sequence[Any]


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """The source as an open binary file, at its beginning; a file handed in stays open."""
    if isinstance(source, (str, Path)):
        path = Path(source)
        if not path.is_file():
            raise UnreadableFile(_("There is no file %s.") % source)
        with path.open("rb") as handle:
            yield handle
    else:
        source.seek(0)
        yield source
        source.seek(0)


def digest_of(source: Source) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with opened(source) as handle:
        digest = hashlib.sha256()
        while chunk := handle.read(MEGABYTE):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def workbook(source: Source) -> Iterator[openpyxl.Workbook]:
    """The workbook, read row by row and never whole. Raises UnreadableFile."""
    with opened(source) as handle:
        _check_size(handle)
        try:
            book = openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
            raise _no_workbook() from problem
        with closing(book):
            yield book


def sheet(book: openpyxl.Workbook, name: str) -> Any:
    """The sheet of this name, whatever its case or spaces. Raises UnreadableFile."""
    for title in book.sheetnames:
        if _plain(title) == _plain(name):
            return book[title]
    raise UnreadableFile(
        _("There is no sheet “%s” in the file.") % name,
        _("Sheets found: %s.") % ", ".join(book.sheetnames),
    )


def table(page: Any, required: Sequence[str]) -> tuple[dict[str, int], Iterator[tuple[int, Row]]]:
    """Find the header row among the first rows; return column positions and the rows after it.

    Raises UnreadableFile naming the columns that are missing in the row that came closest.
    """
    page.reset_dimensions()  # some exporters write a wrong size, which would hide columns
    rows = enumerate(page.iter_rows(values_only=True), start=1)
    missing = set(required)
    for number, cells in rows:
        columns = {_plain(str(cell)): i for i, cell in enumerate(cells) if cell is not None}
        lacking = set(required) - columns.keys()
        if not lacking:
            return columns, _limited(rows)
        if len(lacking) < len(missing):
            missing = lacking
        if number >= HEADER_WITHIN:
            break
    names = ", ".join(name for name in required if name in missing)
    raise UnreadableFile(
        _("Sheet “%(sheet)s”: these columns are missing: %(columns)s.")
        % {"sheet": page.title, "columns": names},
        _("Use the unchanged national export; the header must be within the first 30 rows."),
    )


def text(cell: Any) -> str:
    """A cell as plain text: one line, no control characters, numbers without a decimal tail."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004
        cell = int(cell)
    return " ".join(CONTROL.sub(" ", str(cell)).split())


def date(cell: Any) -> dt.date | None:
    """A cell as a date: a real one, dd-mm-yyyy, yyyy-mm-dd or a spreadsheet's day number.

    An empty cell is None; anything else raises ValueError.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    written = text(cell)
    if not written:
        return None
    if written.isdigit() and int(written) in SERIAL_DAYS:
        return from_excel(int(written)).date()
    for pattern, (year, month, day) in WRITTEN_DATES:
        if found := pattern.match(written):
            return dt.date(int(found[year]), int(found[month]), int(found[day]))
    raise ValueError(written)


def _limited(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    for number, cells in rows:
        if number > MAX_ROWS:
            raise UnreadableFile(_("The sheet has more than %d rows.") % MAX_ROWS)
        yield number, cells


def _check_size(handle: IO[bytes]) -> None:
    handle.seek(0, 2)
    if handle.tell() > MAX_BYTES:
        raise UnreadableFile(
            _("The file is larger than %d MB.") % (MAX_BYTES // MEGABYTE),
            _("Save it again as .xlsx without pictures and empty rows."),
        )
    handle.seek(0)
    try:
        with zipfile.ZipFile(handle) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as problem:
        raise _no_workbook() from problem
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > MAX_UNPACKED or shared > MAX_SHARED_TEXT:
        raise UnreadableFile(_("The file unpacks to far more than a staff list needs."))
    handle.seek(0)


def _no_workbook() -> UnreadableFile:
    return UnreadableFile(
        _("This is no Excel workbook (.xlsx)."),
        _("Open it in a spreadsheet program and save it as .xlsx, without a password."),
    )


def _plain(title: str) -> str:
    return " ".join(title.replace("_", " ").split()).upper()
