"""A small district and its people, and ``appraisal_at``: any state, reached by real moves only."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from processes.appraisal import cycles, services
from processes.appraisal.models import Cycle
from processes.appraisal.state import State
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.grants import grant
from workflow_core.people.models import Delegation, Headship, Institution, Person, Posting, Unit
from workflow_core.signing.signatures import Confirmation

WIB = ZoneInfo("Asia/Jakarta")
PASSWORD = "kata-sandi-uji"
YEAR = 2026

JANUARY = dt.datetime(2026, 1, 12, 9, tzinfo=WIB)
FEBRUARY = dt.datetime(2026, 2, 5, 9, tzinfo=WIB)
DECEMBER = dt.datetime(2026, 12, 16, 9, tzinfo=WIB)
NEXT_JANUARY = dt.datetime(2027, 1, 15, 9, tzinfo=WIB)
NEXT_FEBRUARY = dt.datetime(2027, 2, 2, 9, tzinfo=WIB)
"""The evaluation window (to 31 January 2027) is over, D10 is running."""


def build_world() -> SimpleNamespace:
    """Regent → head of dinas (superior) → head of bidang (rater) → employee, and everybody else.

    A colleague, two HR officers, approver and substitute, deputy, auditor, stranger.
    """
    institution = Institution.objects.create(code="uji", name="Kabupaten Uji")
    root = Unit.objects.create(institution=institution, code="0", name="Kabupaten Uji")
    dinas = Unit.objects.create(
        institution=institution, parent=root, code="1", name="Dinas Uji", echelon="22"
    )
    bidang = Unit.objects.create(
        institution=institution, parent=dinas, code="2", name="Bidang Uji", echelon="32"
    )
    w = SimpleNamespace(institution=institution, root=root, dinas=dinas, bidang=bidang)
    w.regent = someone(w, "bupati", root, kind=Person.Kind.OFFICIAL)
    w.superior = someone(w, "kepala-dinas", dinas, echelon="22")
    w.rater = someone(w, "kepala-bidang", bidang, echelon="32")
    w.employee = someone(w, "pegawai", bidang)
    w.colleague = someone(w, "rekan", bidang)
    w.hr = someone(w, "hr-satu", dinas)
    w.hr2 = someone(w, "hr-dua", dinas)
    w.approver = someone(w, "sekda", root, echelon="21")
    w.substitute = someone(w, "pengganti-sekda", root, echelon="22")
    w.deputy = someone(w, "pelaksana-harian", dinas)
    w.auditor = someone(w, "auditor", root)
    w.stranger = someone(w, "orang-asing", dinas)
    for unit, person in ((root, w.regent), (dinas, w.superior), (bidang, w.rater)):
        Headship.objects.create(unit=unit, person=person, starts=dt.date(2020, 1, 1))
    with clock.at(JANUARY):
        for person, role in (
            (w.hr, "hr"),
            (w.hr2, "hr"),
            (w.approver, "approver"),
            (w.substitute, "approver"),
            (w.auditor, "auditor"),
        ):
            grant(person=person, codename=role, unit=root, source="SK uji")
    return w


def someone(w, username, unit, *, kind=Person.Kind.PNS, echelon="99") -> Person:
    person = Person.objects.create_user(
        username,
        PASSWORD,
        name=username.replace("-", " ").title(),
        institution=w.institution,
        kind=kind,
    )
    Posting.objects.create(
        person=person,
        unit=unit,
        title=f"Jabatan {username}",
        starts=dt.date(2020, 1, 1),
        echelon=echelon,
    )
    return person


def outsider() -> Person:
    """Somebody with every role in another institution."""
    other = Institution.objects.create(code="lain", name="Kabupaten Lain")
    root = Unit.objects.create(institution=other, code="0", name="Kabupaten Lain")
    person = Person.objects.create_user(
        "orang-lain", PASSWORD, name="Orang Lain", institution=other
    )
    for role in ("hr", "approver", "auditor"):
        grant(person=person, codename=role, unit=root, source="SK lain")
    return person


def deputise(w, principal, deputy, *, starts=JANUARY, ends=None) -> Delegation:
    return Delegation.objects.create(
        principal=principal,
        deputy=deputy,
        kind="plh",
        source="SPT uji",
        starts_at=starts,
        ends_at=ends or dt.datetime(2028, 1, 1, tzinfo=WIB),
    )


def build_cycle(w, kind=Cycle.Kind.ANNUAL, number=1, **settings) -> Cycle:
    with clock.at(JANUARY):
        cycle = cycles.prepare(
            institution=w.institution,
            kind=kind,
            year=YEAR,
            title=f"Tahun {YEAR}",
            approver=w.approver,
            windows=cycles.usual_windows(kind, YEAR, number),
            by=w.hr,
            **settings,
        )
        engine.perform(cycle, "open_cycle", by=w.hr)
    cycle.refresh_from_db()
    return cycle


def signed(person) -> Confirmation:
    return Confirmation(person.pk, clock.now())


def complete_draft(*, results=3, perspective="") -> services.PlanDraft:
    band = services.IndicatorDraft(
        text="Persentase berkas selesai", low=Decimal(80), high=Decimal(90), unit="%"
    )
    return services.PlanDraft(
        results=tuple(
            services.ResultDraft(
                text=f"Hasil {n}", main=n < results, indicators=(band,), perspective=perspective
            )
            for n in range(1, results + 1)
        ),
        expectations={1: "Ramah kepada warga."},
    )


def write_plan(case, by):
    case.refresh_from_db()
    services.save_plan(case, by=by, edition=case.plan_version.edition, draft=complete_draft())


def write_report(case, by):
    case.refresh_from_db()
    drafts = {
        one.pk: services.RealisationDraft(
            text="Tercapai", measured={i.pk: Decimal(85) for i in one.indicators.all()}
        )
        for one in case.plan_version.results.all()
    }
    services.save_report(case, by=by, edition=case.report_edition, drafts=drafts)
    for pk in drafts:
        services.add_evidence(
            case, by=by, result_id=pk, title="Rekap", url="https://example.org/rekap"
        )


def ratings(results="meets", behaviour="meets", **more) -> dict:
    return {"results": results, "behaviour": behaviour, "note": "Pertahankan.", **more}


def know_the_unit(w, cycle, level="good"):
    services.set_unit_result(cycle=cycle, unit=w.root, level=level, by=w.hr)


class Walk:
    """An appraisal on its way: each method makes one real move at a fitting time."""

    def __init__(self, w, cycle=None, person=None):
        self.w, self.cycle = w, cycle or build_cycle(w)
        with clock.at(JANUARY):
            self.case = cycles.add_late_joiner(self.cycle, person or w.employee, by=w.hr)

    def move(self, name, by, when, **given):
        with clock.at(when):
            if given.pop("sign", False):
                given["signature"] = signed(by)
            engine.perform(self.case, name, by=by, **given)
        self.case.refresh_from_db()
        return self.case

    # one method per leg of the way, in order

    def drafting(self):
        return self.case

    def proposed(self):
        with clock.at(JANUARY):
            write_plan(self.case, self.w.employee)
        return self.move("propose", self.w.employee, JANUARY, sign=True)

    def executing(self):
        self.proposed()
        return self.move("set_plan", self.w.rater, JANUARY, sign=True)

    def reported(self):
        self.executing()
        with clock.at(DECEMBER):
            write_report(self.case, self.w.employee)
            know_the_unit(self.w, self.cycle)
        return self.move("report", self.w.employee, DECEMBER, sign=True)

    def escalated(self):
        self.reported()
        return self.move("escalate", None, NEXT_FEBRUARY)

    def rated(self):
        self.reported()
        return self.move("rate", self.w.rater, NEXT_JANUARY, ratings=ratings(), sign=True)

    def delivered(self):
        self.rated()
        return self.move("deliver", self.w.rater, NEXT_JANUARY)

    def received(self):
        self.delivered()
        return self.move("receive", self.w.employee, NEXT_JANUARY)

    def accepted(self):
        self.received()
        return self.move("accept", self.w.employee, NEXT_JANUARY, sign=True)

    def objected(self):
        self.received()
        return self.move(
            "file_objection",
            self.w.employee,
            NEXT_JANUARY,
            objection={"grounds": "Hasil 1 melebihi target."},
        )

    def explained(self):
        self.objected()
        return self.move("explain", self.w.rater, NEXT_JANUARY, statement="Sesuai bukti yang ada.")

    def decided(self):
        self.explained()
        return self.move("uphold", self.w.superior, NEXT_JANUARY, reason="Bukti cukup.", sign=True)

    def unsigned(self):
        self.received()
        return self.move("lapse", None, LATE)

    def approved(self):
        self.accepted()
        return self.move("approve", self.w.approver, LATE)

    def closed(self):
        self.approved()
        with clock.at(LATE):
            for name in ("begin_evaluation", "begin_closing"):
                engine.perform(self.cycle, name, by=self.w.hr)
        return self.move("close", self.w.hr, LATE)

    def cancelled(self):
        return self.move("cancel", self.w.hr, JANUARY, reason="Pensiun.", reason_code="retirement")


LATE = dt.datetime(2027, 2, 20, 9, tzinfo=WIB)
"""Every clock that receipt on 15 January 2027 started is over."""

WHEN = {
    State.DRAFTING: JANUARY,
    State.PROPOSED: JANUARY,
    State.EXECUTING: DECEMBER,
    State.REPORTED: NEXT_JANUARY,
    State.ESCALATED: NEXT_FEBRUARY,
    State.RATED: NEXT_JANUARY,
    State.DELIVERED: NEXT_JANUARY,
    State.RECEIVED: NEXT_JANUARY,
    State.ACCEPTED: NEXT_JANUARY,
    State.UNSIGNED: LATE,
    State.OBJECTED: NEXT_JANUARY,
    State.EXPLAINED: NEXT_JANUARY,
    State.DECIDED: NEXT_JANUARY,
    State.APPROVED: LATE,
    State.CLOSED: LATE,
    State.CANCELLED: JANUARY,
}
"""A time at which a case in each state is alive: its windows open, its clocks not over."""


def appraisal_at(state, w=None, cycle=None, person=None) -> Walk:
    """A walk that has arrived in ``state`` by real moves."""
    walk = Walk(w or build_world(), cycle, person)
    getattr(walk, State(state).value)()
    assert walk.case.state == state
    return walk
