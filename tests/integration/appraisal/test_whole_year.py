"""A whole year through the pages alone, as a browser without JavaScript would walk it."""

import datetime as dt

import pytest
from django.test import Client

from processes.appraisal import cycles
from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    DECEMBER,
    FEBRUARY,
    JANUARY,
    LATE,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    PASSWORD,
    build_world,
)
from tests.form_reader import fields_of, main_form_of
from workflow_core.calendar import clock
from workflow_core.engine import deadlines
from workflow_core.engine.chain import verify
from workflow_core.notify.models import Notification

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


class Office:
    """The people at their browsers, and the time on the wall."""

    def __init__(self):
        self.w = build_world()
        self.now = JANUARY
        self._browsers = {}

    def browser(self, role):
        """A signed-in browser; signing in goes through the page as well."""
        if role not in self._browsers:
            client = Client(headers=ENGLISH)
            person = getattr(self.w, role)
            answer = client.post(
                "/accounts/login/", {"login": person.username, "password": PASSWORD}
            )
            assert answer.status_code == 302, answer.content.decode()[:500]
            self._browsers[role] = client
        return self._browsers[role]

    def get(self, role, address):
        with clock.at(self.now):
            return self.browser(role).get(address)

    def post(self, role, address, data, *, follow=True):
        with clock.at(self.now):
            return self.browser(role).post(address, data, follow=follow)

    def send(self, role, address, *marks, status=200, **typed):
        """Open a page, fill in its form, send it."""
        page = self.get(role, address)
        assert page.status_code == 200, (address, page.status_code, page.content.decode()[-3000:])
        form = fields_of(page, *marks)
        for name, value in typed.items():
            form[name] = value
        answer = self.post(role, address, form)
        assert answer.status_code == status, answer.content.decode()[-3000:]
        return answer

    def move(self, role, case, name, *, status=200, **typed):
        """Make a move through its form; a password is typed wherever one is asked for."""
        address = f"/cases/{case.pk}/{name}/"
        page = self.get(role, address)
        assert page.status_code == 200, (
            role,
            name,
            page.status_code,
            page.content.decode()[-3000:],
        )
        form = fields_of(page, "key", "expected_version")
        if "signature" in form:
            form["signature"] = PASSWORD
        assert set(typed) <= set(form), (set(typed) - set(form), sorted(form))
        answer = self.post(role, address, {**form, **typed})
        assert answer.status_code == status, answer.content.decode()[-4000:]
        case.refresh_from_db()
        return answer

    def rate(self, role, case, name, results="meets", behaviour="meets", **more):
        level = {f"level_{one.pk}": "meets" for one in case.plan_version.results.all()}
        with clock.at(self.now):
            address = f"/cases/{case.pk}/{name}/"
            form = fields_of(self.browser(role).get(address), "key")
        form |= {
            "signature": PASSWORD,
            **level,
            "results": results,
            "behaviour": behaviour,
            "note": "Baik.",
            **more,
        }
        answer = self.post(role, address, form)
        assert answer.status_code == 200, answer.content.decode()[-4000:]
        case.refresh_from_db()


@pytest.fixture
def office(db):
    return Office()


def open_and_launch(office):
    """HR creates, opens and launches a cycle through the pages."""
    w = office.w
    windows = vars(cycles.usual_windows("annual", 2026))
    typed = {name: day.isoformat() for name, day in windows.items()}
    typed |= {"kind": "annual", "year": "2026", "title": "Tahun 2026"}
    address = "/appraisal/cycles/new/?kind=annual&year=2026"
    office.send("hr", address, "kind", approver=w.approver.username, **typed)
    cycle = Cycle.objects.get()
    office.move("hr", cycle, "open_cycle")
    for _press in range(3):
        office.post("hr", f"/appraisal/cycles/{cycle.pk}/launch/", {})
    assert Appraisal.objects.filter(cycle=cycle).count() == 11
    return cycle, Appraisal.objects.get(cycle=cycle, subject=w.employee)


