"""What goes wrong at real desks: lines break, windows double, sessions end, passwords are mistyped.

Whatever happens, nothing typed is lost, nothing is done twice, and the page says what happened.
"""

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from processes.appraisal.models import PlannedResult
from processes.appraisal.state import State as S
from tests.appraisal_world import WHEN, appraisal_at, write_plan
from tests.browser.people import Someone
from workflow_core.engine.models import Event
from workflow_core.web.models import Draft

pytestmark = pytest.mark.browser

SAVED = re.compile(r"Draf tersimpan|Draft saved")
STILL_HERE = re.compile(r"Isian Anda masih ada|What you typed is still here")
DONE_BY_YOU = re.compile(r"sudah Anda jalankan|You have taken this step already")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def at(asgi_server):
    """``at(state)``: a case in that state, and the clock of the whole test set to a fitting day."""
    clocks = []

    def arrived(state):
        walk = appraisal_at(state)
        travel = time_machine.travel(WHEN[state], tick=True)
        travel.start()
        clocks.append(travel)
        return walk

    yield arrived
    for one in clocks:
        one.stop()


@pytest.fixture
def enter(asgi_server, new_context):
    def opened(person, **options):
        return Someone(asgi_server, new_context(viewport=PHONE, **options), person.username)

    return opened


def another_tab(someone):
    page = someone.page.context.new_page()
    page.goto(someone.page.url)
    return page


def moves_of(case):
    return list(Event.objects.filter(case=case.pk).values_list("transition", flat=True))


def test_the_line_breaks_while_an_explanation_is_written_and_comes_back(at, enter):
    walk = at(S.OBJECTED)
    rater = enter(walk.w.rater)
    rater.open(f"/cases/{walk.case.pk}/explain/")
    rater.page.wait_for_load_state()
    rater.page.context.set_offline(True)
    rater.write(statement="Ditulis di ruang tanpa sinyal")
    expect(rater.page.locator("#saved")).to_have_text(re.compile("tidak ada jaringan|no network"))
    rater.page.click("main form [data-kind=main]")
    expect(rater.page.locator("[name=statement]")).to_have_value("Ditulis di ruang tanpa sinyal")
    rater.page.context.set_offline(False)
    expect(rater.page.locator("#saved")).to_have_text(SAVED)
    rater.page.reload()
    expect(rater.page.locator("[name=statement]")).to_have_value("Ditulis di ruang tanpa sinyal")


def test_two_windows_on_one_plan_end_in_a_choice(at, enter):
    walk = at(S.DRAFTING)
    employee = enter(walk.w.employee)
    employee.open(f"/appraisal/plan/{walk.case.pk}/")
    second = another_tab(employee)
    employee.write(**{"r0-text": "Dari jendela pertama"})
    expect(employee.page.locator("#saved")).to_have_text(SAVED)
    second.fill("[name=r0-text]", "Dari jendela kedua")
    second.click("[data-when=both] button")
    expect(second.locator("#mine")).to_be_visible()
    expect(second.locator("main")).to_contain_text("Dari jendela pertama")
    second.click("main form [data-kind=main]")
    expect(second.locator("[name=r0-text]")).to_have_value("Dari jendela kedua")
    assert PlannedResult.objects.get().text == "Dari jendela kedua"


def test_two_windows_on_one_rating_end_in_a_choice_even_when_one_of_them_signs(at, enter):
    walk = at(S.REPORTED)
    rater = enter(walk.w.rater)
    rater.open(f"/cases/{walk.case.pk}/rate/")
    second = another_tab(rater)
    rater.write(note="Dari jendela pertama")
    expect(rater.page.locator("#saved")).to_have_text(SAVED)
    second.check("[name=results][value=meets]")
    second.check("[name=behaviour][value=meets]")
    second.fill("[name=note]", "Dari jendela kedua")
    second.locator("[data-when=both]").wait_for()
    second.fill("[name=signature]", "kata-sandi-uji")
    second.click("main form div.actions [data-kind=main]")
    expect(second.locator("#mine")).to_be_visible()
    expect(second.locator("main")).to_contain_text("Dari jendela pertama")
    assert "kata-sandi-uji" not in second.content()
    assert not walk.case.ratings.exists()
    second.click("main form [data-kind=main]")
    expect(second.locator("[name=note]")).to_have_value("Dari jendela kedua")
    expect(second.locator("[name=results][value=meets]")).to_be_checked()


