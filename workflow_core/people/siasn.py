"""The national staff export (SIASN, sheets *Data Utama* and *Unor*): from cells to checked rows.

Nothing here touches the database. Only the columns that are needed are read; identity card,
religion, marriage, tax number, telephone and address stay in the file.
"""

import datetime as dt
import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from workflow_core.people import nip as nips
from workflow_core.people import workbook
from workflow_core.people.findings import ERROR, WARNING, Finding
from workflow_core.people.staff_checks import check_across, check_tree
from workflow_core.people.staff_file import PEOPLE, UNITS, Export, PersonRow, UnitRow

PEOPLE_COLUMNS = ("NIP BARU", "NAMA", "UNOR ID", "JABATAN NAMA")
UNIT_COLUMNS = ("UNOR ID", "UNOR NAMA", "UNOR INDUK ID", "PIMPINAN NIP")
ACTIVE = "01"
STANDINGS = frozenset({"01", "02", "03", "04", "15", "20", "99"})
POSITION_KINDS = frozenset("1234")
ROMAN_ECHELONS = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
UNNAMED = "-"
LIMITS = {
    "NAMA": 200,
    "GELAR DEPAN": 60,
    "GELAR BELAKANG": 60,
    "JABATAN NAMA": 250,
    "GOL AKHIR NAMA": 10,
    "PNS ID": 40,
    "UNOR ID": 40,
    "UNOR NAMA": 250,
    "ESELON ID": 4,
}


def read(source: workbook.Source) -> Export:
    """Read the export; a file that cannot be read at all is one error among the findings."""
    export = Export()
    try:
        export.digest = workbook.digest_of(source)
        with workbook.workbook(source) as book:
            _read_units(book, export)
            _read_people(book, export)
    except workbook.UnreadableFile as refusal:
        export.findings.append(Finding(ERROR, "unreadable", refusal.message, refusal.hint))
        return export
    check_tree(export)
    check_across(export)
    export.findings.sort(key=lambda found: (found.sheet != UNITS, found.row or 0))
    return export


class _Reader:
    """One sheet's cells by column name, with the findings of the row at hand."""

    def __init__(self, sheet: str, columns: dict[str, int], findings: list[Finding]) -> None:
        self.sheet = sheet
        self.columns = columns
        self.findings = findings
        self.number = 0
        self.cells: workbook.Row = ()

    def turn(self, number: int, cells: workbook.Row) -> None:
        self.number, self.cells = number, cells

    def raw(self, column: str) -> object:
        place = self.columns.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def text(self, column: str, *, required: bool = False) -> str:
        value = workbook.text(self.raw(column))
        if required and not value:
            self.error("missing", column, _("%s is empty.") % column, _("Fill it in."))
        if len(value) > LIMITS.get(column, len(value)):
            self.error(
                "too_long",
                column,
                _("%(column)s is longer than %(limit)d characters.")
                % {"column": column, "limit": LIMITS[column]},
                _("Shorten it."),
            )
        return value

    def date(self, column: str) -> dt.date | None:
        try:
            return workbook.date(self.raw(column))
        except ValueError:
            self.warning(
                "unreadable_date",
                column,
                _("%(column)s is no date: %(value)s.")
                % {"column": column, "value": workbook.text(self.raw(column))[:40]},
                _("Write it as dd-mm-yyyy. It is left out for now."),
            )
            return None

    def blank(self, names: Iterable[str]) -> bool:
        return not any(workbook.text(self.raw(name)) for name in names)

    def error(self, code: str, column: str, message: str, hint: str = "") -> None:
        self._add(ERROR, code, column, message, hint)

    def warning(self, code: str, column: str, message: str, hint: str = "") -> None:
        self._add(WARNING, code, column, message, hint)

    def _add(self, level: str, code: str, column: str, message: str, hint: str) -> None:
        self.findings.append(Finding(level, code, message, hint, self.sheet, self.number, column))


def _read_units(book, export: Export) -> None:
    columns, rows = workbook.table(workbook.sheet(book, UNITS), UNIT_COLUMNS)
    reader = _Reader(UNITS, columns, export.findings)
    seen: dict[str, int] = {}
    for number, cells in rows:
        reader.turn(number, cells)
        if reader.blank(UNIT_COLUMNS):
            continue
        unit = UnitRow(
            row=number,
            code=reader.text("UNOR ID", required=True),
            name=reader.text("UNOR NAMA", required=True),
            parent_code=reader.text("UNOR INDUK ID"),
            echelon=_echelon(reader),
            head_nip=_head_nip(reader),
        )
        if unit.code in seen:
            reader.error(
                "duplicate_unit",
                "UNOR ID",
                _("This unit id stands in row %d already.") % seen[unit.code],
                _("Delete one of the two rows."),
            )
        elif unit.code:
            seen[unit.code] = number
            export.units.append(unit)


