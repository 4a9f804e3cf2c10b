"""The demonstration: a district with cases in every state, each brought there by real moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle as endlessly
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from workflow_core.calendar import clock
from workflow_core.calendar.services import import_year
from workflow_core.engine import engine
from workflow_core.engine.grants import grant
from workflow_core.people.models import Institution, Person, Unit
from workflow_core.people.services import add_official, delegate
from workflow_core.people.staff_import import apply
from workflow_core.people.workbook import digest_of
from workflow_core.signing.signatures import Confirmation

from .. import cycles, past_import, services
from ..models import Appraisal, Cycle
from ..state import State as S
from . import plans

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = "demo"
PASSWORD = "coba-kinerja-2026"  # noqa: S105 - printed for everybody who runs the demonstration
STAFF_FILE = Path(__file__).with_name("pegawai-demo.xlsx")
ADMINISTRATOR = "admin"
REGENT = "bupati-demo"

ROLES = {
    "employee": "198903012014122001",
    "rater": "197408121997031001",
    "superior": "197609092002122001",
    "approver": "197509171998031001",
    "hr": "198506052012012001",
    "hr-second": "199106212016011001",
    "deputy": "197811042005121001",
    "auditor": "198406122010122001",
}
"""The demonstration's standing people, by role."""

WRITER = "198906202015042001"
"""Writes a plan: for whoever wants to try that first."""

SUBSTITUTE = "197605111999041001"
"""Approves in the approver's place, his own case first of all."""

CURRENT = (
    S.EXECUTING, S.REPORTED, S.RATED, S.DELIVERED, S.RECEIVED, S.ACCEPTED,
    S.OBJECTED, S.EXPLAINED, S.DECIDED,
)  # fmt: skip
PREVIOUS = (
    S.CLOSED, S.APPROVED, S.CLOSED, S.ESCALATED, S.CLOSED, S.UNSIGNED, S.CLOSED, S.CANCELLED,
)  # fmt: skip
ANNUAL = (S.EXECUTING, S.EXECUTING, S.EXECUTING, S.PROPOSED, S.EXECUTING, S.DRAFTING)
ONLY_WITH_SUPERIOR = {
    S.ESCALATED: S.CLOSED, S.OBJECTED: S.ACCEPTED, S.EXPLAINED: S.ACCEPTED, S.DECIDED: S.ACCEPTED,
}  # fmt: skip
"""What a case comes to instead where nobody stands above the rater."""


@dataclass(frozen=True)
class Account:
    """One line for whoever tries the application."""

    role: str
    username: str


def accounts() -> list[Account]:
    found = [Account(role.removesuffix("-second"), nip) for role, nip in ROLES.items()]
    found.insert(1, Account("writer", WRITER))
    return [*found, Account("regent", REGENT), Account("administrator", ADMINISTRATOR)]


def tell() -> bool:
    """Build the demonstration unless it is there, all of it or nothing; returns whether it did."""
    if Institution.objects.filter(code=CODE).exists():
        return False
    now = clock.now()
    with transaction.atomic():
        people = found_district(now)
        annual = open_annual(people, now)
        tell_annual(people, annual, now)
        current = open_quarter(people, now, name="berjalan", opens=20, report_ends=-3, ends=-7)
        tell_cases(people, current, now, CURRENT, first={ROLES["employee"]: S.RECEIVED})
        previous = open_quarter(people, now, name="sebelumnya", opens=60, report_ends=30, ends=10)
        tell_cases(people, previous, now, PREVIOUS, first={})
        tell_past(people, now)
    return True


def tell_past(people: People, now: dt.datetime) -> None:
    """Results of earlier years for the employee, one of them with a sum that does not fit."""
    file = BytesIO(plans.PAST.format(nip=ROLES["employee"]).encode())
    with clock.at(now):
        past_import.apply(people.institution, file, by=people.hr, digest=digest_of(file))


@dataclass
class People:
    """Whom the story needs by name."""

    institution: Institution
    hr: Person
    approver: Person
    substitute: Person