def test_going_back_after_a_move_says_that_one_has_made_it_already(at, enter):
    walk = at(S.PROPOSED)
    rater = enter(walk.w.rater)
    rater.move(walk.case, "return_plan", reason="Mohon dilengkapi.")
    before = moves_of(walk.case)
    rater.page.go_back()
    expect(rater.page.locator("main h1")).to_be_visible()
    expect(rater.page.locator("main")).to_contain_text(DONE_BY_YOU)
    rater.page.locator("main a[data-kind=main]").click()
    rater.arrive(f"/cases/{walk.case.pk}/")
    assert moves_of(walk.case) == before


def test_a_double_click_signs_once_and_ends_on_the_case(at, enter):
    walk = at(S.DRAFTING)
    write_plan(walk.case, walk.w.employee)
    employee = enter(walk.w.employee)
    employee.open(f"/cases/{walk.case.pk}/propose/")
    employee.page.fill("[name=signature]", "kata-sandi-uji")
    employee.page.dblclick("main form [data-kind=main]")
    employee.arrive(f"/cases/{walk.case.pk}/")
    expect(employee.page.locator("main [data-tone=success]")).to_have_count(1)
    assert moves_of(walk.case).count("propose") == 1
    assert walk.case.signatures.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_session_that_ends_while_a_rating_is_written_loses_nothing(at, enter, scripts):
    walk = at(S.REPORTED)
    rater = enter(walk.w.rater, java_script_enabled=scripts)
    rater.open(f"/cases/{walk.case.pk}/rate/")
    rater.write(results="meets", behaviour="above", note="Tiga paragraf yang panjang.")
    Session.objects.all().delete()
    rater.page.fill("[name=signature]", "kata-sandi-uji")
    rater.page.click("main form div.actions [data-kind=main]")
    rater.page.wait_for_url("**/accounts/login/**")
    rater.sign_in(walk.w.rater.username)
    rater.arrive(f"/cases/{walk.case.pk}/rate/")
    expect(rater.page.locator("main [data-tone=warning]").first).to_have_text(STILL_HERE)
    expect(rater.page.locator("[name=note]")).to_have_value("Tiga paragraf yang panjang.")
    expect(rater.page.locator("[name=behaviour][value=above]")).to_be_checked()
    expect(rater.page.locator("[name=signature]")).to_have_value("")
    rater.page.fill("[name=signature]", "kata-sandi-uji")
    rater.page.click("main form div.actions [data-kind=main]")
    rater.arrive(f"/cases/{walk.case.pk}/")
    assert walk.case.ratings.get().note == "Tiga paragraf yang panjang."
    assert not Draft.objects.exists()


def test_after_a_wrong_password_everything_typed_is_still_there_even_when_loaded_anew(at, enter):
    walk = at(S.EXPLAINED)
    superior = enter(walk.w.superior)
    superior.open(f"/cases/{walk.case.pk}/uphold/")
    superior.write(reason="Kedua pihak sudah didengar.")
    superior.page.fill("[name=signature]", "salah")
    superior.page.click("main form [data-kind=main]")
    expect(superior.page.locator(".summary")).to_be_visible()
    expect(superior.page.locator("[name=reason]")).to_have_value("Kedua pihak sudah didengar.")
    superior.open(f"/cases/{walk.case.pk}/uphold/")
    expect(superior.page.locator("[name=reason]")).to_have_value("Kedua pihak sudah didengar.")
    assert "salah" not in superior.page.content()
    assert not Event.objects.filter(case=walk.case.pk, transition="uphold").exists()
