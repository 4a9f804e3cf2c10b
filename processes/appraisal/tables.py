"""Tables to take away: the same rows as CSV or as a workbook."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def download(
    kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The rows as a file to save; ``kind`` is "csv" or "xlsx". No text is taken as a formula."""
    content, told = (
        (_csv(header, rows), "text/csv; charset=utf-8")
        if kind == "csv"
        else (
            _xlsx(header, rows),
            XLSX,
        )
    )
    response = HttpResponse(content, content_type=told)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    for row in rows:
        sheet.append([_plain(cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
