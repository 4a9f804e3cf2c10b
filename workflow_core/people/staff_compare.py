"""What a staff file would change: the difference between its rows and the database, unwritten.

Preview and import build the same plan, so what is shown is what is done. Everything is read in a
number of statements that does not grow with the rows compared.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from workflow_core.people.command_line import Tree
from workflow_core.people.findings import ERROR, WARNING, Finding
from workflow_core.people.import_plan import Change, Plan
from workflow_core.people.models import Headship, Institution, Person, Posting, Unit
from workflow_core.people.names import spoken, spoken_unit
from workflow_core.people.staff_file import PEOPLE, UNITS, Export, PersonRow, UnitRow

SOURCE = "SIASN"
CHUNK = 5_000
DAY = dt.timedelta(days=1)
PERSON_FIELDS = (
    "external_id",
    "kind",
    "status",
    "name",
    "front_title",
    "back_title",
    "rank",
    "birth_date",
)
UNIT_FIELDS = ("name", "echelon")
NAMED_AT_MOST = 5


def make_plan(institution: Institution, export: Export, on: dt.date) -> Plan:
    """Compare a file without errors with the institution on this day. Nothing is written."""
    return _Planner(institution, export, on).plan


class _Planner:
    def __init__(self, institution: Institution, export: Export, on: dt.date) -> None:
        self.institution = institution
        self.export = export
        self.on = on
        self.plan = Plan()
        self.units = {unit.code: unit for unit in Unit.objects.filter(institution=institution)}
        self.codes = {unit.pk: code for code, unit in self.units.items()}
        self.people = {person.username: person for person in self._present()}
        self.by_nip: dict[str | None, Person] = {
            person.nip: person for person in self.people.values() if person.nip
        }
        self.postings = {
            posting.person_id: posting
            for posting in Posting.objects.filter(
                person__institution=institution, kind=Posting.Kind.DEFINITIVE, ends=None
            )
        }
        self.current: dict[str, Posting] = {}
        self.heads: dict[str, Person] = {}
        self._plan_units()
        self._plan_people()
        self._plan_heads()
        self._check_line_of_command()

    def _present(self) -> Iterator[Person]:
        fields = ("username", "nip", "institution_id", "email", *PERSON_FIELDS)
        return Person.objects.filter(institution=self.institution).only(*fields).iterator(2_000)

    # Units

    def _plan_units(self) -> None:
        known = set(self.units)
        rows = {row.code: row for row in self.export.units}
        for row in self.export.units:
            if row.code not in known:
                self.units[row.code] = Unit(institution=self.institution, code=row.code)
        for row in self.export.units:
            unit = self.units[row.code]
            parent = self.units.get(row.parent_code)
            moved = row.code in known and self._is_moved(unit, parent)
            renamed = any(getattr(unit, name) != getattr(row, name) for name in UNIT_FIELDS)
            unit.parent = parent
            unit.name, unit.echelon = row.name, row.echelon
            if row.code in known and (moved or renamed):
                self.plan.changed_units.append(unit)
        self.plan.new_units = _by_level(
            {code: row for code, row in rows.items() if code not in known}, self.units
        )
        self.plan.missing_units = [self.units[code] for code in sorted(known - rows.keys())]
        self._remark_missing(
            "unit_missing",
            UNITS,
            [str(unit) for unit in self.plan.missing_units],
            _("Units in the system but not in the file; they stay (%(n)d): %(names)s."),
        )

    @staticmethod
    def _is_moved(unit: Unit, parent: Unit | None) -> bool:
        return unit.parent_id != (parent.pk if parent else None) or (
            parent is not None and parent.pk is None
        )

    # People

    def _plan_people(self) -> None:
        self._refuse_foreign([row for row in self.export.people if row.nip not in self.by_nip])
        self.taken_emails = self._emails_elsewhere()
        by_external = {p.external_id: p for p in self.by_nip.values() if p.external_id}
        in_file = {row.nip for row in self.export.people}
        for row in self.export.people:
            person = self.by_nip.get(row.nip)
            former = by_external.get(row.external_id) if row.external_id else None
            if person is None and former is not None and former.nip not in in_file:
                person = self._renumber(former, row)
            if person is None:
                self._add(row)
            else:
                self._compare(person, row)
        self._plan_leaving(in_file)

    def _add(self, row: PersonRow) -> None:
        person = Person(
            institution=self.institution,
            username=row.nip,
            nip=row.nip,
            is_active=False,
            email=self._email(row, ""),
            **{name: getattr(row, name) for name in PERSON_FIELDS},
        )
        self.people[row.nip] = self.by_nip[row.nip] = person
        self.plan.new_people.append(person)
        self._open(person, row, row.title_starts or self.on)
        self.plan.added.append(Change(row.nip, row.name, row.row))

    def _renumber(self, person: Person, row: PersonRow) -> Person:
        self.plan.findings.append(
            Finding(
                WARNING,
                "nip_changed",
                _("%(name)s had the NIP %(former)s until now: the number is replaced.")
                % {"name": person, "former": person.nip},
                _("Stop if these are two people: the id in the national system is the same."),
                PEOPLE,
                row.row,
                "NIP BARU",
            )
        )
        former = person.nip
        if person.username == former:
            del self.people[former]
            person.username = row.nip
            self.people[row.nip] = person
        person.nip = row.nip
        self.taken_emails.pop(person.email, None)
        self.by_nip.pop(former)
        self.by_nip[row.nip] = person
        self.plan.renumbered.append(person)
        return person

    def _compare(self, person: Person, row: PersonRow) -> None:
        what = [name for name in PERSON_FIELDS if getattr(person, name) != getattr(row, name)]
        for name in what:
            setattr(person, name, getattr(row, name))
        email = self._email(row, person.email)
        if email != person.email:
            person.email = email
            what.append("email")
        if what:
            self.plan.changed_people.append(person)
        if person in self.plan.renumbered:
            what.append("nip")
        what.extend(self._compare_posting(person, row))
        if what:
            self.plan.changed.append(Change(row.nip, row.name, row.row, tuple(what)))
        else:
            self.plan.unchanged += 1

    def _compare_posting(self, person: Person, row: PersonRow) -> list[str]:
        """Plan the person's position; a new unit or title is a new dated row."""
        unit = self.units[row.unit_code]
        posting = self.postings.get(person.pk)
        if posting is None:
            self._open(person, row, row.title_starts or self.on)
            return ["posting"]
        self.current[person.username] = posting
        if posting.unit_id == unit.pk and posting.title == row.title:
            kept = (posting.position_kind, posting.echelon)
            if kept == (row.position_kind, row.echelon):
                return []
            posting.position_kind, posting.echelon = row.position_kind, row.echelon
            self.plan.corrected_postings.append(posting)
            return ["echelon"]
        starts = _succession(posting.starts, row.title_starts, self.on)
        if starts is None:
            posting.unit, posting.title = unit, row.title
            posting.position_kind, posting.echelon = row.position_kind, row.echelon
            self.plan.corrected_postings.append(posting)
        else:
            posting.ends = starts - DAY
            self.plan.closed_postings.append(posting)
            self._open(person, row, starts)
        return ["posting"]

    def _open(self, person: Person, row: PersonRow, starts: dt.date) -> None:
        posting = Posting(
            person=person,
            unit=self.units[row.unit_code],
            title=row.title,
            position_kind=row.position_kind,
            echelon=row.echelon,
            starts=starts,
            source=SOURCE,
        )
        self.current[person.username] = posting
        self.plan.new_postings.append(posting)

    def _email(self, row: PersonRow, present: str) -> str:
        """The first address nobody else has; without one the present address stays."""
        for address in row.emails:
            if self.taken_emails.get(address, row.nip) == row.nip:
                return address
        if row.emails:
            self.plan.findings.append(
                Finding(
                    WARNING,
                    "shared_email",
                    _("The address %s belongs to somebody else in the system.") % row.emails[0],
                    _("Nobody can sign in with it; the NIP works."),
                    PEOPLE,
                    row.row,
                    "EMAIL",
                )
            )
        return present

    def _emails_elsewhere(self) -> dict[str, str]:
        """Addresses that people keep whom the file gives none, here or in other institutions."""
        replaced = {row.nip for row in self.export.people if row.emails}
        taken = {
            person.email: person.username
            for person in self.people.values()
            if person.email and person.nip not in replaced
        }
        wanted = [address for row in self.export.people for address in row.emails]
        others = Person.objects.exclude(institution=self.institution)
        for chunk in _chunks(wanted):
            taken |= dict(others.filter(email__in=chunk).values_list("email", "username"))
        return taken

    def _refuse_foreign(self, rows: list[PersonRow]) -> None:
        """A number that another institution has: people move between them by HR, not by a file."""
        rows_by_nip = {row.nip: row for row in rows}
        for chunk in _chunks(rows_by_nip):
            held = Person.objects.filter(Q(nip__in=chunk) | Q(username__in=chunk))
            for nip, username in held.values_list("nip", "username"):
                row = rows_by_nip.get(nip or "") or rows_by_nip[username]
                self.plan.findings.append(
                    Finding(
                        ERROR,
                        "foreign_nip",
                        _("%s is registered with another institution.") % spoken(row.name),
                        _("That institution must release the person first."),
                        PEOPLE,
                        row.row,
                        "NIP BARU",
                    )
                )

    def _plan_leaving(self, in_file: set[str]) -> None:
        self.plan.leaving = [
            person
            for person in self.by_nip.values()
            if person.nip not in in_file and person.pk in self.postings
        ]
        self._remark_missing(
            "person_missing",
            PEOPLE,
            [spoken(person.name) for person in self.plan.leaving],
            _("In the system but not in the file; nobody is deleted (%(n)d): %(names)s."),
        )

    # Heads

    def _plan_heads(self) -> None:
        present = {
            headship.unit_id: headship
            for headship in Headship.objects.filter(
                unit__institution=self.institution, ends=None
            ).select_related("person", "unit")
        }
        for headship in present.values():
            self.heads[headship.unit.code] = headship.person
        for row in self.export.units:
            unit = self.units[row.code]
            self._plan_head(row, unit, present.get(unit.pk) if unit.pk else None)

    def _plan_head(self, row: UnitRow, unit: Unit, present: Headship | None) -> None:
        wanted = self.by_nip.get(row.head_nip)
        if present is None:
            if wanted is None:
                self._remark_headless(row)
            else:
                self._appoint(unit, wanted, self._began(wanted, unit) or self.on)
            return
        if wanted is not None and present.person_id == wanted.pk:
            return
        if present.source != SOURCE:
            self._keep_head(row, present, wanted)
        elif wanted is None:
            present.ends = max(present.starts, self.on - DAY)
            self.plan.closed_headships.append(present)
            del self.heads[unit.code]
            self._remark_headless(row)
        else:
            self._replace_head(unit, present, wanted)

    def _remark_headless(self, row: UnitRow) -> None:
        self.plan.findings.append(
            Finding(
                WARNING,
                "no_head",
                _("“%s” has no head: its people report to the head above.") % spoken_unit(row.name),
                _("Enter the NIP of the head, or appoint one in this application."),
                UNITS,
                row.row,
                "PIMPINAN NIP",
            )
        )

    def _replace_head(self, unit: Unit, present: Headship, wanted: Person) -> None:
        starts = _succession(present.starts, self._began(wanted, unit), self.on)
        if starts is None:
            present.person = wanted
            self.plan.corrected_headships.append(present)
            self.heads[unit.code] = wanted
        else:
            present.ends = starts - DAY
            self.plan.closed_headships.append(present)
            self._appoint(unit, wanted, starts)

    def _appoint(self, unit: Unit, person: Person, starts: dt.date) -> None:
        self.heads[unit.code] = person
        self.plan.new_headships.append(
            Headship(unit=unit, person=person, starts=starts, source=SOURCE)
        )

    def _keep_head(self, row: UnitRow, present: Headship, wanted: Person | None) -> None:
        """A head appointed in the application stays, whatever the file says."""
        if wanted is None:
            return
        self.plan.findings.append(
            Finding(
                WARNING,
                "head_kept",
                _("“%(unit)s”: %(present)s was appointed here and stays; the file names %(other)s.")
                % {"unit": spoken_unit(row.name), "present": present.person, "other": wanted},
                _("End the appointment in the application if the file is right."),
                UNITS,
                row.row,
                "PIMPINAN NIP",
            )
        )

    def _began(self, person: Person, unit: Unit) -> dt.date | None:
        posting: Posting | None = self.current.get(person.username)
        if posting is None or self._code_of(posting) != unit.code:
            return None
        return posting.starts

    def _code_of(self, posting: Posting) -> str:
        """The posting's unit by code; its unit may still be unsaved, and is never fetched."""
        return self.codes[posting.unit_id] if posting.unit_id else posting.unit.code

    # The whole

    def _check_line_of_command(self) -> None:
        """Refuse a file after which somebody would, at some remove, be his own rater."""
        for person in self.people.values():
            if person.pk in self.postings:
                self.current.setdefault(person.username, self.postings[person.pk])
        parents = {unit.code: self.codes.get(unit.parent_id) for unit in self.units.values()}
        parents |= {row.code: row.parent_code or None for row in self.export.units}
        tree = Tree(
            parents=parents,
            heads={code: person.username for code, person in self.heads.items()},
            posts={name: self._code_of(posting) for name, posting in self.current.items()},
        )
        rows = {row.nip: row for row in self.export.people}
        for circle in tree.circles():
            people = [self.people[username] for username in circle]
            named = [rows[person.nip] for person in people if person.nip in rows]
            self.plan.findings.append(
                Finding(
                    ERROR,
                    "command_circle",
                    _("The line of command would run in a circle: %s.")
                    % " → ".join(spoken(person.name) for person in people),
                    _("Check units and heads of these people."),
                    PEOPLE if named else UNITS,
                    min((row.row for row in named), default=None),
                    "UNOR ID",
                )
            )

    def _remark_missing(self, code: str, sheet: str, names: list[str], sentence: str) -> None:
        if not names:
            return
        shown = ", ".join(names[:NAMED_AT_MOST]) + (" …" if len(names) > NAMED_AT_MOST else "")
        message = sentence % {"n": len(names), "names": shown}
        hint = _("End their positions here when they have left.")
        self.plan.findings.append(Finding(WARNING, code, message, hint, sheet))


def _succession(began: dt.date, wanted: dt.date | None, on: dt.date) -> dt.date | None:
    """The day a successor row begins; None where the present row has not lasted a day yet.

    The wanted day (TMT of the position) where it lies after the beginning, otherwise today.
    """
    if wanted is not None and wanted > began:
        return wanted
    return on if on > began else None


def _by_level(rows: dict[str, UnitRow], units: dict[str, Unit]) -> list[list[Unit]]:
    """New units, parents before children, so that each level can be created at once."""
    levels: list[list[Unit]] = []
    placed: set[str] = set()
    left = rows
    while left:
        level = [
            code
            for code, row in left.items()
            if row.parent_code not in rows or row.parent_code in placed
        ]
        if not level:  # a circle: refused elsewhere
            break
        placed.update(level)
        levels.append([units[code] for code in level])
        left = {code: row for code, row in left.items() if code not in placed}
    return levels


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
