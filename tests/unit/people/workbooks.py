"""Staff files built in memory, with the sheets and columns of the national export."""

import io
from collections.abc import Iterable, Mapping

import openpyxl

PEOPLE_HEADER = (
    "PNS ID", "NIP BARU", "NAMA", "GELAR DEPAN", "GELAR BELAKANG", "TANGGAL LAHIR", "NIK", "EMAIL",
    "EMAIL GOV", "JENIS PEGAWAI ID", "KEDUDUKAN HUKUM ID", "GOL AKHIR NAMA", "JENIS JABATAN ID",
    "JABATAN NAMA", "TMT JABATAN", "UNOR ID", "ESELON ID",
)  # fmt: skip
UNIT_HEADER = ("UNOR ID", "UNOR NAMA", "UNOR INDUK ID", "ESELON ID", "PIMPINAN NIP")
TITLE_ROWS = 2
FIRST_ROW = TITLE_ROWS + 2  # the first row of people, as the spreadsheet numbers it


def nip(number: int, *, born: str = "19800115", start: str = "200503") -> str:
    """A valid NIP of a PNS; ``number`` (1 to 8991) makes it unlike the others."""
    months, sequence = divmod(number - 1, 999)
    return f"{born}{start[:4]}{int(start[4:]) + months:02d}1{sequence + 1:03d}"


def person(number: int, unit: str = "U1", **given: object) -> dict[str, object]:
    """A row of Data Utama. Give other cells by column name, spaces as underscores."""
    row: dict[str, object] = {
        "PNS ID": f"P{number}",
        "NIP BARU": nip(number),
        "NAMA": f"PEGAWAI {number}",
        "TANGGAL LAHIR": "15-01-1980",
        "NIK": "3273010101800001",
        "EMAIL GOV": f"p{number}@demo.example",
        "JENIS PEGAWAI ID": "PNS",
        "KEDUDUKAN HUKUM ID": "01",
        "GOL AKHIR NAMA": "III/c",
        "JENIS JABATAN ID": "4",
        "JABATAN NAMA": "Operator Layanan",
        "TMT JABATAN": "02-01-2024",
        "UNOR ID": unit,
        "ESELON ID": "99",
    }
    return row | {column.replace("_", " "): value for column, value in given.items()}


def unit(code: str, parent: str = "", head: object = "", **given: object) -> dict[str, object]:
    """A row of Unor."""
    row: dict[str, object] = {
        "UNOR ID": code,
        "UNOR NAMA": f"Unit {code}",
        "UNOR INDUK ID": parent or None,
        "ESELON ID": "22",
        "PIMPINAN NIP": head or None,
    }
    return row | {column.replace("_", " "): value for column, value in given.items()}


def staff_file(
    people: Iterable[Mapping[str, object]],
    units: Iterable[Mapping[str, object]],
    *,
    people_header: tuple[str, ...] = PEOPLE_HEADER,
    title_rows: int = TITLE_ROWS,
) -> io.BytesIO:
    """The workbook as an open file; its header row stands below ``title_rows`` other rows."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Data Utama")
    for _number in range(title_rows):
        page.append(["Data Utama ASN (fiktif)"])
    page.append(people_header)
    for row in people:
        page.append([row.get(column) for column in people_header])
    page = book.create_sheet("Unor")
    page.append(UNIT_HEADER)
    for row in units:
        page.append([row.get(column) for column in UNIT_HEADER])
    handle = io.BytesIO()
    book.save(handle)
    handle.seek(0)
    return handle


def small_staff() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """A government in small: root without head, a dinas, a bidang, two clerks in the bidang."""
    units = [
        unit("U0"),
        unit("U1", "U0", nip(1)),
        unit("U2", "U1", nip(2), ESELON_ID="32"),
    ]
    people = [
        person(1, "U1", JABATAN_NAMA="Kepala Dinas", ESELON_ID="22", JENIS_JABATAN_ID="1"),
        person(2, "U2", JABATAN_NAMA="Kepala Bidang", ESELON_ID="32", JENIS_JABATAN_ID="1"),
        person(3, "U2"),
        person(4, "U2"),
    ]
    return people, units
