"""A table that somebody hands in, whichever program wrote it: a workbook or a CSV file."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.people import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def first_sheet(source: workbook.Source) -> Iterator[Any]:
    """The first sheet of a workbook, or a CSV file with the face of one. Raises UnreadableFile."""
    with workbook.opened(source) as handle:
        is_workbook = handle.read(2) == b"PK"
        handle.seek(0)
        content = b"" if is_workbook else handle.read(workbook.MAX_BYTES + 1)
    if is_workbook:
        with workbook.workbook(source) as book:
            yield book[book.sheetnames[0]]
    else:
        yield _Csv(content)


class _Csv:
    """A CSV file with the face of a worksheet, as far as ``workbook.table`` looks."""

    title = "CSV"

    def __init__(self, content: bytes) -> None:
        if len(content) > workbook.MAX_BYTES or b"\0" in content:
            raise workbook.UnreadableFile(_("This is neither a workbook (.xlsx) nor a CSV file."))
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
        head = text.split("\n", 1)[0]
        self._rows = csv.reader(StringIO(text), delimiter=";" if ";" in head else ",")

    def reset_dimensions(self) -> None:
        """A CSV file has no size written anywhere."""

    def iter_rows(self, *, values_only: bool) -> Iterator[list[str | None]]:
        try:
            for row in self._rows:
                yield [cell or None for cell in row]
        except csv.Error as fault:
            raise workbook.UnreadableFile(_("The CSV file is damaged.")) from fault
