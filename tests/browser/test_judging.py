"""Judging in a real browser, by keyboard alone and on a phone: rating, objecting, deciding."""

from types import SimpleNamespace

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe

from processes.appraisal.state import State as S
from tests.appraisal_world import NEXT_JANUARY, PASSWORD, appraisal_at

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
TABS = 250
"""More than any of these pages has places for the focus to stop at."""

IN_SIGHT = """() => {
  const one = document.activeElement;
  const { left, top, width, height } = one.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + Math.min(height, 20) / 2);
  return one.contains(there) || there.closest("label")?.control === one;
}"""


@pytest.fixture(autouse=True)
def _evaluation():
    with time_machine.travel(NEXT_JANUARY, tick=True):
        yield


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, server, page, person):
        self.server, self.page = server, page
        page.goto(f"{server}/accounts/login/")
        self.reach("login")
        self.type(person.username)
        self.reach("password")
        self.type(PASSWORD)
        self.press("Enter")
        page.wait_for_url(f"{server}/")

    def open(self, case, move):
        self.page.goto(f"{self.server}/cases/{case.pk}/{move}/")

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def reach(self, name):
        """Press Tab until the field, or the button, of this name has the focus."""
        for _step in range(TABS):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.name") == name:
                assert self.is_in_sight()
                return
        raise AssertionError(f"Tab never comes to {name}")

    def is_in_sight(self):
        """Whether what has the focus is on the screen, under no bar."""
        return self.page.evaluate(IN_SIGHT)

    def choose(self, name, value):
        """Choose a level with the arrows, as radio buttons are chosen."""
        self.reach(name)
        self.press("Space")
        for _step in range(3):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")


@pytest.fixture
def phone(new_context):
    return new_context(viewport=PHONE).new_page()


def test_a_rating_is_given_by_keyboard_alone(asgi_server, phone):
    walk = appraisal_at(S.REPORTED)
    rater = Keyboard(asgi_server, phone, walk.w.rater)
    rater.open(walk.case, "rate")
    results = list(walk.case.plan_version.results.all())
    rater.choose(f"level_{results[0].pk}", "meets")
    rater.reach(f"feedback_{results[0].pk}")
    rater.type("Rapi sekali.")
    rater.choose("results", "meets")
    rater.choose("behaviour", "above")
    rater.reach("preview")
    rater.press("Enter")
    phone.wait_for_url("**/rate/#predicate")
    assert phone.inner_text("#verdict") == "Baik"
    assert phone.locator(".quadrant__here").count() == 1
    rater.reach("note")
    rater.type("Pertahankan.")
    rater.reach("signature")
    rater.type(PASSWORD)
    rater.press("Enter")
    phone.wait_for_url(f"{asgi_server}/cases/{walk.case.pk}/")
    rating = walk.case.ratings.get()
    assert (rating.results, rating.behaviour, rating.note) == ("meets", "above", "Pertahankan.")
    assert rating.items[0]["feedback"] == "Rapi sekali."


def test_an_objection_is_filed_by_keyboard_alone(asgi_server, phone):
    walk = appraisal_at(S.RECEIVED)
    employee = Keyboard(asgi_server, phone, walk.w.employee)
    employee.open(walk.case, "file_objection")
    result = walk.case.plan_version.results.first()
    employee.reach("grounds")
    employee.type("Bukti terlewat.")
    employee.reach(f"ground_{result.pk}")
    employee.type("Angka 92 %, bukan 85 %.")
    for _step in range(TABS):
        if phone.evaluate("document.activeElement.matches('main form .button[data-kind=main]')"):
            break
        employee.press("Tab")
    employee.press("Enter")
    phone.wait_for_url(f"{asgi_server}/cases/{walk.case.pk}/")
    objection = walk.case.objections.get()
    assert objection.grounds == "Bukti terlewat."
    assert objection.items == [{"result": result.pk, "text": "Angka 92 %, bukan 85 %."}]


def test_the_predicate_follows_the_choice_without_a_button_and_spares_what_is_typed(
    asgi_server, phone
):
    walk = appraisal_at(S.REPORTED)
    rater = Keyboard(asgi_server, phone, walk.w.rater)
    rater.open(walk.case, "rate")
    phone.fill("[name=note]", "Belum selesai menulis")
    phone.check("[name=results][value=meets]")
    phone.check("[name=behaviour][value=below]")
    phone.wait_for_selector(".quadrant__here")
    assert phone.inner_text("#verdict") == "Kurang (misconduct)"
    assert phone.input_value("[name=note]") == "Belum selesai menulis"
    assert not walk.case.ratings.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_judging_have_no_barrier_and_no_sideways_scrolling(
    asgi_server, new_context, scheme
):
    first = appraisal_at(S.REPORTED)
    w = first.w

    def another(state, person):
        other = SimpleNamespace(**{**vars(w), "employee": person})
        return appraisal_at(state, other, first.cycle, person)

    explained = another(S.EXPLAINED, w.colleague)
    opened = {
        w.rater: [(first, "rate"), (first, "return_report")],
        w.superior: [(explained, "uphold"), (explained, "change_result")],
    }
    faults = {}
    for person, pages in opened.items():
        page = new_context(color_scheme=scheme).new_page()
        Keyboard(asgi_server, page, person)
        for walk, move in pages:
            for width in (320, 390, 1280):
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(f"{asgi_server}/cases/{walk.case.pk}/{move}/")
                found = Axe().run(page)
                if found.violations_count:
                    faults[move, width] = found.generate_report()
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults[move, width] = "scrolls sideways"
    assert not faults