def found_district(now: dt.datetime) -> People:
    """Institution, staff from the file, regent, calendar, roles, a deputy, open accounts."""
    institution = Institution.objects.create(code=CODE, name="Kabupaten Demo")
    with STAFF_FILE.open("rb") as file:
        apply(institution, file, by=None, on=(now - dt.timedelta(days=400)).date())
    root = Unit.objects.get(institution=institution, parent=None)
    add_official(
        institution, name="RADEN WIRA NUSANTARA", username=REGENT, title="Bupati Demo", unit=root,
        by=None, starts=(now - dt.timedelta(days=400)).date(),
    )  # fmt: skip
    Person.objects.create_superuser(ADMINISTRATOR, PASSWORD, name="Administrator sistem")
    for year in (now.year - 1, now.year, now.year + 1):
        import_year(institution, year)
    institution.refresh_from_db()
    Person.objects.filter(institution=institution).update(
        is_active=True, password=make_password(PASSWORD)
    )
    people = {role: Person.objects.get(username=nip) for role, nip in ROLES.items()}
    substitute = Person.objects.get(username=SUBSTITUTE)
    with clock.at(now - dt.timedelta(days=210)):
        for person, role in (
            (people["hr"], "hr"), (people["hr-second"], "hr"), (people["approver"], "approver"),
            (substitute, "approver"), (people["auditor"], "auditor"),
        ):  # fmt: skip
            grant(person=person, codename=role, unit=root, source="SK Bupati Demo 800/12")
        delegate(
            people["superior"], people["deputy"], kind="plh", source="SPT 800/77", by=people["hr"],
            starts_at=clock.now(), ends_at=now + dt.timedelta(days=180),
        )  # fmt: skip
    return People(institution, people["hr"], people["approver"], substitute)


def open_annual(people: People, now: dt.datetime) -> Cycle:
    """The running year; plans are not due yet, so that some can be seen in every stage."""
    day = now.date()
    windows = cycles.Windows(
        starts=dt.date(day.year, 1, 1), ends=dt.date(day.year, 12, 31),
        plan_due=day + dt.timedelta(days=14), report_opens=day + dt.timedelta(days=40),
        report_ends=day + dt.timedelta(days=55), evaluation_ends=day + dt.timedelta(days=75),
    )  # fmt: skip
    title = f"Tahun {day.year}"
    return _open(people, Cycle.Kind.ANNUAL, title, windows, now - dt.timedelta(days=200))


def open_quarter(
    people: People, now: dt.datetime, *, name: str, opens: int, report_ends: int, ends: int
) -> Cycle:
    """A quarter whose windows lie so many days before today (negative: after)."""

    def day(before: int) -> dt.date:
        return now.date() - dt.timedelta(days=before)

    windows = cycles.Windows(
        starts=day(opens + 80), ends=day(ends), plan_due=day(opens + 60),
        report_opens=day(opens), report_ends=day(report_ends), evaluation_ends=day(ends),
    )  # fmt: skip
    title = f"Triwulan {name} {now.year}"
    return _open(people, Cycle.Kind.QUARTERLY, title, windows, now - dt.timedelta(days=opens + 5))


def _open(
    people: People, kind: str, title: str, windows: cycles.Windows, when: dt.datetime
) -> Cycle:
    with clock.at(when):
        cycle = cycles.prepare(
            institution=people.institution, kind=kind, year=clock.now().year, title=title,
            approver=people.approver, windows=windows, by=people.hr,
        )  # fmt: skip
        engine.perform(cycle, "open_cycle", by=people.hr)
        cycle.refresh_from_db()
        for _progress in cycles.launch(cycle, by=people.hr):
            pass
    return cycle


def tell_annual(people: People, cycle: Cycle, now: dt.datetime) -> None:
    """Plans: set months ago, or in revision, being drafted or on the rater's desk."""
    for case, usual, draft in zip(_cases(cycle), endlessly(ANNUAL), endlessly(plans.ORDINARY)):
        target = S.EXECUTING if case.employee.username == ROLES["employee"] else usual
        tale = Tale(people, case, now)
        tale.plan(plans.LEAD if case.is_head else draft, days=190)
        if target != S.EXECUTING:
            tale.revise(days=4, propose=target == S.PROPOSED)


def tell_cases(
    people: People, cycle: Cycle, now: dt.datetime, targets: Any, first: dict[str, S]
) -> None:
    """Bring each case of a quarter to its target; the cycle goes as far as its cases need."""
    late = cycle.report_ends < now.date()
    with clock.at(now - dt.timedelta(days=(now.date() - cycle.report_opens).days)):
        for unit in Unit.objects.filter(institution=people.institution, parent__parent=None):
            services.set_unit_result(cycle=cycle, unit=unit, level="good", by=people.hr)
        engine.perform(cycle, "begin_evaluation", by=people.hr)
    if late:
        with clock.at(now - dt.timedelta(days=12)):
            engine.perform(cycle, "begin_closing", by=people.hr)
    for case, usual, words in zip(_cases(cycle), endlessly(targets), endlessly(plans.NOTES)):
        target = first.get(case.employee.username, usual)
        if case.superior_id is None:
            target = ONLY_WITH_SUPERIOR.get(target, target)
        Tale(people, case, now, words).reach(target, base=55 if late else 16)


def _cases(cycle: Cycle) -> Iterator[Appraisal]:
    found = Appraisal.objects.filter(cycle=cycle).select_related(
        "subject",
        "rater",
        "superior",
        "cycle__rule_set",
        "plan",
        "plan_version",
        "institution",
        "unit",
    )
    yield from found.order_by("pk")


