"""Bringing a staff file into the system: look first, then all of it or nothing.

``preview`` writes nothing; ``apply`` reads the same file again and writes in one transaction, in
sets. A file applied twice changes nothing the second time. Accounts that exist keep password and
state.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow_core.people import siasn
from workflow_core.people.findings import ERROR, WARNING, Finding, has_errors
from workflow_core.people.import_plan import PASSIVE, Change, Plan
from workflow_core.people.models import (
    Headship,
    ImportRecord,
    Institution,
    Person,
    Posting,
    Unit,
)
from workflow_core.people.staff_compare import PERSON_FIELDS, make_plan
from workflow_core.people.staff_file import Export
from workflow_core.people.workbook import Source

BATCH = 1_000
UPDATE_BATCH = 200
IN_FILE = frozenset({"people_in_file", "units_in_file"})


@dataclass(slots=True)
class Preview:
    """What the file would do. ``counts`` as in ``Plan.counts`` plus people and units in the file;
    only these two where an error forbids the import. ``digest`` names the file's exact bytes.
    """

    digest: str
    counts: dict[str, int]
    findings: list[Finding]
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    leaving: list[Change] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == WARNING]

    @property
    def ok(self) -> bool:
        """Whether ``apply`` would accept the file."""
        return not has_errors(self.findings)

    @property
    def changes_nothing(self) -> bool:
        """Whether all that the file says is recorded already."""
        passive = PASSIVE | IN_FILE
        return self.ok and not any(n for name, n in self.counts.items() if name not in passive)

    def as_dict(self) -> dict:
        """Everything but the list of new people, ready for JSON."""
        return {
            "ok": self.ok,
            "digest": self.digest,
            "counts": self.counts,
            "findings": [finding.as_dict() for finding in self.findings],
            "changed": [
                {"nip": one.nip, "name": one.name, "row": one.row, "what": list(one.what)}
                for one in self.changed
            ],
            "leaving": [{"nip": one.nip, "name": one.name} for one in self.leaving],
        }


@dataclass(slots=True)
class Result(Preview):
    """What ``apply`` did. ``applied`` is False where an error forbade it: then nothing changed."""

    applied: bool = False

    def as_dict(self) -> dict:
        return {"applied": self.applied, **Preview.as_dict(self)}


def preview(institution: Institution, file: Source, *, on: dt.date | None = None) -> Preview:
    """Compare a staff file with the institution; nothing is written.

    ``file``: a path or an open binary file. ``on``: the day changes count from, today by default.
    """
    export = siasn.read(file)
    plan = _plan(institution, export, on)
    return Preview(**_told(export, plan))


def apply(
    institution: Institution,
    file: Source,
    *,
    by: Person | None,
    on: dt.date | None = None,
    digest: str = "",
) -> Result:
    """Write the file into the institution, all or nothing, and say what was done.

    ``by``: who imports (None: the command line). ``digest``: that of the preview, where one was
    shown; a file changed since is refused. Imports into one institution wait for each other.
    """
    export = siasn.read(file)
    if digest and export.digest != digest:
        export.findings.append(
            Finding(
                ERROR,
                "changed_file",
                _("This is not the file that was checked."),
                _("Check it again before importing."),
            )
        )
    with transaction.atomic():
        institution = Institution.objects.select_for_update().get(pk=institution.pk)
        plan = _plan(institution, export, on)
        result = Result(**_told(export, plan))
        if result.ok and plan is not None:
            _write(plan, by)
            _record(institution, plan, result, file, by)
            result.applied = True
    return result


def _plan(institution: Institution, export: Export, on: dt.date | None) -> Plan | None:
    if has_errors(export.findings):
        return None
    today = timezone.localdate(timezone=ZoneInfo(institution.time_zone))
    return make_plan(institution, export, on or today)


def _told(export: Export, plan: Plan | None) -> dict:
    counts = {"people_in_file": len(export.people), "units_in_file": len(export.units)}
    if plan is None:
        return {"digest": export.digest, "counts": counts, "findings": export.findings}
    return {
        "digest": export.digest,
        "counts": counts | plan.counts(),
        "findings": [*export.findings, *plan.findings],
        "added": plan.added,
        "changed": plan.changed,
        "leaving": [Change(person.nip or "", person.name, 0) for person in plan.leaving],
    }


def _write(plan: Plan, by: Person | None) -> None:
    """Write the plan's rows. What closes is written before what opens: one open row per person."""
    for level in plan.new_units:
        Unit.objects.bulk_create(level, batch_size=BATCH)
    _update(Unit, plan.changed_units, ["parent", "name", "echelon"])
    for person in plan.new_people:
        person.set_unusable_password()
    Person.objects.bulk_create(plan.new_people, batch_size=BATCH)
    _update(Person, plan.renumbered, ["nip", "username"])
    _update(Person, plan.changed_people, [*PERSON_FIELDS, "email"])
    _update(Posting, plan.closed_postings, ["ends"])
    _update(Posting, plan.corrected_postings, ["unit", "title", "position_kind", "echelon"])
    _update(Headship, plan.closed_headships, ["ends"])
    _update(Headship, plan.corrected_headships, ["person"])
    for posting in plan.new_postings:
        posting.created_by = by
    for headship in plan.new_headships:
        headship.created_by = by
    Posting.objects.bulk_create(plan.new_postings, batch_size=BATCH)
    Headship.objects.bulk_create(plan.new_headships, batch_size=BATCH)


def _update(model: type[models.Model], rows: Sequence[models.Model], fields: list[str]) -> None:
    if rows:
        model._default_manager.bulk_update(rows, fields, batch_size=UPDATE_BATCH)


def _record(
    institution: Institution, plan: Plan, result: Result, file: Source, by: Person | None
) -> None:
    if plan.writes_nothing():
        return
    name = file if isinstance(file, (str, Path)) else getattr(file, "name", "")
    ImportRecord.objects.create(
        institution=institution,
        file_name=Path(str(name)).name[:200],
        digest=result.digest,
        counts=result.counts,
        imported_at=timezone.now(),
        imported_by=by,
    )