def write_the_plan(office, case):
    data = {
        "edition": case.plan_version.edition,
        "action": "save",
        "plan-approach": "quantitative",
        "plan-value_1": "Ramah.",
        "result": ["0"],
        "r0-text": "Akta terbit tepat waktu",
        "r0-main": "1",
        "r0-indicator": ["0"],
        "r0-i0-text": "Akta selesai",
        "r0-i0-aspect": "quantity",
        "r0-i0-low": "80",
        "r0-i0-high": "90",
        "r0-i0-unit": "%",
        "r0-i0-lower_is_better": "0",
    }
    answer = office.post("employee", f"/appraisal/plan/{case.pk}/", data)
    assert answer.status_code == 200
    case.plan_version.refresh_from_db()
    assert case.plan_version.results.count() == 1


def write_the_report(office, case):
    address = f"/appraisal/report/{case.pk}/"
    form = fields_of(office.get("employee", address), "edition")
    for name in form:
        if name.endswith("text"):
            form[name] = "Tercapai."
        elif name.endswith("no_evidence_reason"):
            form[name] = "Bukti hilang saat banjir."
        elif "measured" in name:
            form[name] = "85,5"
    answer = office.post("employee", address, {**form, "action": "save"})
    assert answer.status_code == 200, answer.content.decode()[-3000:]


def give_units_their_results(office, cycle):
    address = f"/appraisal/cycles/{cycle.pk}/unit-results/"
    form = main_form_of(office.get("hr", address))
    page = office.get("hr", address).content.decode()
    assert office.w.dinas.name in page
    levels = {name: "good" for name in form if name.endswith("level")}
    data = {**form, **levels}
    assert levels
    assert office.post("hr", address, data).status_code == 200


def to_the_rating(office):
    """From nothing to a report that waits for its rating, with every return on the way."""
    cycle, case = open_and_launch(office)
    write_the_plan(office, case)
    office.move("employee", case, "propose")
    office.move("rater", case, "return_plan", reason="Tambahkan ukuran waktu.")
    page = office.get("employee", f"/cases/{case.pk}/").content.decode()
    assert "Tambahkan ukuran waktu." in page
    office.move("employee", case, "propose")
    office.move("rater", case, "set_plan")
    office.now = DECEMBER
    write_the_report(office, case)
    office.move("employee", case, "report")
    office.move("rater", case, "return_report", reason="Bukti kurang.")
    office.move("employee", case, "report")
    give_units_their_results(office, cycle)
    office.now = NEXT_JANUARY
    return cycle, case


def finish(office, cycle, case):
    office.now = LATE
    office.move("approver", case, "approve")
    office.move("hr", cycle, "begin_evaluation")
    office.move("hr", cycle, "begin_closing")
    office.move("hr", case, "close")
    assert case.state == S.CLOSED
    assert list(verify()) == []


def test_a_year_with_an_objection_that_changes_the_result_is_walked_from_launch_to_close(office):
    cycle, case = to_the_rating(office)
    office.rate("rater", case, "rate")
    assert case.state == S.RATED
    page = office.get("employee", f"/cases/{case.pk}/").content.decode()
    assert "Sangat Baik" not in page
    office.move("rater", case, "deliver")
    office.move("employee", case, "receive")
    office.move("employee", case, "accept")
    office.move(
        "employee", case, "file_objection", grounds="Target terlampaui, bukti pada hasil 1."
    )
    office.move("rater", case, "explain", statement="Bukti baru terbaca kemudian.")
    office.rate(
        "superior",
        case,
        "change_result",
        "above",
        "above",
        reason="Bukti sah.",
        departure_reason="Bukti sah.",
    )
    assert case.state == S.DECIDED
    assert case.predicate == "very_good"
    office.move("employee", case, "sign_decision")
    office.move("rater", case, "sign_decision")
    finish(office, cycle, case)
    told = office.get("employee", f"/cases/{case.pk}/").content.decode()
    for words in ("Target terlampaui", "Bukti sah.", "Bukti baru terbaca kemudian."):
        assert words in told
    assert Notification.objects.filter(recipient=office.w.employee).exists()