class Tale:
    """One case on its way; each move is so many days before today."""

    def __init__(self, people: People, case: Appraisal, now: dt.datetime, words: str = "") -> None:
        self.people, self.case, self.words = people, case, words
        self.now = now.replace(minute=(case.pk * 7) % 60, second=(case.pk * 13) % 60, microsecond=0)

    def at(self, days: int) -> dt.datetime:
        return self.now - dt.timedelta(days=days)

    def move(self, name: str, by: Any, days: int, *, sign: bool = False, **given: Any) -> None:
        with clock.at(self.at(days)):
            if sign:
                given["signature"] = Confirmation(by.pk, clock.now())
            engine.perform(self.case, name, by=by, **given)
        self.case.refresh_from_db()

    def plan(self, draft: services.PlanDraft, days: int) -> None:
        with clock.at(self.at(days)):
            edition = self.case.plan_version.edition
            services.save_plan(self.case, by=self.case.subject, edition=edition, draft=draft)
        self.move("propose", self.case.subject, days, sign=True)
        self.move("set_plan", self.case.rater, days - 3, sign=True)

    def revise(self, days: int, *, propose: bool) -> None:
        reason = "Target disesuaikan dengan perubahan anggaran."
        self.move("revise_plan", self.case.subject, days, reason=reason)
        if propose:
            self.move("propose", self.case.subject, days - 1, sign=True)

    def reach(self, target: S, base: int) -> None:
        """Make the moves that lead to ``target``; the report is handed in ``base`` days ago."""
        if target == S.CANCELLED:
            reason = "Pindah tugas ke instansi lain."
            self.move("cancel", self._hr(), base, reason=reason, reason_code="transfer")
        elif target != S.EXECUTING:
            self._report(base)
            self._evaluate(target, base)

    def _report(self, days: int) -> None:
        with clock.at(self.at(days)):
            results = list(self.case.plan_version.results.prefetch_related("indicators"))
            drafts = {
                one.pk: services.RealisationDraft(
                    text=plans.DONE[place % len(plans.DONE)],
                    measured={i.pk: i.high for i in one.indicators.all() if i.high is not None},
                )
                for place, one in enumerate(results)
            }
            services.save_report(
                self.case, by=self.case.subject, edition=self.case.report_edition, drafts=drafts
            )
            for one in results:
                services.add_evidence(
                    self.case, by=self.case.subject, result_id=one.pk,
                    title="Rekap capaian", url="https://berkas.demo.example/rekap",
                )  # fmt: skip
        self.move("report", self.case.subject, days, sign=True)

    def _evaluate(self, target: S, base: int) -> None:
        if target == S.ESCALATED:
            self.move("escalate", None, 8)
        if target in {S.REPORTED, S.ESCALATED}:
            return
        self._rate(base - 4)
        if target == S.RATED:
            return
        self.move("deliver", self.case.rated_by, base - 5)
        if target == S.DELIVERED:
            return
        self.move("receive", self.case.subject, base - 6)
        self._answer(target, base - 7)

    def _rate(self, days: int) -> None:
        ratings = {
            "results": "meets",
            "behaviour": "above" if self.case.pk % 3 == 0 else "meets",
            "note": self.words or plans.NOTES[0],
        }
        self.move("rate", self.case.rater, days, sign=True, ratings=ratings)

    def _answer(self, target: S, days: int) -> None:
        if target in {S.OBJECTED, S.EXPLAINED, S.DECIDED}:
            self._object(target)
        elif target == S.UNSIGNED:
            self.move("lapse", None, 12)
        elif target in {S.ACCEPTED, S.APPROVED, S.CLOSED}:
            self.move("accept", self.case.subject, days, sign=True)
            if target != S.ACCEPTED:
                self.move("approve", self._approver(), 11)
            if target == S.CLOSED:
                self.move("close", self._hr(), 9)

    def _object(self, target: S) -> None:
        grounds = "Hasil kedua melampaui target; buktinya terlampir sejak laporan saya."
        self.move("file_objection", self.case.subject, 4, objection={"grounds": grounds})
        if target == S.OBJECTED:
            return
        self.move(
            "explain", self.case.rated_by, 3, statement="Bukti baru terbaca setelah penilaian."
        )
        if target == S.DECIDED:
            reason = "Bukti menunjukkan hasil sesuai target, tidak melampaui."
            self.move("uphold", self.case.in_charge, 2, sign=True, reason=reason)

    def _approver(self) -> Person:
        own = self.case.subject_id == self.people.approver.pk
        return self.people.substitute if own else self.people.approver

    def _hr(self) -> Person:
        """An HR officer who is not himself the employee."""
        if self.case.subject_id != self.people.hr.pk:
            return self.people.hr
        return Person.objects.get(username=ROLES["hr-second"])
