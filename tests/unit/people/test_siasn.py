"""Reading the national export: what is taken, what is refused, and in which row it says so."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils.translation import override

from workflow_core.people import siasn, workbook
from workflow_core.people.findings import ERROR, WARNING

from .workbooks import (
    FIRST_ROW,
    PEOPLE_HEADER,
    nip,
    person,
    small_staff,
    staff_file,
    unit,
)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def read(people=None, units=None, **how):
    everybody, all_units = small_staff()
    return siasn.read(staff_file(people or everybody, units or all_units, **how))


def remarks(export, level=None):
    return [
        (found.code, found.sheet, found.row, found.column)
        for found in export.findings
        if level in (None, found.level)
    ]


def test_the_header_is_found_below_title_rows_and_rows_keep_their_numbers():
    export = read(title_rows=7)
    assert export.findings == []
    assert [row.row for row in export.people] == [9, 10, 11, 12]
    assert [row.row for row in export.units] == [2, 3, 4]


def test_columns_may_stand_in_any_order():
    export = read(people_header=tuple(reversed(PEOPLE_HEADER)))
    assert export.findings == []
    first = export.people[0]
    assert (first.nip, first.name, first.title) == (nip(1), "PEGAWAI 1", "Kepala Dinas")
    assert (first.unit_code, first.echelon, first.rank) == ("U1", "22", "III/c")
    assert first.emails == ("p1@demo.example",)


def test_the_identity_card_number_is_not_read():
    export = read()
    assert not any("3273010101800001" in str(row) for row in export.people)


@pytest.mark.parametrize(
    "written",
    ["15-01-1980", "15/01/1980", "1980-01-15", 29235, "29235", dt.date(1980, 1, 15)],
)
def test_a_date_may_be_written_or_a_serial_number_or_real(written):
    export = read([person(1, "U1", TANGGAL_LAHIR=written)], [unit("U1", "", nip(1))])
    assert export.findings == []
    assert export.people[0].birth_date == dt.date(1980, 1, 15)


@pytest.mark.parametrize("written", ["31-02-1980", "1980", "kemarin"])
def test_an_unreadable_date_is_a_warning_with_row_and_column(written):
    export = read([person(1, "U1", TMT_JABATAN=written)], [unit("U1", "", nip(1))])
    assert remarks(export) == [("unreadable_date", "Data Utama", FIRST_ROW, "TMT JABATAN")]
    assert export.people[0].title_starts is None


@pytest.mark.parametrize(
    "damaged",
    [1.98001152005031e17, 198001152005031000, "19800115200503100", "19800115200503100O", None],
)
def test_a_damaged_nip_is_refused_with_its_row_and_a_hint(damaged):
    people, units = small_staff()
    people[3]["NIP BARU"] = damaged
    export = read(people, units)
    assert remarks(export) == [("nip", "Data Utama", FIRST_ROW + 3, "NIP BARU")]
    assert export.findings[0].level == ERROR
    assert export.findings[0].hint


def test_a_pppk_is_told_by_the_kind_of_employee():
    number = "199001012022211003"
    row = person(1, "U1", NIP_BARU=number, TANGGAL_LAHIR="01-01-1990", JENIS_PEGAWAI_ID="PPPK")
    export = read([row], [unit("U1", "", number)])
    assert (export.findings, export.people[0].kind) == ([], "pppk")
    row["JENIS PEGAWAI ID"] = "PNS"
    assert ("nip", "Data Utama", FIRST_ROW, "NIP BARU") in remarks(read([row]))


def test_the_same_nip_twice_is_refused_naming_the_first_row():
    people, units = small_staff()
    people.append(person(3, "U2"))
    export = read(people, units)
    assert remarks(export, ERROR) == [("duplicate_nip", "Data Utama", FIRST_ROW + 4, "NIP BARU")]
    assert f"row {FIRST_ROW + 2}" in export.findings[-1].message


def test_an_unknown_unit_is_refused():
    people, units = small_staff()
    people[2]["UNOR ID"] = "U9"
    assert remarks(read(people, units)) == [
        ("unknown_unit", "Data Utama", FIRST_ROW + 2, "UNOR ID")
    ]


def test_an_unknown_unit_above_is_refused():
    people, units = small_staff()
    units[1]["UNOR INDUK ID"] = "U9"
    assert remarks(read(people, units)) == [("unknown_parent", "Unor", 3, "UNOR INDUK ID")]


def test_the_same_unit_twice_is_refused():
    people, units = small_staff()
    units.append(unit("U2", "U0"))
    assert ("duplicate_unit", "Unor", 5, "UNOR ID") in remarks(read(people, units), ERROR)


def test_a_circle_of_units_is_refused_once_naming_them():
    people, units = small_staff()
    units[0]["UNOR INDUK ID"] = "U2"
    export = read(people, units)
    assert remarks(export) == [("unit_circle", "Unor", 2, "UNOR INDUK ID")]
    assert "Unit U0 → Unit U2 → Unit U1" in export.findings[0].message


def test_a_second_unit_without_unit_above_is_a_warning():
    people, units = small_staff()
    units.append(unit("U5"))
    assert remarks(read(people, units)) == [("second_root", "Unor", 5, "UNOR INDUK ID")]


def test_a_head_who_is_not_in_the_file_is_refused():
    people, units = small_staff()
    units[1]["PIMPINAN NIP"] = nip(99)
    assert remarks(read(people, units)) == [("unknown_head", "Unor", 3, "PIMPINAN NIP")]


def test_a_damaged_head_is_refused_in_its_row():
    people, units = small_staff()
    units[1]["PIMPINAN NIP"] = "1.98E+17"
    assert remarks(read(people, units)) == [("nip", "Unor", 3, "PIMPINAN NIP")]


def test_a_birth_date_unlike_the_nip_is_a_warning_and_no_refusal():
    people, units = small_staff()
    people[0]["TANGGAL LAHIR"] = "16-01-1980"
    export = read(people, units)
    assert remarks(export) == [("birth_date", "Data Utama", FIRST_ROW, "TANGGAL LAHIR")]
    assert export.findings[0].level == WARNING
    assert len(export.people) == 4


def test_an_address_of_two_is_dropped_from_both_with_a_warning_each():
    people, units = small_staff()
    people[2]["EMAIL GOV"] = people[3]["EMAIL GOV"] = "Bidang@Demo.example"
    people[3]["EMAIL"] = "sendiri@demo.example"
    export = read(people, units)
    assert [remark[:3] for remark in remarks(export)] == [
        ("shared_email", "Data Utama", FIRST_ROW + 2),
        ("shared_email", "Data Utama", FIRST_ROW + 3),
    ]
    assert export.people[2].emails == ()
    assert export.people[3].emails == ("sendiri@demo.example",)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("EMAIL GOV", "bukan alamat", "email"),
        ("KEDUDUKAN HUKUM ID", "77", "standing"),
        ("JABATAN NAMA", None, "no_title"),
    ],
)
def test_doubtful_cells_are_warnings(column, value, code):
    people, units = small_staff()
    people[3][column] = value
    export = read(people, units)
    assert remarks(export) == [(code, "Data Utama", FIRST_ROW + 3, column)]
    assert export.findings[0].level == WARNING


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("NAMA", None, "missing"),
        ("NAMA", "x" * 201, "too_long"),
        ("GELAR BELAKANG", "x" * 61, "too_long"),
        ("UNOR ID", " ", "missing"),
    ],
)
def test_missing_or_overlong_cells_are_refused(column, value, code):
    people, units = small_staff()
    people[3][column] = value
    assert remarks(read(people, units)) == [(code, "Data Utama", FIRST_ROW + 3, column)]


def test_standing_and_echelon_are_read_from_numbers_and_names():
    header = (*PEOPLE_HEADER, "ESELON NAMA")
    row = person(1, "U1", KEDUDUKAN_HUKUM_ID=3, ESELON_ID=None, ESELON_NAMA="III.b")
    export = read([row], [unit("U1", "", nip(1))], people_header=header)
    assert (export.people[0].status, export.people[0].echelon) == ("03", "32")


def test_empty_rows_between_people_are_passed_over():
    people, units = small_staff()
    people.insert(2, {})
    export = read(people, units)
    assert [row.row for row in export.people] == [4, 5, 7, 8]


def test_a_missing_column_is_named():
    header = tuple(name for name in PEOPLE_HEADER if name not in ("UNOR ID", "NAMA"))
    export = read(people_header=header)
    assert remarks(export) == [("unreadable", "", None, "")]
    assert "NAMA, UNOR ID" in export.findings[0].message


def test_a_missing_sheet_is_named():
    book = openpyxl.Workbook()
    handle = io.BytesIO()
    book.save(handle)
    export = siasn.read(handle)
    assert "“Unor”" in export.findings[0].message


@pytest.mark.parametrize("content", [b"", b"NIP;NAMA\n", b"PK\x03\x04 half a file"])
def test_what_is_no_workbook_is_said_plainly(content):
    export = siasn.read(io.BytesIO(content))
    assert remarks(export) == [("unreadable", "", None, "")]
    assert "no Excel workbook" in export.findings[0].message


def test_a_file_that_is_not_there_is_said_plainly(tmp_path):
    assert "no file" in siasn.read(tmp_path / "x.xlsx").findings[0].message


def test_a_file_too_large_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_BYTES", 100)
    assert "larger" in siasn.read(staff_file(*small_staff())).findings[0].message


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 100)
    assert "unpacks" in siasn.read(staff_file(*small_staff())).findings[0].message


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 5)
    assert "more than 5 rows" in siasn.read(staff_file(*small_staff())).findings[0].message


def test_the_digest_names_the_bytes():
    handle = staff_file(*small_staff())
    assert siasn.read(handle).digest == workbook.digest_of(handle)
    assert len(workbook.digest_of(handle)) == 64
