"""Bringing earlier years' results in: look first, then all of it or nothing; twice is once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.people.findings import ERROR, WARNING, Finding, has_errors
from workflow_core.people.models import Institution, Person

from .models import PastResult
from .past_file import PastFile, PastRow, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow_core.people.workbook import Source

BATCH = 1_000
KEPT = (
    "year", "scheme", "targets", "behaviour", "weights", "new_idea", "score", "label",
    "stated_score", "stated_label",
)  # fmt: skip


@dataclass
class Outcome:
    """What the file would do, or did. ``counts``: rows, new, corrected, unchanged, flagged."""

    digest: str
    findings: list[Finding]
    counts: dict[str, int]
    applied: bool = False

    @property
    def ok(self) -> bool:
        return not has_errors(self.findings)


def preview(institution: Institution, file: Source) -> Outcome:
    """Compare the file with what is kept; nothing is written."""
    found = read(file, clock.today().year)
    return _outcome(found, _to_write(institution, found))


def apply(institution: Institution, file: Source, *, by: Person, digest: str) -> Outcome:
    """Keep the rows that are new or corrected. A file changed since its preview is refused."""
    found = read(file, clock.today().year)
    if found.digest != digest:
        told = _("This is not the file that was checked.")
        hint = _("Check it again before importing.")
        found.findings.append(Finding(ERROR, "changed_file", told, hint))
    with transaction.atomic():
        institution = Institution.objects.select_for_update().get(pk=institution.pk)
        rows = _to_write(institution, found)
        outcome = _outcome(found, rows)
        if outcome.ok:
            new = [
                _kept(institution, person, row, found.digest, by) for person, row, _corrects in rows
            ]
            PastResult.objects.bulk_create(new, batch_size=BATCH)
            outcome.applied = True
    return outcome


def _to_write(institution: Institution, found: PastFile) -> list[tuple[int, PastRow, bool]]:
    """The rows to add: person, row, and whether it corrects one; strangers become remarks."""
    people = _people(institution, {one.nip for one in found.rows})
    kept = {
        (one.person_id, one.year, one.scheme): one.fingerprint
        for one in PastResult.objects.filter(institution=institution).order_by("pk")
    }
    rows = []
    for row in found.rows:
        person = people.get(row.nip)
        if person is None:
            told = _("Nobody in this institution has the NIP %s.") % row.nip
            hint = _("The row is left out.")
            found.findings.append(Finding(WARNING, "unknown", told, hint, "", row.row, "NIP"))
            continue
        before = kept.get((person, row.year, row.scheme))
        if before != row.fingerprint:
            rows.append((person, row, before is not None))
    return rows


def _people(institution: Institution, numbers: set[str]) -> dict[str, int]:
    everybody = Person.objects.filter(institution=institution).exclude(nip=None)
    rows: Iterable[tuple[Any, int]] = everybody.values_list("nip", "pk")
    return {str(nip): pk for nip, pk in rows if nip in numbers}


def _kept(
    institution: Institution, person: int, row: PastRow, digest: str, by: Person
) -> PastResult:
    return PastResult(
        institution=institution, person_id=person, flags=list(row.flags), digest=digest, by=by,
        fingerprint=row.fingerprint, at=clock.now(),
        **{name: getattr(row, name) for name in KEPT},
    )  # fmt: skip


def _outcome(found: PastFile, rows: list[tuple[int, PastRow, bool]]) -> Outcome:
    corrected = sum(corrects for _person, _row, corrects in rows)
    unknown = sum(one.code == "unknown" for one in found.findings)
    counts = {
        "rows": len(found.rows),
        "new": len(rows) - corrected,
        "corrected": corrected,
        "unchanged": len(found.rows) - len(rows) - unknown,
        "flagged": sum(bool(row.flags) for row in found.rows),
    }
    return Outcome(found.digest, found.findings, counts)


def past_results(person: Person) -> list[PastResult]:
    """A person's earlier years, the newest first; of each year and scheme the last row counts."""
    rows = PastResult.objects.filter(person=person).order_by("pk")
    found = {(one.year, one.scheme): one for one in rows}
    return [found[key] for key in sorted(found, reverse=True)]