def _head_nip(reader: _Reader) -> str:
    written = workbook.text(reader.raw("PIMPINAN NIP"))
    if not written:
        return ""
    try:
        return nips.parse(written).digits
    except nips.InvalidNip as refusal:
        reader.error("nip", "PIMPINAN NIP", refusal.message, refusal.hint)
        return ""


def _read_people(book, export: Export) -> None:
    columns, rows = workbook.table(workbook.sheet(book, PEOPLE), PEOPLE_COLUMNS)
    reader = _Reader(PEOPLE, columns, export.findings)
    seen: dict[str, int] = {}
    for number, cells in rows:
        reader.turn(number, cells)
        if reader.blank(PEOPLE_COLUMNS):
            continue
        person = _person(reader)
        if person is None:
            continue
        if person.nip in seen:
            reader.error(
                "duplicate_nip",
                "NIP BARU",
                _("This NIP stands in row %d already.") % seen[person.nip],
                _("Keep the row of the position held now and delete the other."),
            )
            continue
        seen[person.nip] = number
        export.people.append(person)


def _person(reader: _Reader) -> PersonRow | None:
    """The row as a person, or None where its NIP is unusable; remarks go to the reader."""
    number = _nip(reader)
    name = reader.text("NAMA", required=True)
    title = reader.text("JABATAN NAMA")
    if not title:
        reader.warning("no_title", "JABATAN NAMA", _("The position has no name."))
    born = reader.date("TANGGAL LAHIR")
    if number and born and born != number.birth_date:
        reader.warning(
            "birth_date",
            "TANGGAL LAHIR",
            _("The NIP says %(nip)s, the column says %(column)s.")
            % {"nip": f"{number.birth_date:%d-%m-%Y}", "column": f"{born:%d-%m-%Y}"},
            _("Correct whichever is wrong in the national system."),
        )
    row = PersonRow(
        row=reader.number,
        nip=number.digits if number else "",
        external_id=reader.text("PNS ID"),
        kind=number.kind.value if number else "",
        status=_standing(reader),
        name=name,
        front_title=reader.text("GELAR DEPAN"),
        back_title=reader.text("GELAR BELAKANG"),
        rank=reader.text("GOL AKHIR NAMA"),
        birth_date=born or (number.birth_date if number else dt.date.min),
        emails=_emails(reader),
        unit_code=reader.text("UNOR ID", required=True),
        title=title or UNNAMED,
        position_kind=_position_kind(reader),
        echelon=_echelon(reader),
        title_starts=reader.date("TMT JABATAN"),
    )
    return row if number else None


def _nip(reader: _Reader) -> nips.Nip | None:
    written = f"{reader.text('JENIS PEGAWAI ID')} {reader.text('JENIS PEGAWAI NAMA')}".upper()
    kind = None
    if "PPPK" in written:
        kind = "pppk"
    elif "PNS" in written:
        kind = "pns"
    try:
        return nips.parse(workbook.text(reader.raw("NIP BARU")), kind)
    except nips.InvalidNip as refusal:
        reader.error("nip", "NIP BARU", refusal.message, refusal.hint)
        return None


def _standing(reader: _Reader) -> str:
    code = reader.text("KEDUDUKAN HUKUM ID").zfill(2)
    if code == "00":
        return ACTIVE
    if code not in STANDINGS:
        reader.warning(
            "standing",
            "KEDUDUKAN HUKUM ID",
            _("Unknown legal standing %s: taken as active.") % code,
            _("Codes known: %s.") % ", ".join(sorted(STANDINGS)),
        )
        return ACTIVE
    return code


def _position_kind(reader: _Reader) -> str:
    code = reader.text("JENIS JABATAN ID")
    return code if code in POSITION_KINDS else ""


def _echelon(reader: _Reader) -> str:
    """The echelon's national code (21 … 42, 99), also where only its name (II.a) is given."""
    if code := reader.text("ESELON ID"):
        return code
    named = re.match(r"^(IV|V|I{1,3})[./]?([ab])$", reader.text("ESELON NAMA"), re.IGNORECASE)
    if not named:
        return ""
    return ROMAN_ECHELONS[named[1].upper()] + ("1" if named[2].lower() == "a" else "2")


def _emails(reader: _Reader) -> tuple[str, ...]:
    found = []
    for column in ("EMAIL GOV", "EMAIL"):
        address = reader.text(column).lower()
        if not address or address in found:
            continue
        try:
            validate_email(address)
        except ValidationError:
            reader.warning(
                "email",
                column,
                _("No valid e-mail address: %s.") % address[:60],
                _("It is left out."),
            )
        else:
            found.append(address)
    return tuple(found)
