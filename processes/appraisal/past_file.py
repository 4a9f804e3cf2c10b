"""A file of earlier years' results (XLSX or CSV): from cells to checked rows, without database."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from workflow_core.people import nip as nips
from workflow_core.people import workbook
from workflow_core.people.findings import ERROR, WARNING, Finding

from . import figures
from .legacy_score import score
from .models.past import PastResult
from .rule_set import RULES
from .sheets import first_sheet

REQUIRED = ("NIP", "TAHUN", "SKEMA")
OPTIONAL = (
    "NILAI SKP", "NILAI PERILAKU", "BOBOT", "IDE BARU", "NILAI AKHIR", "PREDIKAT",
)  # fmt: skip
FIRST_YEAR = 2010
PLACES, HIGHEST = 4, Decimal(999)
PP46_WEIGHTS = (60, 40)
"""PP 46/2011 Pasal 15: 60 % targets, 40 % behaviour, whatever the file says."""
PREDICATES = {
    "SANGAT BAIK": "Sangat Baik",
    "BAIK": "Baik",
    "BUTUH PERBAIKAN": "Butuh Perbaikan",
    "CUKUP": "Cukup",
    "KURANG": "Kurang",
    "KURANG/MISCONDUCT": "Kurang",
    "BURUK": "Buruk",
    "SANGAT KURANG": "Sangat Kurang",
}
YES, NO = {"YA", "Y", "1", "TRUE", "ADA"}, {"", "TIDAK", "T", "0", "FALSE", "-"}


@dataclass(frozen=True)
class PastRow:
    """One row as it will be kept; what is computed stands beside what the file states."""

    row: int
    nip: str
    year: int
    scheme: str
    targets: Decimal | None
    behaviour: Decimal | None
    weights: str
    new_idea: bool
    score: Decimal | None
    label: str
    stated_score: Decimal | None
    stated_label: str
    flags: tuple[str, ...]

    @property
    def key(self) -> tuple[str, int, str]:
        return self.nip, self.year, self.scheme

    @property
    def fingerprint(self) -> str:
        """The same content has the same fingerprint, wherever in the file it stands."""
        told = [
            f"{one.name}={_plain(getattr(self, one.name))}" for one in fields(self)
            if one.name not in {"row"}
        ]  # fmt: skip
        return sha256("\n".join(told).encode()).hexdigest()


@dataclass
class PastFile:
    rows: list[PastRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    digest: str = ""


def _plain(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def read(source: workbook.Source, this_year: int) -> PastFile:
    """Read the file; one that cannot be read at all is one error among the findings."""
    found = PastFile()
    try:
        found.digest = workbook.digest_of(source)
        with first_sheet(source) as page:
            _read_rows(page, found, this_year)
    except workbook.UnreadableFile as refusal:
        hint = _("Needed: %(columns)s; besides: %(more)s.") % {
            "columns": ", ".join(REQUIRED), "more": ", ".join(OPTIONAL),
        }  # fmt: skip
        found.findings.append(Finding(ERROR, "unreadable", refusal.message, hint))
    return found


def _read_rows(page: Any, found: PastFile, this_year: int) -> None:
    columns, rows = workbook.table(page, REQUIRED)
    seen: dict[tuple[str, int, str], int] = {}
    for number, cells in rows:
        named = {
            name: cells[place] if place < len(cells) else None for name, place in columns.items()
        }
        if not any(workbook.text(named.get(name)) for name in REQUIRED):
            continue
        reader = _Reader(page.title, number, named, found.findings)
        row = reader.past_row(this_year)
        if row is None:
            continue
        if row.key in seen:
            told = _("The same person, year and scheme stand in row %d already.") % seen[row.key]
            reader.error("NIP", "twice", told, _("Delete one of the two rows."))
            continue
        seen[row.key] = number
        found.rows.append(row)


class _Reader:
    """One row's cells, and its findings."""

    def __init__(
        self, sheet: str, number: int, cells: dict[str, Any], findings: list[Finding]
    ) -> None:
        self.sheet, self.number, self.cells, self.findings = sheet, number, cells, findings
        self.is_wrong = False

    def error(self, column: str, code: str, message: str, hint: str = "") -> None:
        self.is_wrong = True
        self._add(ERROR, code, message, hint, column)

    def _add(self, level: str, code: str, message: str, hint: str, column: str) -> None:
        self.findings.append(Finding(level, code, message, hint, self.sheet, self.number, column))

    def text(self, column: str) -> str:
        return workbook.text(self.cells.get(column))

    def past_row(self, this_year: int) -> PastRow | None:
        """The row, or ``None`` where an error forbids it; remarks go to the findings."""
        nip, year, scheme = self._nip(), self._year(this_year), self._scheme()
        targets, behaviour = self._number("NILAI SKP"), self._number("NILAI PERILAKU")
        stated, label, idea = self._number("NILAI AKHIR"), self._predicate(), self._idea()
        weights = self._weights(scheme)
        self._check_given(scheme, targets, behaviour, label)
        if self.is_wrong:
            return None
        total, computed = self._computed(scheme, targets, behaviour, weights, new_idea=idea)
        if self.is_wrong:
            return None
        return PastRow(
            row=self.number, nip=nip, year=year, scheme=scheme, targets=targets,
            behaviour=behaviour, weights=weights, new_idea=idea, score=total,
            label=computed or label, stated_score=stated, stated_label=label,
            flags=self._flags(total, stated, computed, label),
        )  # fmt: skip

    def _nip(self) -> str:
        try:
            return nips.parse(self.text("NIP")).digits
        except nips.InvalidNip as refusal:
            self.error("NIP", "nip", refusal.message, refusal.hint)
            return ""

    def _year(self, this_year: int) -> int:
        written = self.text("TAHUN")
        if written.isascii() and written.isdigit() and FIRST_YEAR <= int(written) <= this_year:
            return int(written)
        told = _("The year runs from %(first)d to %(last)d.")
        self.error("TAHUN", "year", told % {"first": FIRST_YEAR, "last": this_year})
        return 0

    def _scheme(self) -> str:
        written = "".join(self.text("SKEMA").upper().split())
        for start, scheme in (
            ("PP46", PastResult.Scheme.PP46),
            ("PP30", PastResult.Scheme.PP30),
            ("PERMENPAN", PastResult.Scheme.PERMENPANRB),
        ):
            if written.startswith(start):
                return scheme.value
        self.error("SKEMA", "scheme", _("The scheme is PP 46, PP 30 or PermenPANRB."))
        return ""

    def _number(self, column: str) -> Decimal | None:
        cell = self.cells.get(column)
        written = workbook.text(cell)
        if not written:
            return None
        try:
            number = figures.read(repr(cell) if isinstance(cell, float) else written)
        except figures.Unclear as unclear:
            self.error(column, "number", f"{column}: {unclear}")
            return None
        places = -int(number.as_tuple().exponent)
        if not 0 <= number <= HIGHEST or places > PLACES:
            self.error(column, "number", _("%s is no score.") % column)
            return None
        return number

    def _predicate(self) -> str:
        written = " ".join(self.text("PREDIKAT").upper().replace(" /", "/").split())
        if not written:
            return ""
        if written not in PREDICATES:
            told = _("Unknown predicate: %s.") % written[:40]
            self.error("PREDIKAT", "predicate", told, ", ".join(dict.fromkeys(PREDICATES.values())))
        return PREDICATES.get(written, "")

    def _idea(self) -> bool:
        written = self.text("IDE BARU").upper()
        if written not in YES | NO:
            self.error("IDE BARU", "idea", _("Write “ya” or “tidak”."))
        return written in YES

    def _weights(self, scheme: str) -> str:
        written = self.text("BOBOT").replace(" ", "").replace(":", "/").replace("%", "")
        if scheme != PastResult.Scheme.PP30:
            return ""
        if written not in RULES.legacy_weights:
            told = _("The weights are one of: %s.") % ", ".join(RULES.legacy_weights)
            self.error("BOBOT", "weights", told)
        return written

    def _check_given(
        self, scheme: str, targets: Decimal | None, behaviour: Decimal | None, label: str
    ) -> None:
        if scheme == PastResult.Scheme.PERMENPANRB:
            if not label:
                self.error("PREDIKAT", "missing", _("This scheme has a predicate and no score."))
            return
        for column, number in (("NILAI SKP", targets), ("NILAI PERILAKU", behaviour)):
            if scheme and number is None and not self.text(column):
                self.error(column, "missing", _("%s is empty.") % column)

    def _computed(
        self, scheme: str, targets: Decimal | None, behaviour: Decimal | None, weights: str, *,
        new_idea: bool,
    ) -> tuple[Decimal | None, str]:  # fmt: skip
        if targets is None or behaviour is None or scheme == PastResult.Scheme.PERMENPANRB:
            return None, ""
        if scheme == PastResult.Scheme.PP46:
            of_targets, of_behaviour = PP46_WEIGHTS
            return (targets * of_targets + behaviour * of_behaviour) / 100, ""
        try:
            return score(targets, behaviour, weights=weights, new_idea=new_idea)
        except ValueError:
            told = _("Scores of PP 30/2019 run from 0 to %s.") % RULES.legacy_highest
            self.error("NILAI SKP", "score", told)
            return None, ""

    def _flags(
        self, total: Decimal | None, stated: Decimal | None, computed: str, label: str
    ) -> tuple[str, ...]:
        flags = []
        if total is not None and stated is not None and not _agree(total, stated):
            flags.append("sum")
            told = _("The sum does not fit: computed %(computed)s, in the file %(stated)s.")
            given = {"computed": figures.show(total), "stated": figures.show(stated)}
            self._add(WARNING, "sum", told % given, _("It is kept and flagged."), "NILAI AKHIR")
        if computed and label and computed != label:
            flags.append("label")
            told = _("The predicate does not fit: computed %(computed)s, in the file %(stated)s.")
            given = {"computed": computed, "stated": label}
            self._add(WARNING, "label", told % given, _("It is kept and flagged."), "PREDIKAT")
        return tuple(flags)


def _agree(total: Decimal, stated: Decimal) -> bool:
    """Whether a stated score is the computed one, as far as it was written out."""
    unit = Decimal(1).scaleb(int(stated.as_tuple().exponent))
    return abs(total - stated) <= unit / 2