def test_a_late_rater_then_a_silent_superior_then_the_regent_rates_and_it_is_final(office):
    cycle, case = to_the_rating(office)
    office.now = NEXT_FEBRUARY
    assert [one.move for one in deadlines.run(office.now) if one.case_id == case.pk] == ["escalate"]
    office.now = dt.datetime(2027, 3, 5, 9, tzinfo=JANUARY.tzinfo)
    assert [one.move for one in deadlines.run(office.now) if one.case_id == case.pk] == [
        "escalate_further"
    ]
    case.refresh_from_db()
    office.rate("regent", case, "rate_as_superior")
    office.move("regent", case, "deliver")
    office.move("employee", case, "receive")
    page = office.get("employee", f"/cases/{case.pk}/").content.decode()
    assert "The result is final" in page
    refused = office.get("employee", f"/cases/{case.pk}/file_objection/")
    assert refused.status_code == 422
    forged = {"key": "x" * 32, "expected_version": case.version, "grounds": "Tetap keberatan."}
    assert office.post("employee", f"/cases/{case.pk}/file_objection/", forged).status_code == 422
    case.refresh_from_db()
    assert case.state == S.RECEIVED
    office.move("employee", case, "accept")
    finish(office, cycle, case)


def test_recall_send_back_lapse_revise_transfer_cancel_and_reopen_by_two(office):
    cycle, case = to_the_rating(office)
    office.rate("rater", case, "rate")
    office.move("rater", case, "recall", reason="Salah pilih.")
    office.rate("rater", case, "rate")
    office.move("hr", case, "deliver")
    office.move("employee", case, "receive")
    office.now = LATE
    assert "lapse" in [one.move for one in deadlines.run(office.now) if one.case_id == case.pk]
    case.refresh_from_db()
    office.move("approver", case, "send_back", reason="Catatan kosong.")
    office.rate("rater", case, "rate")
    office.move("hr", case, "deliver")
    office.move("employee", case, "receive")
    office.move("employee", case, "accept")
    office.move("employee", case, "waive_objection")
    finish(office, cycle, case)
    office.move("hr", case, "request_reopen", reason="Bukti tertinggal.")
    assert office.get("hr", f"/cases/{case.pk}/confirm_reopen/").status_code == 403
    office.move("hr2", case, "confirm_reopen", reason="Benar.")
    assert case.state == S.REPORTED
    line = {
        "rater": office.w.superior.username,
        "superior": office.w.regent.username,
        "unit": str(office.w.dinas.pk),
        "decree": "SK 12",
        "effective": "2027-02-20",
    }
    office.move("hr", case, "transfer", reason="Mutasi.", **line)
    assert case.rater == office.w.superior
    office.move("hr", case, "cancel", reason="Pensiun.", reason_code="retirement")
    assert case.state == S.CANCELLED


def test_a_revision_is_made_and_set_through_the_pages(office):
    _cycle, case = open_and_launch(office)
    write_the_plan(office, case)
    office.move("employee", case, "propose")
    office.move("employee", case, "withdraw")
    office.move("employee", case, "propose")
    office.move("rater", case, "set_plan")
    office.now = FEBRUARY
    office.move("rater", case, "revise_plan", reason="Tugas baru.")
    office.move("employee", case, "propose")
    assert case.reviewer == office.w.rater
    office.move("rater", case, "set_plan")
    assert case.plan_version.number == 2


def test_a_second_tab_meets_the_page_that_says_who_was_faster(office):
    _cycle, case = open_and_launch(office)
    write_the_plan(office, case)
    office.move("employee", case, "propose")
    address = f"/cases/{case.pk}/return_plan/"
    stale = fields_of(office.get("rater", address), "key")
    office.move("rater", case, "set_plan")
    answer = office.post("rater", address, {**stale, "reason": "Kalimat yang panjang."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert office.w.rater.full_name in page
    assert "Kalimat yang panjang." in page


def test_a_double_click_signs_once(office):
    _cycle, case = open_and_launch(office)
    write_the_plan(office, case)
    address = f"/cases/{case.pk}/propose/"
    form = {**fields_of(office.get("employee", address), "key"), "signature": PASSWORD}
    for _click in range(2):
        assert office.post("employee", address, form).status_code == 200
    assert case.signatures.filter(purpose="propose").count() == 1
