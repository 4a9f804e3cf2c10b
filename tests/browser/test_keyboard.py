"""Without a mouse: signing in, proposing, rating and objecting on a phone's screen, by keyboard."""

import pytest
import time_machine

from processes.appraisal.state import State as S
from tests.appraisal_world import JANUARY, NEXT_JANUARY, PASSWORD, appraisal_at
from tests.browser.barriers import enter
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
MAIN = "main form .button[data-kind=main]"


@pytest.fixture
def at(asgi_server, new_context):
    """Somebody's keyboard, signed in."""

    def signed_in(person):
        page = enter(new_context(viewport=PHONE, reduced_motion="reduce"), asgi_server, person)
        return Keyboard(asgi_server, page)

    return signed_in


@pytest.fixture
def _evaluation():
    with time_machine.travel(NEXT_JANUARY, tick=True):
        yield


def test_one_signs_in_by_keyboard_alone(asgi_server, new_context):
    walk = appraisal_at(S.DRAFTING)
    page = new_context(viewport=PHONE).new_page()
    somebody = Keyboard(asgi_server, page)
    page.goto(f"{asgi_server}/accounts/login/")
    somebody.write("login", walk.w.employee.username)
    somebody.write("password", PASSWORD)
    somebody.press("Enter")
    page.wait_for_url(f"{asgi_server}/")


def test_a_plan_of_one_result_is_proposed_by_keyboard_alone(asgi_server, at):
    with time_machine.travel(JANUARY, tick=True):
        walk = appraisal_at(S.DRAFTING)
        employee = at(walk.w.employee)
        page = employee.page
        page.goto(f"{asgi_server}/appraisal/plan/{walk.case.pk}/")
        if not page.locator("[name='r0-text']").count():
            employee.reach("[value='add-result']")
            employee.press("Enter")
            page.wait_for_selector("[name='r0-text']")
        employee.write("r0-text", "Akta kelahiran terbit dalam satu hari")
        employee.write("r0-i0-text", "Akta terbit tepat waktu")
        employee.write("r0-i0-low", "80")
        employee.write("r0-i0-high", "90")
        employee.write("r0-i0-unit", "%")
        employee.reach("[value='check']")
        employee.press("Enter")
        page.wait_for_url("**/check/")
        employee.reach("main .actions a[data-kind=main]")
        employee.press("Enter")
        page.wait_for_url("**/propose/")
        employee.write("signature", PASSWORD)
        employee.press("Enter")
        page.wait_for_url(f"{asgi_server}/cases/{walk.case.pk}/")
    walk.case.refresh_from_db()
    assert walk.case.state == S.PROPOSED


@pytest.mark.usefixtures("_evaluation")
def test_a_rating_is_given_by_keyboard_alone(asgi_server, at):
    walk = appraisal_at(S.REPORTED)
    rater = at(walk.w.rater)
    page = rater.page
    rater.open(walk.case, "rate")
    results = list(walk.case.plan_version.results.all())
    rater.choose(f"level_{results[0].pk}", "meets")
    rater.write(f"feedback_{results[0].pk}", "Rapi sekali.")
    rater.choose("results", "meets")
    rater.choose("behaviour", "above")
    rater.reach("[name=preview]")
    rater.press("Enter")
    page.wait_for_url("**/rate/#predicate")
    assert page.inner_text("#verdict") == "Baik"
    assert page.locator(".quadrant__here").count() == 1
    rater.write("note", "Pertahankan.")
    rater.write("signature", PASSWORD)
    rater.press("Enter")
    page.wait_for_url(f"{asgi_server}/cases/{walk.case.pk}/")
    rating = walk.case.ratings.get()
    assert (rating.results, rating.behaviour, rating.note) == ("meets", "above", "Pertahankan.")
    assert rating.items[0]["feedback"] == "Rapi sekali."


@pytest.mark.usefixtures("_evaluation")
def test_an_objection_is_filed_by_keyboard_alone(asgi_server, at):
    walk = appraisal_at(S.RECEIVED)
    employee = at(walk.w.employee)
    page = employee.page
    employee.open(walk.case, "file_objection")
    result = walk.case.plan_version.results.first()
    employee.write("grounds", "Bukti terlewat.")
    employee.write(f"ground_{result.pk}", "Angka 92 %, bukan 85 %.")
    employee.reach(MAIN)
    employee.press("Enter")
    page.wait_for_url(f"{asgi_server}/cases/{walk.case.pk}/")
    objection = walk.case.objections.get()
    assert objection.grounds == "Bukti terlewat."
    assert objection.items == [{"result": result.pk, "text": "Angka 92 %, bukan 85 %."}]


@pytest.mark.usefixtures("_evaluation")
def test_the_focus_goes_to_what_has_to_be_put_right_and_leads_to_the_field(at):
    walk = appraisal_at(S.REPORTED)
    rater = at(walk.w.rater)
    rater.open(walk.case, "rate")
    rater.reach(MAIN)
    rater.press("Enter")
    rater.page.wait_for_selector(".summary")
    assert rater.is_at(".summary")
    rater.reach(".summary a[href='#id_results_0']")
    rater.press("Enter")
    assert rater.page.evaluate("location.hash") == "#id_results_0"
    rater.is_seen()
