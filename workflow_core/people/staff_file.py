"""What a staff file says, whatever program wrote it: rows of units and of people, and remarks."""

import datetime as dt
from dataclasses import dataclass, field

from workflow_core.people.findings import Finding

PEOPLE = "Data Utama"
UNITS = "Unor"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of *Unor*. ``head_nip`` is empty where the post is vacant."""

    row: int
    code: str
    name: str
    parent_code: str
    echelon: str
    head_nip: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of *Data Utama*. ``emails``: addresses of nobody else in the file, best first."""

    row: int
    nip: str
    external_id: str
    kind: str
    status: str
    name: str
    front_title: str
    back_title: str
    rank: str
    birth_date: dt.date
    emails: tuple[str, ...]
    unit_code: str
    title: str
    position_kind: str
    echelon: str
    title_starts: dt.date | None


@dataclass(slots=True)
class Export:
    """What the file says, and everything that is wrong with it by itself."""

    units: list[UnitRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    digest: str = ""
