"""An appraisal from the first word to the last, by six people at once, through pages alone.

Once as most people work, once with JavaScript switched off.
"""

from types import SimpleNamespace

import pytest
import time_machine
from channels.layers import channel_layers
from playwright.sync_api import expect

from processes.appraisal import cycles
from processes.appraisal.state import CycleState
from processes.appraisal.state import State as S
from tests.appraisal_world import DECEMBER, build_cycle, build_world
from tests.browser.people import Someone
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Event

pytestmark = pytest.mark.browser

WAY = (
    "begin propose return_plan propose set_plan report return_report report rate deliver receive "
    "file_objection explain change_result sign_decision sign_decision approve close"
)


@pytest.fixture(autouse=True)
def _december():
    """A day in the report window: a late joiner still plans, and his rater may rate at once."""
    with time_machine.travel(DECEMBER, tick=True):
        yield


@pytest.fixture
def office(asgi_server, new_context):
    """``office(scripts=…)``: a case that has just begun, and everybody signed in."""

    def opened(*, scripts):
        channel_layers.backends.clear()  # sockets of an earlier server are not rung
        w = build_world()
        cycle = build_cycle(w)
        case = cycles.add_late_joiner(cycle, w.employee, by=w.hr)
        here = SimpleNamespace(case=case, cycle=cycle, scripts=scripts)
        for role in ("employee", "rater", "superior", "approver", "hr"):
            context = new_context(java_script_enabled=scripts)
            setattr(here, role, Someone(asgi_server, context, getattr(w, role).username))
        return here

    return opened


def write_the_plan(office):
    employee, address = office.employee, f"/appraisal/plan/{office.case.pk}/"
    employee.open(f"/cases/{office.case.pk}/")
    employee.follow(address)
    employee.write(**{
        "r0-text": "Akta kelahiran terbit dalam satu hari",
        "r0-i0-text": "Akta terbit tepat waktu",
        "r0-i0-low": "80",
        "r0-i0-high": "90",
        "r0-i0-unit": "%",
    })  # fmt: skip
    employee.send(to=f"{address}check/")


def propose(office):
    """From the check of the plan, which the editor leads to, to the signature."""
    employee, home = office.employee, f"/cases/{office.case.pk}/"
    employee.follow(f"{home}propose/")
    employee.send(to=home)


def mend_the_plan(office):
    employee, address = office.employee, f"/appraisal/plan/{office.case.pk}/"
    employee.follow(address)
    employee.write(**{"r0-text": "Akta kelahiran terbit dalam satu hari kerja"})
    employee.send(to=f"{address}check/")


def write_the_report(office):
    employee, address = office.employee, f"/appraisal/report/{office.case.pk}/"
    result = office.case.plan_version.results.get()
    indicator = result.indicators.get()
    employee.open(f"/cases/{office.case.pk}/")
    employee.follow(address)
    employee.write(**{
        f"r{result.pk}-text": "412 dari 480 akta terbit pada hari yang sama",
        f"r{result.pk}-measured_{indicator.pk}": "85,8",
        f"r{result.pk}-no_evidence_reason": "Register fisik rusak karena banjir",
    })  # fmt: skip
    employee.send(to=f"{address}check/")


def hand_in(office):
    employee, home = office.employee, f"/cases/{office.case.pk}/"
    employee.follow(f"{home}report/")
    employee.send(to=home)


def give_the_unit_its_result(office):
    address = f"/appraisal/cycles/{office.cycle.pk}/unit-results/"
    unit = office.case.unit
    office.hr.open(f"/appraisal/cycles/{office.cycle.pk}/")
    office.hr.follow(address)
    office.hr.write(**{f"u{unit.pk}-level": "good"})
    office.hr.send(to=f"{address}**")
    expect(office.hr.page.locator("main [data-tone=success]")).to_be_visible()


def ratings(office, behaviour):
    result = office.case.plan_version.results.get()
    return {
        f"level_{result.pk}": "meets",
        f"feedback_{result.pk}": "Rapi dan tepat.",
        "results": "meets",
        "behaviour": behaviour,
        "note": "Pertahankan ketepatan waktu.",
    }


def agree_on_the_plan(office):
    """Proposed, returned with a remark, mended, proposed again and set; each sees the other."""
    case, live = office.case, office.scripts
    write_the_plan(office)
    office.rater.open("/")
    propose(office)
    office.rater.sees("Pegawai", live=live)
    office.rater.follow(f"/cases/{case.pk}/")
    remark = f"remark_{case.plan_version.results.get().pk}"
    office.rater.move(
        case, "return_plan", reason="Mohon diperjelas.", **{remark: "Hari kerja atau kalender?"}
    )
    office.employee.sees("Mohon diperjelas.", live=live)
    mend_the_plan(office)
    propose(office)
    office.rater.move(case, "set_plan")
    office.employee.sees("menetapkan", live=live)


def report_on_it(office):
    write_the_report(office)
    hand_in(office)
    office.rater.move(office.case, "return_report", reason="Sebutkan jumlah aktanya.")
    office.employee.sees("Sebutkan jumlah aktanya.", live=office.scripts)
    write_the_report(office)
    hand_in(office)


def rate_and_deliver(office):
    give_the_unit_its_result(office)
    office.rater.move(office.case, "rate", **ratings(office, "below"))
    office.rater.move(office.case, "deliver")
    office.employee.sees("menyampaikan", live=office.scripts)
    office.employee.move(office.case, "receive")


def object_and_decide(office):
    case, live = office.case, office.scripts
    office.employee.move(case, "file_objection", grounds="Perilaku saya tidak pernah ditegur.")
    office.rater.move(case, "explain", statement="Catatan teguran ternyata milik orang lain.")
    office.employee.sees("Catatan teguran ternyata milik orang lain.", live=live)
    office.superior.move(
        case, "change_result", reason="Teguran bukan miliknya.", **ratings(office, "above")
    )
    office.employee.sees("Teguran bukan miliknya.", live=live)
    office.employee.move(case, "sign_decision")
    office.rater.move(case, "sign_decision")


def finish(office):
    """The approver receives it, HR closes the case and then the cycle."""
    case, cycle = office.case, office.cycle
    office.approver.move(case, "approve")
    for name in ("begin_evaluation", "begin_closing"):
        office.hr.move(cycle, name)
    office.hr.move(case, "close")
    office.hr.move(cycle, "close_cycle")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_appraisal_is_walked_from_the_first_word_to_the_last(office, scripts):
    here = office(scripts=scripts)
    agree_on_the_plan(here)
    report_on_it(here)
    rate_and_deliver(here)
    object_and_decide(here)
    finish(here)

    here.case.refresh_from_db()
    here.cycle.refresh_from_db()
    assert (here.case.state, here.case.predicate) == (S.CLOSED, "good")
    assert here.cycle.state == CycleState.CLOSED
    moves = Event.objects.filter(case=here.case.pk).values_list("transition", flat=True)
    assert " ".join(moves) == WAY
    assert list(verify()) == []
